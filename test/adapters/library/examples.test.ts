import { fileURLToPath } from "node:url"
import ts from "typescript"
import { describe, expect, it } from "vitest"
import { domainNames } from "../../../adapters/domains.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const path = (name: string) => `${root}${name}`

/** What an example may use without saying where it comes from; everything the library exports is there under its name. */
const prelude = `
import * as library from "../adapters/library/index.ts"
import { readFileSync } from "node:fs"
declare const gate: library.OpenGate
declare const caller: library.Caller
declare const person: library.Actor
declare const carol: library.Actor
declare const tenant: library.TenantId
declare const payload: Uint8Array
declare const presented: string
declare const token: string
declare const proof: string
declare const credential: string
declare const body: Uint8Array
declare const request: NonNullable<Awaited<ReturnType<library.Approvals["get"]>>>
declare const admin: library.Actor
declare const other: library.Actor
declare const executor: library.Actor
declare const registrar: library.Actor
declare const agent: Parameters<typeof library.sessionOpeningOf>[1]
declare const session: library.SessionEntity
declare const harness: library.Caller
declare const conversation: library.ConversationEntity
declare const mail: library.Brought
declare const budget: library.BudgetEntity
declare const from: library.BudgetWidening["from"] & library.Instant
declare const signOf: (who: library.Actor, statement: object) => Promise<NonNullable<library.SeatDecision["signed"]>>
declare const seat: library.SeatDecision["seat"] & Parameters<typeof library.statementOf>[1]["seat"]
declare const sign: (statement: object) => Promise<NonNullable<library.SeatDecision["signed"]>>
`

const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent({ extends: path("tsconfig.json"), files: [] }, ts.sys, root).options,
  noUnusedLocals: false,
}

/** The function and the declared methods of the library's public files, each with the examples in its docstring. */
const PUBLIC = [
  "adapters/library/open-gate.ts",
  "adapters/library/open.ts",
  ...domainNames.map((domain) => `adapters/library/${domain}/${domain}.ts`),
  "adapters/config/config.ts",
  "adapters/library/permit.ts",
  "adapters/library/spent.ts",
  "adapters/identity/possession.ts",
]

const isPublic = (node: ts.Node): node is ts.PropertySignature | ts.VariableStatement =>
  (ts.isPropertySignature(node) && node.type !== undefined && ts.isFunctionTypeNode(node.type)) ||
  (ts.isVariableStatement(node) && (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))

interface Documented {
  readonly name: string
  readonly examples: readonly string[]
}

const examplesOf = (node: ts.Node): readonly string[] =>
  ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === "example")
    .map((tag) => ts.getTextOfJSDocComment(tag.comment) ?? "")
    .flatMap((text) => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code))

/** Exported for the library's own parts, or a part of what a caller brings. */
const INTERNAL = [
  "Execution.spend",
  "SigningKey.signs",
  "holdAgainst",
  "readOwnPermit",
  "configSchemaJson",
  "openService",
  "openGateBeside",
  "Service.announce",
  "Service.readBody",
  "readPermitFor",
  "isSpentOnDisk",
  "hashOf",
  "readProof",
  "Proof.isOf",
  "Proven.knows",
]
/** What makes a domain's namespace, `approvalsOn`, is the gate's to call. */
const isInternal = (name: string): boolean => INTERNAL.includes(name) || name.endsWith("On")

const documented = PUBLIC.flatMap((file): readonly Documented[] => {
  const found: Documented[] = []
  const source = ts.createSourceFile(path(file), ts.sys.readFile(path(file)) ?? "", ts.ScriptTarget.ES2024, true)
  const visit = (node: ts.Node, inside: string): void => {
    const name = ts.isInterfaceDeclaration(node)
      ? node.name.text
      : ts.isPropertySignature(node)
        ? `${inside}.${node.name.getText()}`
        : ts.isVariableStatement(node)
          ? (node.declarationList.declarations[0]?.name.getText() ?? inside)
          : inside
    if (isPublic(node) && !isInternal(name)) found.push({ name, examples: examplesOf(node) })
    if (ts.isVariableStatement(node)) return
    ts.forEachChild(node, (child) => {
      visit(child, name)
    })
  }
  visit(source, "")
  return found
})

const library = await import("../../../adapters/library/index.ts")

/** What the compiler says of each example, as of a file that stands beside the library. */
const compile = (examples: readonly string[]): readonly string[] => {
  const names = Object.keys(library).join(", ")
  const files = new Map(
    examples.map((code, index) => [
      path(`build/example-${index}.ts`),
      `${prelude}const { ${names} } = library\nexport const example = async () => {\n${code}}\n`,
    ]),
  )
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    readFile: (file) => files.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version) => {
      const text = files.get(file)
      return text === undefined ? disk.getSourceFile(file, version) : ts.createSourceFile(file, text, version, true)
    },
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))
      .join("\n"),
  )
}

describe("the library's public functions", () => {
  it("each have an example in their docstring", () => {
    expect(documented.filter(({ examples }) => examples.length === 0)).toEqual([])
    expect(documented.length).toBeGreaterThan(25)
  })

  it("have examples that compile, and one that doesn't would be seen", { timeout: 120_000 }, () => {
    const examples = documented.flatMap(({ name, examples }) => examples.map((code) => ({ name, code })))
    const wrong = 'await gate.approvals.cancel(caller, { request: "req_0" })\n'
    const found = compile([...examples.map(({ code }) => code), wrong])
    expect(
      examples.flatMap(({ name }, index) => (found[index] === "" ? [] : [`${name}: ${found[index] ?? ""}`])),
    ).toEqual([])
    expect(found.at(-1)).toContain("'request' does not exist")
  })
})
