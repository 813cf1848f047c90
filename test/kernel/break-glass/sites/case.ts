import type { Actor } from "../../../../kernel/actors.ts"
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
  keyOf,
  lapse,
  request,
  revoke,
  rita,
  scope,
  settings,
  tell,
  without,
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

/** The deployment has taken these people's keys out of its config since. */
export const lost = (register: BreakGlassRegister, ...people: readonly Actor[]): BreakGlassRegister => ({
  ...register,
  settings: without(register.settings, ...people),
})
/** A key, the one with which somebody signed unless told otherwise, is somebody's now. */
export const given = (
  register: BreakGlassRegister,
  whose: Actor,
  now: Actor,
  key = keyOf(whose),
): BreakGlassRegister => ({
  ...register,
  settings: settings({ keyring: { ...register.settings.keyring, [key]: now } }),
})
/** Something of the policy is otherwise since. */
export const since = (register: BreakGlassRegister, changed: Parameters<typeof settings>[0]): BreakGlassRegister => ({
  ...register,
  settings: settings(changed),
})

/** Two pairs are asked for, and what is grantable of them. */
export const BOTH = scope(["psql", "db.main"], ["ssh", "host/web"])
export const psql = { tool: "psql", prefix: "db.main", types: [] }
export const ssh = { tool: "ssh", prefix: "host/web", types: [] }

/** A request that was settled or withdrawn without ever becoming active, in each way. */
export const dropped = (): BreakGlassRegister[] => [
  told([1, deny("g1", rita())]),
  told([REQUEST, lapse("g1")]),
  told([1, revoke("g1", ann())]),
]
/** A grant that has ended, in each way. */
export const ended = (): BreakGlassRegister[] => [active([EXPIRY, expire("g1")]), active([2, revoke("g1", ann())])]
