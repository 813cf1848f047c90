/** Values that are exported and nothing imports are dead: `make check` fails on them. What only a test imports is not: it is tested. */
import { readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { analyzeTsConfig } from "ts-unused-exports"
import ts from "typescript"

/** What is used from outside the import graph: read by a tool, or the public surface of the package. */
const ENTRIES = /^(adapters\/library\/index|verification\/mutation\/[a-z.-]+|vitest\.config)\.ts$/

/** The modules that a file loads while it runs: all that they export is used. */
const loadedBy = (source: ts.SourceFile): readonly string[] => {
  const loaded: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [module] = node.arguments
      if (module !== undefined && ts.isStringLiteral(module)) loaded.push(join(dirname(source.fileName), module.text))
    }
    node.forEachChild(visit)
  }
  visit(source)
  return loaded
}

/** Every name that some file imports; the analysis overlooks `index.ts` named in full, and classes imported as types. */
const importedNames = () => {
  const { config } = ts.readConfigFile("tsconfig.json", (path) => readFileSync(path, "utf8")) as { config: unknown }
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd())
  const names = new Set<string>()
  const loaded = new Set<string>()
  for (const file of fileNames) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest)
    for (const module of loadedBy(source)) loaded.add(relative(process.cwd(), module))
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
  return { names, loaded }
}

const imported = importedNames()
const { unusedExports } = analyzeTsConfig("tsconfig.json", ["--allowUnusedTypes"])
const lines = Object.entries(unusedExports)
  .map(([path, names]) => ({ path: relative(process.cwd(), path), names }))
  .filter(({ path }) => !ENTRIES.test(path) && !imported.loaded.has(path) && !path.startsWith("test/"))
  .flatMap(({ path, names }) =>
    names
      .filter(({ exportName }) => !imported.names.has(exportName))
      .map(({ exportName, location }) => `${path}:${location.line} exports ${exportName}, and nothing imports it`),
  )
if (lines.length > 0) {
  process.stderr.write(`${lines.join("\n")}\n`)
  process.exitCode = 1
}
