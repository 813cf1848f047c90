import { createPrivateKey, createPublicKey } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { type Kind, readJws } from "../../../adapters/identity/compact-jws.ts"
import { base64url, compact, flipped, keyPair, partsOf, respelt, rfc8037 } from "./jws.ts"

const theirs = () => createPublicKey({ key: rfc8037().publicKeyJwk, format: "jwk" })

/** A kind of token that has the header of RFC 8037's example. */
const kind = (key = theirs()) => ({
  header: z.strictObject({ alg: z.literal("EdDSA") }),
  claims: z.strictObject({ n: z.number() }),
  keyOf: () => key,
})

/** A key, and a token of that kind. */
const signed = () => {
  const { privateKey, publicKey } = keyPair()
  return { privateKey, kind: kind(publicKey), token: compact({ alg: "EdDSA" }, { n: 1 }, privateKey) }
}

describe("a JWS in compact form", () => {
  it("is read once its signature is right, as is that of RFC 8037, appendix A.4, whose payload is no claims", async () => {
    const { token, kind: own } = signed()
    expect(await readJws(token, own)).toEqual({ header: { alg: "EdDSA" }, claims: { n: 1 } })
    const { compact: published } = rfc8037()
    expect(await readJws(published, kind())).toBe("malformed")
    expect(await readJws(published, kind(keyPair().publicKey))).toBe("signature")
  })

  it("is signed as RFC 8037 has it: the very same bytes", () => {
    const { publicKeyJwk, d, payload, compact: published } = rfc8037()
    const [header] = partsOf(published)
    const key = { kty: publicKeyJwk.kty, crv: publicKeyJwk.crv, x: publicKeyJwk.x, d }
    expect(compact(Buffer.from(header, "base64url"), payload, createPrivateKey({ key, format: "jwk" }))).toBe(published)
  })

  it("is told of in one order: its parts, its header, its key, its signature, its claims", async () => {
    const { privateKey, kind: own, token } = signed()
    const [header, claims, signature] = partsOf(token)
    const faults = await Promise.all([
      readJws(`${header}.${claims}`, own),
      readJws(compact({ alg: "none" }, { m: 1 }, privateKey), { ...own, keyOf: () => null }),
      readJws(compact({ alg: "EdDSA" }, { m: 1 }, privateKey), { ...own, keyOf: () => null }),
      readJws(`${header}.${base64url('{"m":1}')}.${signature}`, own),
      readJws(compact({ alg: "EdDSA" }, { m: 1 }, privateKey), own),
    ])
    expect(faults).toEqual(["malformed", "header", "key", "signature", "malformed"])
  })

  it("asks for a key by the header that it has read, and for none before", async () => {
    const { privateKey, kind: own } = signed()
    const asked: unknown[] = []
    const asking: Kind<unknown, unknown> = {
      ...own,
      header: z.object({ alg: z.string(), kid: z.string() }),
      keyOf: (header) => {
        asked.push(header)
        return null
      },
    }
    await readJws(compact({ alg: "EdDSA" }, { n: 1 }, privateKey), asking)
    expect(asked).toEqual([])
    await readJws(compact({ alg: "EdDSA", kid: "a" }, { n: 1 }, privateKey), asking)
    expect(asked).toEqual([{ alg: "EdDSA", kid: "a" }])
  })

  it("has three parts in base64url without padding, each in its one spelling", async () => {
    const { token, kind: own } = signed()
    const [header, claims, signature] = partsOf(token)
    const wrong = [
      "",
      ".",
      header,
      `${header}.${claims}`,
      `${token}.`,
      `${token}..`,
      `.${token}`,
      `${token}.${signature}`,
      `${header}.${claims}.${signature}=`,
      `${header}.${claims}.${signature}==`,
      `${header}=.${claims}.${signature}`,
      `${header}.${claims}==.${signature}`,
      `${header}.${claims}.${respelt(signature)}`,
      `${token} `,
      ` ${token}`,
      `${token}\n`,
      `${header}.\n${claims}.${signature}`,
      token.replaceAll("_", "/").replaceAll("-", "+").concat("+"),
      `${header}.${claims}.${signature}é`,
    ]
    for (const text of wrong) expect([text, await readJws(text, own)]).toEqual([text, "malformed"])
  })

  it("is signed: nobody's signature is none", async () => {
    const { token, kind: own } = signed()
    const [header, claims, signature] = partsOf(token)
    const short = Buffer.from(signature, "base64url")
    for (const bytes of [Buffer.of(), short.subarray(1), Buffer.concat([short, Buffer.of(0)]), Buffer.alloc(64)])
      expect(await readJws(`${header}.${claims}.${base64url(bytes)}`, own)).toBe("signature")
  })

  it("has a signature whose S is below the group's order (RFC 8032 §5.1.7), or there would be two of each", async () => {
    const { token, kind: own } = signed()
    const [header, claims, signature] = partsOf(token)
    const bytes = Buffer.from(signature, "base64url")
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const scalar = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + order
    Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse().copy(bytes, 32)
    expect(await readJws(`${header}.${claims}.${base64url(bytes)}`, own)).toBe("signature")
  })

  it("says a name once, in header and claims, and is UTF-8", async () => {
    const { privateKey, kind: own } = signed()
    const read = (header: string | Uint8Array, claims: string | Uint8Array) =>
      readJws(compact(header, claims, privateKey), own)
    const [header, claims] = ['{"alg":"EdDSA"}', '{"n":1}']
    expect(await read(header, claims)).toMatchObject({ claims: { n: 1 } })
    expect(await read('{"alg":"EdDSA","alg":"EdDSA"}', claims)).toBe("header")
    expect(await read('{"alg":"none","\\u0061lg":"EdDSA"}', claims)).toBe("header")
    expect(await read(header, '{"n":2,"n":1}')).toBe("malformed")
    expect(await read(Buffer.concat([Buffer.from('{"alg":"EdDSA'), Buffer.of(0xff), Buffer.from('"}')]), claims)).toBe(
      "header",
    )
    expect(await read(header, Buffer.concat([Buffer.from('{"n":1}'), Buffer.of(0xc0, 0x80)]))).toBe("malformed")
    expect(await read(`\ufeff${header}`, claims)).toBe("header")
    expect(await read(header, `\ufeff${claims}`)).toBe("malformed")
    expect(await read('{"alg":"EdDSA","__proto__":{}}', claims)).toBe("header")
    expect(await read(header, "[".repeat(5_000))).toBe("malformed")
    for (const other of ["null", "1", '"EdDSA"', "[]", ""]) {
      expect(await read(other, claims)).toBe("header")
      expect(await read(header, other)).toBe("malformed")
    }
  })

  it("is 8,192 characters long at most", async () => {
    const { privateKey, kind: own } = signed()
    const padded = (by: number) => compact({ alg: "EdDSA" }, `{"n":1${" ".repeat(by)}}`, privateKey)
    const long = padded(6_056)
    expect(long).toHaveLength(8_192)
    expect(await readJws(long, own)).toMatchObject({ claims: { n: 1 } })
    expect(await readJws(padded(6_057), own)).toBe("malformed")
  })

  it("counts unaltered alone: with another character anywhere it is none", async () => {
    const { token, kind: own } = signed()
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.nat(64), async (at, step) => {
        expect(typeof (await readJws(flipped(token, at, step), own))).toBe("string")
      }),
    )
  })
})
