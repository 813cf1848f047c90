import { describe, expect, it } from "vitest"
import { decoded } from "../../../adapters/texts/decoded.ts"

describe("bytes as text", () => {
  it("are exactly these bytes again, a byte-order mark and all", () => {
    const text = "\ufeffmilk \u{1f600}\u0000"
    expect(decoded(new TextEncoder().encode(text))).toBe(text)
  })

  it.each([[[0xff]], [[0xed, 0xa0, 0x80]], [[0xc0, 0x80]], [[0xe2, 0x82]]])(
    "are none where they are no UTF-8: %j",
    (bytes) => {
      expect(decoded(Uint8Array.from(bytes))).toBeNull()
    },
  )
})
