/** Ranges of addresses, judged by how much of the address space they hold together, however they are written. */

/** A stretch of addresses of one family, both ends included. */
export interface Range {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

const BITS = { 4: 32, 6: 128 } as const

/** More public addresses than an IPv4 /8 or an IPv6 /16 has are meant for everybody. */
const MOST = { 4: 1n << 24n, 6: 1n << 112n } as const

/** IPv6 prefixes of 96 bits behind which all of IPv4 stands: mapped and compatible (RFC 4291), translated (RFC 6052, 2765). */
const EMBEDDING: readonly bigint[] = [0xffffn << 32n, 0n, 0x64ff9bn << 96n, 0xffff0000n << 32n]

/** The range of a text: an address, with a length or a mask, or two addresses; undefined where it is none. */
export const rangeOf = (text: string): Range | undefined => {
  const [, from = "", mark, to = ""] =
    /^\s*([0-9a-fA-F:.]{2,45})\s*(?:([-/])\s*([0-9a-fA-F:.]{1,45})\s*)?$/.exec(text) ?? []
  const first = addressOf(from)
  if (first === undefined) return undefined
  if (mark === undefined) return { ...first, last: first.first }
  return mark === "-" ? between(first, addressOf(to)) : withLength(first, to)
}

/** The range from one address to another, in whichever order they stand. */
export const rangeBetween = (from: string, to: string): Range | undefined => {
  const first = addressOf(from.trim())
  return first === undefined ? undefined : between(first, addressOf(to.trim()))
}

interface Address {
  readonly family: 4 | 6
  readonly first: bigint
}

const between = (a: Address, b: Address | undefined): Range | undefined =>
  b?.family !== a.family
    ? undefined
    : a.first <= b.first
      ? { ...a, last: b.first }
      : { ...a, first: b.first, last: a.first }

const withLength = ({ family, first }: Address, text: string): Range | undefined => {
  const length = lengthOf(text, family)
  if (length === undefined) return undefined
  const size = 1n << BigInt(BITS[family] - length)
  const start = (first / size) * size
  return { family, first: start, last: start + size - 1n }
}

const lengthOf = (text: string, family: 4 | 6): number | undefined => {
  if (/^[0-9]{1,3}$/.test(text)) return Number(text) <= BITS[family] ? Number(text) : undefined
  const mask = family === 4 ? quads(text) : undefined
  if (mask === undefined) return undefined
  // A mask is ones and then zeros. Of one that isn't, only what is fixed at its front counts: the wider reading.
  const zero = mask.toString(2).padStart(32, "0").indexOf("0")
  return zero === -1 ? 32 : zero
}

const addressOf = (text: string): Address | undefined => {
  const first = text.includes(":") ? groups(text) : quads(text)
  return first === undefined ? undefined : { family: text.includes(":") ? 6 : 4, first }
}

const quads = (text: string): bigint | undefined => {
  const parts = text.split(".")
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

const groups = (text: string): bigint | undefined => {
  const dotted = /^(.*:)([0-9.]+)$/.exec(text)
  if (dotted?.[2]?.includes(".") === true) {
    const tail = quads(dotted[2])
    return tail === undefined
      ? undefined
      : groups(`${dotted[1] ?? ""}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`)
  }
  const halves = text.split("::")
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...Array.from({ length: missing }, () => "0"), ...tail]
  return all.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))
    ? all.reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n)
    : undefined
}

const range = (text: string): Range => rangeOf(text) ?? { family: 4, first: 0n, last: 0n }
/** What nobody reaches from outside (RFC 1918, 6598, 4193): holding all of it opens nothing. */
const PRIVATE: readonly Range[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"].map(
  range,
)

/** Whether ranges together hold so much of the public address space that they are meant for everybody. */
export const holdEverybody = (ranges: readonly Range[]): boolean => {
  const plain = ranges.flatMap(unfolded)
  return ([4, 6] as const).some((family) => publicSize(plain.filter((range) => range.family === family)) > MOST[family])
}

/** A range of IPv6 holds the IPv4 that it embeds besides itself. */
const unfolded = (range: Range): readonly Range[] =>
  range.family === 4
    ? [range]
    : [
        range,
        ...EMBEDDING.flatMap((base): readonly Range[] => {
          const first = range.first > base ? range.first : base
          const end = base + (1n << 32n) - 1n
          const last = range.last < end ? range.last : end
          return first > last ? [] : [{ family: 4, first: first - base, last: last - base }]
        }),
      ]

/** How many addresses the ranges hold together, without the private ones and none counted twice. */
const publicSize = (ranges: readonly Range[]): bigint => {
  let size = 0n
  let next = 0n
  for (const { first, last, family } of [...ranges].sort((a, b) =>
    a.first < b.first ? -1 : a.first > b.first ? 1 : 0,
  )) {
    const start = first > next ? first : next
    if (last < start) continue
    size += last - start + 1n - privateWithin(family, start, last)
    next = last + 1n
  }
  return size
}

const privateWithin = (family: 4 | 6, start: bigint, end: bigint): bigint =>
  PRIVATE.filter((range) => range.family === family)
    .map(({ first, last }) => (last < end ? last : end) - (first > start ? first : start) + 1n)
    .reduce((sum, size) => (size > 0n ? sum + size : sum), 0n)

/** What ranges hold together, as a text: adding what they hold already changes nothing. */
export const coverOf = (ranges: readonly Range[]): string => {
  const parts: { family: number; first: bigint; last: bigint }[] = []
  for (const { family, first, last } of [...ranges].sort(inOrder)) {
    const open = parts.at(-1)
    if (open === undefined || open.family !== family || first > open.last + 1n) parts.push({ family, first, last })
    else if (last > open.last) open.last = last
  }
  return parts.map(({ family, first, last }) => `${family}:${first}-${last}`).join()
}

const inOrder = (a: Range, b: Range): number =>
  a.family !== b.family ? a.family - b.family : a.first < b.first ? -1 : a.first > b.first ? 1 : 0
