import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { Accepted, THRESHOLD, type Verdict, judge, killedByEither, passes } from "./judge.ts"
import { Report } from "./report.ts"

/**
 * `node verification/mutation/run.ts`: the tests as killers of the whole kernel's mutants, then the graphs as killers of
 * those that the model has something to say about. `[--graphs] GLOBS` runs one of the two on some files (Stryker's globs with
 * commas), `--judge` only reads the last reports.
 */
const killers = {
  tests: { config: "stryker.config.json", report: "build/mutation/mutation.json" },
  graphs: { config: "verification/mutation/graphs.stryker.json", report: "build/mutation/graphs.json" },
} as const
type Killer = keyof typeof killers

const [first, second] = process.argv.slice(2)
const globs = first === "--graphs" ? second : first === "--judge" ? undefined : first
const asked: readonly Killer[] =
  first === "--graphs" ? ["graphs"] : globs === undefined ? ["tests", "graphs"] : ["tests"]

if (first !== "--judge") {
  for (const killer of asked) {
    const { status } = spawnSync(
      "stryker",
      ["run", killers[killer].config, ...(globs === undefined ? [] : ["--mutate", globs])],
      { stdio: "inherit" },
    )
    if (status !== 0) process.exit(status ?? 1)
  }
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))
const reportOf = (killer: Killer): Report | null => {
  const { report } = killers[killer]
  return asked.includes(killer) && existsSync(report) ? Report.parse(read(report)) : null
}
/** No test and no graph could tell these from the original; the others only no graph, within the bounds of the instances. */
const equivalent = Accepted.parse(read("verification/mutation/mutation-survivors.json"))
const beyondGraphs = Accepted.parse(read("verification/mutation/graph-survivors.json"))

const findings = ({ unexplained, stale }: Verdict, how: string): readonly string[] => [
  ...unexplained.map((mutant) => `${how} without a reason: ${mutant}`),
  ...stale.map((mutant) => `has a reason, but no longer ${how}: ${mutant}`),
]
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

const lines: string[] = []
let isGood = true
const [tests, graphs] = [reportOf("tests"), reportOf("graphs")]

if (tests !== null) {
  const { report, onlySecond } = killedByEither(tests, graphs ?? { files: {} })
  const verdict = judge(report, equivalent)
  const { mutants, killed, survived, ignored, score, unexplained } = verdict
  lines.push(
    ...findings(verdict, "survives"),
    ...onlySecond.map((mutant) => `only the graphs catch: ${mutant}`),
    `${mutants} mutants, ${killed} killed, ${onlySecond.length} of them by the graphs alone, ${survived} survived (${survived - unexplained.length} with a reason), ${ignored} left out`,
    `score ${percent(score)}, at least ${100 * THRESHOLD} % asked: ${passes(verdict) ? "passes" : "falls short"}`,
  )
  isGood &&= passes(verdict)
}
if (graphs !== null) {
  const verdict = judge(graphs, [...equivalent, ...beyondGraphs])
  const { mutants, killed, survived, unexplained, stale } = verdict
  lines.push(
    ...findings(verdict, "changes no graph"),
    `${killed} of ${mutants} one-token mutants of guards, rules, facts and charts change some graph; ${survived} don't (${survived - unexplained.length} with a reason)`,
  )
  isGood &&= unexplained.length === 0 && stale.length === 0
}
process.stdout.write(`${lines.join("\n")}\n`)
process.exitCode = isGood ? 0 : 1
