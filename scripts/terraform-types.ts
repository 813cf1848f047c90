/**
 * Makes adapters/effects/terraform-known.json again, from the providers' schemas as the packages of the Terraform CDK have
 * them: `node scripts/terraform-types.ts` installs those in a folder of its own and takes the names of types and attributes
 * out of them, which are facts; nothing else of the packages is kept. `node scripts/terraform-types.ts FOLDER` reads
 * packages that are there already. What is judged, and how, is in docs/terraform.md.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isCode } from "../adapters/effects/terraform-code-names.ts"
import { CODE, OPAQUE } from "../adapters/effects/terraform-code.ts"
import { isOf } from "../adapters/effects/terraform-concerns.ts"
import { COSMETIC } from "../adapters/effects/terraform-cosmetic.ts"
import { holdsSettings } from "../adapters/effects/terraform-names.ts"
import { DESTINATIONS } from "../adapters/effects/terraform-origins.ts"
import { PROTECTIONS } from "../adapters/effects/terraform-protections.ts"
import { isWatched, watchedBy } from "../adapters/effects/terraform-watched.ts"
import { CHECKED_NAMES, CHECKED_TYPES, SUSPECT } from "./terraform-judged.ts"
import { HARMLESS_TYPES, SUSPECT_TYPES } from "./terraform-judged-types.ts"

/** Where the names come from; with the versions, the tables can be made again as they are. */
const PACKAGES: Readonly<Record<string, string>> = {
  "@cdktf/provider-aws": "21.22.1",
  "@cdktf/provider-azuread": "14.3.1",
  "@cdktf/provider-azurerm": "14.23.1",
  "@cdktf/provider-google": "16.12.1",
  "@cdktf/provider-google-beta": "16.12.1",
}
const TARGET = new URL("../adapters/effects/terraform-known.json", import.meta.url)

interface Schema {
  readonly type: string
  readonly isData: boolean
  /** The arguments of each of its blocks, by the block's function, with the functions of the blocks in it. */
  readonly blocks: ReadonlyMap<string, readonly Argument[]>
}
interface Argument {
  readonly name: string
  readonly block: string | undefined
}

const textsUnder = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n")

