/** Bytes that may be text, among others that are none: RFC 3629, and what isn't well-formed is left out, byte by byte. */

/** By its first byte how long a sequence is, the bits of the first that count, and the least that needs so many bytes. */
const LEADS = [
  { from: 0x00, to: 0x7f, size: 1, mask: 0x7f, least: 0 },
  { from: 0xc2, to: 0xdf, size: 2, mask: 0x1f, least: 0x80 },
  { from: 0xe0, to: 0xef, size: 3, mask: 0x0f, least: 0x800 },
  { from: 0xf0, to: 0xf4, size: 4, mask: 0x07, least: 0x1_0000 },
] as const

const LEAD_OF = Array.from({ length: 256 }, (_, byte) => LEADS.find(({ from, to }) => byte >= from && byte <= to))

/** Tells each code point of these bytes, and which bytes it was. */
export const readUtf8 = (bytes: readonly number[], tell: (point: number, start: number, end: number) => void): void => {
  for (let start = 0; start < bytes.length;) {
    const byte = bytes[start] ?? 0
    const lead = LEAD_OF[byte]
    let point = lead === undefined ? -1 : byte & lead.mask
    const end = start + (lead?.size ?? 1)
    for (let index = start + 1; index < end && point >= 0; index += 1) {
      const next = bytes[index] ?? 0
      point = next >> 6 === 2 ? (point << 6) | (next & 0x3f) : -1
    }
    const isPoint = lead !== undefined && point >= lead.least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
    if (isPoint) tell(point, start, end)
    start = isPoint ? end : start + 1
  }
}
