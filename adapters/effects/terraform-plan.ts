import * as z from "zod"
import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import { Shown } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { type Configuration, configurationOf } from "./terraform-configuration.ts"
import { type Table, eachOf, elementOf, isTable, listOf, tableOf } from "./terraform-lists.ts"
import { refuse } from "./terraform-refusals.ts"

/**
 * The parts of `terraform show -json PLANFILE` that are read here, majors 0 and 1 of its format
 * (developer.hashicorp.com/terraform/internals/json-format), and what OpenTofu adds to it. Further properties are left
 * alone, as the format asks.
 */

const json = z.custom<Json>()

/** A change to an object. Ephemeral objects (OpenTofu) are opened while the plan is applied, and are nowhere afterwards. */
const ResourceChange = z.object({
  address: Shown,
  previous_address: Shown.optional(),
  module_address: Shown.optional(),
  mode: z.enum(["managed", "data", "ephemeral"]),
  type: Shown,
  name: Shown.default(""),
  provider_name: Shown.optional(),
  /** Set where the change is to an object that was to be gone already. */
  deposed: Shown.optional(),
  change: z.object({
    actions: json,
    before: json.default(null),
    after: json.default(null),
    after_unknown: json.default(null),
    after_sensitive: json.default(null),
    importing: json.default(null),
  }),
})
export type ResourceChange = z.infer<typeof ResourceChange>

const Drifted = z.object({ address: z.string().default("") })
const Output = z.object({ actions: json })
const Check = z.object({ status: z.string(), address: z.object({ to_display: Shown }) })
const Named = z.object({ address: Shown, mode: z.string().default("managed") })

export interface OutputChange {
  readonly name: string
  readonly actions: Json
}

export interface TerraformPlan {
  /** The version of the program that planned, empty where the plan doesn't say. */
  readonly version: string
  /** The addresses of the managed resources that will be there afterwards, and that are there. */
  readonly planned: readonly string[]
  readonly prior: readonly string[]
  readonly changes: readonly ResourceChange[] | undefined
  readonly outputs: readonly OutputChange[]
  /** The addresses of what was found changed outside Terraform. */
  readonly drifted: readonly string[]
  readonly configuration: Configuration | null
  /** What the checks say that don't hold. */
  readonly failing: readonly string[]
  readonly invokesActions: boolean
  readonly defers: boolean
  readonly applyable: boolean
  readonly complete: boolean
}

/**
 * Reads a plan's bytes.
 * @throws {InspectionRefusedError}
 */
export const parsePlan = (bytes: Uint8Array): TerraformPlan => {
  const top = parse(decode(bytes))
  if (!isTable(top)) throw refuse("shape")
  if (Object.hasOwn(top, "@level") || Object.hasOwn(top, "@message")) throw refuse("stream")
  const { format_version, terraform_version, planned_values, errored = false } = top
  if (typeof format_version !== "string") throw refuse("shape", "format_version")
  if (!/^[01]\.[0-9]{1,9}$/.test(format_version)) throw refuse("version")
  if (planned_values === undefined) throw refuse(Object.hasOwn(top, "values") ? "state" : "shape", "planned_values")
  if (errored !== false) throw refuse("errored")
  return {
    version: typeof terraform_version === "string" ? terraform_version : "",
    planned: managedAddresses(planned_values, "planned_values"),
    prior: managedAddresses(tableOf(top["prior_state"], "prior_state")["values"], "prior_state.values"),
    changes:
      top["resource_changes"] === undefined
        ? undefined
        : eachOf(ResourceChange, top["resource_changes"], "resource_changes"),
    outputs: outputsOf(top["output_changes"]),
    drifted: eachOf(Drifted, top["resource_drift"], "resource_drift").map(({ address }) => address),
    configuration: configurationOf(top["configuration"]),
    failing: eachOf(Check, top["checks"], "checks")
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address }) => address.to_display),
    invokesActions: listOf(top["action_invocations"], "action_invocations").length > 0,
    defers: ["deferred_changes", "deferred_action_invocations"].some((name) => listOf(top[name], name).length > 0),
    applyable: flag(top, "applyable"),
    complete: flag(top, "complete"),
  }
}

/** What is true of a plan that doesn't say otherwise: older versions don't. */
const flag = (top: Table, name: string): boolean => elementOf(z.boolean().default(true), top[name] as Json, name)

/** The names of the outputs that change, which people read; a value of an output never leaves this file. */
const outputsOf = (changes: Json | undefined): readonly OutputChange[] => {
  const table = tableOf(changes, "output_changes")
  const names = Object.keys(table)
  return names.map((name) => {
    const where = `output_changes.${name.slice(0, 64)}`
    if (!Shown.safeParse(`output.${name}`).success) throw refuse("shape", where)
    return { name, actions: elementOf(Output, table[name] ?? null, where).actions }
  })
}

const parse = (text: string): Json => {
  try {
    // Numbers are not hashed as values: the payload's digest is over its bytes.
    return parseJson(text, "double")
  } catch (error) {
    if (error instanceof JsonRefusedError) throw refuse("json", "", error.message)
    throw error
  }
}

/** Byte order marks of UTF-8 and UTF-16, and how UTF-16 begins without one: JSON begins with ASCII, half of which is zero there. */
const NOT_RENDERED: readonly (readonly (number | undefined)[])[] = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [undefined, 0x00],
  [0x00],
]

/**
 * PowerShell's `>` writes UTF-16. Read, such a plan would be approved and then never run: whoever executes renders the saved
 * plan by itself, and holds the bytes of that, which never begin so, against the ones that were approved.
 */
const decode = (bytes: Uint8Array): string => {
  if (NOT_RENDERED.some((start) => start.every((byte, at) => byte === undefined || bytes[at] === byte)))
    throw refuse("mark")
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw refuse("encoding")
  }
}

/** The addresses of the managed resources of a state, all modules. */
const managedAddresses = (values: Json | undefined, where: string): readonly string[] => {
  const found: string[] = []
  gather(tableOf(values, where)["root_module"], `${where}.root_module`, found)
  return found
}
const gather = (module: Json | undefined, where: string, found: string[]): void => {
  const { resources, child_modules } = tableOf(module, where)
  for (const { address, mode } of eachOf(Named, resources, `${where}.resources`))
    if (mode === "managed") found.push(address)
  for (const [at, child] of listOf(child_modules, `${where}.child_modules`).entries())
    gather(child, `${where}.child_modules.${at}`, found)
}
