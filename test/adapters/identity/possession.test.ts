import { createHash, createPublicKey, generateKeyPairSync, sign } from "node:crypto"
import fc from "fast-check"
import { calculateJwkThumbprint, decodeProtectedHeader, jwtVerify } from "jose"
import { describe, expect, it } from "vitest"
import { type Proven, hashOf, possessionProof, readProof } from "../../../adapters/identity/possession.ts"
import { type Thumbprint, thumbprintOf } from "../../../adapters/identity/proof-key.ts"
import { type Part, base64url, compact, compactBy, flipped, hmacCompact, keyPair, respelt } from "./jws.ts"

const TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.c2ln"
const URL_OF_DECISIONS = "https://gate.example/v1/decisions"
const body = () => new TextEncoder().encode('{"tool":"notes.write"}')

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("base64url")

/** An agent that proves its requests, and a gate that knows its key. */
const agent = () => {
  const { privateKey, jwk } = keyPair()
  const known = thumbprintOf(jwk)
  const header = (changes: object = {}) => ({ typ: "dpop+jwt", alg: "EdDSA", jwk, ...changes })
  const claims = (changes: object = {}) => ({
    jti: "1",
    htm: "POST",
    htu: URL_OF_DECISIONS,
    iat: 1_800_000_000,
    ath: sha256(TOKEN),
    body_hash: sha256(body()),
    ...changes,
  })
  const request = (changes: Partial<Proven> = {}): Proven => ({
    method: "POST",
    path: "/v1/decisions",
    token: TOKEN,
    knows: (thumbprint) => thumbprint === known,
    ...changes,
  })
  return {
    privateKey,
    jwk,
    known,
    header,
    claims,
    request,
    proof: (headed: Part = header(), claimed: Part = claims()) => compact(headed, claimed, privateKey),
    made: (changes: Partial<Parameters<typeof possessionProof>[0]> = {}) =>
      possessionProof({
        privateKey,
        method: "POST",
        url: URL_OF_DECISIONS,
        body: body(),
        credential: TOKEN,
        ...changes,
      }),
    read: (proof: string, changes: Partial<Proven> = {}) => readProof(proof, request(changes)),
  }
}

/** Whose key has proven, or why nothing is. */
const told = async (reading: ReturnType<typeof readProof>): Promise<string> => {
  const read = await reading
  return typeof read === "string" ? read : read.thumbprint
}

describe("the proof that a request is its sender's", () => {
  it("is a DPoP proof (RFC 9449 §4.2) as jose reads it, with the hash of its body", async () => {
    const { jwk, made, known } = agent()
    const proof = await made()
    expect(decodeProtectedHeader(proof)).toEqual({ typ: "dpop+jwt", alg: "EdDSA", jwk })
    const { payload } = await jwtVerify(proof, createPublicKey({ key: jwk, format: "jwk" }), { typ: "dpop+jwt" })
    expect(payload).toEqual({
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      htm: "POST",
      htu: URL_OF_DECISIONS,
      iat: expect.any(Number) as unknown,
      ath: sha256(TOKEN),
      body_hash: sha256(body()),
    })
    expect(await calculateJwkThumbprint(jwk)).toBe(known)
  })

  it("tells whose key it is, and of which bytes", async () => {
    const { known, made, read } = agent()
    const proven = await read(await made())
    if (typeof proven === "string") throw new Error(`it is ${proven}`)
    expect(proven.thumbprint).toBe(known)
    expect(proven.isOf(body())).toBe(true)
    for (const other of ['{"tool":"notes.write"} ', '{"tool":"notes.wriTe"}', ""])
      expect(proven.isOf(new TextEncoder().encode(other))).toBe(false)
  })

  it("is told apart from each other one", async () => {
    const { made } = agent()
    expect(await made()).not.toBe(await made())
  })

  it("is made with an Ed25519 private key, given as PEM or as a key, and with none of another kind", async () => {
    const { made, privateKey, known, read } = agent()
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
    expect(await told(read(await made({ privateKey: pem })))).toBe(known)
    const others = [
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
      generateKeyPairSync("ed448").privateKey,
      createPublicKey(privateKey),
    ]
    for (const other of [...others, "no key"])
      await expect(made({ privateKey: other })).rejects.toThrow("`interlock keys agent` makes one")
  })

  it("leaves out query and fragment of the URL, and is of its method", async () => {
    const { known, made, read } = agent()
    expect(await told(read(await made({ url: `${URL_OF_DECISIONS}?dry=1#top` })))).toBe(known)
    const asked = await made({ method: "PUT" })
    expect([await told(read(asked)), await told(read(asked, { method: "PUT" }))]).toEqual(["method", known])
  })

  it("is read wherever the gate stands, by either name of the algorithm, and with claims that nobody knows", async () => {
    const { claims, header, known, proof, read } = agent()
    for (const origin of ["http://127.0.0.1:8080", "https://gate.example:8443", "HTTPS://GATE.EXAMPLE"])
      expect(await told(read(proof(undefined, claims({ htu: `${origin}/v1/decisions` }))))).toBe(known)
    expect(await told(read(proof(header({ alg: "Ed25519" }))))).toBe(known)
    expect(await told(read(proof(undefined, claims({ nonce: "n", exp: 1 }))))).toBe(known)
    expect(await told(read(proof(undefined, claims({ iat: 0 }))))).toBe(known)
  })

  it("unaltered: with another character anywhere it is none", async () => {
    const { proof, read } = agent()
    const text = proof()
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.nat(64), async (at, step) => {
        expect(typeof (await read(flipped(text, at, step)))).toBe("string")
      }),
      { numRuns: 300 },
    )
  })
})

