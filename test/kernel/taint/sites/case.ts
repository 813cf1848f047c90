import type { Taint } from "../../../../kernel/taint/facts.ts"
import type { TaintSite } from "../../../../kernel/taint/index.ts"
import type { Rows as SiteRows } from "../../../fixtures/sites.ts"
import { type Event, type Told, endorse, ingest, open, settings, show, tell, write } from "../../../fixtures/taint.ts"

export { cases } from "../../../fixtures/sites.ts"
export type Rows = SiteRows<Taint, TaintSite>

type Changed = Parameters<typeof settings>[0]

export const under = (changed: Changed, ...events: readonly Event[]): Told => tell(settings(changed), ...events)

/**
 * Two conversations of Ann's at once, the first of which is strict, and in the first of them content of each kind: `good` and
 * `fine` are trusted and for anyone, `bad` is for anyone and from the web, `own` is trusted and for Ann and Rita, `ours` for Ann alone.
 */
export const begun = (...events: readonly Event[]): Told => beginning({}, ...events)
/** The same where arguments alone are asked. */
export const lenient = (...events: readonly Event[]): Told => beginning({ mode: "value" }, ...events)

const beginning = (how: Parameters<typeof open>[1], ...events: readonly Event[]): Told =>
  under(
    {},
    [0, open(1, how)],
    [0, open(2)],
    [0, ingest("good")],
    [0, ingest("fine", { source: "disk" })],
    [0, ingest("bad", { source: "web" })],
    [0, ingest("own", { readers: ["ann", "rita"] })],
    [0, ingest("ours", { readers: ["ann"] })],
    ...events,
  )

/** The conversation has seen what nobody trusts. */
export const tainted = (...events: readonly Event[]): Told => begun([1, show("bad")], ...events)

/** A call of a tool that destroys, with one argument that has to be trusted and isn't, and with both of them trusted. */
export const bad = { tool: "wipe", plan: { "/path": "bad", "/depth": "good" } } as const
export const good = { tool: "wipe", plan: { "/path": "good", "/depth": "fine" } } as const

/** Rita vouches for the path, or for the whole call, at 2. */
export const vouched = (...events: readonly Event[]): Told => begun([2, endorse(1, bad)], ...events)
export const atPath = { endorsed: { "/path": 1 } } as const
export const inAll = (n = 1) => ({ endorsed: { control: n } })

/** A resource of trusted content, and one of content that isn't. */
export const stored = (...events: readonly Event[]): Told =>
  begun([1, write("clean", "good")], [1, write("dirty", "bad")], ...events)
