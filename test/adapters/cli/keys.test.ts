import { createPublicKey } from "node:crypto"
import { chmodSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import * as z from "zod"
import { readConfig } from "../../../adapters/config/config.ts"
import { ProofKey, thumbprintOf } from "../../../adapters/identity/proof-key.ts"
import { TenantId } from "../../../kernel/actors.ts"
import { sshLine } from "../config/fixture.ts"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"

const example = () => {
  const folder = tmp()
  const config = join(folder, "interlock.yaml")
  copyFileSync("interlock.example.yaml", config)
  return { folder, config, text: () => readFileSync(config, "utf8") }
}

const Made = z.object({ id: z.string(), key: z.string(), sha256: z.string() })

/** The lines of `after` that `before` doesn't have, if `before` is otherwise left as it was. */
const addedLines = (before: string, after: string): readonly string[] => {
  const left = before.split("\n")
  const added = after.split("\n").filter((line) => {
    if (line !== left[0]) return true
    left.shift()
    return false
  })
  expect(left).toEqual([])
  return added
}

describe("interlock keys add", () => {
  it("adds an API key that then says who calls, and leaves every line and comment as it was", async () => {
    const { config, text } = example()
    const before = text()
    const { code, stdout, stderr } = await cli(["keys", "add", "ci", "--for", "alice", "--config", config, "--json"])
    const { id, key, sha256 } = Made.parse(JSON.parse(stdout))
    expect(code).toBe(0)
    expect(stderr).toContain("shown this once")
    expect(addedLines(before, text()).map((line) => line.trim())).toEqual([
      `- id: ${id}`,
      `sha256: ${sha256}`,
      "for: alice",
    ])
    expect(readConfig(config).directory.callerOfApiKey(key)).toMatchObject({
      actor: { id: "ci" },
      person: { id: "alice" },
    })
    expect(text()).not.toContain(key)
  })

  it("adds a person's SSH key, also where the person had none", async () => {
    const { folder, config, text } = example()
    const line = sshLine()
    const pub = join(folder, "carol.pub")
    writeFileSync(pub, `${line} carol@laptop\n`)
    const before = text()
    const { code } = await cli(["keys", "add", "carol", "--ssh", pub, "--config", config])
    expect(code).toBe(0)
    expect(addedLines(before, text()).map((added) => added.trim())).toEqual([`- ${line} carol@laptop`])
  })

  it("keeps a JSON file JSON", async () => {
    const { config, text } = example()
    writeFileSync(config, JSON.stringify(parse(text())))
    expect(await cli(["keys", "add", "bob", "--config", config])).toMatchObject({ code: 0 })
    expect(() => JSON.parse(text()) as unknown).not.toThrow()
    readConfig(config)
  })

  it("keeps the file's mode", async () => {
    const { config } = example()
    chmodSync(config, 0o640)
    await cli(["keys", "add", "bob", "--config", config])
    expect(statSync(config).mode & 0o777).toBe(0o640)
  })

  it.each([
    [
      "an agent that acts for somebody without a session",
      ["deployer", "--for", "alice"],
      "agents act for whoever opens a session",
    ],
    ["a person who acts for another", ["bob", "--for", "alice"], "a person calls in person"],
    ["nobody", ["mallory"], "has no actor mallory"],
    ["a private key", ["bob", "--ssh", "/dev/null"], "isn't an OpenSSH public key"],
    ["no file", ["bob", "--ssh", "/nowhere.pub"], "can't be read"],
  ])("refuses %s, and leaves the file as it was", async (_, args, words) => {
    const { config, text } = example()
    const before = text()
    const { code, stderr } = await cli(["keys", "add", ...args, "--config", config])
    expect(code).toBe(2)
    expect(stderr).toContain(words)
    expect(text()).toBe(before)
  })

  it("refuses a key that is somebody's already", async () => {
    const { folder, config } = example()
    const pub = join(folder, "bob.pub")
    const [line = ""] = /ssh-ed25519 .*bob@example/.exec(readFileSync(config, "utf8")) ?? []
    writeFileSync(pub, line)
    const { code, stderr } = await cli(["keys", "add", "carol", "--ssh", pub, "--config", config])
    expect(code).toBe(2)
    expect(stderr).toContain("belongs to somebody above")
  })
})

describe("interlock keys init", () => {
  it("makes the gate's key once, readable by its owner alone", async () => {
    const { folder, config } = example()
    const { code, stdout } = await cli(["keys", "init", "--config", config])
    expect(code).toBe(0)
    expect(stdout).toContain(join(folder, "server.key"))
    const key = readFileSync(join(folder, "server.key"), "utf8")
    expect(stdout).not.toContain(key.split("\n")[1])
    expect(statSync(join(folder, "server.key")).mode & 0o777).toBe(0o600)
    const again = await cli(["keys", "init", "--config", config])
    expect(again.code).toBe(2)
    expect(again.stderr).toContain("a key is never overwritten")
    expect(readFileSync(join(folder, "server.key"), "utf8")).toBe(key)
  })
})

describe("interlock config", () => {
  it("check says what is wrong, with line and column", async () => {
    const { config, text } = example()
    expect(await cli(["config", "check", config])).toMatchObject({ code: 0 })
    writeFileSync(config, text().replace("quorum: 2", "quorum: 9"))
    const { code, stderr } = await cli(["config", "check", config])
    expect(code).toBe(2)
    expect(stderr).toMatch(/interlock\.yaml:\d+:\d+: .*9 can't approve/)
  })

  it("check takes the file as every command does", async () => {
    const { config } = example()
    const valid = { code: 0, stdout: `${config} is valid: acme\n` }
    expect(await cli(["config", "check", "--config", config])).toMatchObject(valid)
    expect(await cli(["config", "check"], { INTERLOCK_CONFIG: config })).toMatchObject(valid)
    expect(await cli(["config", "check", config], { INTERLOCK_CONFIG: "none.yaml" })).toMatchObject(valid)
  })

  it("schema is JSON", async () => {
    const { stdout } = await cli(["config", "schema"])
    expect(JSON.parse(stdout)).toMatchObject({ type: "object" })
  })
})

describe("interlock keys agent", () => {
  const made = async (...more: readonly string[]) => {
    const { folder, config, text } = example()
    const out = join(folder, "deployer.key.pem")
    const ran = await cli(["keys", "agent", "deployer", "--out", out, "--config", config, ...more])
    return { config, text, out, ran }
  }
  const acme = TenantId.parse("acme")

  it("makes the key by which credentials are an agent's own: the private half in a file of mode 0600, the public one in the config", async () => {
    const before = example().text()
    const { config, text, out, ran } = await made("--json")
    expect(ran.code).toBe(0)
    const { x } = createPublicKey(readFileSync(out, "utf8")).export({ format: "jwk" })
    const proofKey = { kty: "OKP", crv: "Ed25519", x }
    expect(JSON.parse(ran.stdout)).toEqual({ key: out, proofKey })
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(addedLines(before, text()).map((line) => line.trim())).toEqual([
      "proofKey:",
      "kty: OKP",
      "crv: Ed25519",
      `x: ${x}`,
    ])
    const { directory } = readConfig(config)
    const [deployer] = directory.actors(acme).filter(({ id }) => id === "deployer")
    expect(deployer === undefined ? undefined : directory.proofKeyOf(acme, deployer.id)).toBe(
      thumbprintOf(ProofKey.parse(proofKey)),
    )
  })

  it("says so to a person, and nothing of the private half", async () => {
    const { out, ran } = await made()
    expect(ran.stdout).toContain(`made ${out} (mode 0600): it stays with the agent`)
    expect(ran.stdout).toContain('"kty":"OKP"')
    expect(ran.stdout).not.toContain("PRIVATE")
  })

  it("overwrites no key: neither the file nor what the config has", async () => {
    const { config, text, out } = await made()
    const [before, key] = [text(), readFileSync(out, "utf8")]
    const again = await cli(["keys", "agent", "deployer", "--out", `${out}.2`, "--config", config])
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("has a proofKey")])
    writeFileSync(config, before.replace(/ +proofKey:\n(?: {10}.*\n)+/, ""))
    const without = text()
    expect(without).not.toBe(before)
    const over = await cli(["keys", "agent", "deployer", "--out", out, "--config", config])
    expect([over.code, over.stderr]).toEqual([2, expect.stringContaining("never overwritten")])
    expect([readFileSync(out, "utf8"), text()]).toEqual([key, without])
  })

  it.each([
    ["a person", "bob", "only agents hold credentials"],
    ["nobody", "mallory", "has no actor mallory"],
  ])("makes none for %s, and leaves no file behind", async (_, who, words) => {
    const { folder, config, text } = example()
    const before = text()
    const out = join(folder, "key.pem")
    const { code, stderr } = await cli(["keys", "agent", who, "--out", out, "--config", config])
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)])
    expect([existsSync(out), text()]).toEqual([false, before])
  })
})
