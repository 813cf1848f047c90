import { sentenceOf } from "../../kernel/gate/sentences.ts"
import type { ClockChange } from "../../kernel/gate/watch.ts"
import { toStandardError } from "../streams.ts"

/** A line for whoever operates the gate: that nothing is decided by this clock, and what to do; or that it is again. */
export const clockLine = ({ tenant, unfit }: ClockChange): string =>
  unfit === null
    ? `CLOCK: ${tenant} is decided for again`
    : `CLOCK: nothing is decided for ${tenant}: ${sentenceOf(unfit)}`

/** Tells it on standard error, where nobody has said otherwise. */
export const clockOnStandardError = (change: ClockChange): void => {
  toStandardError(clockLine(change))
}
