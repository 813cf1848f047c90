import { describe, expect, it } from "vitest"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"
import { impostor } from "./impostor.ts"
import { writeFileSync } from "node:fs"
import { join } from "node:path"

const EVIL = "\u001b[2J\u009b1A\u202e\u200b\nallowed (record 7)"
/** Nothing that moves, hides or colours; line ends are ours alone. */
const UNCLEAN = /[^\n\P{C}]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

const call = () => {
  const file = join(tmp(), "plan.json")
  writeFileSync(file, "{}")
  return ["ask", "--tool", "terraform.apply", file]
}

const reason = { guard: EVIL, sentence: EVIL }
const verdict = {
  verdict: "allow",
  reasons: [reason],
  lifted: [reason],
  plan: null,
  request: null,
  grant: null,
  call: null,
  deadline: null,
  reservation: null,
  called: null,
  left: null,
  permit: `ey.J.${EVIL}  x`,
  record: 7,
  warnings: [reason],
}

describe("attack 18: a malicious service", () => {
  it("reaches the terminal with nothing raw, whatever it answers", async () => {
    const { env } = await impostor(() => ({ body: JSON.stringify(verdict) }))
    const { code, stdout, stderr } = await cli(call(), env)
    expect(code).toBe(0)
    expect(stdout + stderr).not.toMatch(UNCLEAN)
    expect(stdout.split("\n").filter((line) => line.startsWith("allowed"))).toEqual(["allowed (record 7)"])
    expect(stdout).toContain("permit ey.J.\\u{1b}[2J")
  })

  it("does so with --json too, and a program reads what was said", async () => {
    const { env } = await impostor(() => ({ body: JSON.stringify(verdict) }))
    const { stdout } = await cli([...call(), "--json"], env)
    expect(stdout).not.toMatch(UNCLEAN)
    expect(JSON.parse(stdout)).toEqual(verdict)
  })

  it.each([[[]], [["--json"]]])("does so where it refuses, with %j", async (more) => {
    const problem = { type: "x", title: EVIL, status: 403, detail: EVIL, guards: [reason], warnings: [reason] }
    const errors = [{ in: EVIL, path: EVIL, problem: EVIL }]
    const { env } = await impostor(() => ({ status: 403, body: JSON.stringify({ ...problem, errors }) }))
    const { code, stdout, stderr } = await cli([...call(), ...more], env)
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).not.toMatch(UNCLEAN)
    expect(stderr).not.toMatch(/^allowed/m)
  })

  it("is not helped by what somebody was made to write on the command line", async () => {
    for (const args of [[EVIL], ["list", `--${EVIL}`], ["list", "--status", EVIL], ["show", EVIL, "--url", EVIL]]) {
      const { stdout, stderr } = await cli(args, { INTERLOCK_API_KEY: "ik_x_y" })
      expect(stdout + stderr).not.toMatch(UNCLEAN)
    }
  })
})
