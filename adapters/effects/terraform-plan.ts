import * as z from "zod"
import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import { MAX_RESOURCES, Shown } from "../../kernel/effects.ts"
import { InspectionRefusedError } from "../../kernel/ports.ts"
import type { Json } from "../../kernel/json.ts"

/**
 * The parts of `terraform show -json PLANFILE` that are read here, majors 0 and 1 of its format
 * (developer.hashicorp.com/terraform/internals/json-format). Further properties are left alone, as the format asks.
 */

const json = z.custom<Json>()

const Named = z.object({ address: Shown, mode: z.string().default("managed") })
interface Module {
  readonly resources: readonly z.infer<typeof Named>[]
  readonly child_modules: readonly Module[]
}
const Module: z.ZodType<Module> = z.object({
  resources: z.array(Named).default([]),
  child_modules: z.lazy(() => z.array(Module)).default([]),
})
const StateValues = z.object({ root_module: Module.default({ resources: [], child_modules: [] }) })

const ResourceChange = z.object({
  address: Shown,
  previous_address: Shown.optional(),
  module_address: Shown.optional(),
  mode: z.enum(["managed", "data"]),
  type: Shown,
  name: Shown.optional(),
  provider_name: Shown.optional(),
  /** Set where the change is to an object that was to be gone already. */
  deposed: Shown.optional(),
  change: z.object({
    actions: z.array(z.string()),
    before: json.default(null),
    after: json.default(null),
    after_unknown: json.default(null),
    importing: json.default(null),
  }),
})
export type ResourceChange = z.infer<typeof ResourceChange>

const Configured = z.object({
  mode: z.string().default("managed"),
  type: z.string(),
  name: z.string(),
  expressions: z.record(z.string(), json).default({}),
  provisioners: z.array(json).default([]),
})
export type Configured = z.infer<typeof Configured>
interface ConfiguredModule {
  readonly resources: readonly Configured[]
  readonly module_calls: Readonly<Record<string, { readonly module: ConfiguredModule }>>
}
const ConfiguredModule: z.ZodType<ConfiguredModule> = z.object({
  resources: z.array(Configured).default([]),
  module_calls: z
    .lazy(() =>
      z.record(z.string(), z.object({ module: ConfiguredModule.default({ resources: [], module_calls: {} }) })),
    )
    .default({}),
})

const invocations = z.array(json).default([])
const TerraformPlan = z.object({
  planned_values: StateValues,
  prior_state: z.object({ values: StateValues.optional() }).optional(),
  resource_changes: z.array(ResourceChange).max(MAX_RESOURCES).optional(),
  configuration: z.object({ root_module: ConfiguredModule.optional() }).optional(),
  deferred_changes: invocations,
  deferred_action_invocations: invocations,
  action_invocations: invocations,
  checks: z.array(z.object({ status: z.string(), address: z.object({ to_display: Shown }) })).default([]),
  applyable: z.boolean().optional(),
  complete: z.boolean().default(true),
})
export type TerraformPlan = z.infer<typeof TerraformPlan>

/** Every way in which a plan is refused, and what to do about it. */
const refusals = {
  encoding: "this is neither UTF-8 nor UTF-16 text: write the plan with `terraform show -json PLANFILE`",
  json: "the plan is not one whole JSON text",
  shape: "this is not a plan: write it with `terraform show -json PLANFILE`",
  stream:
    "this is the message stream of `terraform plan -json`: plan with -out=PLANFILE, then `terraform show -json PLANFILE`",
  state: "this is a state, not a plan: name the plan file in `terraform show -json PLANFILE`",
  version: "the major of format_version is neither 0 nor 1: this reader doesn't know what the plan means",
  errored: "planning failed half-way, so the plan is not whole: mend the errors and plan again",
  unapplyable: "Terraform says that these changes can't be applied: plan again",
  tooMany: `more than ${MAX_RESOURCES} resources: make the change in parts`,
  changesMissing: "resource_changes is missing although resources are planned: the plan is not whole",
  action: "the actions are none that this reader knows",
  duplicate: "the same object is changed twice",
} as const
export type Refusal = keyof typeof refusals

