import type { Writable } from "node:stream"
import { Effect } from "effect"
import { NotDeliveredError, type Receiver, type ReceiverName } from "../../kernel/notices/ports.ts"
import { printableJson } from "../printable.ts"

/** Writes each notice as one line of JSON, escaped for terminals. It has been received once the stream has passed it on. */
export const stdout = (name: ReceiverName, stream: Writable): Receiver => {
  // A write that fails is told by its callback; the event beside it would end the process where nobody listens.
  stream.on("error", () => undefined)
  return {
    name,
    tell: (notice) =>
      Effect.callback((resume: (told: ReturnType<Receiver["tell"]>) => void) => {
        stream.write(`${printableJson(notice)}\n`, (error) => {
          resume(error ? new NotDeliveredError({ message: "the line can't be written" }) : Effect.void)
        })
      }),
  }
}
