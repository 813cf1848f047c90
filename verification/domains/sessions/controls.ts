import type { Control } from "../control.ts"
import { authenticity } from "./controls/authenticity.ts"
import { disabling } from "./controls/disabling.ts"
import { logout } from "./controls/logout.ts"
import { replay } from "./controls/replay.ts"
import { revocation } from "./controls/revocation.ts"
import { termination } from "./controls/termination.ts"

/** One file a control. */
export const controls: readonly Control[] = [disabling, revocation, termination, replay, authenticity, logout]
