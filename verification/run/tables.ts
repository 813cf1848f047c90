import { styleText } from "node:util"
import type { Binding } from "../domains/binding.ts"
import type { Negatives } from "../domains/negatives.ts"
import { asCommand, fieldsBetween } from "../explore/compare.ts"
import { partsOf } from "../explore/knock-out.ts"
import type { State, Value } from "../tlc/values.ts"
import type { NegativeReport } from "./negatives.ts"
import type { Took } from "./runner.ts"
import type { DomainReport } from "./verify.ts"

type Style = Parameters<typeof styleText>[0]
const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout })

/** Columns as wide as their widest cell. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

const of = (done: number, all: number): string => `${done}/${all}`

/** A row of a table. */
export type Row = readonly string[]

const DOMAIN_HEAD: Row = [
  "domain",
  "states",
  "edges",
  "machines",
  "sites",
  "killed",
  "equal",
  "replayed",
  "reasons",
  "liveness",
  "witnesses",
  "time",
]

/** A row per domain. */
export const domainTable = (rows: readonly Row[]): string => table([DOMAIN_HEAD, ...rows])

export const domainRow = ({ name, slices, negatives, liveness, witnesses, seconds }: DomainReport): Row => {
  const count = (pick: (slice: (typeof slices)[number]) => number) =>
    slices.reduce((sum, slice) => sum + pick(slice), 0)
  const sites = negatives.length
  const graphs = slices.length * (sites + 1)
  const alone = count(({ reasons }) => reasons.alone)
  return [
    name,
    String(count(({ states }) => states)),
    String(count(({ edges }) => edges)),
    String(count(({ modelStates }) => modelStates)),
    String(sites),
    of(negatives.filter(({ killed }) => killed).length, sites),
    of(graphs - count(({ differences }) => differences.size), graphs),
    of(negatives.filter(({ replay }) => replay?.ok ?? false).length, sites),
    of(alone - count(({ reasons }) => reasons.wrong.length), alone),
    of(liveness.filter(({ ok }) => ok).length, liveness.length),
    of(witnesses.filter(({ ok }) => ok).length, witnesses.length),
    `${seconds.toFixed(1)} s`,
  ]
}

/**
 * Where the time went, slowest first: tasks by domain and what they were for, and the longest of each. A task is told as it
 * took by itself; some go on side by side, so that together they took less.
 */
export const timeTable = (took: readonly Took[]): string => {
  const kinds = Map.groupBy(took, ({ domain, kind }) => `${domain}  ${kind}`)
  const rows = [...kinds.values()].map((of) => ({
    of,
    ms: of.reduce((sum, { ms }) => sum + ms, 0),
    longest: of.reduce((one, other) => (other.ms > one.ms ? other : one)),
  }))
  const seconds = (ms: number) => (ms / 1000).toFixed(1)
  return table([
    ["seconds", "domain", "for", "tasks", "the longest of them"],
    ...rows
      .sort((a, b) => b.ms - a.ms)
      .map(({ of, ms, longest: { domain, kind, name, ms: alone } }) => [
        seconds(ms),
        domain,
        kind,
        String(of.length),
        `${name} ${seconds(alone)}`,
      ]),
  ])
}

/** What a domain has to say of its counterexamples. */
interface Explained {
  readonly binding: Pick<Binding, "name" | "words" | "stepText">
  readonly negatives: Negatives
}

/** What the counterexample shows, step by step: who, what, and what changed in the state. */
export const counterexample = (
  { binding, negatives }: Explained,
  { site, property, instance, trace, replay }: NegativeReport,
): string => {
  const { name, at } = partsOf(site)
  const broken = at === "rule" ? `the rule ${name} broken` : `${name} not asked on ${at}`
  const departure = replay?.departure
  const goesOn = replay?.goesOn
  const rows = trace.map(({ action, state }, index) => {
    const [label = "", ...params] = (action ?? "").split("__").filter((part) => part !== "")
    const { who, what } = action === null ? { who: "", what: "the start" } : binding.stepText(label, params)
    const before = trace[index - 1]?.state
    return { who, what, changes: before === undefined ? [] : changesBetween(before, state) }
  })
  const lines = table([
    ["step", "who", "what", "what changed"],
    ...rows.flatMap(({ who, what, changes: [first = "", ...rest] }, index) => [
      [String(index), who, what, first],
      ...rest.map((change) => ["", "", "", change]),
    ]),
  ])
  const words = binding.words[property] ?? ""
  return [
    paint("bold", `${binding.name}, ${instance}: with ${broken}, ${property} falls`),
    negatives.get(site)?.because ?? "",
    lines,
    `${paint("red", property)}: ${words}`,
    goesOn === null || goesOn === undefined
      ? ""
      : `There it stays: the broken kernel refuses ${asCommand(goesOn.label)} (${paint("green", goesOn.refusedBy.join(", "))}), as all else that is bound to happen; the intact kernel takes it.`,
    departure === null || departure === undefined
      ? ""
      : departure.refusedBy.length > 0
        ? `The intact kernel refuses step ${departure.step}: ${paint("green", departure.refusedBy.join(", "))}.`
        : `The intact kernel goes to another state at step ${departure.step}.`,
  ]
    .filter((line) => line !== "")
    .join("\n")
}

const changesBetween = (before: State, after: State): readonly string[] =>
  fieldsBetween(without(before), without(after), "").map(({ path, kernel: was, model: is }) =>
    was === undefined
      ? `+ ${path} ${shown(is)}`
      : is === undefined
        ? `- ${path} ${shown(was)}`
        : `${path}: ${shown(was)} → ${shown(is)}`,
  )

const without = (state: State): State => Object.fromEntries(Object.entries(state).filter(([name]) => name !== "mut"))

/** A value on one line, as short as it can be said. */
const shown = (value: Value | undefined): string => {
  if (value === undefined) return ""
  if (typeof value !== "object") return String(value)
  if (Array.isArray(value)) return `[${value.map((part: Value) => shown(part)).join(", ")}]`
  return Object.entries(value)
    .map(([name, part]) => `${name} ${shown(part)}`)
    .join(", ")
}
