import type { Sessions } from "../../../../kernel/sessions/facts.ts"
import type { SessionsRegister, SessionsSite } from "../../../../kernel/sessions/index.ts"
import {
  type Event,
  SESSION,
  ann,
  bob,
  disable,
  enable,
  end,
  enrol,
  expire,
  mint,
  open,
  root,
  settings,
  tell,
  touch,
} from "../../../fixtures/sessions.ts"
import type { Rows as SiteRows } from "../../../fixtures/sites.ts"

export { cases } from "../../../fixtures/sites.ts"
export type Rows = SiteRows<Sessions, SessionsSite>

type Changed = Parameters<typeof settings>[0]

/** Ann and Bob are enrolled at once. */
export const enrolled = (...events: readonly Event[]) => under({}, ...events)
export const under = (changed: Changed, ...events: readonly Event[]): SessionsRegister =>
  tell(settings(changed), [0, enrol(ann())], [0, enrol(bob())], ...events)

/** Ann opens a session for the bot at once, and goes on. */
export const opened = (...events: readonly Event[]) => enrolled([0, open(1)], ...events)

/** At each of these moments the person of the session gives a sign, so that it lasts until its own end. */
export const kept: readonly Event[] = [
  [250, touch(1)],
  [500, touch(1)],
  [750, touch(1)],
  [990, touch(1)],
]

/** A credential that the bot minted at 1, or when it is said. */
export const minted = (...events: readonly Event[]) => opened([1, mint(1)], ...events)
export const mintedAt = (at: number, ...before: readonly Event[]) => opened(...before, [at, mint(1)])

/** What became of a session, in each way in which it ends at 10. */
export const endings = (): readonly (readonly Event[])[] => [[[10, end(1)]], [[10, end(1, root())]]]
/** And what is swept at its end: nobody can use it any more, whatever its status says. */
export const swept: readonly Event[] = [...kept, [SESSION, expire(1)]]

/** A person goes, and comes back: in another enablement. */
export const goneAndBack = (at: number): readonly Event[] => [
  [at, disable(ann())],
  [at, enable(ann())],
]
