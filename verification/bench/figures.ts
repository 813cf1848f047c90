/** One lap of the subject, beside one of the yardstick. Times in milliseconds. */
export interface Pair {
  /** How long the subject's lap took, and how long each ask in it waited for its answer. */
  readonly subject: { readonly took: number; readonly each: readonly number[] }
  readonly yardstick: number
}

export interface Figures {
  /** What one answer took: median and 99th percentile, microseconds. */
  readonly p50us: number
  readonly p99us: number
  /** Answers for each second of the subject's own time. */
  readonly perSecond: number
  /** The subject's lap in laps of the yardstick: the median over pairs, each measured in one moment. */
  readonly ratio: number
}

/** What is weighed and not timed. */
export interface Weights {
  /** The subject's heap, in bytes. */
  readonly bytes: number
  /** The same in heaps of the yardstick. */
  readonly ratio: number
}

/** The nearest-rank quantile of a sample that isn't empty: always one of its values. */
export const quantile = (sample: readonly number[], q: number): number => {
  const sorted = Float64Array.from(sample).sort()
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]
  if (value === undefined) throw new RangeError("an empty sample has no quantiles")
  return value
}

/** More digits would say more than was measured. */
const rounded = (value: number): number => Number(value.toPrecision(4))

export const figuresOf = (pairs: readonly Pair[]): Figures => {
  const each = pairs.flatMap(({ subject }) => subject.each)
  const seconds = pairs.reduce((sum, { subject }) => sum + subject.took, 0) / 1000
  return {
    p50us: rounded(quantile(each, 0.5) * 1000),
    p99us: rounded(quantile(each, 0.99) * 1000),
    perSecond: rounded(each.length / seconds),
    ratio: rounded(
      quantile(
        pairs.map(({ subject, yardstick }) => subject.took / yardstick),
        0.5,
      ),
    ),
  }
}

export const weightsOf = ({
  subject,
  yardstick,
}: {
  readonly subject: number
  readonly yardstick: number
}): Weights => ({
  bytes: subject,
  ratio: rounded(subject / yardstick),
})
