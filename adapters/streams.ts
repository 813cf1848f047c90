/** The one place that writes to this process's streams: nothing reaches a terminal that was not cleaned here. */
import { randomUUID } from "node:crypto"
import { createInterface } from "node:readline/promises"
import { Writable } from "node:stream"
import { styleText } from "node:util"
import { fold } from "./fold.ts"
import { printable } from "./printable.ts"
import { withoutSecrets } from "./secrets.ts"

const streams = { stdout: process.stdout, stderr: process.stderr } as const
type StreamName = keyof typeof streams

type Style = Parameters<typeof styleText>[0]

/** Stands for the escape character in what we paint ourselves. Nobody outside can write it, since nobody can guess it. */
const OURS = `\u0000${randomUUID()}`
const PAINTED = new RegExp(`(${OURS}\\[[0-9;]*m)`, "g")

/** Of a terminal that doesn't say. */
const COLUMNS = 80

const clean = (text: string): string => text.split(OURS).map(printable).join(OURS)

/** Coloured where a person looks at standard output (NO_COLOR and pipes are honoured). */
export const paint = (style: Style, text: string): string =>
  styleText(style, clean(text), { stream: streams.stdout }).replaceAll("\u001b", OURS)

const isColoured = (name: StreamName): boolean => styleText("bold", "x", { stream: streams[name] }) !== "x"

/** What of a line is shown: at a terminal folded, so that it never breaks one by itself. */
const shown = (name: StreamName, line: string, whole: boolean): string => {
  const { isTTY, columns } = streams[name]
  const cleaned = clean(line)
  const lines = isTTY && !whole ? fold(cleaned, columns > 0 ? columns : COLUMNS, PAINTED) : [cleaned]
  return lines
    .map((each) => (isColoured(name) ? each.replaceAll(OURS, "\u001b") : each.replace(PAINTED, "")))
    .join("\n")
}

/** Writes lines. A line end within one is no line end: it is escaped as all that could fake a line of ours. */
export const writeLines = (name: StreamName, lines: readonly string[], { whole = false } = {}): void => {
  // Messages repeat what was written, which may be a secret. What is asked for, such as a new API key, is on standard output.
  const told = name === "stderr" ? lines.map(withoutSecrets) : lines
  streams[name].write(told.map((line) => `${shown(name, line, whole)}\n`).join(""))
}

/** A line for whoever operates the gate. */
export const toStandardError = (line: string): void => {
  writeLines("stderr", [line])
}

/** Standard output for what writes lines by itself, and hears when each has been passed on. */
export const standardOutput = (): Writable => {
  // A write that fails is told by its callback; the event beside it would end the process where nobody listens.
  streams.stdout.on("error", () => undefined)
  return new Writable({
    decodeStrings: false,
    write: (chunk, _, told) => {
      streams.stdout.write(`${clean(String(chunk).replace(/\n$/, ""))}\n`, told)
    },
  })
}

/** Back to the start of the line, and what stood there away (ECMA-48). */
const REWRITE = "\r\u001b[K"

/** One line of standard error that is written over and over: null takes it away. */
export const statusLine = {
  isShown: (): boolean => streams.stderr.isTTY,
  write: (text: string | null): void => {
    streams.stderr.write(`${REWRITE}${text === null ? "" : clean(text)}`)
  },
}

/** Whoever reads a part of the output and goes, such as head, has what they wanted. */
export const endWithReader = (): void => {
  streams.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
    process.exit()
  })
}

/** Whether somebody is there to be asked. */
export const isInteractive = (): boolean => process.stdin.isTTY && streams.stdout.isTTY

/** What somebody answers; nothing where they end the question. */
export const answerTo = async (question: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: streams.stdout })
  try {
    // Ctrl-C and Ctrl-D close it, and answer nothing.
    const closed = new Promise<string>((resolve) => {
      lines.once("close", () => {
        resolve("")
      })
    })
    return await Promise.race([lines.question(shown("stdout", question, false)), closed])
  } finally {
    lines.close()
  }
}

/** What somebody types without its being shown; null where they interrupt it. */
export const secretTo = async (prompt: string): Promise<string | null> => {
  streams.stdout.write(clean(prompt))
  const { stdin } = process
  stdin.setRawMode(true)
  stdin.resume()
  try {
    let secret = ""
    for await (const chunk of stdin) {
      for (const key of String(chunk)) {
        if (key === "\r" || key === "\n") return secret
        if (key === "\u0003") return null
        secret = key === "\u007f" || key === "\b" ? secret.slice(0, -1) : secret + key
      }
    }
    return secret
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    streams.stdout.write("\n")
  }
}
