import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { Data } from "effect"
import * as z from "zod"
import { type Actor, TenantId } from "../../kernel/actors.ts"
import { canonicalize, JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import { type Digest, digestOf } from "../../kernel/digest.ts"
import { Policy } from "../../kernel/gate/policy.ts"
import type { Limits } from "../caps/limits.ts"
import { domains, settingsOf } from "../domains.ts"
import type { ApiKey } from "../identity/api-keys.ts"
import { type Directory, directoryOf, type OwnedKey } from "../identity/directory.ts"
import type { ReceiverEntry } from "../notify/receivers.ts"
import { ownershipProblem } from "../ownership.ts"
import { printable } from "../printable.ts"
import { withoutSecrets } from "../secrets.ts"
import { BETWEEN_KEYS } from "./entries.ts"
import { doubtsIn } from "./doubts.ts"
import { ConfigFile, type TenantEntry } from "./file.ts"
import type { Finding } from "./finding.ts"
import { referenceFindings } from "./references.ts"
import { type Path, type Problem, readSource, type Source } from "./source.ts"

/** A key that signed a part of each log: from a record, to before another one. */
export type TrustedKey = Readonly<{
  /** Path of its public half. */
  publicKey: string
  from: ReadonlyMap<TenantId, number>
  until: ReadonlyMap<TenantId, number>
  /** Path of the handover that this key and the next have signed; null where nobody names one. */
  handover: string | null
}>

/** The deployment's configuration, with every path absolute and every reference resolved. */
export type Config = Readonly<{
  listen: Readonly<{ host: string; port: number }>
  store: Readonly<{ kind: "sqlite"; path: string } | { kind: "memory" }>
  /** Path of the server's private key (Ed25519, PKCS#8 PEM), and the public halves of those that signed before it. */
  signer: Readonly<{ key: string; trusted: readonly TrustedKey[] }>
  /** How long nothing may have been recorded at a start, before an administrator confirms the clock. */
  clock: Readonly<{ maxGapMs: number }>
  /** Who is told of emergency access. */
  notify: readonly ReceiverEntry[]
  /** How much of the service somebody may take. */
  limits: Limits
  /** What is valid, and likely not meant. */
  warnings: readonly Problem[]
  policies: ReadonlyMap<TenantId, Policy>
  directory: Directory
}>

/** Everything that is wrong with a config file, in the order of the file. The message has a line for each: `file:line:column: …`. */
export class ConfigError extends Data.TaggedError("ConfigError")<{
  readonly file: string
  readonly problems: readonly Problem[]
  readonly message: string
}> {}

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems
    .map((problem) => ({ ...problem, message: printable(withoutSecrets(problem.message)) }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column)

const refuse = (file: string, found: readonly Problem[]) => {
  const problems = inOrder(found)
  const message = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n")
  return new ConfigError({ file, problems, message })
}

/** `tenants[0].limits.maxUses` */
const written = (path: Path): string =>
  path
    .map((name) => (typeof name === "number" ? `[${name}]` : `.${String(name)}`))
    .join("")
    .replace(/^\./, "")

const problemAt = ({ locate }: Source, { path, message }: Finding, at: "key" | "value" = "value"): Problem => ({
  ...locate(path, at),
  message: path.length === 0 ? message : `${written(path)}: ${message}`,
})

const isMissing = (value: unknown, path: Path): boolean =>
  path.reduce<unknown>(
    (inside, name) => (typeof inside === "object" && inside !== null ? Reflect.get(inside, name) : undefined),
    value,
  ) === undefined

const schemaProblems = (source: Source, { path, message, ...issue }: z.core.$ZodIssue): readonly Problem[] => {
  if (issue.code === "unrecognized_keys") {
    const sentences = message.split(BETWEEN_KEYS)
    return issue.keys.map((key, index) =>
      problemAt(source, { path: [...path, key], message: sentences[index] ?? message }, "key"),
    )
  }
  if (issue.code === "invalid_key") {
    return [problemAt(source, { path, message: issue.issues[0]?.message ?? message }, "key")]
  }
  return [problemAt(source, { path, message: isMissing(source.value, path) ? `this is missing: ${message}` : message })]
}

/** Reads a file's text, or throws. */
type ReadText = (path: string) => string

const readText: ReadText = (path) => readFileSync(path, "utf8")

const NO_SCHEMA =
  "no JSON schema can be read from this file: name the file of the tool's input schema, or its digest as sha256:…"

/** The digest of the schema's RFC 8785 bytes, so that neither blanks nor the order of names matter; or why there is none. */
const schemaDigest = (path: string, read: ReadText): Readonly<{ digest: Digest } | { message: string }> => {
  try {
    const schema = parseJson(read(path))
    return typeof schema === "object" && schema !== null && !Array.isArray(schema)
      ? { digest: digestOf(canonicalize(schema)) }
      : { message: NO_SCHEMA }
  } catch (error) {
    return { message: error instanceof JsonRefusedError ? `${NO_SCHEMA} (${error.message})` : NO_SCHEMA }
  }
}

const actorsOf = ({ id: tenant, actors }: TenantEntry): ReadonlyMap<string, Actor> =>
  new Map(actors.map(({ id, kind, roles }) => [id, { id, tenant, kind, roles }]))

/** The tenant's policy in the kernel's words. The kernel's schema has the last word on its bounds. */
const policyOf = (tenant: TenantEntry, schemas: ReadonlyMap<string, Digest>) => {
  const actors = actorsOf(tenant)
  return Policy.safeParse({
    tenant: tenant.id,
    tools: tenant.tools.map(({ name, schema, effect, inspector = null, writes, ...own }) => ({
      name,
      schema: "digest" in schema ? schema.digest : schemas.get(schema.path),
      effect,
      inspector,
      writes,
      domains: settingsOf((domain) => domains[domain].config.tool.settings(own)),
    })),
    domains: settingsOf((domain) => domains[domain].config.settings(tenant, actors)),
    permitMs: tenant.permit,
    answersMs: tenant.idempotency,
  })
}

const directoryOfTenants = (tenants: readonly TenantEntry[]): Directory => {
  const known = tenants.flatMap((tenant) => {
    const actors = actorsOf(tenant)
    return tenant.actors.flatMap((entry) => {
      const actor = actors.get(entry.id)
      return actor ? [{ actor, actors, entry }] : []
    })
  })
  return directoryOf(
    known.map(({ actor }) => actor),
    known.flatMap(({ actor, entry }) => entry.keys.map((key): OwnedKey => ({ key, owner: actor }))),
    known.flatMap(({ actor, actors, entry }) =>
      entry.apiKeys.flatMap(({ id, sha256, for: personId = entry.id }): ApiKey[] => {
        const person = actors.get(personId)
        return person ? [{ id, sha256, caller: { actor, person } }] : []
      }),
    ),
    known.flatMap(({ actor, entry: { proofKey } }) =>
      proofKey === undefined ? [] : [{ thumbprint: proofKey, owner: actor }],
    ),
  )
}

/** The digests of the schema files that the tools name, by path as written. */
const readSchemas = (tenants: readonly TenantEntry[], folder: string, readFile: ReadText) => {
  const digests = new Map<string, Digest>()
  const findings: Finding[] = []
  for (const [t, { tools }] of tenants.entries()) {
    for (const [index, { schema }] of tools.entries()) {
      if ("digest" in schema) continue
      const read = schemaDigest(resolve(folder, schema.path), readFile)
      if ("digest" in read) digests.set(schema.path, read.digest)
      else findings.push({ path: ["tenants", t, "tools", index, "schema"], message: read.message })
    }
  }
  return { digests, findings }
}

const storeOf = (store: ConfigFile["store"], folder: string): Config["store"] =>
  "sqlite" in store ? { kind: "sqlite", path: resolve(folder, store.sqlite) } : { kind: "memory" }

const byTenant = (numbers: Readonly<Record<string, number>>): ReadonlyMap<TenantId, number> =>
  new Map(Object.entries(numbers).map(([tenant, seq]) => [TenantId.parse(tenant), seq] as const))

const trustedIn = (
  { publicKey, from, until, handover }: ConfigFile["signer"]["trusted"][number],
  folder: string,
): TrustedKey => ({
  publicKey: resolve(folder, publicKey),
  from: byTenant(from),
  until: byTenant(until),
  handover: handover === undefined ? null : resolve(folder, handover),
})

/**
 * Reads a config file's text, YAML 1.2 or JSON.
 * @param file its name, for messages; relative paths in it start from its folder
 * @param read reads the schema files that it names
 * @throws ConfigError with everything that is wrong
 * @example
 * ```ts
 * try {
 *   const { policies } = parseConfig(readFileSync("interlock.yaml", "utf8"), "interlock.yaml")
 *   console.log([...policies.keys()])
 * } catch (error) {
 *   if (error instanceof ConfigError) for (const { line, column, message } of error.problems) console.error(line, column, message)
 * }
 * ```
 */
export const parseConfig = (text: string, file: string, read: ReadText = readText): Config => {
  const source = readSource(text)
  const refuseAll = (problems: readonly Problem[]) => refuse(file, [...source.problems, ...problems])
  if (source.value === undefined) throw refuseAll([])
  const parsed = ConfigFile.safeParse(source.value)
  const references = referenceFindings(source.value).map((finding) => problemAt(source, finding))
  if (!parsed.success) {
    throw refuseAll([...parsed.error.issues.flatMap((issue) => schemaProblems(source, issue)), ...references])
  }
  const { listen, store, signer, clock, notify, limits, tenants } = parsed.data
  const folder = dirname(resolve(file))
  const schemas = readSchemas(tenants, folder, read)
  const found = [...references, ...schemas.findings.map((finding) => problemAt(source, finding))]
  if (source.problems.length + found.length > 0) throw refuseAll(found)
  const policies = tenants.map((tenant) => policyOf(tenant, schemas.digests))
  const refusals = policies.flatMap(({ error }, tenant) =>
    (error?.issues ?? []).map(({ path, message }) =>
      problemAt(source, {
        path: ["tenants", tenant],
        message: `${written(path)} of its policy isn't valid: ${message}`,
      }),
    ),
  )
  if (refusals.length > 0) throw refuseAll(refusals)
  return {
    listen,
    store: storeOf(store, folder),
    signer: { key: resolve(folder, signer.key), trusted: signer.trusted.map((key) => trustedIn(key, folder)) },
    clock: { maxGapMs: clock.maxGap },
    notify: notify.map((receiver) =>
      "secret" in receiver ? { ...receiver, secret: resolve(folder, receiver.secret) } : receiver,
    ),
    limits,
    warnings: inOrder(doubtsIn(source.value).map((finding) => problemAt(source, finding))),
    policies: new Map(policies.flatMap(({ data }) => (data ? [[data.tenant, data] as const] : []))),
    directory: directoryOfTenants(tenants),
  }
}

/**
 * Reads a config file, YAML 1.2 or JSON.
 * @param file its path; relative paths in it start from its folder
 * @throws ConfigError with everything that is wrong, also where there is no such file, or where others can change it
 * @example
 * ```ts
 * const config = readConfig("interlock.yaml")
 * const gate = await openGate(config)
 * console.log(config.store.kind)
 * await gate.close()
 * ```
 */
export const readConfig = (file: string): Config => {
  const text = (() => {
    try {
      return readText(file)
    } catch {
      throw refuse(file, [{ line: 1, column: 1, message: "this file can't be read: name a config file that exists" }])
    }
  })()
  const problem = ownershipProblem(file)
  // Whoever can change it decides who approves.
  if (problem !== null) throw refuse(file, [{ line: 1, column: 1, message: problem }])
  return parseConfig(text, file)
}

/** The file's format as JSON Schema (2020-12), for editors. What refers from one part to another only `parseConfig` checks. */
export const configSchemaJson = (): z.core.JSONSchema.JSONSchema => z.toJSONSchema(ConfigFile, { io: "input" })
