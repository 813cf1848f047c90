import { existsSync, readFileSync, statSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { bindings } from "../domains/index.ts"
import { digestsOf } from "../run/digests.ts"
import { readDomain } from "../run/model.ts"
import { ROOT, digestOfText, filesBelow } from "../run/sources.ts"
import { table } from "../run/tables.ts"
import { compositionsOf } from "../selfcomposition/index.ts"
import { type Certificate, certificateFor } from "./certificate.ts"
import type { Objective, TestId } from "../domains/control.ts"
import { type DomainFindings, type Evidence, type Source, judge, testsOf } from "./judge.ts"
import { pageOf } from "./page.ts"
import { controls } from "./rows.ts"
import { runOf, runTests } from "./tests.ts"

const DEPLOYMENT =
  "the gate with its log in SQLite, its people signing with their own SSH keys, emergency access that takes two of them, agents that call within a session of a person and in no other way, and an executor that verifies every permit."

const BUILD = join(ROOT, "build")
const files = {
  certificate: join(BUILD, "verify.json"),
  tests: join(BUILD, "evidence-tests.json"),
  evidence: join(BUILD, "evidence.json"),
  page: join(BUILD, "evidence.html"),
}

const textOf = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null)

/** By domain, for the sources as they are now. */
const certificatesNow = (): Readonly<Record<string, Certificate>> => {
  const text = textOf(files.certificate)
  return Object.fromEntries(
    bindings.map(({ name }) => [
      name,
      certificateFor(
        name,
        text,
        digestsOf(name),
        compositionsOf(name).map((one) => one.name),
      ),
    ]),
  )
}

const domainsNow = (certificates: Readonly<Record<string, Certificate>>): ReadonlyMap<string, DomainFindings> =>
  new Map(
    bindings.flatMap((binding) => {
      const certificate = certificates[binding.name]
      if (certificate === undefined) return []
      const { negatives, liveness } = readDomain(binding)
      return [[binding.name, { certificate, negatives, liveness, words: binding.words }] as const]
    }),
  )

/** Each file once, with its digest, in the order of paths. Throws where a source isn't there; a test that isn't is missing in the run. */
const sourcesOf = ({ sources }: Objective, tests: readonly TestId[]): readonly Source[] => {
  const found = tests.map(({ file }) => file).filter((file) => existsSync(join(ROOT, file)))
  const named = [...sources, ...found].map((path) => join(ROOT, path))
  const every = named.flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
  return [...new Set(every)]
    .sort()
    .map((path) => ({ path: relative(ROOT, path), sha256: digestOfText(readFileSync(path)) }))
}

/**
 * Runs the tests that the rows name, judges the rows, writes build/evidence.json and build/evidence.html, and says whether
 * every row is satisfied. Where no certificate is of the sources as they are, `verify` is to make one first.
 */
export const evidence = async (verify: () => Promise<unknown>): Promise<boolean> => {
  await Promise.all([files.evidence, files.page, files.tests].map((file) => rm(file, { force: true })))
  await mkdir(BUILD, { recursive: true })
  if (Object.values(certificatesNow()).some(({ state }) => state !== "current")) await verify()
  const certificates = certificatesNow()
  const domains = domainsNow(certificates)

  const cited = controls.flatMap(({ objectives }) =>
    objectives.flatMap((objective) => Object.values(testsOf(objective, { domains })).flat()),
  )
  await runTests([...new Set(cited.map(({ file }) => file))].sort(), files.tests)
  const run = runOf(textOf(files.tests))
  const judged = judge(controls, { domains, run, sources: sourcesOf })

  const made: Evidence = { generated: new Date().toISOString(), deployment: DEPLOYMENT, ...judged, certificates }
  await writeFile(files.evidence, `${JSON.stringify(made, null, 2)}\n`)
  await writeFile(files.page, pageOf(made))
  process.stdout.write(`${summary(made)}\n`)
  return made.ok
}

const FAULTS_SHOWN = 5

/** A line per objective, why those fall that do, and where to read on. */
const summary = ({ controls: statuses, rows }: Evidence): string => {
  const lines = table([
    ["control", "baseline", "objective", "status", "sites", "runs", "passed", "failed", "skipped", "missing"],
    ...rows.map((row) => [
      row.control,
      row.baseline,
      row.objective,
      row.status,
      `${row.sites.filter(({ killed, equal, replayed }) => killed && equal && replayed).length}/${row.sites.length}`,
      `${row.liveness.filter(({ ok }) => ok).length}/${row.liveness.length}`,
      ...[row.passed, row.failed, row.skipped, row.missing].map(String),
    ]),
  ])
  const faults = rows.flatMap(({ objective, because }) => [
    ...because.slice(0, FAULTS_SHOWN).map((fault) => `${objective}: ${fault}`),
    ...(because.length > FAULTS_SHOWN ? [`${objective}: and ${because.length - FAULTS_SHOWN} more`] : []),
  ])
  const said = statuses.map(({ control, status }) => `${control} ${status}`).join(", ")
  return [lines, ...faults, `${said} (for the reference deployment; build/evidence.json, build/evidence.html)`].join(
    "\n",
  )
}
