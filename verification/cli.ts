import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { bindings } from "./domains/index.ts"
import { InstanceError } from "./domains/instance.ts"
import { evidence } from "./evidence/evidence.ts"
import { driftAll } from "./run/drift.ts"
import { type DomainFiles, readDomain } from "./run/model.ts"
import { checkNegatives } from "./run/negatives.ts"
import { progressOn } from "./run/progress.ts"
import { ROOT } from "./run/sources.ts"
import { counterexample, domainTable } from "./run/tables.ts"
import { certificateOf, verifyDomain } from "./run/verify.ts"
import { inWorkshop } from "./run/workshop.ts"
import { ToolchainError } from "./tlc/errors.ts"
import { verifyToolchain } from "./tlc/known-answers.ts"

const USAGE = `usage: node verification/cli.ts COMMAND [options]

  verify      models checked, graphs compared, counterexamples replayed; writes build/verify.json
  negative    every site broken on purpose, one counterexample each (--guard NAME --at COMMAND for one)
  drift       every seeded drift between kernel and model is noticed
  toolchain   known-answer specifications
  evidence    rows for an auditor, judged by a run of their tests and by the certificate of verify, made first where it
              is not of the sources as they are; writes build/evidence.json and build/evidence.html

options: --domain NAME, --guard NAME, --at COMMAND, --json
exit status: 0 all is as it has to be, 1 something falls short, 2 the call was wrong`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

class Misused extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    domain: { type: "string" },
    guard: { type: "string" },
    at: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
})

const chosen = (): readonly DomainFiles[] => {
  const found = bindings.filter(({ name }) => values.domain === undefined || name === values.domain)
  if (found.length === 0)
    throw new Misused(`there is no domain ${values.domain ?? ""}: ${bindings.map(({ name }) => name).join(", ")}`)
  return found.map(readDomain)
}

const seconds = (since: number) => Math.round(performance.now() - since) / 1000

const verify = async (): Promise<boolean> => {
  const started = performance.now()
  const files = chosen()
  const progress = progressOn(process.stderr)
  return inWorkshop(async (workshop) => {
    const reports = []
    for (const domain of files) reports.push(await verifyDomain(domain, workshop, progress))
    progress.end()
    const certificate = certificateOf(reports, files, workshop, seconds(started))
    await mkdir(join(ROOT, "build"), { recursive: true })
    await writeFile(join(ROOT, "build", "verify.json"), `${JSON.stringify(certificate, null, 2)}\n`)
    if (values.json) {
      say(JSON.stringify(certificate))
      return certificate.ok
    }
    say(domainTable(reports))
    for (const { name, faults } of reports) for (const fault of faults) say(`${name}: ${fault}`)
    const sites = reports.reduce((sum, { negatives }) => sum + negatives.length, 0)
    const slices = files.flatMap(({ instances }) => instances).length
    say(
      certificate.ok
        ? `holds: for the constants of ${slices} instances, kernel and model are one graph, intact and with each of ${sites} sites broken; each break brings its property down and is refused by its guard (${certificate.seconds} s, build/verify.json)`
        : `FALLS SHORT: see above (${certificate.seconds} s, build/verify.json)`,
    )
    return certificate.ok
  })
}

const wanted = ({ binding }: DomainFiles): readonly string[] => {
  const { guard, at } = values
  const sites = binding.sites.filter((site) => {
    const [name, command] = site.split("@")
    return (guard === undefined || name === guard) && (at === undefined || command === at)
  })
  if (sites.length === 0)
    throw new Misused(`${binding.name} has no site ${guard ?? "*"}@${at ?? "*"}; it has ${binding.sites.join(", ")}`)
  return sites
}

const negative = async (): Promise<boolean> => {
  const started = performance.now()
  const files = chosen()
  const selected = files.map((domain) => ({ domain, sites: wanted(domain) }))
  const progress = progressOn(process.stderr)
  const many = selected.reduce((sum, { sites }) => sum + sites.length, 0)
  return inWorkshop(async (workshop) => {
    const reports = []
    for (const { domain, sites } of selected) {
      const { binding } = domain
      const done = ({ site }: { readonly site: string }) => {
        progress.step(`${binding.name}: ${site}`)
      }
      for (const report of await checkNegatives(domain, sites, workshop, done)) reports.push({ domain, report })
    }
    progress.end()
    const fallen = reports.filter(({ report }) => report.killed && report.replay?.ok === true).length
    if (values.json)
      say(JSON.stringify(reports.map(({ domain, report }) => ({ domain: domain.binding.name, ...report }))))
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
      say(
        `${fallen} of ${many} broken sites bring their property down, with a counterexample that the broken kernel walks and the intact one leaves (${seconds(started)} s)`,
      )
    }
    return fallen === many
  })
}

const drift = async (): Promise<boolean> => {
  const started = performance.now()
  const progress = progressOn(process.stderr)
  return inWorkshop(async (workshop) => {
    const rows = []
    for (const domain of chosen()) rows.push(...(await driftAll(domain, workshop, progress)))
    progress.end()
    const missed = rows.filter(({ found }) => found === null)
    if (values.json) say(JSON.stringify(rows))
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

const toolchain = async (): Promise<boolean> =>
  inWorkshop(async (workshop) => {
    const rows = await verifyToolchain(workshop.toolchain, ({ ok, name, found, expected, shows }) => {
      if (!values.json)
        say(
          `${ok ? "ok    " : "FAILED"} ${name.padEnd(24)} ${(ok ? found : `${found}, expected ${expected}`).padEnd(28)} ${shows}`,
        )
    })
    const ok = rows.every((row) => row.ok)
    say(
      values.json
        ? JSON.stringify({ ok, jar: workshop.toolchain.sha256, rows })
        : `${rows.filter((row) => row.ok).length} of ${rows.length} known answers stand`,
    )
    return ok
  })

const commands: Readonly<Record<string, () => Promise<boolean>>> = {
  verify,
  negative,
  drift,
  toolchain,
  evidence: () => evidence(verify),
}

const [name = ""] = positionals
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (values.help) say(USAGE)
else if (command === undefined) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await command()) ? 0 : 1
  } catch (error) {
    if (!(error instanceof Misused || error instanceof ToolchainError || error instanceof InstanceError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
