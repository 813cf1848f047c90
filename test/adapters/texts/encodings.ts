/** Encoders, each writing all of a text in its coding, so that what stands before it changes nothing. */
import type { Coding } from "../../../adapters/texts/codings.ts"

const hexOf = (text: string) => Buffer.from(text, "utf8").toString("hex")
const points = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0)
const units = (text: string) => text.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"))

export const encodings: Readonly<Record<Coding, (text: string) => string>> = {
  percent: (text) => hexOf(text).replace(/../g, "%$&"),
  form: (text) => hexOf(text).replace(/../g, (byte) => (byte === "20" ? "+" : `%${byte.toUpperCase()}`)),
  html: (text) =>
    points(text)
      .map((point) => `&#${point};`)
      .join(""),
  json: (text) =>
    units(text)
      .map((unit) => `\\u${unit}`)
      .join(""),
  base64: (text) => Buffer.from(text, "utf8").toString("base64"),
  base64url: (text) => Buffer.from(text, "utf8").toString("base64url"),
  hex: hexOf,
}
export const codingNames = [
  "percent",
  "form",
  "html",
  "json",
  "base64",
  "base64url",
  "hex",
] as const satisfies readonly Coding[]
