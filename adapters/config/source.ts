import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml"

export type Path = readonly PropertyKey[]

/** Something wrong with the file, and a sentence that says what to do. Lines and columns count from 1. */
export type Problem = Readonly<{ line: number; column: number; message: string }>

/** A file's text as data that remembers where each value stands. */
export type Source = Readonly<{
  value: unknown
  /** What is wrong with the text as YAML (JSON is YAML too). Where it isn't just a key given twice, `value` is undefined. */
  problems: readonly Problem[]
  /** Where a value stands, or its key; for what isn't there, the nearest thing around it that is. */
  locate: (path: Path, at: "key" | "value") => Pick<Problem, "line" | "column">
}>

const nodeAt = (document: Document.Parsed, path: Path, at: "key" | "value"): Node | null => {
  let node: Node | null = document.contents
  for (const [index, name] of path.entries()) {
    const around: unknown = isAlias(node) ? node.resolve(document) : node
    if (isSeq<Node>(around)) {
      node = around.items[Number(name)] ?? node
    } else if (isMap<Node, Node | null>(around)) {
      const pair = around.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
      if (!pair) return node
      node = at === "key" && index === path.length - 1 ? pair.key : (pair.value ?? pair.key)
    }
  }
  return node
}

const DUPLICATE = "this key is given twice: keep one of them"

export const readSource = (text: string): Source => {
  const lineCounter = new LineCounter()
  // Without `prettyErrors: false` the parser's messages quote the file, which may hold a pasted secret.
  const document = parseDocument(text, { lineCounter, prettyErrors: false, version: "1.2", merge: false })
  const position = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return { line, column: col }
  }
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    ...position(pos[0]),
    message: code === "DUPLICATE_KEY" ? DUPLICATE : `this isn't YAML as it is read here: ${message}`,
  }))
  const isReadable = problems.every(({ message }) => message === DUPLICATE)
  visit(document, {
    Pair: (_, { key }) => {
      // JavaScript's maps treat this one name as no name, so it would be overlooked.
      if (isScalar(key) && key.value === "__proto__") {
        problems.push({ ...position(key.range?.[0] ?? 0), message: "this name can't be used: choose another" })
      }
    },
  })
  const locate: Source["locate"] = (path, at) => position(nodeAt(document, path, at)?.range?.[0] ?? 0)
  try {
    return { value: isReadable ? document.toJS() : undefined, problems, locate }
  } catch {
    // An alias without its anchor, or aliases of aliases by the hundred.
    const message = "an alias (*name) can't be resolved: define its anchor (&name) above it, or write the value out"
    return { value: undefined, problems: [...problems, { ...position(0), message }], locate }
  }
}
