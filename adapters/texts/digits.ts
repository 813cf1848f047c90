/** Texts that are written as digits, anywhere within others: base64 and hex. */
import { BOUNDS } from "./bounds.ts"
import { foldOf } from "./folded.ts"
import { readUtf8 } from "./utf8.ts"
import { type Written, taking } from "./written.ts"

export interface Alphabet {
  /** The bits of one digit. */
  readonly bits: number
  /** By ASCII character, the digit or -1. */
  readonly digits: Int8Array
  /** What may stand between two digits, besides what is left out of every comparison. */
  readonly between: string
  /** How many digits there are until one begins a byte again: a text may have begun at any of them. */
  readonly phases: number
}

export const alphabet = (bits: number, characters: readonly string[], phases: number, between: string): Alphabet => {
  const digits = new Int8Array(128).fill(-1)
  for (const each of characters)
    for (let digit = 0; digit < each.length; digit += 1) digits[each.charCodeAt(digit)] = digit
  return { bits, digits, between, phases }
}

/** Digits in a row, and where each stands. */
export interface Run {
  readonly digits: readonly number[]
  readonly at: readonly number[]
}

/** No letters come from fewer bytes: one code point is 15 letters at the most, and three bytes then. */
const LEAST_BYTES = Math.ceil(BOUNDS.leastOfAll / 5)

/** Runs of digits that could be text enough. White space, zero-width characters and the like interrupt none. */
export const runsOf = (text: string, { bits, digits, between }: Alphabet): readonly Run[] => {
  const runs: Run[] = []
  let run = { digits: [] as number[], at: [] as number[] }
  const close = () => {
    if (run.digits.length * bits >= LEAST_BYTES * 8) runs.push(run)
    if (run.digits.length > 0) run = { digits: [], at: [] }
  }
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    const digit = unit < 128 ? (digits[unit] ?? -1) : -1
    if (digit >= 0) {
      run.digits.push(digit)
      run.at.push(index)
    } else if (run.digits.length > 0 && foldOf(unit) !== "" && !between.includes(text.charAt(index))) close()
  }
  close()
  return runs
}

/** Stands between two runs: nothing that is decoded goes on over it. */
const SEAM = 0xe000

/** What the runs say, if the text in them began at this digit. */
const readFrom = (of: Written, runs: readonly Run[], bits: number, phase: number): Written => {
  const { take, taken } = taking(of)
  for (const { digits, at } of runs) {
    const bytes: number[] = []
    let [held, size] = [0, 0]
    for (let index = phase; index < digits.length; index += 1) {
      held = ((held << bits) | (digits[index] ?? 0)) & 0xfff
      size += bits
      if (size < 8) continue
      size -= 8
      bytes.push((held >> size) & 0xff)
    }
    readUtf8(bytes, (point, start, end) => {
      const first = phase + Math.floor((start * 8) / bits)
      const last = phase + Math.floor((end * 8 - 1) / bits)
      take(point, at[first] ?? 0, (at[last] ?? 0) + 1)
    })
    take(SEAM, at[0] ?? 0, (at[0] ?? 0) + 1)
  }
  return taken()
}

export const readDigits = (of: Written, runs: readonly Run[], { bits, phases }: Alphabet): readonly Written[] =>
  runs.length === 0 ? [] : Array.from({ length: phases }, (_, phase) => readFrom(of, runs, bits, phase))
