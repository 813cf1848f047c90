import { exactly, printableJson, unbroken } from "../printable.ts"
import { answerTo, isInteractive, secretTo, writeLines } from "../streams.ts"
import { CommandError, EXIT } from "./exit.ts"

export { paint } from "../streams.ts"
export { printable as plain } from "../printable.ts"

type Text = string | readonly string[]

const linesOf = (text: Text): readonly string[] => (typeof text === "string" ? [text] : text)

export const say = (text: Text): void => {
  writeLines("stdout", linesOf(text))
}

export const warn = (text: Text): void => {
  writeLines("stderr", linesOf(text))
}

/** JSON for programs, on one line of standard output. */
export const sayJson = (value: unknown): void => {
  writeLines("stdout", [printableJson(value)], { whole: true })
}

/** The same on standard error. */
export const warnJson = (value: unknown): void => {
  writeLines("stderr", [printableJson(value)], { whole: true })
}

/** What somebody copies, such as a permit or a key: in one piece, however narrow the terminal. */
export const sayWhole = (text: string, label = ""): void => {
  writeLines("stdout", [`${label}${unbroken(text)}`], { whole: true })
}

/** A name as people compare it, letter by letter. */
export const exact = exactly

/**
 * What somebody reads before they sign or agree. Standard output is a program's where it asks for JSON, so that whoever is asked beside
 * it reads on standard error; a program that asks nobody has nobody to read.
 */
export const tellBefore = (
  { json = false, yes = false }: { readonly json?: boolean; readonly yes?: boolean },
  lines: readonly string[],
): void => {
  if (!json) say(lines)
  else if (!yes) warn(lines)
}

/** Asks a person yes or no. Without a terminal nobody can be asked, so nothing is agreed to. */
export const confirm = async (question: string): Promise<boolean> => {
  if (!isInteractive())
    throw new CommandError(EXIT.usage, "nobody can be asked here: run it in a terminal, or pass --yes")
  return /^y(es)?$/i.test((await answerTo(`${question} [y/N] `)).trim())
}

/** Asks for a passphrase without showing it. */
export const askSecret = async (prompt: string): Promise<string> => {
  if (!isInteractive())
    throw new CommandError(EXIT.usage, "a passphrase is needed and nobody can be asked here: use ssh-agent")
  const secret = await secretTo(prompt)
  if (secret === null) throw new CommandError(EXIT.usage, "interrupted")
  return secret
}
