import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import type { Resource } from "../../../kernel/effects.ts"

/** Plans of one change, as tests of the reader need them. */

export const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

export interface Part {
  readonly type?: string
  readonly actions?: readonly string[]
  readonly before?: unknown
  readonly after?: unknown
  readonly unknown?: unknown
  readonly further?: object
  readonly change?: object
}
export const changed = ({
  type = "aws_instance",
  actions = ["create"],
  before = null,
  after = {},
  unknown = {},
  further,
  change,
}: Part) => ({
  address: `${type}.x`,
  mode: "managed",
  type,
  name: "x",
  provider_name: `registry.terraform.io/hashicorp/${type.split("_")[0] ?? ""}`,
  change: { actions, before, after, after_unknown: unknown, ...change },
  ...further,
})
export const plan = (changes: readonly object[], further: object = {}) => ({
  format_version: "1.2",
  planned_values: { root_module: {} },
  resource_changes: changes,
  ...further,
})
const namesIn = (value: unknown): readonly string[] =>
  typeof value === "object" && value !== null ? Object.keys(value) : []
/** The configuration in which the author wrote every argument of the resource, and nothing else. */
export const written = ({ type = "aws_instance", after, unknown }: Part) => ({
  configuration: {
    root_module: {
      resources: [
        {
          mode: "managed",
          type,
          name: "x",
          expressions: Object.fromEntries([...namesIn(after), ...namesIn(unknown)].map((name) => [name, {}])),
        },
      ],
    },
  },
})
export const inspect = (part: Part, further: object = written(part)) =>
  inspectTerraform(encode(plan([changed(part)], further)))
export const only = (part: Part, further?: object): Resource => {
  const [resource] = inspect(part, further).resources
  if (resource === undefined) throw new Error("no resource")
  return resource
}
