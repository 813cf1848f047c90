import type { Control } from "../control.ts"

/** The rows of the evidence that taint carries. */
export const controls: readonly Control[] = []