describe("a proof is of this request", () => {
  it.each<[what: string, changes: object, fault: string]>([
    ["of another method", { htm: "GET" }, "method"],
    ["of the method in lower case", { htm: "post" }, "method"],
    ["of another path", { htu: "https://gate.example/v1/credentials" }, "path"],
    ["of a path below", { htu: `${URL_OF_DECISIONS}/1` }, "path"],
    ["of a path above", { htu: "https://gate.example/v1" }, "path"],
    ["of the path with a slash behind", { htu: `${URL_OF_DECISIONS}/` }, "path"],
    ["of a path that ends in the same letters", { htu: "https://gate.example/xv1/decisions" }, "path"],
    ["of the path in capitals", { htu: "https://gate.example/V1/DECISIONS" }, "path"],
    ["of the path otherwise written", { htu: "https://gate.example/v1/%64ecisions" }, "path"],
    ["of a URL with a query", { htu: `${URL_OF_DECISIONS}?x=1` }, "path"],
    ["of a URL with a fragment", { htu: `${URL_OF_DECISIONS}#x` }, "path"],
    ["of a path without a host", { htu: "/v1/decisions" }, "path"],
    ["of a host alone", { htu: "https://gate.example" }, "path"],
    ["of another scheme", { htu: "ftp://gate.example/v1/decisions" }, "path"],
    ["of a file", { htu: "file:///v1/decisions" }, "path"],
    ["of no URL", { htu: "" }, "path"],
    ["of another credential", { ath: sha256("another") }, "token"],
    ["of none", { ath: undefined }, "token"],
    ["of the credential itself", { ath: TOKEN }, "malformed"],
    ["of no credential, said so", { ath: null }, "malformed"],
    ["of a body that nobody knows", { body_hash: undefined }, "malformed"],
    ["of a body by another hash", { body_hash: sha256(body()).slice(2) }, "malformed"],
    ["without a name of its own", { jti: undefined }, "malformed"],
    ["with an empty name", { jti: "" }, "malformed"],
    ["with a name without end", { jti: "1".repeat(257) }, "malformed"],
    ["without a method", { htm: undefined }, "malformed"],
    ["of two methods", { htm: ["POST", "GET"] }, "malformed"],
    ["without a URL", { htu: undefined }, "malformed"],
    ["of a URL without end", { htu: `https://gate.example/${"v".repeat(2_048)}` }, "malformed"],
    ["made at no time", { iat: undefined }, "malformed"],
    ["made at a time in words", { iat: "now" }, "malformed"],
  ])("not one %s", async (_, changes, fault) => {
    const { claims, proof, read } = agent()
    expect(await told(read(proof(undefined, claims(changes))))).toBe(fault)
  })

  it("whatever the host, and whatever prefix a proxy has taken off the path", async () => {
    const { claims, proof, read, known } = agent()
    for (const htu of ["https://other.example/v1/decisions", "https://gate.example/a/b/v1/decisions"])
      expect(await told(read(proof(undefined, claims({ htu }))))).toBe(known)
  })

  it("and where no credential comes with it, of none", async () => {
    const { known, made, read } = agent()
    expect(await told(read(await made({ credential: null }), { token: null }))).toBe(known)
    expect(await told(read(await made(), { token: null }))).toBe("token")
  })

  it("and not of one that says a name twice", async () => {
    const { claims, proof, read } = agent()
    const text = JSON.stringify(claims())
    for (const name of Object.keys(claims()))
      expect(await told(read(proof(undefined, text.replace("{", `{"${name}":1,`))))).toBe("malformed")
    expect(await told(read(proof(undefined, text.replace("{", '{"x":1,"x":1,'))))).toBe("malformed")
  })
})

