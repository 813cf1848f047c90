import { join, relative, sep } from "node:path"
import * as z from "zod"
import { sharedKernel } from "../run/digests.ts"
import { type Shown, keyOfFiles } from "../run/reuse.ts"
import type { Runner, Took } from "../run/runner.ts"
import { ROOT, digestOfFiles, filesBelow } from "../run/sources.ts"
import type { CompositionReport } from "./check.ts"
import type { Composition } from "./index.ts"
import { type CertifiedComposition, certified, compositionRow, modelOf } from "./told.ts"

/** What was shown of a composition, as it is kept: nobody writes it but `keep`. */
export const ShownComposition = z.custom<Shown<CertifiedComposition>>()

export const shownOf = (report: CompositionReport, took: readonly Took[]): Shown<CertifiedComposition> => ({
  certificate: certified(report),
  row: compositionRow(report),
  took,
})

/** The parts of verification/ that say nothing of whether a composition holds. */
const BESIDE = ["bench", "corpus", "evidence", "mutation"]

/** The harness as far as a composition depends on it: everything but the domains' bindings and what only tells of results. */
const harness = (): readonly string[] => {
  const folder = join(ROOT, "verification")
  return filesBelow(folder).filter((file) => {
    const [part = "", , ...deeper] = relative(folder, file).split(sep)
    return !BESIDE.includes(part) && (part !== "domains" || deeper.length === 0)
  })
}

/** Every file on which the verification of a composition depends: of the domain its module alone, which extends no other of it. */
export const filesOf = (composition: Composition): readonly string[] => [
  ...modelOf(composition),
  ...sharedKernel(),
  ...harness(),
  join(ROOT, "package-lock.json"),
]

/** SHA-256 over everything on which the verification of a composition depends; `digest` is that of its files. */
export const keyOf = (
  composition: Composition,
  runner: Pick<Runner, "toolchain">,
  digest: (files: readonly string[]) => string = digestOfFiles,
): string => keyOfFiles(filesOf(composition), runner, digest)
