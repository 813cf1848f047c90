import { createPublicKey } from "node:crypto"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import {
  ProofKey,
  Thumbprint,
  WrittenKey,
  keyObjectOfProofKey,
  thumbprintOf,
} from "../../../adapters/identity/proof-key.ts"
import { keyPair, respelt, rfc8037 } from "./jws.ts"

const corpus = (name: string) =>
  z
    .array(z.object({ key: z.string(), flags: z.array(z.string()).nullable() }))
    .parse(JSON.parse(readFileSync(new URL(`../../corpus/ed25519/${name}`, import.meta.url), "utf8")))

const written = (bytes: Uint8Array) => ({ kty: "OKP", crv: "Ed25519", x: Buffer.from(bytes).toString("base64url") })

describe("the thumbprint of a key", () => {
  it("is that of RFC 7638: of the key in RFC 8037, appendix A.3, the one that stands there", () => {
    const { publicKeyJwk, thumbprintSha256 } = rfc8037()
    expect(thumbprintOf(ProofKey.parse(publicKeyJwk))).toBe(thumbprintSha256)
  })

  it("is of its required members in their order, however they are written", () => {
    const { publicKeyJwk, thumbprintSha256 } = rfc8037()
    const { kty, crv, x } = publicKeyJwk
    expect(thumbprintOf(ProofKey.parse({ x, kty, crv }))).toBe(thumbprintSha256)
    expect(thumbprintOf(keyPair().jwk)).not.toBe(thumbprintSha256)
  })

  it("is 43 characters of base64url", () => {
    const { thumbprintSha256 } = rfc8037()
    expect(Thumbprint.safeParse(thumbprintSha256).success).toBe(true)
    for (const text of [`${thumbprintSha256}=`, thumbprintSha256.slice(1), ` ${thumbprintSha256.slice(1)}`, ""])
      expect(Thumbprint.safeParse(text).success).toBe(false)
  })
})

describe("the key of an agent", () => {
  it("is an Ed25519 public key, as node reads it", () => {
    const { jwk, publicKey } = keyPair()
    const read = ProofKey.parse(jwk)
    expect(read).toEqual(jwk)
    expect(keyObjectOfProofKey(read).equals(publicKey)).toBe(true)
    expect(keyObjectOfProofKey(read).equals(createPublicKey({ key: jwk, format: "jwk" }))).toBe(true)
  })

  it("is written in one way, with nothing else and no private part", () => {
    const { publicKeyJwk, d } = rfc8037()
    const { x } = publicKeyJwk
    const wrong: readonly object[] = [
      { ...publicKeyJwk, d },
      { ...publicKeyJwk, kid: "agent" },
      { ...publicKeyJwk, alg: "EdDSA" },
      { ...publicKeyJwk, use: "sig" },
      { ...publicKeyJwk, kty: "okp" },
      { ...publicKeyJwk, kty: "EC" },
      { ...publicKeyJwk, crv: "Ed448" },
      { ...publicKeyJwk, crv: "X25519" },
      { kty: "OKP", crv: "Ed25519" },
      { kty: "RSA", n: x, e: "AQAB" },
      { ...publicKeyJwk, x: `${x}=` },
      { ...publicKeyJwk, x: x.slice(1) },
      { ...publicKeyJwk, x: `${x}A` },
      { ...publicKeyJwk, x: ` ${x.slice(1)}` },
      { ...publicKeyJwk, x: x.replace("_", "/") },
      { ...publicKeyJwk, x: "" },
      { ...publicKeyJwk, x: [x] },
    ]
    for (const key of wrong) expect([key, ProofKey.safeParse(key).success]).toEqual([key, false])
  })

  it("has an x whose last character has no bit that says nothing: it would be one key with four thumbprints", () => {
    const { publicKeyJwk } = rfc8037()
    const x = respelt(publicKeyJwk.x)
    expect(Buffer.from(x, "base64url").equals(Buffer.from(publicKeyJwk.x, "base64url"))).toBe(true)
    expect(ProofKey.safeParse({ ...publicKeyJwk, x }).success).toBe(false)
    expect(WrittenKey.safeParse({ ...publicKeyJwk, x }).success).toBe(false)
  })

  it("is a point of prime order in its one encoding: no key of CCTV is one that a signature of anybody's fits", () => {
    const keys = new Map(
      corpus("cctv_ed25519vectors.json").map(({ key, flags }) => [key, (flags ?? []).join(" ")] as const),
    )
    const weak = [...keys].filter(([, flags]) => /low_order_A|low_order_component_A|non_canonical_A/.test(flags))
    expect(weak.length).toBeGreaterThan(10)
    for (const [key] of weak) expect(ProofKey.safeParse(written(Buffer.from(key, "hex"))).success).toBe(false)
  })

  it("is on the curve", () => {
    for (const bytes of [Buffer.alloc(32, 0xff), Buffer.concat([Buffer.of(2), Buffer.alloc(31)])])
      expect(ProofKey.safeParse(written(bytes)).success).toBe(false)
  })
})