const schemaOf = (text: string): Schema | undefined => {
  const type = /\.tfResourceType = "([^"]+)"/.exec(text)?.[1]
  if (type === undefined) return undefined
  const blocks = new Map<string, Argument[]>()
  let block = ""
  let name = ""
  for (const line of text.split("\n")) {
    const opens = /function (\w+)ToHclTerraform\(|^ {4}(synthesizeHclAttributes)\(/.exec(line)
    if (opens !== null) block = opens[1] ?? ""
    name = /^\s+"?([A-Za-z0-9_.\-/]+)"?: \{$/.exec(line)?.[1] ?? name
    const inner = /^\s+value: (?:cdktf\.\w+\()*(?:(\w+)ToHclTerraform|.)/.exec(line)
    if (inner !== null) blocks.set(block, [...(blocks.get(block) ?? []), { name, block: inner[1] }])
  }
  return { type, isData: text.includes("extends cdktf.TerraformDataSource"), blocks }
}

const schemasIn = (packages: string): readonly Schema[] =>
  Object.keys(PACKAGES).flatMap((name) => {
    const lib = join(packages, "node_modules", name, "lib")
    return readdirSync(lib, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? (schemaOf(textsUnder(join(lib, entry.name))) ?? []) : [],
    )
  })

const namesOf = ({ blocks }: Schema): readonly string[] => [
  ...new Set([...blocks.values()].flat().map(({ name }) => name)),
]

/** Names whose meaning this reader knows, in whatever type they stand. */
const isJudged = (name: string): boolean =>
  isWatched(name) ||
  CODE.includes(name) ||
  COSMETIC.includes(name) ||
  DESTINATIONS.includes(name) ||
  Object.hasOwn(PROTECTIONS, name) ||
  CHECKED_NAMES.includes(name)

/** What keeps a type from being known: its own name, where nobody has judged it, and those of its arguments. */
const doubtsOf = (schema: Schema): readonly string[] => [
  ...(SUSPECT_TYPES.test(schema.type) && !HARMLESS_TYPES.includes(schema.type) ? ["(its name)"] : []),
  ...namesOf(schema).filter((name) => SUSPECT.test(name) && !isJudged(name)),
]

const isKnown = (schema: Schema): boolean =>
  !OPAQUE.includes(schema.type) &&
  (CHECKED_TYPES.includes(schema.type) ||
    isOf("iam", schema.type) ||
    isOf("network", schema.type) ||
    doubtsOf(schema).length === 0)

const watched = (type: string, name: string): boolean =>
  watchedBy("iam", name, type) || watchedBy("network", name, type)

/** The names of a type's blocks that are something of the kind, or hold it, however deep. */
const holdersOf = ({ type, blocks }: Schema, isKind: (type: string, name: string) => boolean): readonly string[] => {
  const holds = (block: string, within: readonly string[]): boolean =>
    !within.includes(block) &&
    (blocks.get(block) ?? []).some(
      (argument) =>
        !DESTINATIONS.includes(argument.name) &&
        (isKind(type, argument.name) || (argument.block !== undefined && holds(argument.block, [...within, block]))),
    )
  return [...blocks.values()]
    .flat()
    .filter(
      ({ name, block }) =>
        block !== undefined &&
        !COSMETIC.includes(name) &&
        !DESTINATIONS.includes(name) &&
        (isKind(type, name) || holdsSettings(type, name) || holds(block, [])),
    )
    .map(({ name }) => name)
}
/** What lets somebody in, or runs. */
const containersOf = (schema: Schema) => holdersOf(schema, (type, name) => watched(type, name) || isCode(type, name))
/** What protects. */
const guardsOf = (schema: Schema) => holdersOf(schema, (_, name) => Object.hasOwn(PROTECTIONS, name))

const leavesOf = ({ blocks }: Schema): readonly string[] =>
  [...blocks.values()].flat().flatMap(({ name, block }) => (block === undefined ? [name] : []))

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort()

const install = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "terraform-types-"))
  const packages = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`)
  execFileSync(
    "npm",
    ["install", "--prefix", folder, "--ignore-scripts", "--legacy-peer-deps", "--no-audit", ...packages],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  )
  return folder
}

const given = process.argv[2]
const folder = given ?? install()
const schemas = schemasIn(folder)
if (given === undefined) rmSync(folder, { recursive: true })
const managed = schemas.filter(({ isData }) => !isData)
const known = managed.filter(isKnown)
const types = sorted(known.map(({ type }) => type))
const read = sorted(schemas.filter(({ isData }) => isData).map(({ type }) => type))
/** Names that are no block in some type: there, their being unknown says nothing. */
const leaves = new Set(managed.flatMap(leavesOf))
/** Blocks by name, and of names that are no block in some type, the types in which they are one. */
const tableOf = (holders: (schema: Schema) => readonly string[]) => {
  const all = sorted(known.flatMap(holders))
  return {
    names: all.filter((name) => !leaves.has(name)),
    of: Object.fromEntries(
      all.flatMap((name): readonly (readonly [string, readonly string[]])[] => {
        const of = leaves.has(name) ? known.filter((schema) => holders(schema).includes(name)) : []
        return of.length === 0 ? [] : [[name, sorted(of.map(({ type }) => type))]]
      }),
    ),
  }
}
const containers = tableOf(containersOf)
const guards = tableOf(guardsOf)
const tables = {
  from: PACKAGES,
  types,
  read: read.filter((type) => !types.includes(type) && !OPAQUE.includes(type)),
  containers: containers.names,
  containersOf: containers.of,
  guards: guards.names,
  guardsOf: guards.of,
}
writeFileSync(TARGET, `${JSON.stringify(tables, null, 1)}\n`)
const existing = new Set(managed.map(({ type }) => type))
process.stdout.write(
  `${types.length} of ${existing.size} types are known, ${tables.read.length} more can be read, ${containers.names.length + Object.keys(containers.of).length} blocks can hold what is watched\n`,
)
if (process.argv[3] === "--why")
  for (const schema of managed)
    if (!isKnown(schema) && !OPAQUE.includes(schema.type))
      process.stdout.write(`${schema.type}: ${doubtsOf(schema).join(" ")}\n`)
