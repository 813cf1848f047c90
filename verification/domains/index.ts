import { approvals } from "./approvals/index.ts"
import type { Binding } from "./binding.ts"
import { breakGlass } from "./break-glass/index.ts"

/** Every domain that is tied to a model. */
export const bindings: readonly Binding[] = [approvals, breakGlass]
