/** What is under way, for a person who waits: one line that is rewritten in a terminal, plain lines elsewhere. */
export interface Progress {
  /** A step is done. */
  readonly step: (what: string) => void
  readonly end: () => void
}

/** Where it is shown; `columns` is there where it is a terminal. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly write: (text: string) => unknown
}

export const progressOn = (stream: Screen): Progress => {
  const started = performance.now()
  let shown = false
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1).padStart(5)
  return {
    step: (what) => {
      if (stream.isTTY !== true) {
        stream.write(`${seconds()} s  ${what}\n`)
        return
      }
      const line = `${seconds()} s  ${what}`.slice(0, (stream.columns ?? 80) - 1)
      stream.write(`\r\u001b[K${line}`)
      shown = true
    },
    end: () => {
      if (shown) stream.write("\r\u001b[K")
    },
  }
}
