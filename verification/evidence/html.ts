/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string
}

type Part = Html | string | number | readonly Html[]

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "")

const markupOf = (part: Part): string => {
  if (typeof part === "string") return escaped(part)
  if (typeof part === "number") return String(part)
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("")
}

/** A template whose texts are escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: strings.map((string, index) => string + markupOf(parts[index] ?? "")).join(""),
})
