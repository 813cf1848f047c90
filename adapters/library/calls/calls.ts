import type { Boundary } from "../boundary.ts"

/** What becomes of calls. */
export interface Calls {
  readonly list: () => void
}
export const callsOn = (_: Boundary): Calls => ({ list: () => undefined })
