import { type Effects, MAX_ATTRIBUTES, MAX_RESOURCES, type Resource, Shown, effectsOf } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { changeOf, outputChangeOf } from "./terraform-actions.ts"
import { attributesOf } from "./terraform-attributes.ts"
import { authored } from "./terraform-authored.ts"
import { blockIn } from "./terraform-configuration.ts"
import { BRINGING, doubtsOf } from "./terraform-doubts.ts"
import { exposureOf } from "./terraform-exposure.ts"
import { isTable } from "./terraform-lists.ts"
import { type ResourceChange, type TerraformPlan, parsePlan } from "./terraform-plan.ts"
import { refuse, shown } from "./terraform-refusals.ts"
import { unknownNames } from "./terraform-watched.ts"
import { type Changing, planDoubts } from "./terraform-whole.ts"

/**
 * What applying a Terraform plan would do, from the bytes of `terraform show -json PLANFILE` alone. Reads values to judge
 * them and lets none out: names, addresses, ids that are imported, types and classes are all that effects and errors hold.
 * @throws {InspectionRefusedError}
 */
export const inspectTerraform = (bytes: Uint8Array): Effects => {
  const plan = parsePlan(bytes)
  const changes = changesOf(plan).map((planned): Changing => ({ planned, change: changeOf(planned) }))
  const touched = changes.filter(({ change }) => change !== "noop")
  const outputs = plan.outputs.flatMap((output): readonly Resource[] =>
    outputChangeOf(output) === "noop" ? [] : [outputResource(output.name)],
  )
  if (touched.length + outputs.length > MAX_RESOURCES) throw refuse("tooMany")
  if (!plan.applyable && touched.length + outputs.length > 0) throw refuse("unapplyable")
  const inspected = touched.map((changing) => inspectChange(plan, changing))
  const unresolved = [...inspected.flatMap(({ unresolved }) => unresolved), ...planDoubts(plan, touched)]
  if (unresolved.length > MAX_RESOURCES) throw refuse("tooMany")
  const resources = [...inspected.map(({ resource }) => resource), ...outputs]
  return effectsOf(resources, unresolved.map(fitting), changes.length - touched.length)
}

/** A sentence fits its bound whatever is named in it. */
const fitting = (sentence: string): string => shown(sentence, 1024)

/** No-change plans of old versions leave resource_changes out; so does a plan that somebody cut. */
const changesOf = ({ changes, planned }: TerraformPlan): readonly ResourceChange[] => {
  if (changes === undefined && planned.length > 0) throw refuse("changesMissing")
  const seen = new Set<string>()
  for (const { address, deposed = "" } of changes ?? []) {
    const object = JSON.stringify([address, deposed])
    if (seen.has(object)) throw refuse("duplicate", address)
    seen.add(object)
  }
  return changes ?? []
}

const outputResource = (name: string): Resource => ({
  address: `output.${name}`,
  type: "output",
  change: "output",
  iam: "none",
  network: "none",
})

interface Inspected {
  readonly resource: Resource
  readonly unresolved: readonly string[]
}

const inspectChange = (plan: TerraformPlan, { planned, change }: Changing): Inspected => {
  const { address, type, previous_address } = planned
  const { before, after, importing } = planned.change
  const block = plan.configuration === null ? undefined : blockIn(plan.configuration, planned)
  const written = BRINGING.includes(change) ? authored(planned, change, block, plan.version) : null
  const unknown = unknownNames(written)
  const exposure = exposureOf({ type, change, before, after, unknown })
  const { attributes, lowered } = attributesOf(planned, change, written)
  const resource: Resource = {
    address,
    type,
    change,
    iam: exposure.iam,
    network: exposure.network,
    ...(importing === null ? {} : { imports: importedId(importing) }),
    ...(previous_address === undefined || previous_address === address ? {} : { movedFrom: previous_address }),
    ...(attributes.length === 0 ? {} : { attributes: bounded(attributes) }),
    ...(lowered.length === 0 ? {} : { lowered: bounded(lowered) }),
  }
  const doubts = doubtsOf({ planned, change, block, exposure, unknown, isConfigured: plan.configuration !== null })
  return { resource, unresolved: doubts.map((doubt) => `${shown(address)}: ${doubt}`) }
}

/** The id of what is imported; Terraform takes no secret for one. What names the object in another way is named in no way that is told here. */
const importedId = (importing: Json): string => {
  const id = isTable(importing) ? importing["id"] : undefined
  return typeof id === "string" && Shown.safeParse(id).success ? id : "an object whose id is not a plain text"
}

const bounded = (names: readonly string[]): readonly string[] =>
  names.length <= MAX_ATTRIBUTES
    ? names
    : [...names.slice(0, MAX_ATTRIBUTES - 1), `and ${names.length - MAX_ATTRIBUTES + 1} more`]
