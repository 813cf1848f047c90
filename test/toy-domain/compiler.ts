import { readFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"

/** What the compiler says of a file, a line each. */
export type Said = (path: string) => readonly string[]

/**
 * The compiler over a folder, without a process of its own. Files that are `written` stand beside those on disk, or in their
 * place, so that one pass judges many variants.
 */
export const compilerOn = (folder: string) => {
  const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
    config: unknown
  }
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  const host = ts.createCompilerHost(options)
  const parsed = new Map<string, ts.SourceFile | undefined>()
  let before: ts.Program | undefined

  return (
    written: Readonly<Record<string, string>> = {},
  ): { readonly files: readonly string[]; readonly said: Said } => {
    const texts = new Map(Object.entries(written).map(([path, text]) => [join(folder, path), text]))
    const program: ts.Program = ts.createProgram({
      rootNames: [...new Set([...fileNames, ...texts.keys()])],
      options,
      host: {
        ...host,
        fileExists: (path) => texts.has(path) || host.fileExists(path),
        readFile: (path) => texts.get(path) ?? host.readFile(path),
        getSourceFile: (path, version) => {
          const text = texts.get(path)
          if (text !== undefined) return ts.createSourceFile(path, text, version, true)
          if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, version))
          return parsed.get(path)
        },
      },
      ...(before === undefined ? {} : { oldProgram: before }),
    })
    before = program
    return {
      files: fileNames.map((path) => path.slice(folder.length + 1)),
      said: (path) => {
        const source = program.getSourceFile(join(folder, path))
        if (source === undefined) throw new Error(`the compiler has no ${path}`)
        return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
          ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"),
        )
      },
    }
  }
}

/** A text without a property, the first of that name (or the last: `which` -1). Throws where there is none. */
export const without = (text: string, property: string, which = 0): string => {
  const source = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true)
  const found: ts.ObjectLiteralElementLike[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralElementLike(node) && node.name?.getText(source).replaceAll('"', "") === property)
      found.push(node)
    node.forEachChild(visit)
  }
  visit(source)
  const gone = found.at(which)
  if (gone === undefined) throw new Error(`there is no ${property} to leave out`)
  const end = text.slice(gone.end).startsWith(",") ? gone.end + 1 : gone.end
  return text.slice(0, gone.pos) + text.slice(end)
}
