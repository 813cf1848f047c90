import { CommanderError } from "commander"
import type { Left } from "../../kernel/budgets/budgets.ts"
import { EXIT } from "./exit.ts"
import { failureOf } from "./failures.ts"
import { program } from "./program.ts"
import { warn, warnJson } from "./terminal.ts"
import { giveWarnings } from "./warnings.ts"

/** Runs a command line (without program names) and leaves its exit code in `process.exitCode`. */
export const run = async (args: readonly string[]): Promise<void> => {
  try {
    await (await program()).parseAsync(args, { from: "user" })
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? codeOf(error) : tell(error, args.includes("--json"))
  }
}

/** Commander has said by then what is wrong, or printed the help that was asked for. */
const codeOf = ({ exitCode }: CommanderError) => (exitCode === 0 ? EXIT.ok : EXIT.usage)

/** What is left of a budget, in a line; `interlock budget show` says it in full. */
const leftLine = ({ caps, today, recent, open, unknown }: Left): string =>
  [
    `of the budget ${today.spend} of ${caps.spend} is spent today`,
    `${today.affected} of ${caps.affected} touched`,
    `${recent} of ${caps.rate} calls made in the window`,
    `${open} of ${caps.open} run`,
    `${unknown} of ${caps.unknown} unreported`,
  ].join(", ")

const tell = (error: unknown, json: boolean) => {
  const { code, message, lines, guards, warnings, left } = failureOf(error)
  if (json) {
    warnJson({ error: message, guards, warnings, ...(left === null ? {} : { left }) })
    return code
  }
  const [first = "", ...rest] = lines
  warn([`interlock: ${first}`, ...rest, ...guards.map(({ guard, sentence }) => `  ${guard}: ${sentence}`)])
  if (left !== null) warn(`  ${leftLine(left)}`)
  giveWarnings(warnings)
  return code
}
