import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import * as z from "zod"
import { judgements } from "../judgements.ts"
import type { DomainFiles } from "./model.ts"
import { kernelOf } from "./digests.ts"
import { ROOT, digestOfFiles, digestOfText, filesBelow } from "./sources.ts"
import { type Row, domainRow } from "./tables.ts"
import { type Certified, type DomainReport, certified } from "./verify.ts"
import type { Runner, Took } from "./runner.ts"

/** What was shown of a domain, as it is told and as it is kept. */
export interface Shown {
  readonly certificate: Certified
  readonly row: Row
  readonly took: readonly Took[]
}

export const shownOf = (report: DomainReport, { instances }: Pick<DomainFiles, "instances">): Shown => ({
  certificate: certified(report, instances),
  row: domainRow(report),
  took: report.took,
})

/** A report whose sources are no longer those that it looked at speaks of nothing that is there. */
export const stillOf = (report: DomainReport, key: string, now: string): DomainReport =>
  judgements.isOfTheKey(key, now)
    ? report
    : {
        ...report,
        faults: [...report.faults, "a file that this depends on has changed while it was being verified: verify again"],
      }

/** The parts of verification/ that say nothing of whether a domain holds. */
const BESIDE = ["bench", "evidence", "mutation", "selfcomposition"]

/** The harness as far as one domain depends on it: everything but other domains' bindings and what only tells of results. */
const harnessOf = (domain: string): readonly string[] => {
  const folder = join(ROOT, "verification")
  return filesBelow(folder).filter((file) => {
    const [part = "", inner = "", ...deeper] = relative(folder, file).split(sep)
    return !BESIDE.includes(part) && (part !== "domains" || deeper.length === 0 || inner === domain)
  })
}

/** Every file on which the verification of a domain depends. */
export const filesOf = (domain: string): readonly string[] => [
  ...filesBelow(join(ROOT, "models", domain)),
  ...filesBelow(join(ROOT, "models", "lib")),
  ...kernelOf(domain),
  ...harnessOf(domain),
  join(ROOT, "package-lock.json"),
]

/** SHA-256 over everything on which the verification of a domain depends; `digest` is that of its files. */
export const keyOf = (
  domain: string,
  { toolchain }: Pick<Runner, "toolchain">,
  digest: (files: readonly string[]) => string = digestOfFiles,
): string =>
  digestOfText(
    JSON.stringify({
      jar: toolchain.sha256,
      java: toolchain.release,
      node: process.versions.node,
      files: digest(filesOf(domain)),
    }),
  )

const Kept = z.object({ key: z.string(), shown: z.custom<Shown>((value) => typeof value === "object") })
const fileOf = (folder: string, domain: string): string => join(folder, `${domain}.json`)

/** What was shown of a domain with this key; null where nothing was. */
export const kept = (folder: string, domain: string, key: string): Shown | null => {
  const file = fileOf(folder, domain)
  if (!existsSync(file)) return null
  const read = Kept.safeParse(jsonIn(file))
  return read.success && judgements.isOfTheKey(read.data.key, key) ? read.data.shown : null
}

const jsonIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return null
  }
}

/** Keeps what was shown, if it holds: what falls short is looked at anew each time. */
export const keep = (folder: string, key: string, shown: Shown): void => {
  const { name, ok } = shown.certificate
  if (!ok) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(folder, name), `${JSON.stringify({ key, shown })}\n`)
}
