import { readFileSync } from "node:fs"
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { verifier as openssl } from "../../../adapters/signer/verifier.ts"
import { KeyId, isOfPrimeOrder, keyIdOf, keysOf, verifier as noble } from "../../../kernel/ledger/ed25519.ts"
import { signerOf, utf8 } from "./fixtures.ts"

const corpus = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../corpus/ed25519/${name}`, import.meta.url), "utf8"))

const Case = z.object({ publicKey: z.string(), message: z.string(), signature: z.string() })
const known = (name: string) => z.object({ cases: z.array(Case) }).parse(corpus(name)).cases
const adversarial = () =>
  z
    .array(
      z.object({
        number: z.int(),
        key: z.string(),
        sig: z.string(),
        msg: z.string(),
        flags: z.array(z.string()).nullable(),
      }),
    )
    .parse(corpus("cctv_ed25519vectors.json"))

/** The group's order L (RFC 8032 §5.1), to be added to S. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const withLargerS = (signature: Uint8Array): Uint8Array => {
  const s = BigInt(`0x${bytesToHex(signature.slice(32).reverse())}`) + ORDER
  return Uint8Array.of(...signature.slice(0, 32), ...hexToBytes(s.toString(16).padStart(64, "0")).reverse())
}

describe.each([
  ["the kernel's verifier", noble],
  ["OpenSSL's verifier", openssl],
])("%s", (_, verifier) => {
  it.each(["rfc8032.json", "sign_input_sample.json"])("accepts what %s signs, and nothing near it", (name) => {
    for (const { publicKey, message, signature } of known(name)) {
      const verify = verifier(hexToBytes(publicKey))
      const [said, signed] = [hexToBytes(message), hexToBytes(signature)]
      expect(verify(said, signed)).toBe(true)
      expect(verify(Uint8Array.of(...said, 0), signed)).toBe(false)
      expect(verify(said, withLargerS(signed))).toBe(false)
    }
  })

  it("accepts, of the adversarial vectors, only the one whose points both have prime order", () => {
    const accepted = adversarial().filter(({ key, sig, msg }) => verifier(hexToBytes(key))(utf8(msg), hexToBytes(sig)))
    expect(accepted.map(({ number }) => number)).toEqual([305])
  })

  it.each([
    ["an empty signature", new Uint8Array(0)],
    ["63 bytes", new Uint8Array(63)],
    ["64 zeros", new Uint8Array(64)],
  ])("takes %s for no signature", (_, signature) => {
    expect(verifier(signerOf(1).publicKey)(utf8("x"), signature)).toBe(false)
  })

  it.each([
    ["no bytes", ""],
    ["31 bytes", "00".repeat(31)],
    ["the identity", `01${"00".repeat(31)}`],
    ["a y beyond the field", "ff".repeat(32)],
  ])("takes %s for no key", (_, key) => {
    expect(verifier(hexToBytes(key))(utf8("x"), new Uint8Array(64))).toBe(false)
  })
})

describe("a signature that is longer or shorter than 64 bytes", () => {
  it.each([
    ["the kernel's verifier", noble],
    ["OpenSSL's verifier", openssl],
  ])("is none to %s, though it starts with a point of prime order", (_, verifier) => {
    const { publicKey, sign } = signerOf(1)
    const signature = Effect.runSync(sign(utf8("x")))
    const verify = verifier(publicKey)
    expect(verify(utf8("x"), signature)).toBe(true)
    expect(verify(utf8("x"), Uint8Array.of(...signature, 0))).toBe(false)
    expect(verify(utf8("x"), signature.subarray(0, 63))).toBe(false)
  })
})

describe("a point of prime order", () => {
  it("is what a public key is", () => {
    expect(isOfPrimeOrder(signerOf(1).publicKey)).toBe(true)
  })

  /** p = 2^255 − 19: of y in p, …, p + 18 there is a second, shorter encoding. */
  const beyondTheField = Array.from({ length: 19 }, (_, y) =>
    Uint8Array.of(0xed + y, ...new Uint8Array(30).fill(0xff), 0x7f),
  )

  it.each<readonly [string, Uint8Array]>([
    ["the identity", Uint8Array.of(1, ...new Uint8Array(31))],
    ["31 bytes", new Uint8Array(31)],
    ...beyondTheField.map((bytes, y): readonly [string, Uint8Array] => [`y = p + ${y}`, bytes]),
  ])("is not %s", (_, bytes) => {
    expect(isOfPrimeOrder(bytes)).toBe(false)
  })
})

describe("a key id", () => {
  it("is the first 16 digits of the SHA-256 of the public key", () => {
    expect(keyIdOf(hexToBytes("00".repeat(32)))).toBe("66687aadf862bd77")
  })

  it.each(["66687aadf862bd7", "66687aadf862bd777", "66687AADF862BD77", " 66687aadf862bd77"])("is not %j", (text) => {
    expect(KeyId.safeParse(text).success).toBe(false)
  })

  it("finds its key", () => {
    const { publicKey, keyId } = signerOf(1)
    expect([...keysOf([publicKey]).keys()]).toEqual([keyId])
  })
})
