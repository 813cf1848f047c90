import * as z from "zod"
import { Shown } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { type Table, eachOf, elementOf, listOf, tableOf } from "./terraform-lists.ts"
import { refuse } from "./terraform-refusals.ts"

/** The configuration inside a plan: what the author wrote of each resource, as far as values don't say it. */
export interface Block {
  readonly mode: string
  /** Its type and its name, without the module it is in. */
  readonly named: string
  /** What the author wrote, without the blocks that `dynamic` makes. */
  readonly expressions: Table
  readonly hasProvisioners: boolean
}

/** A module, as a tree: an address is walked through it, so that no name is ever multiplied with another. */
interface ModuleBlocks {
  readonly blocks: ReadonlyMap<string, Block>
  readonly calls: ReadonlyMap<string, ModuleBlocks>
}
export interface Configuration extends ModuleBlocks {
  readonly providers: readonly ProviderBlock[]
}

/** A provider as the configuration has it. */
export interface ProviderBlock {
  /** Where it comes from: its registry, namespace and name. Terraform before 1.1 doesn't say. */
  readonly source: string | undefined
  /** The names of what the author set. */
  readonly settings: readonly string[]
}

const Written = z.object({
  mode: Shown.default("managed"),
  type: Shown,
  name: Shown,
  expressions: z.custom<Json>().optional(),
  provisioners: z.custom<Json>().optional(),
})

const Provider = z.object({ full_name: Shown.optional(), expressions: z.custom<Json>().optional() })

/** The configuration, null where the plan has none: then nobody can tell what was written. */
export const configurationOf = (configuration: Json | undefined): Configuration | null => {
  if (configuration === undefined) return null
  const { root_module, provider_config } = tableOf(configuration, "configuration")
  if (root_module === undefined) return null
  return {
    ...moduleOf(tableOf(root_module, "configuration.root_module"), "configuration.root_module"),
    providers: providersOf(tableOf(provider_config, "configuration.provider_config")),
  }
}

const providersOf = (configs: Table): readonly ProviderBlock[] =>
  Object.entries(configs).map(([name, config]) => {
    const where = `configuration.provider_config.${name.slice(0, 64)}`
    const { full_name, expressions } = elementOf(Provider, config, where)
    return { source: full_name, settings: Object.keys(tableOf(expressions, `${where}.expressions`)) }
  })

const moduleOf = ({ resources, module_calls }: Table, where: string): ModuleBlocks => {
  const blocks = new Map<string, Block>()
  for (const written of eachOf(Written, resources, `${where}.resources`)) {
    const key = keyOf(written.mode, written.type, written.name)
    if (blocks.has(key)) throw refuse("duplicate", `${where}.resources.${written.type}.${written.name}`)
    blocks.set(key, blockOf(written))
  }
  return { blocks, calls: callsOf(tableOf(module_calls, `${where}.module_calls`), `${where}.module_calls`) }
}

const blockOf = ({ mode, type, name, expressions, provisioners }: z.infer<typeof Written>): Block => ({
  mode,
  named: `${type}.${name}`,
  expressions: tableOf(expressions, "expressions"),
  hasProvisioners: listOf(provisioners, "provisioners").length > 0,
})

const callsOf = (calls: Table, where: string): ReadonlyMap<string, ModuleBlocks> => {
  const found = new Map<string, ModuleBlocks>()
  for (const name of Object.keys(calls)) {
    if (!Shown.safeParse(name).success) throw refuse("shape", `${where}.${name.slice(0, 64)}`)
    const { module } = tableOf(calls[name], `${where}.${name}`)
    found.set(name, moduleOf(tableOf(module, `${where}.${name}.module`), `${where}.${name}.module`))
  }
  return found
}

const keyOf = (mode: string, type: string, name: string): string => JSON.stringify([mode, type, name])

/** Keys of instances are no part of the configuration: one block stands for all. */
const INSTANCE_KEY = /\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\]/g

interface Named {
  readonly module_address?: string | undefined
  readonly mode: string
  readonly type: string
  readonly name: string
}

/** The block of a resource, if the configuration has it. */
export const blockIn = (configuration: Configuration, { module_address, mode, type, name }: Named): Block | undefined =>
  moduleAt(configuration, module_address)?.blocks.get(keyOf(mode, type, name))

/** All blocks, those of every module. */
export const blocksIn = (root: ModuleBlocks): readonly Block[] => {
  const found: Block[] = []
  gatherBlocks(root, found)
  return found
}
const gatherBlocks = ({ blocks, calls }: ModuleBlocks, found: Block[]): void => {
  for (const block of blocks.values()) found.push(block)
  for (const module of calls.values()) gatherBlocks(module, found)
}

const moduleAt = (root: ModuleBlocks, address: string | undefined): ModuleBlocks | undefined => {
  if (address === undefined) return root
  let module: ModuleBlocks | undefined = root
  for (const [at, part] of address.replaceAll(INSTANCE_KEY, "").split(".").entries())
    if (at % 2 === 1) module = module?.calls.get(part)
    else if (part !== "module") return undefined
  return module
}
