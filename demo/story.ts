import { isDeepStrictEqual, styleText } from "node:util"
import type { Reason } from "../adapters/library/index.ts"

type Style = Parameters<typeof styleText>[0]
/** Coloured on a terminal alone. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout })

export const tell = (text = ""): void => {
  process.stdout.write(`${text}\n`)
}

/** What somebody else printed, set apart. */
export const quote = (text: string): void => {
  for (const line of text.trimEnd().split("\n")) tell(`    ${line}`)
}

/** Guard names with their sentences. */
export const giveReasons = (reasons: readonly Reason[], style: Style): void => {
  for (const { guard, sentence } of reasons) tell(`    ${paint(style, guard)}  ${sentence}`)
}

/** Something came out otherwise than it has to. */
export class WrongOutcomeError extends Error {
  override readonly name = "WrongOutcomeError"
}

/** @throws WrongOutcomeError, which says what was expected of what */
export const expect = (what: string, actual: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(actual, wanted))
    throw new WrongOutcomeError(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`)
}

export const guardsOf = (reasons: readonly Reason[]): readonly string[] => reasons.map(({ guard }) => guard)

export interface Phase {
  readonly title: string
  readonly ms: number
}

/** Tells a story phase by phase and measures each. */
export const storyteller = () => {
  const phases: Phase[] = []
  return {
    phases,
    phase: async <T>(title: string, run: () => Promise<T> | T): Promise<T> => {
      tell()
      tell(paint("bold", `${phases.length + 1}. ${title}`))
      const start = performance.now()
      const result = await run()
      phases.push({ title, ms: Math.round(performance.now() - start) })
      return result
    },
  }
}
