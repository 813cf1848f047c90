/** Options and words that commands share. */
import { type Command, InvalidArgumentError, Option } from "commander"

const CONFIG = "interlock.yaml"

export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`

export const withJson = (command: Command): Command => command.option("--json", "JSON on one line, for programs")

export const withConfig = (command: Command): Command =>
  withJson(command.addOption(new Option("--config <file>", "the config file").default(CONFIG).env("INTERLOCK_CONFIG")))

export const withServer = (command: Command): Command =>
  withJson(
    command
      .addOption(
        new Option("--url <url>", "where the service is").default("http://127.0.0.1:7878").env("INTERLOCK_URL"),
      )
      .option("--api-key-file <file>", "a file with your API key, mode 0600 (instead of env: INTERLOCK_API_KEY)"),
  )

/** What changes something. */
export const withKey = (command: Command): Command =>
  withServer(
    command.addOption(
      new Option(
        "--key <key>",
        "the name of this ask: sent again with it, it is not done twice, and the first answer is given (default: a new one, which is told where no answer comes)",
      ),
    ),
  )

export const withIdentity = (command: Command): Command =>
  withKey(
    command.option(
      "--identity <file>",
      "the Ed25519 key to sign with, or FILE.pub for one in ssh-agent (default: ~/.ssh/id_ed25519, or the agent's)",
    ),
  )

export const YES = ["--yes", "don't ask, for programs"] as const

/** What a digest says, and what it doesn't. */
export const PLAN_FILES = `
FILE is read. The file of --artifact is hashed and never read: that a saved plan is what its rendering says is seen by
\`interlock run terraform\`, which renders it again before it applies it, and runs no plan that was not named with --artifact.`

export const withCall = (command: Command): Command =>
  withKey(
    command
      .requiredOption("--tool <name>", "the tool that the call is for")
      .option("--conversation <id>", "the conversation that the call is of")
      .addOption(
        several(
          "--endorsement <slot=id>",
          "who vouches for what of it: an argument's JSON pointer, or control, and the endorsement; again for more",
        ),
      )
      .option("--artifact <file>", "the file that the executor runs where it is another one, such as a saved plan")
      .addOption(
        new Option(
          "--session <id>",
          "the session within which an agent calls: a credential is minted for the call",
        ).env("INTERLOCK_SESSION"),
      )
      .addOption(
        new Option("--agent-key <file>", "the agent's own key, as `interlock keys agent` makes it").env(
          "INTERLOCK_AGENT_KEY",
        ),
      )
      .option("--effects <effects>", "what the call may do at most: read, write, destructive, with commas between"),
  )

/** The page of a list, and of which status. */
export const withList = (command: Command, statuses: readonly string[]): Command =>
  withServer(command)
    .addOption(new Option("--status <status>", "only those").choices(statuses))
    .addOption(new Option("--limit <count>", "no more than so many; all of them without it").argParser(wholeNumber))

const wholeNumber = (written: string): number => {
  const count = Number(written)
  if (!/^[0-9]+$/.test(written) || !Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError("write a whole number from 1.")
  return count
}

/** What may be given several times: `--seen a --seen b`. */
export const several = (flags: string, description: string): Option =>
  new Option(flags, description)
    .default([], "")
    .argParser((written: string, before: readonly string[]) => [...before, written])
