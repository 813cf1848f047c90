import * as ts from "typescript"

/** The lists of attacks and cases, and what holds them against the table of docs/hardening.md and the names of tests. */

const ATTACKS = Array.from({ length: 30 }, (_, at) => at + 1).filter((number) => number !== 24)
const CASES = "01 02 04 05 07a 07b 08 10a 10b 10c 11 13 14 16 17 19a 19b 20 20b 22 23 25 26 28 29 31 32".split(" ")
export const LISTED: readonly string[] = [
  ...ATTACKS.map((number) => `attack ${number}`),
  ...CASES.map((number) => `case ${number}`),
]

export interface Row {
  readonly numbers: readonly string[]
  readonly files: readonly string[]
}

const numbersIn = (text: string): readonly string[] => text.match(/\b(?:attack|case) \d+[a-c]?\b/g) ?? []

/** The rows of a page whose first cell has numbers, with the test files that their last cell names. */
export const rowsOf = (page: string): readonly Row[] =>
  page.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim())
    const numbers = line.startsWith("|") ? numbersIn(cells[1] ?? "") : []
    return numbers.length === 0 ? [] : [{ numbers, files: cells.at(-2)?.match(/\btest\/[\w./-]+\.test\.ts\b/g) ?? [] }]
  })

/** `describe`, `it`, `it.each(table)`, `it.each<Row>(table)`: whatever begins with a word by which tests are named, and is run. */
const isNaming = (callee: ts.Expression): boolean => {
  if (ts.isIdentifier(callee)) return ["describe", "it", "test"].includes(callee.text)
  if (ts.isPropertyAccessExpression(callee))
    return !["skip", "todo"].includes(callee.name.text) && isNaming(callee.expression)
  return ts.isCallExpression(callee) && isNaming(callee.expression)
}

/** A text as it is written, or those of it that a template has. */
const textsOf = (node: ts.Node | undefined): readonly string[] => {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)] : []
}

/** The label of a row of a table: itself, or its first part. */
const labelsOf = (node: ts.Node | undefined): readonly string[] => {
  if (node === undefined) return []
  if (ts.isAsExpression(node)) return labelsOf(node.expression)
  if (!ts.isArrayLiteralExpression(node)) return []
  return node.elements.flatMap((row) => textsOf(ts.isArrayLiteralExpression(row) ? row.elements[0] : row))
}

/** The attacks and cases that a file of tests has in a title, or in the label of a table's row. */
export const namedIn = (source: string): ReadonlySet<string> => {
  const named = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isNaming(node.expression))
      for (const text of [...textsOf(node.arguments[0]), ...labelsOf(node.arguments[0])])
        for (const number of numbersIn(text)) named.add(number)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile("a.test.ts", source, ts.ScriptTarget.Latest))
  return named
}

/**
 * What is wrong with rows, where each listed number has to be in the name of a test of a file that its row names.
 *
 * @param sourceOf the text of a file, null where there is none
 */
export const faultsOf = (
  listed: readonly string[],
  rows: readonly Row[],
  sourceOf: (file: string) => string | null,
): readonly string[] => {
  const unlisted = rows.flatMap(({ numbers }) => numbers.filter((number) => !listed.includes(number)))
  const missing = [...new Set(rows.flatMap(({ files }) => files))].filter((file) => sourceOf(file) === null)
  return [
    ...unlisted.map((number) => `${number}: is on no list`),
    ...missing.map((file) => `${file}: is not there`),
    ...listed.flatMap((number) => {
      const its = rows.filter(({ numbers }) => numbers.includes(number))
      if (its.length === 0) return [`${number}: has no row`]
      return its.some(({ files }) => files.some((file) => namedIn(sourceOf(file) ?? "").has(number)))
        ? []
        : [`${number}: no test of its row has it in its name`]
    }),
  ]
}
