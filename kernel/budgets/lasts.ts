import type { Lasting } from "../machine.ts"
import type { Budgets } from "./facts.ts"

/** Nothing matters to others: what a call has to know of those before it, its budget keeps. */
export const lasts: Lasting<Budgets> = {}
