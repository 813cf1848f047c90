import { readFileSync } from "node:fs"
import type { Command } from "commander"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { program } from "../../../adapters/cli/program.ts"
import { EXIT } from "../../../adapters/cli/exit.ts"
import { cli } from "./cli.ts"

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]
const pathOf = (command: Command): string[] =>
  command.parent === null ? [] : [...pathOf(command.parent), command.name()]
const commands = all(await program()).map(pathOf)

describe("interlock --help", () => {
  it.each(commands.map((path) => [path.join(" ")]))(
    "interlock %s --help says what it does, and exits with 0",
    async (path) => {
      const args = path.split(" ").filter((word) => word !== "")
      const { code, stdout, stderr } = await cli([...args, "--help"])
      expect([code, stderr]).toEqual([0, ""])
      expect(stdout).toMatch(new RegExp(`^Usage: interlock${["", ...args].join(" ")}`))
    },
  )

  it("tells examples and every exit code", async () => {
    const { stdout } = await cli(["--help"])
    expect(stdout).toContain("Examples:")
    for (const code of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^ {2}${code} +\\S`, "m"))
  })

  it("`help` is help too", async () => {
    expect(await cli(["help"])).toMatchObject({ code: 0 })
    expect(await cli(["help", "approve"])).toMatchObject({ code: 0 })
  })
})

describe("interlock consume --help", () => {
  it("has an example, and what to do where no answer comes", async () => {
    const { stdout } = await cli(["consume", "--help"])
    expect(stdout).toContain("Examples:")
    expect(stdout).toContain("--key")
  })
})

describe("interlock --version", () => {
  it("says which version this is, and exits with 0", async () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync("package.json", "utf8")))
    expect(await cli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" })
  })
})

describe("a call that is wrong", () => {
  it.each([
    ["nothing", []],
    ["an unknown command", ["frobnicate"]],
    ["a group alone", ["keys"]],
    ["another group alone", ["break-glass"]],
    ["a grant's status that there isn't", ["break-glass", "status", "--status", "pending"]],
    ["an unknown option", ["list", "--frobnicate"]],
    ["a missing argument", ["approve"]],
    ["too many arguments", ["approve", "a", "b"]],
    ["a missing option", ["delegate", "a"]],
    ["a status that there isn't", ["list", "--status", "lost"]],
    ["a list of no length", ["list", "--limit", "0"]],
    ["a list of half a length", ["break-glass", "status", "--limit", "1.5"]],
    ["options that contradict each other", ["keys", "add", "bob", "--ssh", "x", "--for", "y"]],
  ])("%s exits with 2", async (_, args) => {
    const { code, stdout, stderr } = await cli(args)
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).not.toBe("")
  })

  it.each([
    [["list", "--frobnicate"], "interlock list"],
    [["keys", "agent", "deployer"], "interlock keys agent"],
    [["break-glass", "list"], "interlock break-glass"],
    [["frobnicate"], "interlock"],
  ])("%j points to the help of that very command", async (args, command) => {
    expect((await cli(args)).stderr).toContain(`(see ${command} --help)`)
  })

  it.each([
    ["--reason", ["--scope", "a=b", "--for", "30m"]],
    ["--scope", ["--reason", "a", "--for", "30m"]],
    ["--for", ["--reason", "a", "--scope", "a=b"]],
  ])("asks for no emergency access without %s", async (missing, args) => {
    const { code, stdout, stderr } = await cli(["break-glass", "request", ...args])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(`required option '${missing} `)
  })

  it("takes no API key as an argument, where other processes could read it", async () => {
    const options = all(await program()).flatMap((command) => command.options.map(({ long }) => long))
    expect(options).not.toContain("--api-key")
  })
})
