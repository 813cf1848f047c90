import { createPublicKey, generateKeyPairSync, sign } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type CredentialClaims, claimsOf, readCredential } from "../../../adapters/identity/credential-token.ts"
import { thumbprintOf } from "../../../adapters/identity/proof-key.ts"
import { PermitError, verifyPermit } from "../../../adapters/library/index.ts"
import { publicKeyOf } from "../../../adapters/library/public-key.ts"
import { ActorId, TenantId } from "../../../kernel/actors.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { jwsToSign } from "../../../kernel/gate/jws.ts"
import { Permit, permitsToSign } from "../../../kernel/gate/permit.ts"
import { CredentialId, CredentialKept } from "../../../kernel/sessions/sessions.ts"
import { type Part, compact, compactBy, flipped, hmacCompact, keyPair, partsOf, rfc8037 } from "./jws.ts"

const TYPE = "interlock-credential+jwt"
const MINTED = 1_800_000_000_000

const gateKey = () => {
  const { privateKey, jwk } = keyPair()
  const exported = publicKeyOf(Buffer.from(jwk.x, "base64url"))
  return { privateKey, exported, signedBy: { keyId: exported.keyId, key: createPublicKey(exported.pem) } }
}

const kept = (changes: Partial<CredentialKept> = {}): CredentialKept =>
  CredentialKept.parse({
    entity: "credential",
    session: "session_1",
    subject: "alice",
    agent: "deployer",
    audience: "notes.write",
    effects: ["read", "write"],
    parent: null,
    by: { id: "deployer", tenant: "acme", kind: "agent" },
    run: "session_1",
    at: MINTED,
    expiresAt: MINTED + 60_000,
    factorAt: MINTED,
    chain: ["deployer"],
    stood: { on: true, enablement: 0, session: "open", sign: MINTED, scope: ["read", "write"] },
    uses: [],
    lapsed: null,
    ...changes,
  })

/** What the gate says of a credential of its own, for the holder of RFC 8037's key. */
const claimed = (changes: Partial<CredentialKept> = {}): CredentialClaims =>
  claimsOf(
    TenantId.parse("acme"),
    { id: CredentialId.parse("credential_1"), kept: kept(changes) },
    thumbprintOf(rfc8037().publicKeyJwk),
  )

/** A credential as the gate writes it, unless the test changes something in it. */
const gate = () => {
  const { privateKey, exported, signedBy } = gateKey()
  const header = (changes: object = {}) => ({ alg: "EdDSA", kid: exported.keyId, typ: TYPE, ...changes })
  return {
    privateKey,
    exported,
    header,
    token: (headed: Part = header(), claims: Part = claimed()) => compact(headed, claims, privateKey),
    read: (text: string) => readCredential(text, signedBy),
  }
}

describe("a credential as it travels", () => {
  it("says what the log has of it, and is bound to its agent's key", () => {
    expect(claimed()).toEqual({
      jti: "credential_1",
      tenant: "acme",
      sid: "session_1",
      sub: "alice",
      aud: "notes.write",
      scope: "read write",
      act: { sub: "deployer" },
      cnf: { jkt: rfc8037().thumbprintSha256 },
      iat: MINTED / 1000,
      exp: MINTED / 1000 + 60,
    })
  })

  it("names the hands through which it went, the latest outermost", () => {
    const chain = ["deployer", "helper", "searcher"].map((id) => ActorId.parse(id))
    expect(claimed({ chain }).act).toEqual({ sub: "searcher", act: { sub: "helper", act: { sub: "deployer" } } })
    expect(() => claimed({ chain: [] })).toThrow(RangeError)
  })

  it("is read as the gate has signed it", async () => {
    const { privateKey, exported, read, token } = gate()
    const signing = jwsToSign(exported.keyId, TYPE)(claimed())
    const signed = signing.signed(sign(null, signing.bytes, privateKey))
    expect(await read(signed)).toEqual(claimed())
    expect(await read(token())).toEqual(claimed())
  })

  it("is read with hands up to the deepest chain and the longest names that there can be, and with none more", async () => {
    const { read, token } = gate()
    const longest = (count: number) =>
      Array.from({ length: count }, (_, index) => ActorId.parse(String(index).padStart(128, "a")))
    const chain = longest(16)
    const claims = claimed({ chain, session: kept().session, effects: ["read", "write", "destructive"] })
    const wide = { ...claims, tenant: "t".repeat(128), sub: "s".repeat(128), aud: "a".repeat(128) }
    const widest = { ...wide, jti: `credential_${"1".repeat(64)}`, sid: `session_${"1".repeat(64)}` }
    expect(await read(token(undefined, widest))).toEqual(widest)
    expect(await read(token(undefined, claimed({ chain: longest(17) })))).toBe("malformed")
    const deep = "{".concat('"sub":"a","act":{'.repeat(300), '"sub":"a"', "}".repeat(301))
    const text = JSON.stringify(claimed()).replace('{"sub":"deployer"}', deep)
    expect(await read(token(undefined, text))).toBe("malformed")
  })
})

