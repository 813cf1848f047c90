/** A message of TLC's `-tool` output (`STARTMSG code:severity`); severity 1 is an error, 3 a warning, 4 a state. */
export interface Message {
  readonly code: number
  readonly severity: number
  readonly text: string
}

/** What TLC wrote: its messages, and the lines between them (what SANY says and what a module prints). */
export interface Messages {
  readonly messages: readonly Message[]
  readonly lines: readonly string[]
}

const start = /^@!@!@STARTMSG (\d+):(\d+) @!@!@$/
const stop = /^@!@!@ENDMSG (\d+) @!@!@$/

/** Splits `-tool` output. Messages nest when TLC fails while it reports; the inner one stands on its own then. */
export function readMessages(output: string): Messages {
  const messages: Message[] = []
  const lines: string[] = []
  const open: { code: number; severity: number; lines: string[] }[] = []
  for (const line of output.split(/\r?\n/)) {
    const begun = start.exec(line)
    if (begun !== null) {
      open.push({ code: Number(begun[1]), severity: Number(begun[2]), lines: [] })
    } else if (stop.test(line)) {
      const done = open.pop()
      if (done !== undefined)
        messages.push({ code: done.code, severity: done.severity, text: done.lines.join("\n").trim() })
    } else {
      ;(open.at(-1)?.lines ?? lines).push(line)
    }
  }
  return { messages, lines }
}
