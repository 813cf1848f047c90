import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bindings } from "../../../verification/domains/index.ts"
import { callOf, chosen } from "../../../verification/run/call.ts"
import { ROOT } from "../../../verification/run/sources.ts"
import { UsageError } from "../../../verification/run/wanted.ts"
import { domainNames } from "../../../kernel/registry.ts"

const cli = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "verification/cli.ts"), ...args], {
    encoding: "utf8",
  })
  return { status, stdout, stderr }
}

describe("a wrong call", () => {
  it.each([
    [[], "name a command: verify, negative, drift, graphs, toolchain, evidence; see --help"],
    [["verfy"], "there is no command verfy; there is verify, negative, drift, graphs, toolchain, evidence"],
    [["constructor"], "there is no command constructor; there is verify, negative, drift, graphs, toolchain, evidence"],
    [["verify", "more"], "verify takes no argument more; see --help"],
    [["verify", "--frsh"], "Unknown option '--frsh'; see --help"],
    [["drift", "--fresh"], "drift takes no --fresh; see --help"],
    [["verify", "--domain"], "Option '--domain <value>' argument missing; see --help"],
    [["verify", "--guard", "stageIsOpen"], "verify takes no --guard; see --help"],
  ])("%j says in one line what is wrong", (args, message) => {
    expect(() => callOf(args)).toThrow(new UsageError(message))
  })

  it("of a domain that is not there says which there are", () => {
    expect(() => chosen(bindings, { domain: "approval" })).toThrow(
      new UsageError(`there is no domain approval; there is ${domainNames.join(", ")}`),
    )
    expect(chosen(bindings, {})).toEqual(bindings)
  })

  it("exits with 2 and says nothing else, of a site too", () => {
    expect(cli("negative", "--guard", "initiatorIsNotApprover", "--at", "consume")).toEqual({
      status: 2,
      stdout: "",
      stderr: "initiatorIsNotApprover does not stand at consume, but at approve, reject\n",
    })
  })
})

describe("a call", () => {
  it("is a command with the options that it takes", () => {
    expect(callOf(["negative", "--domain", "approvals", "--json"])).toEqual({
      help: false,
      command: "negative",
      asked: { domain: "approvals", json: true },
    })
  })

  it("for help is no wrong call", () => {
    const { status, stdout, stderr } = cli("--help")
    expect([status, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^usage: node verification\/cli.ts COMMAND/)
  })
})
