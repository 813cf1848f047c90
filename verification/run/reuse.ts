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

/** What holds of something, by its part of the certificate. */
interface Named {
  readonly name: string
  readonly ok: boolean
}

/** What was shown of a domain or a composition, as it is told and as it is kept. */
export interface Shown<C extends Named = Certified> {
  readonly certificate: C
  readonly row: Row
  readonly took: readonly Took[]
}

export const shownOf = (report: DomainReport, { instances }: Pick<DomainFiles, "instances">): Shown => ({
  certificate: certified(report, instances),
  row: domainRow(report),
  took: report.took,
})

/** A report whose sources are no longer those that it looked at speaks of nothing that is there. */
export const stillOf = <R extends { readonly faults: readonly string[] }>(report: R, key: string, now: string): R =>
  judgements.isOfTheKey(key, now)
    ? report
    : {
        ...report,
        faults: [...report.faults, "a file that this depends on has changed while it was being verified: verify again"],
      }

/** The parts of verification/ that say nothing of whether a domain holds. */
const BESIDE = ["bench", "corpus", "evidence", "mutation", "selfcomposition"]

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
  runner: Pick<Runner, "toolchain">,
  digest: (files: readonly string[]) => string = digestOfFiles,
): string => keyOfFiles(filesOf(domain), runner, digest)

/** SHA-256 over these files, and what checks them. */
export const keyOfFiles = (
  files: readonly string[],
  { toolchain }: Pick<Runner, "toolchain">,
  digest: (files: readonly string[]) => string,
): string =>
  digestOfText(
    JSON.stringify({
      jar: toolchain.sha256,
      java: toolchain.release,
      node: process.versions.node,
      files: digest(files),
    }),
  )

const Kept = z.object({ key: z.string(), shown: z.custom<object>((value) => typeof value === "object") })
const fileOf = (folder: string, name: string): string => join(folder, `${name}.json`)

/** What was shown of a domain, as it is kept: nobody writes it but `keep`. */
export const ShownDomain = z.custom<Shown>()

/** What was shown with this key under a name; null where nothing was. */
export const kept = <C extends Named>(
  folder: string,
  name: string,
  key: string,
  as: z.ZodType<Shown<C>>,
): Shown<C> | null => {
  const file = fileOf(folder, name)
  if (!existsSync(file)) return null
  const read = Kept.safeParse(jsonIn(file))
  return read.success && judgements.isOfTheKey(read.data.key, key) ? as.parse(read.data.shown) : null
}

const jsonIn = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return null
  }
}

/** Keeps what was shown, if it holds: what falls short is looked at anew each time. */
export const keep = (folder: string, key: string, shown: Shown<Named>): void => {
  const { name, ok } = shown.certificate
  if (!ok) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(folder, name), `${JSON.stringify({ key, shown })}\n`)
}

/** What is verified unless it was, with nothing changed since that it depends on. */
export interface Reusable<R, C extends Named> {
  readonly name: string
  /** The key of its sources as they are now. */
  readonly key: () => string
  readonly as: z.ZodType<Shown<C>>
  readonly verify: () => Promise<R>
  readonly shownOf: (report: R) => Shown<C>
}

/** Shows again what is kept in `folder` of the same key, unless it has to be fresh; else verifies, and keeps what holds. */
export const reuse = async <R extends { readonly faults: readonly string[] }, C extends Named>(
  { name, key: now, as, verify, shownOf }: Reusable<R, C>,
  folder: string,
  isFresh: boolean,
): Promise<{ readonly shown: Shown<C>; readonly again: boolean }> => {
  const key = now()
  const before = isFresh ? null : kept(folder, name, key, as)
  if (before !== null) return { shown: before, again: true }
  const shown = shownOf(stillOf(await verify(), key, now()))
  keep(folder, key, shown)
  return { shown, again: false }
}
