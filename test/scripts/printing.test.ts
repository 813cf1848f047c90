import { ESLint, Linter } from "eslint"
import { describe, expect, it } from "vitest"

const RULES = ["no-console", "no-restricted-properties", "no-restricted-imports", "no-restricted-syntax"]

/** What the project's own lint says to a text that stood in a file of it. */
const lint = async (file: string, text: string): Promise<readonly string[]> => {
  const { rules } = (await new ESLint().calculateConfigForFile(file)) as { rules: Linter.RulesRecord }
  const asked = Object.fromEntries(Object.entries(rules).filter(([name]) => RULES.includes(name)))
  return new Linter().verify(text, [{ rules: asked }]).map(({ ruleId }) => ruleId ?? "none")
}

describe("attack 18: nothing prints but the one place that cleans it", () => {
  it.each([
    'process.stdout.write("x")',
    'process.stderr.write("x")',
    'process["stdout"].write("x")',
    "const { stdout } = process",
    "const { stderr: out } = process",
    "const own = process",
    'globalThis.process.stdout.write("x")',
    'globalThis.console.log("x")',
    'console.log("x")',
    'console.error("x")',
    'import { stdout } from "node:process"',
    'import { log } from "node:console"',
    'import { WriteStream } from "node:tty"',
    'import { writeSync } from "node:fs"; writeSync(1, "x")',
    'import { writeFileSync } from "node:fs"; writeFileSync(2, "x")',
    'import { writeFileSync } from "node:fs"; writeFileSync("/dev/stderr", "x")',
  ])("%s is refused", async (text) => {
    for (const file of ["adapters/cli/done.ts", "adapters/library/open.ts", "adapters/cli/approvals/decide.ts"])
      expect(await lint(file, text)).not.toEqual([])
  })

  it("is let alone where it stands, and what prints nothing is too", async () => {
    expect(await lint("adapters/streams.ts", 'process.stdout.write("x")')).toEqual([])
    expect(await lint("adapters/cli/done.ts", 'process.exitCode = process.env["X"] === "1" ? 1 : 0')).toEqual([])
  })
})
