import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { Accepted, THRESHOLD, judge, passes } from "./judge.ts"
import { Report } from "./report.ts"

const REPORT = "build/mutation/mutation.json"
const SURVIVORS = "verification/mutation/mutation-survivors.json"

/** `node verification/mutation/run.ts [files to mutate, Stryker's globs with commas]`; `--judge` only reads the last report. */
const [asked] = process.argv.slice(2)
if (asked !== "--judge") {
  const { status } = spawnSync("stryker", ["run", ...(asked === undefined ? [] : ["--mutate", asked])], {
    stdio: "inherit",
  })
  if (status !== 0) process.exit(status ?? 1)
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))
const verdict = judge(Report.parse(read(REPORT)), Accepted.parse(read(SURVIVORS)))
const { mutants, killed, survived, ignored, score, unexplained, stale } = verdict
const lines = [
  ...unexplained.map((mutant) => `survived without a reason: ${mutant}`),
  ...stale.map((mutant) => `has a reason to survive, but does not: ${mutant}`),
  `${mutants} mutants, ${killed} killed, ${survived} survived (${survived - unexplained.length} with a reason), ${ignored} left out`,
  `score ${(100 * score).toFixed(2)} %, at least ${100 * THRESHOLD} % asked: ${passes(verdict) ? "passes" : "falls short"}`,
]
process.stdout.write(`${lines.join("\n")}\n`)
process.exitCode = passes(verdict) ? 0 : 1
