import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"

const example = readFileSync(fileURLToPath(new URL("../../../interlock.example.yaml", import.meta.url)), "utf8")

const checked = async (text: string, ...more: readonly string[]) => {
  const file = join(tmp(), "interlock.yaml")
  writeFileSync(file, text)
  return { file, ...(await cli(["config", "check", file, ...more])) }
}
const DOUBTFUL = example.replace("allowSelfCountersign: false", "allowSelfCountersign: true")

describe("interlock config check", () => {
  it("attack 27: warns with line and column, and exits with 0", async () => {
    const { file, code, stdout, stderr } = await checked(DOUBTFUL)
    expect([code, stdout]).toEqual([0, `${file} is valid: acme\n`])
    const line = DOUBTFUL.slice(0, DOUBTFUL.indexOf("allowSelfCountersign")).split("\n").length
    expect(stderr).toContain(
      `warning: ${file}:${line}:29: tenants[0].breakGlass.allowSelfCountersign: one person alone`,
    )
  })

  it("gives programs the warnings as JSON", async () => {
    const { code, stdout, stderr } = await checked(DOUBTFUL, "--json")
    expect([code, stderr]).toEqual([0, ""])
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, warnings: [{ column: 29 }] })
    expect(JSON.parse((await checked(example, "--json")).stdout)).toEqual({
      ok: true,
      tenants: ["acme"],
      warnings: [],
      missing: [],
    })
  })

  it("names the files of former keys that aren't there, and refuses those that say something else", async () => {
    const trusting = example.replace(
      "  key: server.key\n",
      "  key: server.key\n  trusted: [{ publicKey: old.pem, until: { acme: 1 } }]\n",
    )
    const { code, stderr } = await checked(trusting)
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("old.pem isn't there, and the gate doesn't open without it"),
    ])
    const itself = trusting.replace("old.pem", "interlock.yaml")
    expect(await checked(itself)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("can't be read as an Ed25519 public key") as unknown,
    })
  })
})
