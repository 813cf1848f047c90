import { fc, it } from "@fast-check/vitest"
import { expect } from "vitest"
import { readUtf8 } from "../../../adapters/texts/utf8.ts"

const read = (bytes: readonly number[]) => {
  const points: { readonly point: number; readonly start: number; readonly end: number }[] = []
  readUtf8(bytes, (point, start, end) => points.push({ point, start, end }))
  return points
}

const mostly = fc.array(
  fc.oneof(
    fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xa0, 0x90, 0xff, 0xc0),
    fc.nat({ max: 255 }),
  ),
)

it.prop([mostly])(
  "what is text among bytes is what any decoder reads, but for its sign that something was none",
  (bytes) => {
    const text = read(bytes).map(({ point }) => String.fromCodePoint(point))
    const other = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes))
    expect(text.join("").replaceAll("\ufffd", "")).toBe(other.replaceAll("\ufffd", ""))
  },
)

it.prop([mostly])("each code point is the bytes that it says", (bytes) => {
  for (const { point, start, end } of read(bytes))
    expect([...Buffer.from(String.fromCodePoint(point))]).toEqual(bytes.slice(start, end))
})
