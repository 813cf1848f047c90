import { generateKeyPairSync, sign as signWith } from "node:crypto"
import { join } from "node:path"
import { Effect } from "effect"
import { ConfigError, parseConfig } from "../../adapters/config/config.ts"
import { ApiKeyId, newApiKey } from "../../adapters/identity/api-keys.ts"
import { formatPublicKey, parsePublicKey } from "../../adapters/identity/public-keys.ts"
import type { Signer } from "../../adapters/identity/sshsig.ts"
import { type OpenGate, openGate } from "../../adapters/library/index.ts"
import { createKey } from "../../adapters/signer/file.ts"
import { type Caller, TenantId } from "../../kernel/actors.ts"
import type { Settings } from "../../kernel/taint/taint.ts"
import { CorpusError } from "./errors.ts"
import type { Declared } from "./tools.ts"

/** What people say themselves. It is trusted, whatever the declarations name beside it. */
export const USER = "user"
const TENANT = TenantId.parse("corpus")
const ENDORSER = "endorser"

/** A gate, and who acts at it. */
export interface World {
  readonly gate: OpenGate
  /** What the deployment says of its tools. */
  readonly settings: Pick<Settings, "trusted" | "tools">
  /** The agent that calls, for the person who asks. */
  readonly agent: Caller
  /** The service that runs it: it says what the person said, and what tools gave back. */
  readonly harness: Caller
  /** Somebody else, who vouches for what they are shown. */
  readonly endorser: Caller
  readonly pen: Signer
}

/** A key that signs as a person's does. */
const newPen = (): Signer => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32)
  return {
    publicKey: parsePublicKey(formatPublicKey({ raw, comment: "" })),
    sign: (data) => Promise.resolve(Uint8Array.from(signWith(null, data, privateKey))),
  }
}

const ROUTE = [{ mode: "sequential", groups: [{ name: "people", quorum: 1 }], sla: "1h" }]
const TOOL = { schema: `sha256:${"0".repeat(64)}`, route: "route", uses: 1, lifetime: "1h" }

const once = (names: readonly string[]): readonly string[] => [...new Set(names)]

/**
 * The deployment. Its tools are written so that no other domain asks anybody: what is let through here, taint alone let through.
 * @param called the tools that somebody calls, declared or not
 */
const fileOf = ({ sources, trusted, tools }: Declared, called: readonly string[]) => {
  const keys = { agent: newApiKey(ApiKeyId.parse("agent")), harness: newApiKey(ApiKeyId.parse("harness")) }
  const endorser = newApiKey(ApiKeyId.parse(ENDORSER))
  const pen = newPen()
  const known = (id: string, { sha256 }: typeof endorser, more = {}) => [{ id, sha256, ...more }]
  const file = {
    version: 1,
    listen: { port: 0 },
    store: { memory: true },
    signer: { key: "server.key" },
    tenants: [
      {
        id: TENANT,
        actors: [
          { id: USER, kind: "human" },
          {
            id: ENDORSER,
            kind: "human",
            roles: [ENDORSER],
            keys: [formatPublicKey(pen.publicKey)],
            apiKeys: known(ENDORSER, endorser),
          },
          { id: "agent", kind: "agent", apiKeys: known("agent", keys.agent, { for: USER }) },
          { id: "harness", kind: "service", apiKeys: known("harness", keys.harness) },
        ],
        groups: { people: [ENDORSER] },
        routes: { route: ROUTE },
        tools: once([...called, ...Object.keys(tools)]).map((name) => ({
          ...TOOL,
          name,
          effect: "write",
          writes: "allow",
        })),
        limits: { maxUses: 1, maxLifetime: "1h", maxOpenRequests: 1, decisionRate: { max: 1, window: "1h" } },
        permit: "5m",
        taint: {
          required: true,
          mode: "strict",
          sources: once([USER, ...sources]),
          trusted: once([USER, ...trusted]),
          endorsers: [ENDORSER],
          endorsement: "10m",
          tools,
        },
      },
    ],
  }
  return { file, pen, keys: { ...keys, endorser } }
}

const configOf = (file: object, folder: string) => {
  try {
    return parseConfig(JSON.stringify(file), join(folder, "interlock.json"))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const lines = error.problems.map(({ message }) => message.replace(/^tenants\[0\]\.(?:taint\.)?/, ""))
    throw new CorpusError(`the tools are not declared as a config would have them:\n${lines.join("\n")}`)
  }
}

/** Opens a gate for the tools of a corpus; its key is made in `folder`. @throws CorpusError */
export const openWorld = async (declared: Declared, called: readonly string[], folder: string): Promise<World> => {
  const { file, pen, keys } = fileOf(declared, called)
  const config = configOf(file, folder)
  const settings = config.policies.get(TENANT)?.domains.taint
  if (settings === undefined) throw new CorpusError("the gate's own config lost its tenant")
  await Effect.runPromise(createKey(config.signer.key))
  const gate = await openGate(config)
  const as = ({ key }: typeof keys.agent): Caller => {
    const caller = gate.authenticate(key)
    if (caller === null) throw new CorpusError("the gate doesn't know its own people")
    return caller
  }
  return { gate, settings, pen, agent: as(keys.agent), harness: as(keys.harness), endorser: as(keys.endorser) }
}
