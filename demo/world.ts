import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ApiKeyId, newApiKey } from "../adapters/identity/api-keys.ts"
import { proofKeyOf } from "../adapters/identity/proof-key.ts"
import { newSshKey } from "./ssh-key.ts"

export const TENANT = "acme"
export const TOOL = "terraform.apply"

const corpus = (name: string) => fileURLToPath(new URL(`../test/corpus/terraform/${name}`, import.meta.url))

/** A real plan, as `terraform show -json` printed it: seven resources stay, eight change, two of those are destroyed. */
export const REAL_PLAN = corpus("mixed-with-deletes.json")

/** Real plans that somebody needs at night: a change with something new, a replacement, and one that goes too far. */
export const NIGHT_PLANS = {
  change: corpus("terracost-update-create.json"),
  replacement: corpus("replace-one.json"),
  beyond: corpus("infracost-example.json"),
} as const

/** Digest of the schema {"type":"object","properties":{"plan":{"type":"string"}},"required":["plan"],"additionalProperties":false}. */
const SCHEMA = "sha256:f19083049d04433f32f5b1b54902daad6fb8db871baf33fea3a3d106ab4616c0"

export const SHOP = "globex"
export const PAYING = "payments.send"

/** What the agent of the shop may spend in a day, in cents. */
export const SPEND = 10_000

/** Digest of the schema {"type":"object","properties":{"to":{"type":"string"},"amount":{"type":"integer"}},"required":["to","amount"],"additionalProperties":false}. */
const PAYMENT = "sha256:1e51f373a5a238b786641fdecdfa4cad0fae4c96d8eb101168e4b6740adb2abc"

/** A person with a fresh SSH key of their own (the private half stays in the file), and a fresh API key. */
const person = (id: string, folder: string, roles: readonly string[] = []) => {
  const identity = join(folder, `id_ed25519_${id}`)
  const { privateKey, line } = newSshKey(`${id}@demo`)
  writeFileSync(identity, privateKey, { mode: 0o600 })
  const { key, sha256 } = newApiKey(ApiKeyId.parse(`${id}-1`))
  const entry = { id, kind: "human", roles, keys: [line], apiKeys: [{ id: `${id}-1`, sha256 }] }
  return { id, identity, apiKey: key, entry }
}

/** An agent that acts for a person. */
const agent = (id: string, acts: string) => {
  const { key, sha256 } = newApiKey(ApiKeyId.parse(`${id}-1`))
  return { id, apiKey: key, entry: { id, kind: "agent", apiKeys: [{ id: `${id}-1`, sha256, for: acts }] } }
}

/** A service, which acts in nobody's name. */
const service = (id: string, roles: readonly string[]) => {
  const { key, sha256 } = newApiKey(ApiKeyId.parse(`${id}-1`))
  return { id, apiKey: key, entry: { id, kind: "service", roles, apiKeys: [{ id: `${id}-1`, sha256 }] } }
}

/** A tenant of its own, in which an agent spends money. All three people administer, and gus answers for the agent. */
export const makeShop = (folder: string) => {
  const dora = person("dora", folder, ["admin"])
  const emil = person("emil", folder, ["admin"])
  const gus = person("gus", folder, ["admin"])
  const buyer = agent("buyer", "gus")
  const cashier = service("cashier", ["executor"])
  const tenant = {
    id: SHOP,
    actors: [dora, emil, gus, buyer, cashier].map(({ entry }) => entry),
    groups: { buyers: [dora, emil].map(({ id }) => id) },
    routes: { "one-person": [{ mode: "sequential", groups: [{ name: "buyers", quorum: 1 }], sla: "4h" }] },
    tools: [
      {
        name: PAYING,
        schema: PAYMENT,
        effect: "write",
        writes: "allow",
        route: "one-person",
        uses: 1,
        lifetime: "8h",
        cost: { spend: { argument: "/amount" }, affected: 1 },
      },
    ],
    limits: { maxUses: 1, maxLifetime: "8h", maxOpenRequests: 5, decisionRate: { max: 10, window: "1h" } },
    budgets: {
      window: "1h",
      lease: "15m",
      newAgents: {
        ...{ spend: SPEND, affected: 20, blast: 1, depth: 1, rate: 20, open: 5, unknown: 2 },
        tools: [PAYING],
      },
      reporters: ["executor"],
    },
    permit: "5m",
  }
  return { tenant, dora, emil, gus, buyer, cashier }
}
export type Shop = ReturnType<typeof makeShop>

