import type { DomainName } from "../../kernel/registry.ts"
import { approvals } from "./approvals/index.ts"
import type { Binding } from "./binding.ts"
import { breakGlass } from "./break-glass/index.ts"
import { budgets } from "./budgets/index.ts"
import { calls } from "./calls/index.ts"
import { sessions } from "./sessions/index.ts"
import { taint } from "./taint/index.ts"

/** Every domain of the kernel's, tied to its model. Areas of mutation, graphs for mutants, targets and tests follow from it. */
export const domains: Readonly<Record<DomainName, Binding>> = {
  approvals,
  "break-glass": breakGlass,
  budgets,
  calls,
  sessions,
  taint,
}

export const bindings: readonly Binding[] = Object.values(domains)
export const domainNames: readonly string[] = Object.keys(domains)
