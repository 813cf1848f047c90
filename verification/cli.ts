import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { bindings } from "./domains/index.ts"
import { InstanceError } from "./domains/instance.ts"
import { evidence } from "./evidence/evidence.ts"
import { partsOf } from "./explore/knock-out.ts"
import { type Asked, type CommandName, callOf, chosen } from "./run/call.ts"
import { driftAll } from "./run/drift.ts"
import { readGraphRecords, writeGraphRecords } from "./run/graph-records.ts"
import { takeGraphs } from "./run/graphs.ts"
import { type DomainFiles, readDomain } from "./run/model.ts"
import { checkNegatives } from "./run/negatives.ts"
import { progressOn } from "./run/progress.ts"
import { describeRetake, judgeRetake, readRetakes } from "./run/retakes.ts"
import { ROOT } from "./run/sources.ts"
import { ShownDomain, keyOf, reuse, shownOf } from "./run/reuse.ts"
import { counterexample, domainTable, timeTable } from "./run/tables.ts"
import { certificateOf, verifyDomain } from "./run/verify.ts"
import { UsageError, wantedSites } from "./run/wanted.ts"
import { withRunner } from "./run/runner.ts"
import { checkNegatives as checkNegativesOf, verifyComposition } from "./selfcomposition/check.ts"
import { type CompositionFiles, type Negative, readComposition } from "./selfcomposition/files.ts"
import { type Composition, compositionsOf } from "./selfcomposition/index.ts"
import { ShownComposition, keyOf as keyOfComposition, shownOf as shownOfComposition } from "./selfcomposition/reuse.ts"
import { compositionTable, counterexample as counterexampleOf } from "./selfcomposition/told.ts"
import { TlcError, ToolchainError, UnsoundRunError } from "./tlc/errors.ts"
import { verifyToolchain } from "./tlc/known-answers.ts"

const USAGE = `usage: node verification/cli.ts COMMAND [options]

  verify      models checked, graphs compared, counterexamples replayed, two runs of a domain held against each other;
              writes build/verify.json
  negative    every site broken on purpose, one counterexample each (--guard NAME --at COMMAND for one)
  drift       every seeded drift between kernel and model is noticed
  toolchain   known-answer specifications
  graphs      takes the model's graphs anew (models/*/graphs.json), and tells what the committed ones showed and these do
              not: refused unless models/*/retakes.json says why
  evidence    rows for an auditor, judged by a run of their tests and by the certificate of verify, made first where it
              is not of the sources as they are; writes build/evidence.json and build/evidence.html

options: --domain NAME, --json where there is something to read, --guard NAME and --at COMMAND for negative, --help;
         --fresh for verify: what was shown before is shown again, though nothing that it depends on has changed (so it
         is where CI is set)
exit status: 0 all is as it has to be, 1 something falls short, 2 nothing could be checked: a wrong call, a file that
             can't be read, no Java`

/** Where is kept what was shown of each domain and composition. */
const KEPT = join(ROOT, "build", "verified")

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const filesFor = (asked: Asked): readonly DomainFiles[] => chosen(bindings, asked).map(readDomain)

const seconds = (since: number) => Math.round(performance.now() - since) / 1000