/** A refusal; `where` is an address or a path of names, of which only what a terminal shows as it is comes through. */
export const refuse = (problem: Refusal, where = ""): InspectionRefusedError =>
  new InspectionRefusedError({
    inspector: "terraform",
    problem,
    message: where === "" ? refusals[problem] : `${shown(where)}: ${refusals[problem]}`,
  })

const shown = (where: string): string => where.slice(0, 512).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd")

/**
 * Reads a plan's bytes.
 * @throws {InspectionRefusedError}
 */
export const parsePlan = (bytes: Uint8Array): TerraformPlan => {
  const value = parse(decode(bytes))
  const found = z.record(z.string(), z.unknown()).safeParse(value)
  if (!found.success) throw refuse("shape")
  const top = found.data
  if ("@level" in top || "@message" in top) throw refuse("stream")
  if (typeof top["format_version"] !== "string") throw refuse("shape", "format_version")
  if (!/^[01]\.[0-9]{1,9}$/.test(top["format_version"])) throw refuse("version")
  if (!("planned_values" in top)) throw refuse("values" in top ? "state" : "shape", "planned_values")
  if ("errored" in top && top["errored"] !== false) throw refuse("errored")
  const plan = TerraformPlan.safeParse(value)
  if (plan.success) return plan.data
  const [issue] = plan.error.issues
  throw refuse(
    issue?.code === "too_big" && issue.path.length === 1 ? "tooMany" : "shape",
    issue?.path.map(String).join("."),
  )
}

const parse = (text: string): Json => {
  try {
    // Numbers are not hashed as values: the payload's digest is over its bytes.
    return parseJson(text, "double")
  } catch (error) {
    if (error instanceof JsonRefusedError)
      throw new InspectionRefusedError({
        inspector: "terraform",
        problem: "json",
        message: `${refusals.json}: ${error.message}`,
      })
    throw error
  }
}

/** Byte order marks and what they announce. PowerShell's `>` writes UTF-16; the digest is over the bytes, whichever they are. */
const MARKS = [
  { mark: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
] as const

const decode = (bytes: Uint8Array): string => {
  const marked = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte))
  try {
    return new TextDecoder(marked?.encoding ?? "utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw refuse("encoding")
  }
}

/** The addresses of the managed resources of a state, all modules. */
export const managedAddresses = (values: { readonly root_module: Module } | undefined): readonly string[] =>
  values === undefined ? [] : addressesOf(values.root_module)
const addressesOf = ({ resources, child_modules }: Module): readonly string[] => [
  ...resources.filter(({ mode }) => mode === "managed").map(({ address }) => address),
  ...child_modules.flatMap(addressesOf),
]

/** The blocks of the configuration, by address without instance keys. */
export const configuredResources = (plan: TerraformPlan): ReadonlyMap<string, Configured> => {
  const root = plan.configuration?.root_module
  return new Map(root === undefined ? [] : blocksOf("", root))
}
const blocksOf = (path: string, { resources, module_calls }: ConfiguredModule): readonly [string, Configured][] => [
  ...resources.map((block): [string, Configured] => [blockAddress(path, block.mode, block.type, block.name), block]),
  ...Object.entries(module_calls).flatMap(([name, call]) => blocksOf(`${path}module.${name}.`, call.module)),
]

export const blockOf = ({ module_address, mode, type, name = "" }: ResourceChange): string =>
  blockAddress(module_address === undefined ? "" : `${module_address.replace(INSTANCE_KEY, "")}.`, mode, type, name)
const INSTANCE_KEY = /\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\]/g
const blockAddress = (path: string, mode: string, type: string, name: string): string =>
  `${path}${mode === "data" ? "data." : ""}${type}.${name}`
