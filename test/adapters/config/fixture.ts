import { generateKeyPairSync } from "node:crypto"
import { ConfigError, parseConfig } from "../../../adapters/config/config.ts"
import { newApiKey, ApiKeyId } from "../../../adapters/identity/api-keys.ts"
import { formatPublicKey } from "../../../adapters/identity/public-keys.ts"

export const sshLine = (): string => {
  const raw = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }).subarray(-32)
  return formatPublicKey({ raw, comment: "" })
}

export const apiKey = (id = "deployer-1") => newApiKey(ApiKeyId.parse(id))

/** A valid file, a line for each thing, so that a test can put another line in its place. */
export const lines = ({ ssh = sshLine(), sha256 = apiKey().sha256 } = {}) => [
  "version: 1",
  "store: { memory: true }",
  "signer: { key: server.key }",
  "tenants:",
  "  - id: acme",
  "    actors:",
  "      - { id: alice, kind: human, roles: [admin] }",
  `      - { id: bob, kind: human, keys: [${ssh}] }`,
  `      - { id: deployer, kind: agent, apiKeys: [{ id: deployer-1, sha256: ${sha256}, for: alice }] }`,
  "    groups:",
  "      ops: [alice, bob, deployer]",
  "    routes:",
  "      normal:",
  "        - { mode: sequential, groups: [{ name: ops, quorum: 2 }], sla: 4h }",
  "    tools:",
  "      - { name: terraform.apply, schema: tool.json, effect: write, inspector: terraform, writes: step_up, route: normal, uses: 1, lifetime: 8h }",
  "    limits: { maxUses: 5, maxLifetime: 7d, maxOpenRequests: 20, decisionRate: { max: 10, window: 90s } }",
  "    permit: 2000",
]

/** The valid file with a section for emergencies at its end, which whoever administers countersigns. */
export const emergencyLines = () => [
  ...lines(),
  "    breakGlass:",
  "      minDuration: 5m",
  "      maxDuration: 1h",
  "      requestLifetime: 15m",
  "      factorLifetime: 2m",
  "      grantable: [{ tool: terraform.apply, prefix: aws_db_instance.main }]",
  "      cooldown: 30m",
  "      requestRate: { max: 3, window: 1d }",
  "      maxActiveGrants: 2",
  "      countersigners: [admin]",
]

export const files =
  (schema = '{"type":"object"}') =>
  (path: string) => {
    if (path !== "/etc/interlock/tool.json") throw new Error("no such file")
    return schema
  }

export const config = (text: string) => parseConfig(text, "/etc/interlock/interlock.yaml", files())

/** The problems of a text, as `line:column: sentence`. */
export const problems = (text: string): string[] => {
  try {
    config(text)
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
    throw error
  }
  return []
}

/** The valid file with one part of it changed. */
export const changed = (from: string | RegExp, to: string, all = lines()): string => {
  const before = all.join("\n")
  const after = before.replace(from, () => to)
  if (after === before) throw new Error(`the fixture has no ${String(from)}`)
  return after
}