const verify = async (asked: Asked): Promise<boolean> => {
  const started = performance.now()
  const files = filesFor(asked)
  const progress = progressOn(process.stderr)
  return withRunner(async (runner) => {
    const isFresh = asked.fresh === true || process.env["CI"] !== undefined
    const show = (domain: DomainFiles) =>
      reuse(
        {
          name: domain.binding.name,
          key: () => keyOf(domain.binding.name, runner),
          as: ShownDomain,
          verify: () => verifyDomain(domain, runner, progress),
          shownOf: (report) => shownOf(report, domain),
        },
        KEPT,
        isFresh,
      )
    const compose = (one: Composition) =>
      reuse(
        {
          name: one.name,
          key: () => keyOfComposition(one, runner),
          as: ShownComposition,
          verify: () => verifyComposition(one, runner, progress),
          shownOf: (report) => shownOfComposition(report, runner.took(one.name)),
        },
        KEPT,
        isFresh,
      )
    // Side by side: while one domain's graphs are compared, TLC goes on with the others.
    const [shown, composed] = await Promise.all([
      Promise.all(files.map(show)),
      Promise.all(compositionsOf(asked.domain).map(compose)),
    ])
    progress.end()
    const domains = shown.map((one) => one.shown.certificate)
    const compositions = composed.map((one) => one.shown.certificate)
    const again = [...shown, ...composed].flatMap((one) => (one.again ? [one.shown.certificate.name] : []))
    const certificate = certificateOf(domains, compositions, runner, seconds(started))
    await mkdir(join(ROOT, "build"), { recursive: true })
    await writeFile(join(ROOT, "build", "verify.json"), `${JSON.stringify(certificate, null, 2)}\n`)
    if (asked.json) {
      say(JSON.stringify(certificate))
      return certificate.ok
    }
    say(domainTable(shown.map((one) => one.shown.row)))
    if (composed.length > 0) say(compositionTable(composed.map((one) => one.shown.row)))
    say(timeTable([...shown, ...composed].flatMap((one) => one.shown.took)))
    if (again.length > 0)
      say(
        `nothing that ${again.join(" and ")} depends on has changed since it was shown: make verify FRESH=1 asks again`,
      )
    for (const { name, faults } of [...domains, ...compositions]) for (const fault of faults) say(`${name}: ${fault}`)
    const sites = domains.reduce((sum, { guards }) => sum + guards.length, 0)
    const graphs = domains.reduce((sum, { digests }) => sum + Object.keys(digests.graphs).length, 0)
    say(
      certificate.ok
        ? `holds: for the constants of ${graphs} instances (see bounds in the certificate), kernel and model are one graph, intact and with each of ${sites} sites broken; each break brings its property down and is refused by its guard (${certificate.seconds} s, build/verify.json)`
        : `FALLS SHORT: see above (${certificate.seconds} s, build/verify.json)`,
    )
    return certificate.ok
  })
}

/** What has to fall in a composition, of a guard or rule, at a command, or all. */
const fallingIn = ({ negatives }: CompositionFiles, { guard, at }: Asked): readonly Negative[] =>
  negatives.filter(({ site, expect }) => {
    const { name, at: command } = partsOf(site)
    return expect === "falls" && (guard === undefined || name === guard) && (at === undefined || command === at)
  })

const negative = async (asked: Asked): Promise<boolean> => {
  const started = performance.now()
  const selected = filesFor(asked).map((domain) => ({ domain, sites: wantedSites(domain.binding, asked) }))
  const composed = compositionsOf(asked.domain)
    .map(readComposition)
    .map((of) => ({ of, negatives: fallingIn(of, asked) }))
  const progress = progressOn(process.stderr)
  const many = selected.reduce((sum, { sites }) => sum + sites.length, 0)
  return withRunner(async (runner) => {
    const reports = []
    const broken = []
    for (const { domain, sites } of selected) {
      const { binding } = domain
      const done = ({ site }: { readonly site: string }) => {
        progress.step(`${binding.name}: ${site}`)
      }
      for (const report of await checkNegatives(domain, sites, runner, done)) reports.push({ domain, report })
    }
    for (const { of, negatives } of composed) {
      const { composition } = of
      const done = ({ site }: { readonly site: string }) => {
        progress.step(`${composition.name}: ${site}`)
      }
      for (const report of await checkNegativesOf(of, negatives, runner, done)) broken.push({ composition, report })
    }
    progress.end()
    const fallen = reports.filter(({ report }) => report.killed && report.replay?.ok === true).length
    const apart = broken.filter(({ report }) => report.ok).length
    if (asked.json)
      say(
        JSON.stringify([
          ...reports.map(({ domain, report }) => ({ domain: domain.binding.name, ...report })),
          ...broken.map(({ composition, report }) => ({
            ...{ domain: composition.domain, composition: composition.name },
            ...report,
          })),
        ]),
      )
    else {
      for (const { domain, report } of reports) {
        say(
          report.killed
            ? counterexample(domain, report)
            : `${report.site}: ${report.property} was to fall, and TLC said: ${report.verdict}`,
        )
        for (const fault of report.replay?.faults ?? []) say(`replay: ${fault}`)
        say("")
      }
      for (const { composition, report } of broken) say(`${counterexampleOf(composition, report)}\n`)
      say(
        timeTable([
          ...selected.flatMap(({ domain }) => runner.took(domain.binding.name)),
          ...composed.flatMap(({ of }) => runner.took(of.composition.name)),
        ]),
      )
      say(
        `${fallen} of ${many} broken sites bring their property down, with a counterexample that the broken kernel walks and the intact one leaves (${seconds(started)} s)`,
      )
      if (broken.length > 0)
        say(`${apart} of ${broken.length} broken sites make two runs differ that have to be the same`)
    }
    return fallen === many && apart === broken.length
  })
}

