import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../", import.meta.url))
const planted = join(root, "kernel/planted.ts")

const projectAt = (path: string) => {
  const { config } = ts.readConfigFile(path, (each) => readFileSync(each, "utf8")) as { config: unknown }
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(path))
}
const kernel = projectAt(join(root, "kernel/tsconfig.json"))

const permitted = ["new TextEncoder().encode('a')", "new TextDecoder().decode()", "btoa('a')"]
const ambient = [
  "process.env",
  "Buffer.from('a')",
  "setTimeout(() => 1, 1)",
  "setInterval(() => 1, 1)",
  "setImmediate(() => 1)",
  "queueMicrotask(() => 1)",
  "performance.now()",
  "crypto.randomUUID()",
  "fetch('a')",
  "new URL('a')",
  "console.log('a')",
  "require('node:fs')",
  "__dirname",
  "document.cookie",
  "window.name",
  "localStorage.length",
]

/** What the compiler says of these lines in a file of the kernel's project, by line: all that the kernel's libraries declare is in sight. */
const errorsOf = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const text = lines.join("\n")
  const host = ts.createCompilerHost(kernel.options)
  const program = ts.createProgram([...kernel.fileNames, planted], kernel.options, {
    ...host,
    fileExists: (path) => path === planted || host.fileExists(path),
    readFile: (path) => (path === planted ? text : host.readFile(path)),
    getSourceFile: (path, target, ...rest) =>
      path === planted ? ts.createSourceFile(path, text, target) : host.getSourceFile(path, target, ...rest),
  })
  const source = program.getSourceFile(planted)
  if (source === undefined) throw new Error("nothing was planted")
  return new Map(
    program
      .getSemanticDiagnostics(source)
      .map(({ start = 0, messageText }) => [
        lines[source.getLineAndCharacterOfPosition(start).line] ?? "",
        ts.flattenDiagnosticMessageText(messageText, "\n"),
      ]),
  )
}

describe("the kernel's types", () => {
  const errors = errorsOf([...permitted, ...ambient])

  it.each(ambient)("have no %s", (line) => {
    expect(errors.get(line)).toMatch(/^Cannot find name/)
  })

  it.each(permitted)("have %s, which is a pure function of what it is given", (line) => {
    expect(errors.get(line)).toBeUndefined()
  })

  it("are those of every file of the kernel", () => {
    const every = projectAt(join(root, "tsconfig.json")).fileNames.filter((path) =>
      path.startsWith(join(root, "kernel/")),
    )
    expect(kernel.fileNames).toEqual(expect.arrayContaining(every))
    expect(every.length).toBeGreaterThan(0)
  })
})
