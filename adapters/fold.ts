/** What a line of a terminal holds, and how one that is longer goes on. */

/** In the first column of what goes on from the line before. No line of ours begins so. */
const GOES_ON = "| "

/** Nothing is told apart in less. */
const NARROWEST = 20

/** How wide a character is at most: in other scripts many take two columns. */
const widthOf = (character: string): number => (/^[\x20-\x7e]$/.test(character) ? 1 : 2)

/**
 * A line in as many as the terminal's width asks for, so that the terminal never breaks one by itself: what a name brings into
 * the first column stands behind a mark. `isStyle` finds what takes no width.
 */
export const fold = (line: string, columns: number, style: RegExp): readonly string[] => {
  const width = Math.max(columns, NARROWEST)
  const lines: string[] = []
  let current = ""
  let used = 0
  for (const [index, part] of line.split(style).entries()) {
    // A capturing pattern leaves what it found at the odd places.
    if (index % 2 === 1) {
      current += part
      continue
    }
    for (const character of part) {
      const wide = widthOf(character)
      if (used + wide > width) {
        lines.push(current)
        current = GOES_ON
        used = GOES_ON.length
      }
      current += character
      used += wide
    }
  }
  return [...lines, current]
}
