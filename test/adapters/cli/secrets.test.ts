import { generateKeyPairSync } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { ConfigError, readConfig } from "../../../adapters/config/config.ts"
import { ApiKeyId, newApiKey } from "../../../adapters/identity/api-keys.ts"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"

const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString()
const apiKey = newApiKey(ApiKeyId.parse("bob-1")).key
const openssh = `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQ\n-----END OPENSSH PRIVATE KEY-----\n`
const secrets = [
  ["a PEM", key, key.split("\n")[1] ?? ""],
  ["OpenSSH's own", openssh, "b3BlbnNzaC1rZXktdjEAAAAABG5v"],
  ["an API key", apiKey, apiKey.slice(-43)],
] as const

/** Places where a name or a path belongs, and what is asked there. */
const places: readonly (readonly [string, (secret: string) => readonly string[]])[] = [
  ["a config file", (secret) => ["config", "check", secret]],
  ["--config", (secret) => ["serve", "--config", secret]],
  ["a plan", (secret) => ["inspect", "terraform", secret]],
  ["an ask's file", (secret) => ["ask", "--tool", "x", secret]],
  ["--tool", (secret) => ["ask", "--tool", secret, "x"]],
  ["--artifact", (secret) => ["ask", "--tool", "x", "--artifact", secret, "x"]],
  ["--grant", (secret) => ["ask", "--tool", "x", "--grant", secret, "x"]],
  ["--key", (secret) => ["cancel", "x", "--key", secret]],
  ["--url", (secret) => ["list", "--url", secret]],
  ["--api-key-file", (secret) => ["list", "--api-key-file", secret]],
  ["--status", (secret) => ["list", "--status", secret]],
  ["--limit", (secret) => ["list", "--limit", secret]],
  ["--seen", (secret) => ["log", "verify", "x", "--public-key", "{}", "--seen", secret]],
  ["--public-key", (secret) => ["log", "verify", "x", "--public-key", secret]],
  ["a command", (secret) => [secret]],
  ["an option's name", (secret) => ["list", `--${secret}`]],
  ["one argument too many", (secret) => ["list", secret]],
  ["--scope", (secret) => ["break-glass", "request", "--reason", "x", "--for", "1m", "--scope", secret]],
  ["--for", (secret) => ["break-glass", "request", "--reason", "x", "--scope", "a=b", "--for", secret]],
]

describe("attack 28: a secret that is pasted where a name or a path belongs", () => {
  describe.each(secrets)("%s", (_, secret, part) => {
    it.each(places)("is not repeated for %s", async (_, argsOf) => {
      for (const more of [[], ["--json"]]) {
        const { stdout, stderr } = await cli([...argsOf(secret), ...more], {
          INTERLOCK_API_KEY: "ik_x_y",
          INTERLOCK_URL: "http://127.0.0.1:1",
        })
        expect(stdout + stderr).not.toContain(part)
      }
    })

    it("is not repeated where it is in a config file, by no door", async () => {
      const example = readFileSync(fileURLToPath(new URL("../../../interlock.example.yaml", import.meta.url)), "utf8")
      for (const [from, to] of [
        ["key: server.key", `key: ${JSON.stringify(secret)}`],
        ["sqlite: interlock.db", `sqlite: ${JSON.stringify(secret)}`],
        ["host: 127.0.0.1", `host: ${JSON.stringify(secret)}`],
        ["name: tickets.search", `name: ${JSON.stringify(secret)}`],
        ["route: ordinary", `route: ${JSON.stringify(secret)}`],
        ["- id: bob", `- id: ${JSON.stringify(secret)}`],
        ["directory: [registrar]", `directory: [${JSON.stringify(secret)}]`],
        ["kind: agent", `kind: agent\n        proofKey: ${JSON.stringify(secret)}`],
        ["platform: [alice, bob, carol]", `platform: [${JSON.stringify(secret)}]`],
        ["version: 1", `version: 1\n${JSON.stringify(secret)}: 1`],
        ["notify: []", `notify: [{ name: a, webhook: "https://x.example", secret: ${JSON.stringify(secret)} }]`],
      ] as const) {
        const file = join(tmp(), "interlock.yaml")
        writeFileSync(
          file,
          example.replace(from, () => to),
        )
        const { code, stdout, stderr } = await cli(["config", "check", file])
        expect([from, code]).toEqual([from, 2])
        expect(stdout + stderr).not.toContain(part)
        const refused = (() => {
          try {
            readConfig(file)
          } catch (error) {
            return error
          }
          return null
        })()
        expect(refused).toBeInstanceOf(ConfigError)
        expect(JSON.stringify(refused) + String(refused)).not.toContain(part)
      }
    })
  })
})
