/** What a control, zero-width or bidi character is, besides white space and marks. */
const UNSEEN =
  /(?!\p{White_Space})[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufffd]/gu

/**
 * The text with one case, form (NFKC) and white space, and nothing that isn't seen. Unlike what is compared to find regions
 * (`folded.ts`) it keeps words apart and marks on their letters: what is alike here reads alike.
 */
export const plain = (text: string): string => {
  const seen = text.replace(UNSEEN, "").normalize("NFKC").replace(UNSEEN, "")
  const letters = Array.from(seen, (letter) => letter.toUpperCase().toLowerCase()).join("")
  return letters
    .replaceAll("ς", "σ")
    .normalize("NFKC")
    .replace(/\p{White_Space}+/gu, " ")
    .replace(/^ | $/g, "")
}
