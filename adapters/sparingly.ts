/** As often at most the same is told, in milliseconds. */
const INTERVAL_MS = 60_000
/** No more lines in an interval, whatever is told: who floods the gate does not flood its operator. */
const MOST_LINES = 20
/** No more things are remembered; the longest told is forgotten first. */
const MOST_KEYS = 1_000

const times = (count: number): string => (count === 1 ? "once" : `${count} times`)

/** Tells whoever operates the gate a line at most once a minute for each thing that it is about, with how often it was. */
export const sparingly = (report: (line: string) => void, now: () => number = () => performance.now()) => {
  const told = new Map<string, { at: number; since: number }>()
  const interval = { at: Number.NEGATIVE_INFINITY, lines: 0, left: 0 }

  return (about: string, line: string): void => {
    const at = now()
    const earlier = told.get(about)
    if (earlier !== undefined && at - earlier.at < INTERVAL_MS) {
      earlier.since += 1
      return
    }
    const left = interval.left
    if (at - interval.at >= INTERVAL_MS) Object.assign(interval, { at, lines: 0, left: 0 })
    if (interval.lines >= MOST_LINES) {
      interval.left += 1
      return
    }
    interval.lines += 1
    const [oldest] = told.keys()
    told.delete(about)
    if (told.size >= MOST_KEYS && oldest !== undefined) told.delete(oldest)
    told.set(about, { at, since: 0 })
    const since = earlier?.since ?? 0
    const more = since === 0 ? "" : `, and ${times(since)} more since the last such line`
    const others = interval.lines === 1 && left > 0 ? `; ${left} lines on others were left out` : ""
    report(`${line}${more}${others}`)
  }
}
