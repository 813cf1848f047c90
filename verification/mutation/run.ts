import { spawnSync } from "node:child_process"
import { readFileSync, renameSync } from "node:fs"
import { parseArgs } from "node:util"
import { Accepted, THRESHOLD, type Verdict, judge, killedByEither, passes } from "./judge.ts"
import { ALL_GRAPHS, type Part, parts } from "./parts.ts"
import { Report, merged } from "./report.ts"
import { forget, isKept, keep, keyOf } from "./reuse.ts"

/**
 * `node verification/mutation/run.ts [PART [GLOBS]]`: the tests as killers of every area's mutants, then each domain's graphs
 * as killers of those that its model has something to say about. With a PART that one alone (`graphs`: all of the graphs), or
 * some files of it (Stryker's globs with commas). A part whose report was made of the sources as they are is not run again,
 * unless `--fresh` says so; `--judge` runs none, and reads the last reports.
 */
const REPORTS = "build/mutation"
const killers = {
  tests: { config: "stryker.config.json", report: `${REPORTS}/tests.json` },
  graphs: { config: "verification/mutation/graphs.stryker.json", report: `${REPORTS}/graphs.json` },
} as const
const {
  values: { fresh, judge: onlyJudge },
  positionals: [asked, globs],
} = parseArgs({
  options: { fresh: { type: "boolean", default: false }, judge: { type: "boolean", default: false } },
  allowPositionals: true,
})
const isAsked = ({ name, by }: Part): boolean =>
  asked === undefined || name === asked || (asked === ALL_GRAPHS && by === "graphs")
const wanted = parts.filter(isAsked)
if (wanted.length === 0) {
  process.stderr.write(
    `${asked} is no part of the kernel's mutation: ${[...parts.map(({ name }) => name), ALL_GRAPHS].join(", ")}\n`,
  )
  process.exit(2)
}

const reportOf = ({ name }: Part): string => `${REPORTS}/${name}.json`
const run = (part: Part): void => {
  const [report, { config, report: made }, key] = [reportOf(part), killers[part.by], keyOf(part)]
  if (globs === undefined && !fresh && isKept(report, key)) {
    process.stdout.write(
      `${part.name}: nothing that it depends on has changed since its report: --fresh runs it again\n`,
    )
    return
  }
  forget(report)
  const { status } = spawnSync("stryker", ["run", config, "--mutate", globs ?? part.mutate.join(",")], {
    stdio: "inherit",
    env: { ...process.env, ...part.env },
  })
  if (status !== 0) process.exit(status ?? 1)
  renameSync(made, report)
  // Of sources that changed meanwhile nobody knows which ones the report is of.
  if (globs === undefined && keyOf(part) === key) keep(report, key)
}
if (!onlyJudge) wanted.forEach(run)

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))
const readReport = (file: string): Report => Report.parse(read(file))
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
const reportBy = (by: Part["by"]): Report | null => {
  const those = wanted.filter((part) => part.by === by)
  return those.length === 0 ? null : merged(those.map((part) => readReport(reportOf(part))))
}
const [tests, graphs] = [reportBy("tests"), reportBy("graphs")]

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
