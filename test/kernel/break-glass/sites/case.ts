import type { BreakGlass } from "../../../../kernel/break-glass/facts.ts"
import type { BreakGlassRegister, BreakGlassSite } from "../../../../kernel/break-glass/index.ts"
import {
  DURATION,
  type Event,
  REQUEST,
  ann,
  bot,
  countersign,
  deny,
  expire,
  lapse,
  request,
  revoke,
  rita,
  settings,
  tell,
} from "../../../fixtures/break-glass.ts"
import type { Rows as SiteRows } from "../../../fixtures/sites.ts"

export { cases } from "../../../fixtures/sites.ts"
export type Rows = SiteRows<BreakGlass, BreakGlassSite>

/** The policy names no role: nobody settles, whatever roles they have. */
export const leaderless = () => tell(settings({ countersigners: [] }), [0, request("g1", ann(), { agent: bot() })])

/** Ann asks at once; what she is given at 1 ends at EXPIRY. */
export const EXPIRY = 1 + DURATION
export const told = (...events: readonly Event[]) =>
  tell(settings(), [0, request("g1", ann(), { agent: bot() })], ...events)
export const active = (...events: readonly Event[]) => told([1, countersign("g1", rita())], ...events)

/** A request that was settled or withdrawn without ever becoming active, in each way. */
export const dropped = (): BreakGlassRegister[] => [
  told([1, deny("g1", rita())]),
  told([REQUEST, lapse("g1")]),
  told([1, revoke("g1", ann())]),
]
/** A grant that has ended, in each way. */
export const ended = (): BreakGlassRegister[] => [active([EXPIRY, expire("g1")]), active([2, revoke("g1", ann())])]
