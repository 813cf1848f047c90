import type { Tip } from "../../kernel/ledger/chain.ts"
import { statusLine } from "../streams.ts"

/** A log that is read in less time than a person wonders is not told about. */
const LONG = 20_000
const EVERY = 5_000

/** Tells at a terminal how far a long log has been read, on one line that goes when it is done. */
export const progressOn = (line: typeof statusLine = statusLine) => {
  let shown = false
  return {
    at: (tenant: string, { size }: Pick<Tip, "size">, of: number): void => {
      if (!line.isShown() || of < LONG || size % EVERY !== 0) return
      shown = true
      line.write(`${tenant}: ${size} of ${of} records`)
    },
    done: (): void => {
      if (shown) line.write(null)
      shown = false
    },
  }
}
