import type { Control } from "../control.ts"

/** Nothing is claimed of sessions yet. */
export const controls: readonly Control[] = []
