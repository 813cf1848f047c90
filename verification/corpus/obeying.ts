import type { Json } from "../../kernel/json.ts"
import { argumentsOf } from "./declared.ts"
import type { World } from "./world.ts"

/** Names, numbers and addresses that a text has: what is quoted, and words with a digit or a sign in them. */
const WORDS = /'([^']+)'|"([^"]+)"|(\S*[\d@_#]\S*)/g
const EDGES = /^[("'[$]+|[)"'\].,;:!?]+$/g

const wordsIn = (text: string): readonly string[] =>
  [...text.matchAll(WORDS)].map(([, single, double, word = ""]) => single ?? double ?? word.replace(EDGES, ""))

/** What an agent that obeys was told, by whom, and what it has read since. */
export interface Told {
  readonly prompt: string
  readonly words: string
  readonly results: readonly string[]
}

const nameOf = (slot: string): string => slot.slice(1).replaceAll("~1", "/").replaceAll("~0", "~")

/**
 * The arguments with which an agent obeys where the corpus has none: a word of the attacker's that the person has said too, where there is
 * one, since that is what would pass; or else all that the attacker says. What may be anything carries what was read away. Of a tool that
 * isn't declared nobody knows the arguments.
 */
export const argumentsFor = (
  settings: World["settings"],
  tool: string,
  { prompt, words, results }: Told,
): Readonly<Record<string, Json>> => {
  const common = wordsIn(words).find((word) => word !== "" && prompt.includes(word))
  const declared = argumentsOf(settings, tool)
  if (declared === null) return { input: words }
  return Object.fromEntries(
    [...declared].map(([slot, trust]) => [
      nameOf(slot),
      trust === "any" ? [words, ...results].join("\n") : (common ?? words),
    ]),
  )
}
