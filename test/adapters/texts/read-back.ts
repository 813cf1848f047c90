/** The text of which this is what is shown: whatever stands in brackets is what it names, once for each time; a letter that is named is there already. */
export const readBack = (text: string): string =>
  text
    .replace(/\n(⟦U\+000A ×\d+⟧)\n/g, "\n$1\n")
    .replace(/(\p{L}?)⟦U\+([\dA-F]+)(?: ×(\d+))?⟧/gu, (_, letter: string, hex: string, times = "1") => {
      const character = String.fromCodePoint(Number.parseInt(hex, 16))
      return letter === character ? letter : `${letter}${character.repeat(Number(times))}`
    })
