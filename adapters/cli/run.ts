import { CommanderError } from "commander"
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

const tell = (error: unknown, json: boolean) => {
  const { code, message, lines, guards, warnings } = failureOf(error)
  if (json) {
    warnJson({ error: message, guards, warnings })
    return code
  }
  const [first = "", ...rest] = lines
  warn([`interlock: ${first}`, ...rest, ...guards.map(({ guard, sentence }) => `  ${guard}: ${sentence}`)])
  giveWarnings(warnings)
  return code
}
