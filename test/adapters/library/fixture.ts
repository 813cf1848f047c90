import { generateKeyPairSync, sign as signWith } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { onTestFinished } from "vitest"
import * as z from "zod"
import { type Config, parseConfig } from "../../../adapters/config/config.ts"
import { ApiKeyId, newApiKey } from "../../../adapters/identity/api-keys.ts"
import { formatPublicKey, parsePublicKey } from "../../../adapters/identity/public-keys.ts"
import { sign } from "../../../adapters/identity/sshsig.ts"
import {
  type OpenGate,
  type SeatDecision,
  type SeatDelegation,
  delegationStatementOf,
  openGate,
  statementOf,
} from "../../../adapters/library/index.ts"
import { createKey } from "../../../adapters/signer/file.ts"
import { type Caller, type Principal, TenantId } from "../../../kernel/actors.ts"
import type { Vote } from "../../../kernel/approvals/approvals.ts"
import { canonicalize, parseJson } from "../../../kernel/canonical.ts"
import type { EntityOf } from "../../../adapters/domain.ts"
import { tmp } from "../tmp.ts"

/** A real plan, with deletes. */
export const planBytes = (): Uint8Array => corpus("mixed-with-deletes.json")

export const corpus = (name: string): Uint8Array => bytesAt(`terraform/${name}`)

/** A plan of test/corpus/cases. */
export const caseBytes = (name: string): Uint8Array => bytesAt(`cases/${name}.json`)

const bytesAt = (path: string) => Uint8Array.from(readFileSync(new URL(`../../corpus/${path}`, import.meta.url)))

/** The plan with one resource less: what somebody might slip in after the approval. */
export const alteredPlanBytes = (): Uint8Array => {
  const plan = z.looseObject({ resource_changes: z.array(z.unknown()) }).parse(parseJson(planBytes()))
  return new TextEncoder().encode(JSON.stringify({ ...plan, resource_changes: plan.resource_changes.slice(0, -1) }))
}

/** The real plan where the state holds these resources and no others, and their blocks stay, so that all of it is known. */
export const planOn = (...addresses: readonly string[]): Uint8Array => {
  const change = z.looseObject({ address: z.string(), type: z.string(), name: z.string() })
  const plan = z.looseObject({ resource_changes: z.array(change) }).parse(parseJson(planBytes()))
  const changes = plan.resource_changes.filter(({ address }) => addresses.includes(address))
  if (changes.length !== addresses.length) throw new Error("the plan has no such resource")
  const none = { root_module: {} }
  const state = { planned_values: none, prior_state: { format_version: "0.1", values: none } }
  const resources = changes.map(({ type, name }) => ({ mode: "managed", type, name }))
  const written = { configuration: { root_module: { resources } }, output_changes: {} }
  return new TextEncoder().encode(JSON.stringify({ ...plan, ...state, ...written, resource_changes: changes }))
}

/** What the real plan destroys. */
export const RULE = "aws_cloudwatch_event_rule.Metricos_custom_alert_schedule_frequent[0]"
export const TARGET = "aws_cloudwatch_event_target.Metricos_custom_alert_event_target_frequent[0]"

/** The key of somebody, made anew. */
export const sshKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32)
  return {
    publicKey: parsePublicKey(formatPublicKey({ raw, comment: "" })),
    sign: (data: Uint8Array) => Promise.resolve(Uint8Array.from(signWith(null, data, privateKey))),
  }
}

const names = [
  "watcher",
  "alice",
  "bob",
  "carol",
  "deployer",
  "helper",
  "ci",
  "auditor",
  "inspector-bot",
  "stranger",
  "mole",
] as const
type Name = (typeof names)[number]

const person = (name: string, key: string, apiKey: string, more = "") =>
  `      - { id: ${name}, kind: human, keys: [${key}], apiKeys: [{ id: ${name}, sha256: ${apiKey} }]${more} }`

