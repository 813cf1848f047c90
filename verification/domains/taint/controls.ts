import type { Control } from "../control.ts"
import { flow } from "./controls/flow.ts"

/** One file a control. */
export const controls: readonly Control[] = [flow]
