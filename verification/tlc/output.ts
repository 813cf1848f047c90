import { readMessages } from "./messages.ts"
import type { Message, Messages } from "./messages.ts"
import { parseState, parseValue, UnreadableValueError } from "./parse.ts"
import type { State, Value } from "./values.ts"

/**
 * What a run came to. `contradiction`: exit code and messages don't agree (TLC reports an error, or no success, and still
 * exits 0), so nothing is known. `error`: what TLC itself did not foresee, a misspelt keyword in the cfg among it. `other`: an exit
 * code that no run of ours should give.
 */
export type Outcome =
  | "holds"
  | "assumption"
  | "deadlock"
  | "invariant"
  | "property"
  | "assertion"
  | "evaluation"
  | "parse"
  | "config"
  | "error"
  | "contradiction"
  | "other"

export interface Step {
  /** 1 for the initial state. */
  readonly step: number
  /** The action that led here, as the module names it; null for the initial state. */
  readonly action: string | null
  readonly state: State
}

/** How a counterexample to liveness goes on for ever: standing still, or by `action` back to an earlier step. */
export type Lasso =
  { readonly kind: "stuttering" } | { readonly kind: "back"; readonly to: number; readonly action: string | null }

export interface TlcOutcome {
  readonly exit: number
  readonly outcome: Outcome
  /** The invariant or property that fell, where TLC names it. */
  readonly property: string | null
  readonly trace: readonly Step[]
  /** Null for a counterexample that is finite. */
  readonly lasso: Lasso | null
  /** States generated, distinct states found, depth of the search; null where TLC didn't come that far. */
  readonly generated: number | null
  readonly distinctStates: number | null
  readonly depth: number | null
  /** The values that the module printed (PrintT), in order. */
  readonly printed: readonly Value[]
  /** The text of TLC's errors, for people. */
  readonly errors: readonly string[]
}

/** TLC's exit codes (`EC.ExitStatus` of TLC 2.18). */
const outcomes: Readonly<Record<number, Outcome>> = {
  0: "holds",
  10: "assumption",
  11: "deadlock",
  12: "invariant",
  13: "property",
  14: "assertion",
  75: "evaluation",
  76: "evaluation",
  77: "evaluation",
  150: "parse",
  151: "config",
  255: "error",
}

/** Message codes of TLC 2.18 (`EC`). */
const codes = { success: 2193, states: 2199, depth: 2194, state: 2217, stuttering: 2218, back: 2122 }

/** The messages that name what fell. 2116, for temporal properties, names nothing. */
const fallen: Readonly<Record<number, RegExp>> = {
  2107: /^Invariant (.+) is violated by the initial state/,
  2108: /^Property (.+) is violated by the initial state/,
  2110: /^Invariant (.+) is violated/,
  2112: /^Action property (.+) is violated/,
}

/** Reads a verdict from TLC's exit code and its `-tool` output. Throws UnreadableValueError if a trace can't be read. */
export function parseOutput(exit: number, output: string): TlcOutcome {
  const read = readMessages(output)
  const { messages } = read
  const property = messages.map(named).find((name) => name !== null) ?? null
  const counted = numbers(messages, codes.states, /^([\d,]+) states generated, ([\d,]+) distinct states found/)
  return {
    exit,
    outcome: outcomeOf(exit, messages),
    property,
    trace: messages.flatMap(stepOf),
    lasso: lassoOf(messages),
    generated: counted[0] ?? null,
    distinctStates: counted[1] ?? null,
    depth: numbers(messages, codes.depth, /is ([\d,]+)\.$/)[0] ?? null,
    printed: printedBy(read),
    errors: messages.filter(({ severity }) => severity === 1).map(({ text }) => text),
  }
}

function outcomeOf(exit: number, messages: readonly Message[]): Outcome {
  const outcome = outcomes[exit] ?? "other"
  if (outcome !== "holds") return outcome
  const sound = messages.some(({ code }) => code === codes.success) && messages.every(({ severity }) => severity !== 1)
  return sound ? "holds" : "contradiction"
}

function named({ code, text }: Message): string | null {
  return fallen[code]?.exec(text)?.[1] ?? null
}

/** A step of the trace; an invariant that the initial state breaks is reported with that state inside the message. */
function stepOf({ code, text }: Message): readonly Step[] {
  if (code === 2107 || code === 2108) {
    const state = text.slice(text.indexOf("\n") + 1)
    return state === text ? [] : [{ step: 1, action: null, state: parseState(state) }]
  }
  if (code !== codes.state) return []
  const head = /^(\d+): <(.+)>$/m.exec(text)
  if (head === null) throw new UnreadableValueError(text, 0, "a step of a trace")
  const state = parseState(text.slice(head[0].length))
  return [{ step: Number(head[1]), action: actionOf(head[2] ?? ""), state }]
}

/** The name in `Approve line 12, col 8 to line 12, col 21 of module Approvals`; "Initial predicate" is no action. */
function actionOf(place: string): string | null {
  return /^(\S+) line \d+/.exec(place)?.[1] ?? null
}

function lassoOf(messages: readonly Message[]): Lasso | null {
  if (messages.some(({ code }) => code === codes.stuttering)) return { kind: "stuttering" }
  const back = messages.find(({ code }) => code === codes.back)
  const to = back === undefined ? null : /^(\d+): Back to state(?:: <(.+)>)?/.exec(back.text)
  return to === null ? null : { kind: "back", to: Number(to[1]), action: actionOf(to[2] ?? "") }
}

function numbers(messages: readonly Message[], code: number, pattern: RegExp): readonly number[] {
  const text = messages.findLast((message) => message.code === code)?.text ?? ""
  return (pattern.exec(text) ?? []).slice(1).map((digits) => Number(digits.replaceAll(",", "")))
}

/** The lines that are values; TLC breaks a long one and indents what follows. Every other line is SANY's talk. */
function printedBy({ lines }: Messages): readonly Value[] {
  const values: Value[] = []
  let pending = ""
  for (const line of lines) {
    pending = /^\s/.test(line) ? `${pending}\n${line}` : line
    const value = startOfValue.test(pending) ? readValue(pending) : null
    if (value === null) continue
    values.push(value.value)
    pending = ""
  }
  return values
}

const startOfValue = /^(?:<<|\{|\[|\(|"|-?\d|TRUE$|FALSE$)/

function readValue(text: string): { readonly value: Value } | null {
  try {
    return { value: parseValue(text) }
  } catch (error) {
    if (error instanceof UnreadableValueError) return null
    throw error
  }
}
