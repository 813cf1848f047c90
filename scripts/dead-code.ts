/** Values that are exported and nothing imports are dead: `make check` fails on them. What only a test imports is not: it is tested. */
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { analyzeTsConfig } from "ts-unused-exports"
import ts from "typescript"

/** What is used from outside the import graph: read by a tool, or the public surface of the package. */
const ENTRIES = /^(adapters\/library\/index|verification\/mutation\/[a-z.-]+|vitest\.config)\.ts$/

/** Every name that some file imports; the analysis overlooks `index.ts` named in full, and classes imported as types. */
const importedNames = (): ReadonlySet<string> => {
  const { config } = ts.readConfigFile("tsconfig.json", (path) => readFileSync(path, "utf8")) as { config: unknown }
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd())
  const names = new Set<string>()
  for (const file of fileNames) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest)
    source.forEachChild((node) => {
      const bindings =
        ts.isImportDeclaration(node) && node.importClause?.namedBindings !== undefined
          ? node.importClause.namedBindings
          : ts.isExportDeclaration(node)
            ? node.exportClause
            : undefined
      if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return
      for (const { name, propertyName } of bindings.elements) names.add((propertyName ?? name).text)
    })
  }
  return names
}

const imported = importedNames()
const { unusedExports } = analyzeTsConfig("tsconfig.json", ["--allowUnusedTypes"])
const lines = Object.entries(unusedExports)
  .map(([path, names]) => ({ path: relative(process.cwd(), path), names }))
  .filter(({ path }) => !ENTRIES.test(path) && !path.startsWith("test/"))
  .flatMap(({ path, names }) =>
    names
      .filter(({ exportName }) => !imported.has(exportName))
      .map(({ exportName, location }) => `${path}:${location.line} exports ${exportName}, and nothing imports it`),
  )
if (lines.length > 0) {
  process.stderr.write(`${lines.join("\n")}\n`)
  process.exitCode = 1
}
