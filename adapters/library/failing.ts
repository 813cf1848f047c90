import { sparingly } from "../sparingly.ts"
import { toStandardError } from "../streams.ts"

/** What goes wrong beside the gate, by tag, and how it is told. Their messages are made of what the store says, never of what was asked. */
const lines: ReadonlyMap<string, string> = new Map([
  ["NotRecordedError", "STORE"],
  ["StoreFailedError", "STORE"],
  ["ChainBrokenError", "LOG"],
])

/** Tells whoever operates the gate why nothing is recorded or read, once a minute and cause: who asks is told no cause. */
export const failing = (report: (line: string) => void = toStandardError, now?: () => number) => {
  const tell = sparingly(report, now)
  return (error: unknown): void => {
    if (!(error instanceof Error) || !("_tag" in error) || typeof error._tag !== "string") return
    const word = lines.get(error._tag)
    if (word !== undefined) tell(error.message, `${word}: ${error.message}`)
  }
}