describe("a proof is made with a key that the gate knows", () => {
  it.each<[what: string, changes: object]>([
    ["another type", { typ: "JWT" }],
    ["no type", { typ: undefined }],
    ["a credential's type", { typ: "interlock-credential+jwt" }],
    ["HMAC", { alg: "HS256" }],
    ["none", { alg: "none" }],
    ["another curve", { alg: "ES256" }],
    ["an algorithm in lower case", { alg: "eddsa" }],
    ["no key", { jwk: undefined }],
    ["a key of another kind", { jwk: { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) } }],
    ["a key by name", { kid: "agent" }],
    ["something critical", { crit: ["b64"], b64: false }],
    ["a key to be fetched", { jku: "https://evil.example/jwks.json" }],
  ])("and has no %s", async (_, changes) => {
    const { header, proof, read } = agent()
    expect(await told(read(proof(header(changes))))).toBe("header")
  })

  it("and tells no private part of it, and spells it in its one way", async () => {
    const { header, jwk, privateKey, proof, read } = agent()
    const { d } = privateKey.export({ format: "jwk" })
    for (const wrong of [
      { ...jwk, d },
      { ...jwk, x: respelt(jwk.x) },
      { ...jwk, x: `${jwk.x}=` },
    ])
      expect(await told(read(proof(header({ jwk: wrong }))))).toBe("header")
  })

  it("and is signed with that key", async () => {
    const { header, claims, jwk, read } = agent()
    const other = keyPair()
    expect(await told(read(compact(header(), claims(), other.privateKey)))).toBe("signature")
    expect(await told(read(compact(header({ jwk: other.jwk }), claims(), other.privateKey)))).toBe("key")
    expect(await told(read(hmacCompact(header({ alg: "HS256" }), claims(), Buffer.from(jwk.x))))).toBe("header")
    expect(await told(read(compactBy(header(), claims(), () => "")))).toBe("signature")
    const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    const es256 = (input: Uint8Array) => sign("sha256", input, { key: p256, dsaEncoding: "ieee-p1363" })
    expect(await told(read(compactBy(header(), claims(), es256)))).toBe("signature")
  })

  it("and not with one for which anybody can sign: the config has none, and nothing is worked out for another", async () => {
    const { claims, header, read } = agent()
    const identity = Buffer.concat([Buffer.of(1), Buffer.alloc(31)])
    const jwk = { kty: "OKP", crv: "Ed25519", x: base64url(identity) }
    const asked: Thumbprint[] = []
    const knows = (thumbprint: Thumbprint) => {
      asked.push(thumbprint)
      return false
    }
    // Of this key, the signature of every message.
    const forged = compactBy(header({ jwk }), claims(), () => Buffer.concat([identity, Buffer.alloc(32)]))
    expect(await told(read(forged, { knows }))).toBe("key")
    expect(asked).toEqual([await calculateJwkThumbprint(jwk)])
  })
})

describe("a hash of bytes", () => {
  it("is SHA-256 in base64url, of a text as UTF-8", () => {
    expect(hashOf("")).toBe("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
    expect(hashOf("é")).toBe(hashOf(Buffer.of(0xc3, 0xa9)))
  })
})