export const OFFICE = "initech"
export const CLOSING = "tickets.close"

/** Digest of the schema {"type":"object","properties":{"ticket":{"type":"integer"}},"required":["ticket"],"additionalProperties":false}. */
const TICKET = "sha256:a4d4caa0a72af973f04ff5bdfe4f49047cbdb56a8cab99ac70a9575f87818f06"

/** An agent that calls within a session, with a key of its own (the private half stays in the file). */
const agentInSession = (id: string, folder: string) => {
  const key = join(folder, `${id}.key.pem`)
  const { privateKey } = generateKeyPairSync("ed25519")
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 })
  const { key: apiKey, sha256 } = newApiKey(ApiKeyId.parse(`${id}-1`))
  return {
    id,
    key,
    apiKey,
    entry: { id, kind: "agent", proofKey: proofKeyOf(privateKey), apiKeys: [{ id: `${id}-1`, sha256 }] },
  }
}

/** A tenant of its own, in which agents call within sessions alone. */
export const makeOffice = (folder: string) => {
  const nora = person("nora", folder, ["admin"])
  const hr = service("hr", ["registrar"])
  const [scribe, courier, magpie] = [
    agentInSession("scribe", folder),
    agentInSession("courier", folder),
    agentInSession("magpie", folder),
  ]
  const may = [{ tool: CLOSING, effects: ["write"] }]
  const tenant = {
    id: OFFICE,
    actors: [nora, hr, scribe, courier, magpie].map(({ entry }) => entry),
    groups: { office: [nora.id] },
    routes: { "one-person": [{ mode: "sequential", groups: [{ name: "office", quorum: 1 }], sla: "4h" }] },
    tools: [
      {
        ...{ name: CLOSING, schema: TICKET, effect: "write", writes: "allow" },
        ...{ route: "one-person", uses: 1, lifetime: "8h" },
      },
    ],
    limits: { maxUses: 1, maxLifetime: "8h", maxOpenRequests: 5, decisionRate: { max: 10, window: "1h" } },
    sessions: {
      ...{ lifetime: "8h", idle: "30m", factor: "1m", maxDepth: 2, maxSessions: 3, sensitive: ["destructive"] },
      agents: { [scribe.id]: may, [courier.id]: may, [magpie.id]: may },
      directory: ["registrar"],
    },
    permit: "5m",
  }
  return { tenant, nora, hr, scribe, courier, magpie }
}
export type Office = ReturnType<typeof makeOffice>

export const BANK = "gringotts"
export const SENDING = "bank.send"

/** Digest of the schema {"type":"object","properties":{"recipient":{"type":"string"},"amount":{"type":"integer"}},"required":["recipient","amount"],"additionalProperties":false}. */
const TRANSFER = "sha256:2384f951d430f733c307817392f1a80795d6db78c00abf1cfa0f85c8faa0bef1"

