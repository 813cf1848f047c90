/** Values that are exported and nothing imports are dead: `make check` fails on them. */
import { relative } from "node:path"
import { analyzeTsConfig } from "ts-unused-exports"

/** What is used from outside the import graph: read by a tool, or the public surface of the package. */
const ENTRIES = /^(kernel\/index|adapters\/library\/index|vitest\.config|stryker\.config)\.ts$/

const { unusedExports } = analyzeTsConfig("tsconfig.json", ["--allowUnusedTypes"])
const lines = Object.entries(unusedExports)
  .map(([path, names]) => ({ path: relative(process.cwd(), path), names }))
  .filter(({ path }) => !ENTRIES.test(path) && !path.startsWith("test/"))
  .flatMap(({ path, names }) =>
    names.map(({ exportName, location }) => `${path}:${location.line} exports ${exportName}, and nothing imports it`),
  )
if (lines.length > 0) {
  process.stderr.write(`${lines.join("\n")}\n`)
  process.exitCode = 1
}
