import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, matchesGlob, relative } from "node:path"
import { judgements } from "../judgements.ts"
import { ROOT, digestOfFiles, digestOfText, filesBelow } from "../run/sources.ts"
import type { Part } from "./parts.ts"

/** Where everything stands that may have a part in what becomes of a mutant. */
const FOLDERS = ["kernel", "adapters", "verification", "models", "docs/domains", "test"]
const FILES = ["package-lock.json", "stryker.config.json", "tsconfig.json"]

/** What survives with a reason is asked of a report, however old: it has no part in how that came to be. */
const isReason = (file: string): boolean => /^verification\/mutation\/.*-survivors\.json$/.test(file)

/**
 * The files of `all` on which it depends what becomes of a part's mutants: the tests of other areas don't run, and no test
 * runs where graphs are asked. Whatever else stands in those folders counts, whether or not something reads it.
 */
export const dependedOn = ({ by, tests }: Pick<Part, "by" | "tests">, all: readonly string[]): readonly string[] =>
  all.filter((file) => {
    if (isReason(file)) return false
    if (!file.startsWith("test/")) return true
    return by === "tests" && (!file.endsWith(".test.ts") || tests.some((glob) => matchesGlob(file, glob)))
  })

/** SHA-256 over the sources that a part depends on, and what runs them. */
export const keyOf = (part: Part): string => {
  const all = [...FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder))), ...FILES.map((file) => join(ROOT, file))]
  const files = dependedOn(
    part,
    all.map((file) => relative(ROOT, file)),
  )
  return digestOfText(
    JSON.stringify({ node: process.versions.node, part, files: digestOfFiles(files.map((file) => join(ROOT, file))) }),
  )
}

/** Whether the report that is kept was made of these very sources, as a whole. */
export const isKept = (report: string, key: string): boolean => {
  const [has, of] = [existsSync(report), keyFile(report)]
  return has && existsSync(of) && judgements.isOfTheKey(readFileSync(of, "utf8").trim(), key)
}

export const keep = (report: string, key: string): void => {
  writeFileSync(keyFile(report), `${key}\n`)
}

/** Says of a report no longer what it was made of: it is about to be another one, or to be of some files alone. */
export const forget = (report: string): void => {
  rmSync(keyFile(report), { force: true })
}

const keyFile = (report: string): string => `${report}.key`
