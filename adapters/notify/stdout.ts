import type { Writable } from "node:stream"
import { Effect } from "effect"
import type { Notice } from "../../kernel/notices/notice.ts"
import { NotDeliveredError, type Receiver, type ReceiverName } from "../../kernel/notices/ports.ts"

/** Each UTF-16 unit as JSON escapes it (RFC 8259 §7). */
const escaped = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("")

/** The notice in one line of JSON: what could hide or rewrite the line on a terminal is escaped. */
const lineOf = (notice: Notice): string => `${JSON.stringify(notice).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped)}\n`

/** Writes each notice as one line of JSON. It has been received once the stream has passed it on. */
export const stdout = (name: ReceiverName, stream: Writable): Receiver => {
  // A write that fails is told by its callback; the event beside it would end the process where nobody listens.
  stream.on("error", () => undefined)
  return {
    name,
    tell: (notice) =>
      Effect.callback((resume: (told: ReturnType<Receiver["tell"]>) => void) => {
        stream.write(lineOf(notice), (error) => {
          resume(error ? new NotDeliveredError({ message: "the line can't be written" }) : Effect.void)
        })
      }),
  }
}
