import type { Change } from "../../kernel/effects.ts"
import { configurationDoubts } from "./terraform-foreign.ts"
import { PROVISIONING } from "./terraform-doubts.ts"
import type { ResourceChange, TerraformPlan } from "./terraform-plan.ts"
import { shown } from "./terraform-refusals.ts"

export interface Changing {
  readonly planned: ResourceChange
  readonly change: Change
}

/** What the plan as a whole leaves open. */
export const planDoubts = (plan: TerraformPlan, touched: readonly Changing[]): readonly string[] => [
  ...(isRefreshOnly(plan) ? [refreshing(plan)] : untold(plan)),
  ...plan.failing.map((check) => `${shown(check)}: a check of the configuration doesn't hold`),
  ...(plan.configuration === null && touched.some(({ change }) => PROVISIONING.includes(change))
    ? ["the plan has no configuration, so nobody can tell which provisioners run"]
    : []),
  ...(plan.configuration === null ? [] : configurationDoubts(plan.configuration, touched)),
  ...(plan.invokesActions ? ["actions of providers are invoked, which may do anything"] : []),
  ...(plan.defers ? ["changes are deferred until more is known"] : []),
  ...(plan.complete ? [] : ["the plan leaves a part of the configuration for a later one"]),
]

/** Nothing is planned, and drift was found: the plan records in the state what has changed outside Terraform. */
const isRefreshOnly = ({ changes = [], planned, drifted }: TerraformPlan): boolean =>
  changes.length === 0 && planned.length === 0 && drifted.length > 0

/** As many are named in a sentence as a person reads. */
const NAMED = 8

const refreshing = ({ drifted, prior }: TerraformPlan): string => {
  const named = drifted.slice(0, NAMED).map((address) => shown(address, 96))
  const more = drifted.length > NAMED ? ` and ${drifted.length - NAMED} more` : ""
  return `a refresh-only plan: it takes into the state what was changed outside Terraform (${named.join(", ")}${more}), and plans nothing for the ${prior.length} resources of the state`
}

/** Resources that are there, or will be, and of which no change is told, not even that there is none. */
const untold = ({ changes = [], planned, prior }: TerraformPlan): readonly string[] => {
  const told = new Set(changes.flatMap(({ address, previous_address = address }) => [address, previous_address]))
  return [...new Set([...planned, ...prior])]
    .filter((address) => !told.has(address))
    .map((address) => `${shown(address)}: is in the state or the planned values, but not in resource_changes`)
}
