import { possessionProof } from "../../../../adapters/identity/possession.ts"
import { Scope } from "../../../../kernel/sessions/sessions.ts"
import { keyPair } from "../../identity/jws.ts"
import type { Deployment } from "../fixture.ts"
import { manned } from "./door.ts"

/** The agents that have a key of their own. */
const agents = ["deployer", "helper", "inspector-bot", "mole"] as const
export type Agent = (typeof agents)[number]
export type AgentKey = ReturnType<typeof keyPair>

/** What the directory lets somebody's agents call for them, and what the deployment lets each agent do. */
export const may = () =>
  Scope.parse([
    { tool: "notes.write", effects: ["read", "write"] },
    { tool: "terraform.apply", effects: ["read", "write", "destructive"] },
    { tool: "tickets.search", effects: ["read"] },
    { tool: "mail.send", effects: ["write"] },
  ])

const SCOPE = `[${may()
  .map(({ tool, effects }) => `{ tool: ${tool}, effects: [${effects.join(", ")}] }`)
  .join(", ")}]`

/** Agents act for whoever opens a session for them, and prove it with a key of their own. */
const inSession =
  (keys: Readonly<Record<Agent, AgentKey>>) =>
  (text: string): string =>
    agents
      .reduce(
        (written, name) =>
          written.replace(
            `- { id: ${name}, kind: agent`,
            `- { id: ${name}, kind: agent, proofKey: { kty: OKP, crv: Ed25519, x: "${keys[name].x}" }`,
          ),
        text.replaceAll("required: false", "required: true"),
      )
      .replace(/(kind: agent[^\n]*), for: \w+ /g, "$1 ")
      .replace("agents: { deployer: [{", `agents: { helper: ${SCOPE}, inspector-bot: ${SCOPE}, deployer: [{`)
      .replace("deployer: [{ tool: notes.write, effects: [read, write] }]", `deployer: ${SCOPE}`)

/**
 * The deployment of every test, whose agents call within a session and do nothing else, in both of its tenants. Each of them has a key.
 * @param change what a test wants otherwise in the file
 */
export const calling = (change: (text: string) => string = (text) => text): Calling => {
  const keys = { deployer: keyPair(), helper: keyPair(), "inspector-bot": keyPair(), mole: keyPair() }
  return { ...manned((text) => change(inSession(keys)(text))), keys }
}
export type Calling = Deployment & { readonly keys: Readonly<Record<Agent, AgentKey>> }

/** The file of a deployment where an agent has no such key. */
export const without =
  (agent: Agent) =>
  (text: string): string =>
    text.replace(new RegExp(`(id: ${agent}, kind: agent), proofKey: \\{[^}]*\\}`), "$1")

/** The file of a deployment whose agents may call in a session, and need not. */
export const unrequired = (text: string): string =>
  text
    .replaceAll("required: true", "required: false")
    .replace(/(kind: agent.*sha256: \w+) }/g, "$1, for: alice }")
    .replace(/(id: mole.*for: )alice/, "$1stranger")

/** The file of a deployment whose log is on disk. */
export const onDisk = (text: string): string => text.replace("memory: true", "sqlite: interlock.db")

/** The proof of a request that has this body, with a key. */
export const proofBy = (
  { privateKey }: Pick<AgentKey, "privateKey">,
  { path, body, credential }: { readonly path: string; readonly body: Uint8Array; readonly credential: string | null },
): Promise<string> => possessionProof({ privateKey, method: "POST", url: `http://localhost${path}`, body, credential })
