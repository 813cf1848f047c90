import { table } from "../run/tables.ts"
import type { Case } from "./cases/case.ts"
import type { Result } from "./run.ts"

const HEADER = ["", "p50 µs", "p99 µs", "per second", "ratio", "aim", "pairs", "heap MB"]
const number = (value: number): string => value.toLocaleString("en", { maximumSignificantDigits: 4 })

/** The figures, and below them what each is of and against. */
export const benchTable = (
  cases: readonly Pick<Case, "name" | "what" | "against" | "aim">[],
  results: ReadonlyMap<string, Result>,
): string => {
  const rows = cases.flatMap(({ name, aim }) => {
    const result = results.get(name)
    if (result === undefined) return []
    const judged = [number(result.ratio), aim === null ? "" : `≤ ${aim}`]
    if ("bytes" in result) return [[name, "", "", "", ...judged, "", number(result.bytes / 1e6)]]
    const { p50us, p99us, perSecond, pairs } = result
    return [[name, ...[p50us, p99us, perSecond].map(number), ...judged, pairs.toLocaleString("en"), ""]]
  })
  const told = cases.map(({ name, what, against }) => `${name}\n  ${what}\n  ratio against ${against}`)
  return `${table(flushRight([HEADER, ...rows]))}\n\n${told.join("\n")}`
}

/** Numbers end below each other; names keep to the left. */
const flushRight = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(width(column)))))
}

/** What the figures were measured on, and how far they are to be believed. */
export const machineLine = ({
  load,
  cores,
  node,
}: {
  readonly load: number
  readonly cores: number
  readonly node: string
}): string => {
  const measured = `Measured with Node ${node} on ${cores} cores, load ${load.toFixed(1)} at the start.`
  const believed =
    load > cores / 2
      ? "Other programs are running: believe the ratios, which were measured pair by pair, and not the times."
      : "The ratios were measured pair by pair, and are what compares between machines."
  return `${measured}\n${believed}`
}
