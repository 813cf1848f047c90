import { spawn } from "node:child_process"
import { once } from "node:events"
import { join, relative, sep } from "node:path"
import * as z from "zod"
import { ROOT } from "../run/sources.ts"
import type { TestId } from "../domains/control.ts"

/** The part that is read of the report of Vitest's JSON reporter. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
})

/** What became of a test: `missing` ran nowhere, `skipped` is there and did not run to its end. */
export type Fate = "passed" | "failed" | "skipped" | "missing"

/** What a run said, by test. */
export type Run = (test: TestId) => Fate

export const idOf = ({ file, name }: TestId): string => `${file} > ${name}`

const fates: Readonly<Record<string, Fate>> = { passed: "passed", failed: "failed" }
const worst: readonly Fate[] = ["failed", "skipped", "passed"]

/** Reads a report; of several tests with one name the worst fate counts. Without a readable report every test is missing. */
export const runOf = (report: string | null): Run => {
  const seen = new Map<string, Set<Fate>>()
  for (const { name: file, assertionResults } of parsed(report)?.testResults ?? [])
    for (const { ancestorTitles, title, status } of assertionResults) {
      const name = [...ancestorTitles, title].join(" > ")
      const id = idOf({ file: relative(ROOT, file).split(sep).join("/"), name })
      const fate = Object.hasOwn(fates, status) ? fates[status] : undefined
      seen.set(id, (seen.get(id) ?? new Set()).add(fate ?? "skipped"))
    }
  return (test) => {
    const found = seen.get(idOf(test))
    return worst.find((fate) => found?.has(fate) ?? false) ?? "missing"
  }
}

const parsed = (report: string | null): z.infer<typeof Report> | null => {
  if (report === null) return null
  try {
    return Report.parse(JSON.parse(report))
  } catch {
    return null
  }
}

/** Runs test files and leaves the report in a file. That tests fail is told by the report; it is no error here. */
export const runTests = async (files: readonly string[], reportFile: string): Promise<void> => {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs")
  const args = [vitest, "run", "--reporter=json", `--outputFile=${reportFile}`, ...files]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] })
  await once(child, "close")
}