describe("a credential has the gate's header and no other", () => {
  it.each<[what: string, changes: object]>([
    ["another algorithm", { alg: "ES256" }],
    ["HMAC", { alg: "HS256" }],
    ["none", { alg: "none" }],
    ["none, otherwise written", { alg: "nOnE" }],
    ["an algorithm in lower case", { alg: "eddsa" }],
    ["the same algorithm by its other name", { alg: "Ed25519" }],
    ["two algorithms", { alg: ["EdDSA", "none"] }],
    ["a key of its own", { jwk: keyPair().jwk }],
    ["a key to be fetched", { jku: "https://evil.example/jwks.json" }],
    ["a certificate to be fetched", { x5u: "https://evil.example/cert.pem" }],
    ["a certificate", { x5c: ["MIIB"] }],
    ["a certificate's thumbprint", { x5t: "abc" }],
    ["something critical", { crit: ["exp"], exp: 1 }],
    ["nothing critical", { crit: [] }],
    ["a payload that isn't encoded", { crit: ["b64"], b64: false }],
    ["a payload that is encoded, and says so", { b64: true }],
    ["a content type", { cty: "JWT" }],
    ["no type", { typ: undefined }],
    ["the type of any JWT", { typ: "JWT" }],
    ["the type of a permit", { typ: "interlock-permit+jwt" }],
    ["the type of a proof", { typ: "dpop+jwt" }],
    ["its type as a media type", { typ: `application/${TYPE}` }],
    ["its type in capitals", { typ: TYPE.toUpperCase() }],
    ["no key", { kid: undefined }],
    ["a key by number", { kid: 1 }],
  ])("not with %s", async (_, changes) => {
    const { header, read, token } = gate()
    expect(await read(token(header(changes)))).toBe("header")
  })

  it("not with a name twice", async () => {
    const { exported, read, token } = gate()
    const { keyId } = exported
    for (const text of [
      `{"alg":"none","alg":"EdDSA","kid":"${keyId}","typ":"${TYPE}"}`,
      `{"alg":"EdDSA","kid":"other","kid":"${keyId}","typ":"${TYPE}"}`,
      `{"alg":"EdDSA","kid":"${keyId}","typ":"interlock-permit+jwt","typ":"${TYPE}"}`,
    ])
      expect(await read(token(text))).toBe("header")
  })

  it("nor with another key's name, whoever has signed it", async () => {
    const { header, read, token } = gate()
    for (const kid of ["", "0123456789abcdef", header().kid.toUpperCase(), `${header().kid} `, "../server.key"])
      expect(await read(token(header({ kid })))).toBe("key")
  })
})

describe("a credential is signed with the gate's key", () => {
  it("and not with another under its name, nor with the public key as a secret, nor by nobody", async () => {
    const { exported, header, read } = gate()
    expect(await read(compact(header(), claimed(), keyPair().privateKey))).toBe("signature")
    const secrets = [exported.raw, exported.pem, JSON.stringify(exported.jwk), exported.jwk.x].map((key) =>
      Buffer.from(key),
    )
    for (const secret of secrets) {
      expect(await read(hmacCompact(header({ alg: "HS256" }), claimed(), secret))).toBe("header")
      expect(await read(hmacCompact(header(), claimed(), secret))).toBe("signature")
    }
    expect(await read(compactBy(header({ alg: "none" }), claimed(), () => ""))).toBe("header")
    expect(await read(compactBy(header(), claimed(), () => ""))).toBe("signature")
  })

  it("and not on another curve", async () => {
    const { header, read } = gate()
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const es256 = (input: Uint8Array) => sign("sha256", input, { key: privateKey, dsaEncoding: "ieee-p1363" })
    expect(await read(compactBy(header({ alg: "ES256" }), claimed(), es256))).toBe("header")
    expect(await read(compactBy(header(), claimed(), es256))).toBe("signature")
  })

  it("as a whole: the claims of one under the signature of another are nobody's", async () => {
    const { read, token } = gate()
    const [one, other] = [token(), token(undefined, claimed({ effects: kept().effects.slice(0, 1) }))].map(partsOf)
    if (one === undefined || other === undefined) throw new Error("there are two")
    expect(await read([one[0], other[1], one[2]].join("."))).toBe("signature")
    expect(await read([one[1], one[0], one[2]].join("."))).toBe("header")
    expect(await read([other[0], other[1], other[2]].join("."))).toMatchObject({ scope: "read" })
  })

  it("unaltered: with another character anywhere it is none", async () => {
    const { read, token } = gate()
    const text = token()
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.nat(64), async (at, step) => {
        expect(typeof (await read(flipped(text, at, step)))).toBe("string")
      }),
      { numRuns: 300 },
    )
  })
})

