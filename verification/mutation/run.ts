import { spawnSync } from "node:child_process"
import { readFileSync, renameSync } from "node:fs"
import { PROSE, areas, modelled } from "./areas.ts"
import { TESTS } from "./environment.ts"
import { Accepted, THRESHOLD, type Verdict, judge, killedByEither, passes } from "./judge.ts"
import { Report, merged } from "./report.ts"

/**
 * `node verification/mutation/run.ts`: the tests as killers of every area's mutants, then the graphs as killers of those that
 * the model has something to say about. `AREA [GLOBS]` runs one area, or some files of it (Stryker's globs with commas);
 * `graphs [GLOBS]` the graphs; `--judge` only reads the last reports.
 */
const REPORTS = "build/mutation"
const killers = {
  tests: { config: "stryker.config.json", report: `${REPORTS}/tests.json` },
  graphs: { config: "verification/mutation/graphs.stryker.json", report: `${REPORTS}/graphs.json` },
} as const
const parts = [...Object.keys(areas), "graphs"]
const [asked, globs] = process.argv.slice(2)
const isKnown = asked === undefined || asked === "--judge" || parts.includes(asked)
if (!isKnown) {
  process.stderr.write(`${asked} is no part of the kernel's mutation: ${parts.join(", ")}\n`)
  process.exit(2)
}

const stryker = (config: string, mutate: string | undefined, env: NodeJS.ProcessEnv = {}): void => {
  const { status } = spawnSync("stryker", ["run", config, ...(mutate === undefined ? [] : ["--mutate", mutate])], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  })
  if (status !== 0) process.exit(status ?? 1)
}
const reportOf = (area: string): string => `${REPORTS}/${area}.json`
const wanted = (all: readonly string[]): readonly string[] =>
  asked === undefined || asked === "--judge" ? all : all.filter((part) => part === asked)
const wantedAreas = wanted(Object.keys(areas))
const wantsGraphs = wanted(["graphs"]).length > 0

if (asked !== "--judge") {
  for (const area of wantedAreas) {
    const { mutate, tests } = areas[area] ?? { mutate: [], tests: [] }
    stryker(killers.tests.config, globs ?? [...mutate, `!${PROSE}`].join(","), { [TESTS]: tests.join(",") })
    renameSync(killers.tests.report, reportOf(area))
  }
  if (wantsGraphs) stryker(killers.graphs.config, globs ?? modelled.join(","))
}

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
const tests = wantedAreas.length === 0 ? null : merged(wantedAreas.map((area) => readReport(reportOf(area))))
const graphs = wantsGraphs ? readReport(killers.graphs.report) : null

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