/** A config of two tenants, with real keys for everybody in it. */
export const deployment = (store = "memory: true", { allowSelfCountersign = false } = {}) => {
  const folder = tmp()
  Effect.runSync(createKey(join(folder, "server.key")))
  const people = { alice: sshKey(), bob: sshKey(), carol: sshKey(), stranger: sshKey() }
  const keys = new Map(names.map((name) => [name, newApiKey(ApiKeyId.parse(name))] as const))
  const line = (name: keyof typeof people) => formatPublicKey(people[name].publicKey)
  const api = (name: Name) => {
    const key = keys.get(name)
    if (key === undefined) throw new Error(`the fixture has no ${name}`)
    return key
  }
  const agent = (name: Name, kind: string, behind = "", roles = "") =>
    `      - { id: ${name}, kind: ${kind}${roles}, apiKeys: [{ id: ${name}, sha256: ${api(name).sha256}${behind} }] }`
  const digest = `sha256:${"ab".repeat(32)}`
  const tools = [
    "    tools:",
    `      - { name: terraform.apply, schema: "${digest}", effect: destructive, inspector: terraform, writes: step_up, route: two, uses: 1, lifetime: 8h }`,
    `      - { name: tickets.search, schema: "${digest}", effect: read, writes: deny, route: two, uses: 1, lifetime: 1h }`,
    `      - { name: notes.write, schema: "${digest}", effect: write, writes: allow, route: two, uses: 1, lifetime: 1h }`,
    `      - { name: mail.send, schema: "${digest}", effect: write, writes: deny, route: two, uses: 1, lifetime: 1h }`,
    "    limits: { maxUses: 5, maxLifetime: 7d, maxOpenRequests: 20, decisionRate: { max: 10, window: 1h } }",
    "    permit: 2m",
  ]
  const route = (quorum: number) =>
    `      two: [{ mode: sequential, groups: [{ name: ops, quorum: ${quorum} }], sla: 4h }]`
  const breakGlass = [
    "    breakGlass:",
    "      { minDuration: 1m, maxDuration: 1h, requestLifetime: 15m, factorLifetime: 2m, cooldown: 10m,",
    "        grantable: [{ tool: terraform.apply, prefix: aws_cloudwatch_event_rule. }],",
    "        requestRate: { max: 4, window: 1d }, maxActiveGrants: 2, countersigners: [responder],",
    `        allowSelfCountersign: ${allowSelfCountersign} }`,
  ]
  const text = [
    "version: 1",
    "listen: { host: 127.0.0.1, port: 0 }",
    `store: { ${store} }`,
    "signer: { key: server.key }",
    "tenants:",
    "  - id: acme",
    "    actors:",
    person("alice", line("alice"), api("alice").sha256, ", roles: [admin]"),
    person("bob", line("bob"), api("bob").sha256, ", roles: [responder]"),
    person("carol", line("carol"), api("carol").sha256, ", roles: [responder]"),
    agent("deployer", "agent", ", for: alice"),
    agent("helper", "agent", ", for: bob"),
    agent("ci", "service"),
    agent("auditor", "service", "", ", roles: [auditor]"),
    agent("inspector-bot", "agent", ", for: bob", ", roles: [auditor]"),
    "    groups: { ops: [alice, bob, carol] }",
    "    delegates: [alice, carol]",
    "    routes:",
    route(2),
    ...tools,
    ...breakGlass,
    "  - id: globex",
    "    actors:",
    person("stranger", line("stranger"), api("stranger").sha256, ", roles: [admin]"),
    agent("mole", "agent", ", for: stranger"),
    agent("watcher", "service", "", ", roles: [auditor]"),
    "    groups: { ops: [stranger] }",
    "    routes:",
    route(1),
    ...tools,
  ].join("\n")
  return {
    folder,
    text,
    people,
    /** @param now what the text says by now, as it was where nobody says */
    config: (now = text): Config => parseConfig(now, join(folder, "interlock.yaml")),
    apiKey: (name: Name) => api(name).key,
  }
}
/** The same deployment after somebody changed its config: `was` is `is` now. */
export const reconfigured = (deployed: Deployment, was: string, is: string): Deployment => {
  const text = deployed.text.replace(was, is)
  if (text === deployed.text) throw new Error(`the config has no ${was}`)
  return { ...deployed, text, config: () => deployed.config(text) }
}
export type Deployment = ReturnType<typeof deployment>

export const acme = () => TenantId.parse("acme")
export const globex = () => TenantId.parse("globex")

/** An open gate that closes with the test, who calls it, and how its people sign. */
export const opened = async (deployed = deployment()) => {
  const gate = await openGate(deployed.config())
  onTestFinished(() => gate.close())
  return { ...deployed, gate, ...actingOn(gate, deployed) }
}

export const actingOn = (gate: OpenGate, { apiKey, people }: Deployment) => {
  const as = (name: Name): Caller => {
    const caller = gate.authenticate(apiKey(name))
    if (caller === null) throw new Error(`nobody is known by the key of ${name}`)
    return caller
  }
  const requestOf = async (id: string, tenant = acme()): Promise<EntityOf<"approvals">> => {
    const request = await gate.approvals.get(tenant, id)
    if (request === null) throw new Error(`there is no request ${id}`)
    return request
  }
  return {
    as,
    requestOf,
    terraform: (payload = planBytes()) => ({ tool: "terraform.apply", payload }),
    /** A decision as the person would send it, signed with their own key. */
    decisionOf: async (name: keyof typeof people, id: string, verdict: Vote = "approve"): Promise<SeatDecision> => {
      const { kept } = await requestOf(id)
      return signedDecision(kept, id, as(name).actor, people[name], verdict)
    },
    /** The delegation of their own seat, signed with their own key. */
    delegationOf: async (name: keyof typeof people, id: string, to: Name): Promise<SeatDelegation> => {
      const { kept } = await requestOf(id)
      return signedDelegation(kept, id, as(name).actor, people[name], as(to).actor)
    },
  }
}

type Kept = EntityOf<"approvals">["kept"]
type SigningKey = Parameters<typeof sign>[1]

const seatIn = (kept: Kept, { id, tenant, kind }: Principal) => ({
  stage: 0,
  group: kept.stages[0]?.groups[0]?.name ?? missing(),
  member: { id, tenant, kind },
})

const signedBy = async (key: SigningKey, said: object) => {
  const statement = canonicalize(said)
  const signature = await sign(statement, key)
  return { statement, proof: { format: "sshsig" as const, publicKey: formatPublicKey(key.publicKey), signature } }
}

const named = (id: string) => ({ id }) as Pick<EntityOf<"approvals">, "id">

export const signedDelegation = async (kept: Kept, id: string, by: Principal, key: SigningKey, to: Principal) => {
  const seat = seatIn(kept, by)
  const statement = delegationStatementOf(kept, { ...named(id), by, seat, to })
  return { id, seat, to: to.id, signed: await signedBy(key, statement) }
}

/** @param by who signs, for their own seat in the first group of the first stage */
export const signedDecision = async (kept: Kept, id: string, by: Principal, key: SigningKey, verdict: Vote) => {
  const seat = seatIn(kept, by)
  const statement = statementOf(kept, { ...named(id), by, seat, plan: kept.plan }, verdict)
  return { id, seat, plan: kept.plan, signed: await signedBy(key, statement) }
}

const missing = (): never => {
  throw new Error("the request has no group")
}
