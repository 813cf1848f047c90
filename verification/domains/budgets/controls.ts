import type { Control } from "../control.ts"

/** What is claimed of budgets. */
export const controls: readonly Control[] = []
