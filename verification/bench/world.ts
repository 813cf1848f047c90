import { join } from "node:path"
import { Effect } from "effect"
import { Actor, type Caller, TenantId } from "../../kernel/actors.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import { type Config, parseConfig } from "../../adapters/config/config.ts"
import { ApiKeyId, newApiKey } from "../../adapters/identity/api-keys.ts"
import { createKey } from "../../adapters/signer/file.ts"
import { NO_HEADS, headsPathOf, writeHeads } from "../../adapters/store/heads-file.ts"

/** The tool that reads, so that a call of it is allowed, and the one that waits for people. */
export const READING = "tickets.search"
export const APPLYING = "terraform.apply"

const TENANT = "acme"
const PEOPLE = ["alice", "bob", "carol"]
const DIGEST = `sha256:${"0".repeat(64)}`

/** Everybody who acts in the bench: three people, and the agent that works for the first. */
export interface Setup {
  readonly config: Config
  readonly policy: Policy
  readonly person: (id: "alice" | "bob" | "carol") => Actor
  /** The agent, for alice. */
  readonly caller: Caller
  readonly apiKey: string
}

/** A config as a deployment has it, with bounds that stop nothing here. Its signing key is made in `folder`. */
export const makeWorld = async (folder: string, store: "memory" | "sqlite"): Promise<Setup> => {
  const signer = join(folder, "server.key")
  await Effect.runPromise(createKey(signer))
  // A log that is written for a case is opened as by a gate that has begun it, and has seen nothing of it yet.
  await writeHeads(headsPathOf(signer), NO_HEADS)
  const { key: apiKey, sha256 } = newApiKey(ApiKeyId.parse("deployer-1"))
  const tool = { schema: DIGEST, writes: "step_up", route: "two-people", uses: 1, lifetime: "8h" }
  const file = {
    version: 1,
    listen: { port: 0 },
    // The logs that are written for a case begin years ago.
    clock: { maxGap: "3650d" },
    store: store === "memory" ? { memory: true } : { sqlite: "interlock.db" },
    signer: { key: signer },
    limits: Object.fromEntries(["actor", "tenant", "all"].map((scope) => [scope, { callsPerMinute: 1_000_000_000 }])),
    tenants: [
      {
        id: TENANT,
        actors: [
          ...PEOPLE.map((id) => ({ id, kind: "human" })),
          { id: "deployer", kind: "agent", apiKeys: [{ id: "deployer-1", sha256, for: "alice" }] },
        ],
        groups: { platform: PEOPLE },
        routes: { "two-people": [{ mode: "sequential", groups: [{ name: "platform", quorum: 2 }], sla: "4h" }] },
        tools: [
          { ...tool, name: READING, effect: "read" },
          { ...tool, name: APPLYING, effect: "destructive", inspector: "terraform" },
        ],
        limits: {
          maxUses: 1,
          maxLifetime: "8h",
          maxOpenRequests: 10_000,
          decisionRate: { max: 10_000, window: "1h" },
        },
        permit: "5m",
      },
    ],
  }
  const config = parseConfig(JSON.stringify(file), join(folder, "interlock.json"))
  const policy = config.policies.get(TenantId.parse(TENANT))
  const caller = config.directory.callerOfApiKey(apiKey)
  if (policy === undefined || caller === undefined)
    throw new Error("the bench's own config lost its tenant or its agent")
  const person = (id: string) => Actor.parse({ id, tenant: TENANT, kind: "human", roles: [] })
  return { config, policy, person, caller, apiKey }
}
