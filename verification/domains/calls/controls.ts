import type { Control } from "../control.ts"

/** No row of the evidence rests on calls yet. */
export const controls: readonly Control[] = []
