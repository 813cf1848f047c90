import * as z from "zod"

/** The part that is read of Stryker's JSON report (mutation-testing-report-schema 2). Positions count from 1. */
const Position = z.object({ line: z.int().min(1), column: z.int().min(1) })
const Mutant = z.object({
  mutatorName: z.string(),
  replacement: z.string().optional(),
  status: z.enum(["Killed", "Timeout", "Survived", "NoCoverage", "CompileError", "RuntimeError", "Ignored", "Pending"]),
  static: z.boolean().optional(),
  location: z.object({ start: Position, end: Position }),
})
export type Mutant = z.infer<typeof Mutant>
export const Report = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(Mutant) })),
})
export type Report = z.infer<typeof Report>

/** The reports of parts that share no file, as one. */
export const merged = (reports: readonly Report[]): Report => ({
  files: Object.fromEntries(reports.flatMap(({ files }) => Object.entries(files))),
})

/** A mutant by what it says, so that it stays the same one when lines move. */
export interface Mutation {
  readonly file: string
  readonly mutator: string
  /** The line on which it starts, without the space around it. */
  readonly line: string
  readonly original: string
  readonly replacement: string
}

export type Fate = z.infer<typeof Mutant>["status"]

/** Every mutant of a report, with what became of it. */
export const mutantsOf = ({
  files,
}: Report): readonly { readonly mutation: Mutation; readonly fate: Fate; readonly at: number }[] =>
  Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split(/\r?\n/)
    return mutants.map(({ mutatorName, replacement = "", status, location: { start, end } }) => {
      const [first = "", ...rest] = lines.slice(start.line - 1, end.line)
      const whole = [first, ...rest]
      const last = whole.length - 1
      const cut = whole
        .map((text, index) => (index === last ? text.slice(0, end.column - 1) : text))
        .map((text, index) => (index === 0 ? text.slice(start.column - 1) : text))
      const original = cut.map((text) => text.trim()).join(" ")
      return {
        mutation: { file, mutator: mutatorName, line: first.trim(), original, replacement },
        fate: status,
        at: start.line,
      }
    })
  })
