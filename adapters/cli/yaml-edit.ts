import { isDeepStrictEqual } from "node:util"
import { type Document, type YAMLMap, isMap, isNode, isScalar, isSeq, parse, parseDocument, stringify } from "yaml"

type Path = readonly (string | number)[]

/**
 * The text of a YAML or JSON file with one more value in the list at a path, which is made where it is missing. All other
 * lines stay as they are where the list is written in lines; else the file is written anew, and only its comments stay.
 */
export const addToList = (text: string, path: Path, value: unknown): string => {
  const document = parseDocument(text)
  const inLines = withLines(text, document, path, value)
  if (document.hasIn(path)) document.addIn(path, document.createNode(value))
  else document.setIn(path, document.createNode([value]))
  return written(text, document, inLines)
}

/** The same with one more name in the map at a path, that of the path's end, which isn't there yet. */
export const addToMap = (text: string, path: Path, value: unknown): string => {
  const document = parseDocument(text)
  const owner = document.getIn(path.slice(0, -1))
  const inLines = isMap(owner) ? inMap(text, owner, { [String(path.at(-1))]: value }) : null
  document.setIn(path, document.createNode(value))
  return written(text, document, inLines)
}

/** The lines that were put in by hand, where they say what is meant; else the file anew. */
const written = (text: string, document: Document, inLines: string | null): string => {
  const wanted: unknown = document.toJS()
  if (inLines !== null && says(inLines, wanted)) return inLines
  return isJson(text) ? `${JSON.stringify(wanted, null, 2)}\n` : document.toString({ lineWidth: 0 })
}

/** The text of a YAML or JSON file with another value at a path that has one. Of what is written in lines, all others stay as they are. */
export const replaceScalar = (text: string, path: Path, value: string): string => {
  const document = parseDocument(text)
  const node = document.getIn(path, true)
  document.setIn(path, value)
  const wanted: unknown = document.toJS()
  const inPlace =
    isScalar(node) && node.range
      ? `${text.slice(0, node.range[0])}${JSON.stringify(value)}${text.slice(node.range[1])}`
      : null
  return inPlace !== null && says(inPlace, wanted) ? inPlace : document.toString({ lineWidth: 0 })
}

const says = (text: string, wanted: unknown): boolean => {
  try {
    return isDeepStrictEqual(parse(text), wanted)
  } catch {
    return false
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The lines put in by hand, null where the list isn't written in lines. */
const withLines = (text: string, document: Document, path: Path, value: unknown): string | null => {
  const list = document.getIn(path)
  const owner = document.getIn(path.slice(0, -1))
  if (isSeq(list)) {
    const last = list.items.at(-1)
    const line = isNode(last) && last.range ? lineAt(text, last.range[0]) : ""
    const dash = /^( *)- /.exec(line)?.[1]
    return list.flow === true || dash === undefined ? null : insertAfter(text, list.range, indented([value], dash))
  }
  return isMap(owner) ? inMap(text, owner, { [String(path.at(-1))]: [value] }) : null
}

/** A map with something more at its end, null where it isn't written in lines. */
const inMap = (text: string, { flow, range }: Pick<YAMLMap, "flow" | "range">, more: object): string | null => {
  if (flow === true || !range) return null
  return insertAfter(text, range, indented(more, " ".repeat(range[0] - lineStart(text, range[0]))))
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1

const lineAt = (text: string, offset: number): string => text.slice(lineStart(text, offset)).split("\n", 1)[0] ?? ""

const indented = (value: unknown, indent: string): string =>
  stringify(value, { lineWidth: 0 }).replace(/^(?=.)/gm, indent)

/** Puts lines after the one that a node ends in. A node of several lines ends with the blanks and comments that follow it. */
const insertAfter = (text: string, range: readonly number[] | null | undefined, lines: string): string | null => {
  if (!range) return null
  const end = text.slice(0, range[1]).trimEnd().length
  const newline = text.indexOf("\n", end)
  return newline < 0 ? `${text}\n${lines}` : `${text.slice(0, newline + 1)}${lines}${text.slice(newline + 1)}`
}
