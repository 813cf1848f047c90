/** Numbers as people write them, where that can be read in one way only. */

/** As it is compared: no separators, no zeros at the end of a fraction. Written digit by digit, it has no rounding. */
const canonical = (whole: string, fraction: string): string => {
  const digits = fraction.replace(/0+$/, "")
  return digits === "" ? whole : `${whole}.${digits}`
}

const PLAIN = /^(?:0|[1-9]\d*)$/
/** A comma before three digits or more is none of a fraction that everybody writes. */
const DECIMAL = /^(0|[1-9]\d*)(?:\.(\d+)|,(\d{1,2}))$/
/** Three digits after one separator may be thousands, unless what comes before can't be: it is 0, or more than three digits. */
const MAY_BE_GROUPED = /^[1-9]\d{0,2}[.,]\d{3}$/
/** One sign between all groups, another one before the fraction. A single group with a point or a comma may be a fraction. */
const GROUPED = /^([1-9]\d{0,2}(?:([.,'’])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?$/

/** The number that this text is, or nothing where it is none or could be two: `1,000` is a thousand to some, and one to others. */
export const numberOf = (text: string): string | undefined => {
  if (PLAIN.test(text)) return text
  if (MAY_BE_GROUPED.test(text)) return undefined
  const [, whole, afterPoint, afterComma = ""] = DECIMAL.exec(text) ?? []
  if (whole !== undefined) return canonical(whole, afterPoint ?? afterComma)
  const [, groups, , rest = ""] = GROUPED.exec(text) ?? []
  return groups === undefined ? undefined : canonical(groups.replace(/\D/g, ""), rest)
}