describe("a credential says what every one does, and nothing else", () => {
  it.each<[what: string, changes: object]>([
    ["a claim more", { nbf: 1 }],
    ["an issuer", { iss: "https://gate.example" }],
    ["a role", { roles: ["admin"] }],
    ["no id", { jti: undefined }],
    ["the id of a session as its own", { jti: "session_1" }],
    ["the id of a credential as its session's", { sid: "credential_1" }],
    ["session and id swapped", { jti: claimed().sid, sid: claimed().jti }],
    ["a session as its subject", { sub: "session_1" }],
    ["no subject", { sub: undefined }],
    ["two subjects", { sub: ["alice", "bob"] }],
    ["two tools", { aud: ["notes.write", "terraform.apply"] }],
    ["every tool", { aud: "*" }],
    ["no tool", { aud: "" }],
    ["no tenant", { tenant: undefined }],
    ["a tenant that is none", { tenant: "acme/../globex" }],
    ["no effect", { scope: "" }],
    ["an effect that there is not", { scope: "admin" }],
    ["effects with two blanks between", { scope: "read  write" }],
    ["effects with a blank behind", { scope: "read " }],
    ["effects on two lines", { scope: "read\nwrite" }],
    ["an effect with a line behind", { scope: "read\n" }],
    ["effects as a list", { scope: ["read"] }],
    ["nobody's hands", { act: null }],
    ["hands with something in them", { act: { sub: "deployer", cnf: {} } }],
    ["hands with nobody before", { act: { sub: "deployer", act: null } }],
    ["a key's thumbprint of another length", { cnf: { jkt: "abc" } }],
    ["a key itself", { cnf: { jwk: rfc8037().publicKeyJwk } }],
    ["two ways to be bound", { cnf: { jkt: rfc8037().thumbprintSha256, kid: "x" } }],
    ["no key", { cnf: undefined }],
    ["an empty binding", { cnf: {} }],
    ["an end in words", { exp: "never" }],
    ["no end", { exp: undefined }],
    ["an end before all time", { exp: -1 }],
  ])("not %s", async (_, changes) => {
    const { read, token } = gate()
    expect(await read(token(undefined, { ...claimed(), ...changes }))).toBe("malformed")
  })

  it("not one of them twice", async () => {
    const { read, token } = gate()
    const text = JSON.stringify(claimed())
    for (const name of Object.keys(claimed()))
      expect(await read(token(undefined, text.replace("{", `{"${name}":1,`)))).toBe("malformed")
    expect(await read(token(undefined, text.replace('"sub":"deployer"', '"sub":"helper","sub":"deployer"')))).toBe(
      "malformed",
    )
  })
})

describe("what the same key signs", () => {
  const call = () => new TextEncoder().encode("{}")
  const permit = (): Permit =>
    Permit.parse({
      jti: "acme:7",
      tenant: "acme",
      call: "call_1",
      aud: "notes.write",
      plan: digestOf(call()),
      payload: digestOf(call()),
      artifact: null,
      iat: MINTED / 1000,
      exp: MINTED / 1000 + 60,
    })

  it("as a permit is no credential", async () => {
    const { privateKey, exported, read, token, header } = gate()
    const signing = permitsToSign(exported.keyId)(permit())
    expect(await read(signing.signed(sign(null, signing.bytes, privateKey)))).toBe("header")
    expect(await read(token(header(), permit()))).toBe("malformed")
  })

  it("as a credential is no permit", async () => {
    const { exported, token } = gate()
    const execution = {
      publicKey: exported.jwk,
      tenant: "acme",
      tool: "notes.write",
      payload: call(),
      artifact: null,
      now: MINTED,
      spend: () => true,
    }
    await expect(verifyPermit(token(), execution)).rejects.toEqual(new PermitError({ reason: "type" }))
    await expect(verifyPermit(token(undefined, permit()), execution)).rejects.toEqual(
      new PermitError({ reason: "type" }),
    )
  })

  it("is one kind by its header alone: the kinds have no header in common", () => {
    const { exported, privateKey } = gate()
    const headers = [jwsToSign(exported.keyId, TYPE)({}), permitsToSign(exported.keyId)(permit())].map((signing) => {
      const [headed] = partsOf(signing.signed(sign(null, signing.bytes, privateKey)))
      return headed
    })
    expect(new Set(headers).size).toBe(headers.length)
  })
})
