import type { Json } from "../../kernel/json.ts"

/** Escapes that Python's `repr` writes. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" }
const CONSTANTS: Readonly<Record<string, Json>> = { None: null, True: true, False: false }

const TOKEN = /\s*(?:(?<sign>[{}[\](),:])|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<word>[-+.\w]+))/sy

const textOf = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|(.))/gis, (_, byte?: string, unit?: string, letter = "") => {
      const code = byte ?? unit
      return code === undefined ? (ESCAPES[String(letter)] ?? String(letter)) : String.fromCharCode(parseInt(code, 16))
    })

interface Token {
  readonly kind: "sign" | "text" | "word"
  readonly written: string
}

const tokensOf = (text: string): readonly Token[] | undefined => {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const { sign, text: quoted, word } = TOKEN.exec(text)?.groups ?? {}
    if (sign !== undefined) tokens.push({ kind: "sign", written: sign })
    else if (quoted !== undefined) tokens.push({ kind: "text", written: textOf(quoted) })
    else if (word !== undefined) tokens.push({ kind: "word", written: word })
    else return undefined
  }
  return tokens
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" }

/** The value that a Python literal of JSON's kinds is; undefined for anything else. */
export const literalOf = (text: string): Json | undefined => {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  let at = 0
  const isNext = (sign: string): boolean => tokens[at]?.kind === "sign" && tokens[at]?.written === sign
  const took = (sign: string): boolean => {
    if (!isNext(sign)) return false
    at += 1
    return true
  }
  /** What stands between here and the closing sign, with commas; undefined where it isn't closed. */
  const several = <Item>(closing: string, item: () => Item | undefined): readonly Item[] | undefined => {
    const items: Item[] = []
    while (!took(closing)) {
      const one = item()
      if (one === undefined || !(took(",") || isNext(closing))) return undefined
      items.push(one)
    }
    return items
  }
  const member = (): readonly [string, Json] | undefined => {
    const name = value()
    const held = took(":") ? value() : undefined
    return typeof name === "string" && held !== undefined ? [name, held] : undefined
  }
  const value = (): Json | undefined => {
    const token = tokens[at]
    at += 1
    if (token === undefined) return undefined
    const { kind, written } = token
    if (kind === "text") return written
    if (kind === "word") {
      if (Object.hasOwn(CONSTANTS, written)) return CONSTANTS[written]
      return Number.isFinite(Number(written)) ? Number(written) : undefined
    }
    if (written === "{") {
      const members = several("}", member)
      return members && Object.fromEntries(members)
    }
    const closing = CLOSING[written]
    return closing === undefined ? undefined : several(closing, value)
  }
  const read = value()
  return at === tokens.length ? read : undefined
}