/** A tenant of its own, in which an agent's calls are judged by where their arguments come from. */
export const makeBank = (folder: string) => {
  const ivan = person("ivan", folder)
  const judy = person("judy", folder, ["reviewer"])
  const harness = service("harness", [])
  const teller = agent("teller", "ivan")
  const tenant = {
    id: BANK,
    actors: [ivan, judy, harness, teller].map(({ entry }) => entry),
    groups: { bank: [judy.id] },
    routes: { "one-person": [{ mode: "sequential", groups: [{ name: "bank", quorum: 1 }], sla: "4h" }] },
    tools: [
      {
        ...{ name: SENDING, schema: TRANSFER, effect: "write", writes: "allow" },
        ...{ route: "one-person", uses: 1, lifetime: "8h" },
      },
    ],
    limits: { maxUses: 1, maxLifetime: "8h", maxOpenRequests: 5, decisionRate: { max: 10, window: "1h" } },
    taint: {
      ...{ sources: ["user", "mail"], trusted: ["user"], endorsers: ["reviewer"], endorsement: "10m" },
      tools: {
        [SENDING]: {
          effect: "destructive",
          arguments: { "/recipient": "trusted", "/amount": "trusted" },
          adds: { sources: ["user"], readers: "anyone" },
        },
      },
    },
    permit: "5m",
  }
  return { tenant, ivan, judy, harness, teller }
}
export type Bank = ReturnType<typeof makeBank>

/**
 * Everybody and everything of the demo, in a folder that holds nothing else. `reviewer`, an agent, sits among those who
 * approve, since somebody wrote it into the group; it still can't.
 * @param others tenants that share nothing with them but the gate
 */
export const makeWorld = (folder: string, ...others: readonly { readonly id: string }[]) => {
  // Alice may countersign what others ask for: what she asks for herself takes somebody else.
  const alice = person("alice", folder, ["responder"])
  const bob = person("bob", folder, ["responder"])
  const carol = person("carol", folder)
  const olga = person("olga", folder, ["auditor"])
  const deployer = agent("deployer", "alice")
  const reviewer = agent("reviewer", "carol")

  const config = join(folder, "interlock.yaml")
  const store = join(folder, "interlock.db")
  const file = {
    version: 1,
    listen: { port: 0 },
    store: { sqlite: store },
    signer: { key: join(folder, "server.key") },
    tenants: [
      {
        id: TENANT,
        actors: [alice, bob, carol, olga, deployer, reviewer].map(({ entry }) => entry),
        groups: { platform: [alice, bob, carol, reviewer].map(({ id }) => id) },
        routes: {
          "two-people": [{ mode: "sequential", groups: [{ name: "platform", quorum: 2 }], sla: "4h" }],
        },
        tools: [
          {
            name: TOOL,
            schema: SCHEMA,
            effect: "destructive",
            inspector: "terraform",
            writes: "step_up",
            route: "two-people",
            uses: 1,
            lifetime: "8h",
          },
        ],
        limits: { maxUses: 1, maxLifetime: "8h", maxOpenRequests: 5, decisionRate: { max: 10, window: "1h" } },
        breakGlass: {
          minDuration: "1s",
          maxDuration: "1h",
          requestLifetime: "15m",
          factorLifetime: "1m",
          // A load balancer lets somebody in: that a grant may bring is said by type.
          grantable: [
            { tool: TOOL, prefix: "module.instance" },
            { tool: TOOL, prefix: "aws_lb", types: ["aws_lb"] },
            { tool: TOOL, prefix: "null_resource" },
          ],
          cooldown: "1s",
          requestRate: { max: 3, window: "1h" },
          maxActiveGrants: 1,
          countersigners: ["responder"],
        },
        permit: "5m",
      },
      ...others,
    ],
  }
  // JSON is YAML, and needs no indentation to be right.
  writeFileSync(config, JSON.stringify(file, null, 2))
  return { folder, config, store, alice, bob, carol, olga, deployer, reviewer }
}
export type Setup = ReturnType<typeof makeWorld>

/** A folder for whoever executes: the public half of the gate's key, brought there by hand and not over the network. */
export const makeExecutor = ({ folder }: Pick<Setup, "folder">): string => {
  const own = join(folder, "executor")
  mkdirSync(own)
  const key = createPublicKey(createPrivateKey(readFileSync(join(folder, "server.key"))))
  writeFileSync(join(own, "gate.pem"), key.export({ type: "spki", format: "pem" }))
  return own
}
