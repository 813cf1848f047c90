import type { Tip } from "../../kernel/ledger/chain.ts"

/** A log that is read in less time than a person wonders is not told about. */
const LONG = 20_000
const EVERY = 5_000
/** Back to the start of the line, and what stood there away (ECMA-48). */
const REWRITE = "\r\u001b[K"

/** Tells on a terminal's standard error how far a long log has been read, on one line that goes when it is done. */
export const progressOn = (stream: { readonly isTTY?: boolean; readonly write: (text: string) => unknown }) => {
  let shown = false
  return {
    at: (tenant: string, { size }: Pick<Tip, "size">, of: number): void => {
      if (stream.isTTY !== true || of < LONG || size % EVERY !== 0) return
      shown = true
      stream.write(`${REWRITE}${tenant}: ${size} of ${of} records`)
    },
    done: (): void => {
      if (shown) stream.write(REWRITE)
      shown = false
    },
  }
}
