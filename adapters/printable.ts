/** Text from outside as it may stand on a terminal: nothing in it hides, rewrites or moves what a person reads. */

/** `\u{202e}`, in letters that every terminal shows. What is escaped already stays as it is. */
const named = (characters: string): string =>
  Array.from(characters, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`).join("")

/**
 * Control, format, private and unassigned characters, separators of lines, blanks of other widths, what shows as nothing
 * (UAX #44, Default_Ignorable_Code_Point, and the empty Braille pattern), and marks that pile up or stand on what is not theirs.
 */
export const UNSAFE =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|\p{M}{3,}|(?<![\p{L}\p{N}\p{M}])\p{M}+/gu

/** Sentences and names on one line: whoever writes in another script is still read. */
export const printable = (text: string): string => text.replace(UNSAFE, named)

/** Names that people compare letter by letter: printable ASCII, and no blanks that could carry a fold. */
export const exactly = (text: string): string =>
  text.replace(/[^\x20-\x7e]/gu, named).replace(/^ +| +$|(?<= ) +/g, named)

/** What somebody copies as a whole, such as a permit: it has no blanks. */
export const unbroken = (text: string): string => text.replace(/[^\x21-\x7e]/gu, named)

/** Each UTF-16 unit as JSON escapes it (RFC 8259 §7). */
const escapedUnits = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("")

/** JSON on one line, which reads back as what it was. */
export const printableJson = (value: unknown): string => JSON.stringify(value).replace(UNSAFE, escapedUnits)
