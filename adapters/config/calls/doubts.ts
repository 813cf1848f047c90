import { type Finding, type Found, childOf } from "../finding.ts"
import { type Least, type Lengths, tooLong, tooShort } from "../lengths.ts"

const lengths: Lengths = [
  [["start"], 1, "what was found of a call when it was let through is that old when it starts"],
  [["report"], 7, "nobody is told that a call's outcome is unknown"],
  [["wait"], 30, "a call waits for people that long, whatever has changed meanwhile"],
]

const least: Least = [
  [["start"], 5, "the executor has that long to begin"],
  [["report"], 10, "an executor that is slower finds its outcome taken for unknown"],
  [["wait"], 60, "people have that long to answer"],
]

/** What of calls is valid, and likely not meant. */
export const doubts = ({ path: at, value }: Found<unknown>): readonly Finding[] => {
  const raw = childOf(value, "calls")
  const path = [...at, "calls"]
  return [...tooLong(raw, path, lengths), ...tooShort(raw, path, least)]
}
