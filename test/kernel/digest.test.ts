import { describe, expect, it } from "vitest"
import { Digest, digestOf } from "../../kernel/digest.ts"

const hex = () => "0123456789abcdef".repeat(4)

describe("a digest", () => {
  it("is 64 lower-case hexadecimal digits and nothing around them", () => {
    expect(Digest.safeParse(hex()).success).toBe(true)
    for (const other of [`${hex()}0`, `0${hex()}`, `${hex()}\n`, hex().slice(1), hex().toUpperCase(), ""])
      expect(Digest.safeParse(other).success).toBe(false)
  })

  it("is SHA-256 (FIPS 180-4, the example of three letters)", () => {
    expect(digestOf(new TextEncoder().encode("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    )
  })
})
