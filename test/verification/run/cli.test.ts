import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ROOT } from "../../../verification/run/sources.ts"

const call = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "verification/cli.ts"), ...args], {
    encoding: "utf8",
  })
  return { status, stdout, stderr }
}

describe("a wrong call", () => {
  it.each([
    [[], "name a command: verify, negative, drift, graphs, toolchain, evidence; see --help"],
    [["verfy"], "there is no command verfy; there is verify, negative, drift, graphs, toolchain, evidence"],
    [["verify", "more"], "verify takes no argument more; see --help"],
    [["verify", "--frsh"], "Unknown option '--frsh'; see --help"],
    [["drift", "--fresh"], "drift takes no --fresh; see --help"],
    [["verify", "--domain"], "Option '--domain <value>' argument missing; see --help"],
    [["verify", "--domain", "approval"], "there is no domain approval; there is approvals, break-glass"],
    [["verify", "--guard", "stageIsOpen"], "verify takes no --guard; see --help"],
    [
      ["negative", "--guard", "initiatorIsNotApprover", "--at", "consume"],
      "initiatorIsNotApprover does not stand at consume, but at approve, reject",
    ],
  ])("%j says in one line what is wrong, and exits with 2", (args, message) => {
    expect(call(...args)).toEqual({ status: 2, stdout: "", stderr: `${message}\n` })
  })
})

describe("--help", () => {
  it("is no wrong call", () => {
    const { status, stdout, stderr } = call("--help")
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^usage: node verification\/cli.ts COMMAND/)
  })
})