const drift = async (asked: Asked): Promise<boolean> => {
  const started = performance.now()
  const progress = progressOn(process.stderr)
  return withRunner(async (runner) => {
    const rows = []
    for (const domain of filesFor(asked)) rows.push(...(await driftAll(domain, runner, progress)))
    progress.end()
    const missed = rows.filter(({ found }) => found === null)
    if (asked.json) say(JSON.stringify(rows))
    else {
      for (const { domain, side, name, found } of rows)
        say(
          `${found === null ? "MISSED " : "noticed"}  ${domain}  ${side.padEnd(6)}  ${name}${found === null ? "" : `  (${found})`}`,
        )
      say(`${rows.length - missed.length} of ${rows.length} seeded drifts are noticed (${seconds(started)} s)`)
    }
    return missed.length === 0
  })
}

const toolchain = async (asked: Asked): Promise<boolean> =>
  withRunner(async (runner) => {
    const rows = await verifyToolchain(runner.toolchain, ({ ok, name, found, expected, shows }) => {
      if (!asked.json)
        say(
          `${ok ? "ok    " : "FAILED"} ${name.padEnd(24)} ${(ok ? found : `${found}, expected ${expected}`).padEnd(28)} ${shows}`,
        )
    })
    const ok = rows.every((row) => row.ok)
    say(
      asked.json
        ? JSON.stringify({ ok, jar: runner.toolchain.sha256, rows })
        : `${rows.filter((row) => row.ok).length} of ${rows.length} known answers stand`,
    )
    return ok
  })

/**
 * Takes the model's graphs anew, for what the model says now; `make verify` holds it to them. What the committed ones showed
 * and these do not is told, and refused without a word of why.
 */
const graphs = async (asked: Asked): Promise<boolean> =>
  withRunner(async (runner) => {
    let ok = true
    for (const domain of filesFor(asked)) {
      const { name } = domain.binding
      const taken = await takeGraphs(domain, runner)
      const judged = judgeRetake(readGraphRecords(domain.folder), taken, readRetakes(domain.folder))
      for (const line of describeRetake(name, judged)) say(line)
      if (judged.refused.length > 0) {
        ok = false
        continue
      }
      writeGraphRecords(domain.folder, taken)
      for (const [instance, { digest, states }] of Object.entries(taken))
        say(`${digest}  ${name}  ${instance}  ${states} states`)
    }
    return ok
  })

const commands: Readonly<Record<CommandName, (asked: Asked) => Promise<boolean>>> = {
  verify,
  negative,
  drift,
  graphs,
  toolchain,
  evidence: () => evidence(() => verify({})),
}

const main = async (): Promise<number> => {
  const call = callOf(process.argv.slice(2))
  if (call.help) {
    say(USAGE)
    return 0
  }
  return (await commands[call.command](call.asked)) ? 0 : 1
}

/** What a person can mend from the message alone; anything else is a fault of ours, and shows where. */
const TOLD = [UsageError, InstanceError, ToolchainError, TlcError, UnsoundRunError]

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof Error && TOLD.some((kind) => error instanceof kind))) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
