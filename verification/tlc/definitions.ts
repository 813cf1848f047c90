/** A definition of a module: what it is named, whether it takes arguments, and its text without comments. */
export interface Definition {
  readonly name: string
  readonly isApplied: boolean
  readonly body: string
}

/** The definitions of a module in our layout: each begins its line, and ends where another line begins with something. */
export const definitionsIn = (module: string): readonly Definition[] =>
  [...withoutComments(module).matchAll(/^(\w+)(\([^\n]*?\))?\s*==((?:.*)(?:\n(?:[ \t].*)?)*)/gm)].map(
    ([, name = "", parameters, body = ""]) => ({ name, isApplied: parameters !== undefined, body: body.trim() }),
  )

/** TLA+ block comments nest; a string may hold what looks like a comment. */
const withoutComments = (module: string): string => {
  let depth = 0
  return module.replace(/\(\*|\*\)|\\\*.*|"(?:[^"\\\n]|\\.)*"|[^\n]/g, (token) => {
    if (token === "(*") depth += 1
    const isHidden = depth > 0 || token.startsWith("\\*")
    if (token === "*)" && depth > 0) depth -= 1
    return isHidden ? "" : token
  })
}
