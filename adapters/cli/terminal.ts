import { createInterface } from "node:readline/promises"
import { styleText } from "node:util"
import { CommandError, EXIT } from "./exit.ts"

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

export const warn = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** JSON for programs, on one line of standard output. */
export const sayJson = (value: unknown): void => {
  say(JSON.stringify(value))
}

type Style = Parameters<typeof styleText>[0]
/** Coloured where a person looks at it (NO_COLOR and pipes are honoured). */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout })

/** Text from outside, safe to show: no control characters that could hide or rewrite what a person reads. */
export const plain = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}")

const isTerminal = () => process.stdin.isTTY && process.stdout.isTTY

/** Asks a person yes or no. Without a terminal nobody can be asked, so nothing is agreed to. */
export const confirm = async (question: string): Promise<boolean> => {
  if (!isTerminal()) throw new CommandError(EXIT.usage, "nobody can be asked here: run it in a terminal, or pass --yes")
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    // Ctrl-C and Ctrl-D close it, and answer nothing.
    const closed = new Promise<string>((resolve) => {
      lines.once("close", () => {
        resolve("")
      })
    })
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}

/** Asks for a passphrase without showing it. */
export const askSecret = async (prompt: string): Promise<string> => {
  if (!isTerminal())
    throw new CommandError(EXIT.usage, "a passphrase is needed and nobody can be asked here: use ssh-agent")
  process.stdout.write(prompt)
  const { stdin } = process
  stdin.setRawMode(true)
  stdin.resume()
  try {
    let secret = ""
    for await (const chunk of stdin) {
      for (const key of String(chunk)) {
        if (key === "\r" || key === "\n") return secret
        if (key === "\u0003") throw new CommandError(EXIT.usage, "interrupted")
        secret = key === "\u007f" || key === "\b" ? secret.slice(0, -1) : secret + key
      }
    }
    return secret
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    process.stdout.write("\n")
  }
}
