import type { Lasting } from "../machine.ts"
import { FOREVER } from "../time.ts"
import type { Calls } from "./facts.ts"
import { isUndecided } from "./life.ts"

/** Until when a call matters to other commands. */
export const lasts: Lasting<Calls> = {
  /** While nobody has decided, its key is taken. */
  names: ({ kept }) => (kept.entity === "call" && isUndecided(kept) ? FOREVER : null),
}
