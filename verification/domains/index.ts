import { approvals } from "./approvals/index.ts"
import type { Binding } from "./binding.ts"

/** Every domain that is tied to a model. */
export const bindings: readonly Binding[] = [approvals]
