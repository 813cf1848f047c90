import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"

/** A place in a module that TLC 2.18 may evaluate wrongly. */
export interface Finding {
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly text: string
  readonly why: string
}

/**
 * TLC keeps some functions as their constructor plus a list of changes, and mishandles the list (tlaplus issues 1302 and
 * 1145). So a module changes by EXCEPT no function constructor, be it written in place or named, and constructs no
 * function over a set that TLC doesn't enumerate at once. Not seen: a constructor that reaches EXCEPT through a parameter.
 */
export function lintModule(file: string, module: string): readonly Finding[] {
  const text = blank(module)
  const named = [
    ...text.matchAll(/\b(\w+)(?:\s*\([^()]*\))?\s*==\s*\[[^[\]|]*\\in\b[^[\]]*\|->/g),
    ...text.matchAll(/\b(\w+)\[[^\]]*\\in\b[^\]]*\]\s*==/g),
  ]
  const constructors = new Set(named.map((match) => match[1] ?? ""))
  const found = [...text.matchAll(/\[\s*(\[|\w+)/g)].flatMap((match): [number, string][] => {
    const base = match[1] ?? ""
    if (base !== "[" && !constructors.has(base)) return []
    const from = match.index + match[0].length - base.length
    const end = base === "[" ? closing(text, from) : from + base.length
    if (!/^\s*(?:\([^()]*\)\s*)?EXCEPT\b/.test(text.slice(end))) return []
    return [[match.index, "EXCEPT on a function constructor"]]
  })
  const domains = [
    ...text.matchAll(/\[\s*\w+(?:\s*,\s*\w+)*\s*\\in\s*(?:\[[^[\]|]*->|SUBSET\b|Seq\b|Nat\b|Int\b)(?=[^[]*\|->)/g),
  ]
  const all = [
    ...found,
    ...domains.map((match): [number, string] => [
      match.index,
      "a function over a set that TLC doesn't enumerate at once",
    ]),
  ]
  return all.sort(([a], [b]) => a - b).map(([at, why]) => place(file, module, at, why))
}

/** Lints every module below a folder. */
export async function lintModels(folder: string): Promise<readonly Finding[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".tla")).sort()
  const findings = await Promise.all(
    files.map(async (name) => lintModule(join(folder, name), await readFile(join(folder, name), "utf8"))),
  )
  return findings.flat()
}

/** Comments and strings as blanks, so that positions stay. TLA+ block comments nest. */
function blank(module: string): string {
  let depth = 0
  return module.replace(/\(\*|\*\)|\\\*.*|"(?:[^"\\\n]|\\.)*"|[^\n]/g, (token) => {
    if (token === "(*") depth += 1
    const hidden = depth > 0 || token.startsWith("\\*") || token.startsWith('"')
    if (token === "*)" && depth > 0) depth -= 1
    return hidden ? " ".repeat(token.length) : token
  })
}

/** The place after the bracket that closes the one at `from`. */
function closing(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "[") depth += 1
    if (text[at] === "]") depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

function place(file: string, module: string, at: number, why: string): Finding {
  const line = module.slice(0, at).split("\n").length
  return { file, line, text: (module.split("\n")[line - 1] ?? "").trim(), why }
}
