import { readFileSync } from "node:fs"
import { text } from "node:stream/consumers"
import { withPrivateFile } from "../private-file.ts"
import { CommandError, EXIT } from "./exit.ts"

const STDIN = "-"

/**
 * The permit from a file, standard input (`-`) or the environment; never an argument, since every process can read those, and whoever
 * has it can use it.
 * @param named how a file is named to this command
 */
export const permitText = async (file: string | undefined, named: string): Promise<string> => {
  const given =
    file === undefined
      ? process.env["INTERLOCK_PERMIT"]
      : file === STDIN
        ? await text(process.stdin)
        : withPrivateFile(file, (descriptor) => readFileSync(descriptor, "utf8"))
  const permit = given?.trim() ?? ""
  if (permit === "")
    throw new CommandError(
      EXIT.usage,
      `a permit is needed: put it into INTERLOCK_PERMIT, its file into ${named}, or pipe it to ${named} ${STDIN}`,
    )
  return permit
}
