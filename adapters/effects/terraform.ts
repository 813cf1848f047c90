import { type Change, type Effects, type Resource, MAX_RESOURCES, effectsOf } from "../../kernel/effects.ts"
import { exposureOf, watchedUnknowns } from "./terraform-exposure.ts"
import {
  type Configured,
  type ResourceChange,
  type TerraformPlan,
  blockOf,
  configuredResources,
  managedAddresses,
  parsePlan,
  refuse,
} from "./terraform-plan.ts"
import { COVERED, INERT, NAMESPACES, NEVER_LEFT_TO_PROVIDER, OPAQUE } from "./terraform-types.ts"

/**
 * What applying a Terraform plan would do, from the bytes of `terraform show -json PLANFILE` alone. Reads values to judge
 * them and lets none out: addresses, types and classes are all that effects and errors hold.
 * @throws {InspectionRefusedError}
 */
export const inspectTerraform = (bytes: Uint8Array): Effects => {
  const plan = parsePlan(bytes)
  const changes = changesOf(plan)
  const blocks = configuredResources(plan)
  const inspected = changes.map((change) => inspectChange(change, blocks.get(blockOf(change))))
  const resources = inspected.map(({ resource }) => resource)
  const untouched = resources.filter(({ change }) => change === "noop").length
  if (plan.applyable === false && untouched < resources.length) throw refuse("unapplyable")
  const unresolved = [...inspected.flatMap(({ unresolved }) => unresolved), ...doubtsOf(plan, changes)]
  if (unresolved.length > MAX_RESOURCES) throw refuse("tooMany")
  return effectsOf(resources, unresolved, untouched)
}

/** No-change plans of old versions leave resource_changes out; so does a plan that somebody cut. */
const changesOf = ({ resource_changes, planned_values }: TerraformPlan): readonly ResourceChange[] => {
  if (resource_changes === undefined && managedAddresses(planned_values).length > 0) throw refuse("changesMissing")
  const changes = resource_changes ?? []
  const seen = new Set<string>()
  for (const { address, deposed = "" } of changes) {
    const object = JSON.stringify([address, deposed])
    if (seen.has(object)) throw refuse("duplicate", address)
    seen.add(object)
  }
  return changes
}

/** The combinations of actions that exist. `forget` leaves the object in place and drops it from the state. */
const ACTIONS: Readonly<Record<string, Change>> = {
  "no-op": "noop",
  create: "create",
  read: "read",
  update: "update",
  delete: "destroy",
  "delete create": "replace",
  "create delete": "replace",
  "create forget": "replace",
  forget: "forget",
}

interface Inspected {
  readonly resource: Resource
  readonly unresolved: readonly string[]
}

const inspectChange = (planned: ResourceChange, block: Configured | undefined): Inspected => {
  const { address, type } = planned
  const { before, after } = planned.change
  const change = changeOf(planned)
  const { iam, network, unreadable } = exposureOf({ type, change, before, after })
  const doubts = change === "noop" ? [] : [...unreadable.map(unreadableIn), ...changeDoubts(planned, change, block)]
  return {
    resource: { address, type, change, iam, network },
    unresolved: doubts.map((doubt) => sentence(address, doubt)),
  }
}

/** A sentence fits its bound whatever the address: it names the place, which the resource has in full. */
const sentence = (address: string, doubt: string): string => `${address.slice(0, 512).toWellFormed()}: ${doubt}`

const changeOf = ({ address, previous_address, change: { actions, importing } }: ResourceChange): Change => {
  const key = actions.join(" ")
  const change = Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined
  if (change === undefined) throw refuse("action", address)
  if (change !== "noop") return change
  if (importing !== null) return "import"
  return previous_address === undefined ? "noop" : "move"
}

const unreadableIn = (name: string): string => `the document in ${name} can't be read`

/** Changes that bring new values, some of which may not be known yet. */
const BRINGING: readonly Change[] = ["create", "update", "replace"]
/** Changes that run a resource's provisioners. */
const PROVISIONING: readonly Change[] = ["create", "replace", "destroy"]

const changeDoubts = (planned: ResourceChange, change: Change, block: Configured | undefined): readonly string[] => [
  ...(BRINGING.includes(change) ? unknownsOf(planned, block) : []),
  ...(PROVISIONING.includes(change) && (block?.provisioners.length ?? 0) > 0
    ? ["runs provisioners, which may do anything"]
    : []),
  ...(OPAQUE.includes(planned.type) ? ["runs code or a template of its own, which may do anything"] : []),
  ...(change === "forget" ? ["leaves the state and stays as it is, under nobody's management"] : []),
  ...(planned.mode === "managed" && !isKnownProvider(planned)
    ? ["the provider isn't one whose access and network types this reader knows"]
    : []),
]

/** What the provider fills in by itself is not the author's doing; without a configuration nobody can tell. */
const unknownsOf = (
  { change: { after_unknown } }: ResourceChange,
  block: Configured | undefined,
): readonly string[] => {
  const unknown =
    block === undefined || typeof after_unknown !== "object" || after_unknown === null
      ? after_unknown
      : Object.fromEntries(
          Object.entries(after_unknown).filter(
            ([name, part]) =>
              part !== true || Object.hasOwn(block.expressions, name) || NEVER_LEFT_TO_PROVIDER.includes(name),
          ),
        )
  return watchedUnknowns(unknown).map((name) => `${name} is known only after apply`)
}

const isKnownProvider = ({ provider_name, type }: ResourceChange): boolean => {
  const [provider, namespace] = provider_name?.split("/").reverse() ?? [type.split("_")[0]]
  const known = provider !== undefined && [...COVERED, ...INERT].includes(provider)
  return known && (namespace === undefined || NAMESPACES.includes(namespace))
}

/** What the plan as a whole leaves open. Drift and outputs change only the state's record of what is there already. */
const doubtsOf = (plan: TerraformPlan, changes: readonly ResourceChange[]): readonly string[] => {
  const told = new Set(changes.flatMap(({ address, previous_address = address }) => [address, previous_address]))
  const untold = [...managedAddresses(plan.planned_values), ...managedAddresses(plan.prior_state?.values)]
  return [
    ...[...new Set(untold)]
      .filter((address) => !told.has(address))
      .map((address) => sentence(address, "is in the state or the planned values, but not in resource_changes")),
    ...plan.checks
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address }) => sentence(address.to_display, "a check of the configuration doesn't hold")),
    ...(plan.action_invocations.length > 0 ? ["actions of providers are invoked, which may do anything"] : []),
    ...(plan.deferred_changes.length + plan.deferred_action_invocations.length > 0
      ? ["changes are deferred until more is known"]
      : []),
    ...(plan.complete ? [] : ["the plan leaves a part of the configuration for a later one"]),
  ]
}
