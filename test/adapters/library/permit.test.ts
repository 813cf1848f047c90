import { generateKeyPairSync, sign } from "node:crypto"
import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Execution, VerifyingKeyError, spentOnDisk, verifyPermit } from "../../../adapters/library/index.ts"
import { publicKeyOf } from "../../../adapters/library/public-key.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { readOwnPermit } from "../../../adapters/library/permit.ts"
import { PERMIT_TYPE, Permit } from "../../../kernel/gate/permit.ts"
import { tmp } from "../tmp.ts"

const gateKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const raw = Uint8Array.from(publicKey.export({ type: "spki", format: "der" }).subarray(-32))
  return { privateKey, exported: publicKeyOf(raw) }
}

const payload = () => new TextEncoder().encode("the plan")
const NOW = 1_800_000_000_000

const claims = (changes: object = {}) => ({
  jti: "acme:7",
  tenant: "acme",
  call: "call_0123456789abcdef01234567",
  aud: "terraform.apply",
  plan: digestOf(payload()),
  payload: digestOf(payload()),
  artifact: null,
  iat: NOW / 1000 - 1,
  exp: NOW / 1000 + 0.001,
  ...changes,
})

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url")

/** A permit as the gate signs it, unless the test changes something in it. */
const permit = (
  key: ReturnType<typeof gateKey>,
  { header = {}, body = claims() }: { readonly header?: object; readonly body?: object } = {},
) => {
  const protectedHeader = { alg: "EdDSA", kid: key.exported.keyId, typ: PERMIT_TYPE, ...header }
  const input = `${base64url(canonicalize(protectedHeader))}.${base64url(canonicalize(body))}`
  return `${input}.${base64url(sign(null, Buffer.from(input), key.privateKey))}`
}

const execution = (key: ReturnType<typeof gateKey>, changes: Partial<Execution> = {}): Execution => ({
  publicKey: key.exported.jwk,
  tenant: "acme",
  tool: "terraform.apply",
  payload: payload(),
  artifact: null,
  now: NOW,
  spend: () => true,
  ...changes,
})

const never = (): never => {
  throw new Error("a permit that is refused is not spent")
}

describe("a permit lets its call run", () => {
  it.each(["raw", "jwk", "pem"] as const)("with the gate's key as %s", async (form) => {
    const key = gateKey()
    const { jti, plan } = await verifyPermit(permit(key), execution(key, { publicKey: key.exported[form] }))
    expect({ jti, plan }).toEqual({ jti: "acme:7", plan: digestOf(payload()) })
  })

  it("where the gate's clock is ahead of this one, by no more than the leeway", async () => {
    const key = gateKey()
    for (const changes of [
      { now: NOW - 61_000 },
      { now: NOW - 1_000, leewayMs: 0 },
      { now: NOW - 9_000, leewayMs: 8_000 },
    ])
      expect((await verifyPermit(permit(key), execution(key, changes))).jti).toBe("acme:7")
  })

  it("with its file, as bytes or as their digest", async () => {
    const key = gateKey()
    const artifact = Uint8Array.of(1, 2, 3)
    const presented = permit(key, { body: claims({ artifact: digestOf(artifact) }) })
    await verifyPermit(presented, execution(key, { artifact }))
    await verifyPermit(presented, execution(key, { artifact: digestOf(artifact) }))
  })
})

describe("nothing runs on a permit", () => {
  it.each<[string, Partial<Execution>]>([
    ["tenant", { tenant: "globex" }],
    ["tool", { tool: "terraform.destroy" }],
    ["payload", { payload: new TextEncoder().encode("the plan ") }],
    ["artifact", { artifact: Uint8Array.of(1) }],
    ["expired", { now: NOW + 1 }],
    ["expired", { now: Number.NaN }],
    ["early", { now: NOW - 1_000 - 60_000 - 1 }],
    ["early", { now: NOW - 1_000 - 1, leewayMs: 0 }],
    ["early", { leewayMs: Number.NaN }],
  ])("attack 3: for another call or time: %s", async (reason, changes) => {
    const key = gateKey()
    const refused = verifyPermit(permit(key), execution(key, { spend: never, ...changes }))
    await expect(refused).rejects.toMatchObject({ _tag: "PermitError", reason })
  })

  it("for a file, where there is none to run", async () => {
    const key = gateKey()
    const presented = permit(key, { body: claims({ artifact: digestOf(Uint8Array.of(1)) }) })
    await expect(verifyPermit(presented, execution(key, { spend: never }))).rejects.toMatchObject({
      reason: "artifact",
    })
  })

  it("of another gate", async () => {
    const key = gateKey()
    await expect(verifyPermit(permit(gateKey()), execution(key, { spend: never }))).rejects.toMatchObject({
      reason: "signature",
    })
  })

  it("whose claims were altered after it was signed", async () => {
    const key = gateKey()
    const [header, , signature] = permit(key).split(".")
    const altered = `${header}.${base64url(canonicalize(claims({ exp: NOW })))}.${signature}`
    await expect(verifyPermit(altered, execution(key, { spend: never }))).rejects.toMatchObject({ reason: "signature" })
  })

  it.each(["none", "HS256", "Ed25519"])("whose header says alg %s", async (alg) => {
    const key = gateKey()
    const presented = permit(key, { header: { alg } })
    await expect(verifyPermit(presented, execution(key, { spend: never }))).rejects.toMatchObject({
      reason: "signature",
    })
  })

  it("without any signature", async () => {
    const key = gateKey()
    const [header, body] = permit(key, { header: { alg: "none" } }).split(".")
    await expect(verifyPermit(`${header}.${body}.`, execution(key, { spend: never }))).rejects.toMatchObject({
      _tag: "PermitError",
    })
  })

  it.each([{ typ: "JWT" }, { typ: "interlock-checkpoint+jwt" }])("that was signed as %o", async (header) => {
    const key = gateKey()
    await expect(verifyPermit(permit(key, { header }), execution(key, { spend: never }))).rejects.toMatchObject({
      reason: "type",
    })
  })

  it.each(["", "a.b.c", "{}", "…"])("that is the text %j", async (presented) => {
    const key = gateKey()
    await expect(verifyPermit(presented, execution(key, { spend: never }))).rejects.toMatchObject({
      _tag: "PermitError",
    })
  })

  it("with claims that are missing or not known", async () => {
    const key = gateKey()
    for (const body of [{}, claims({ more: true }), claims({ exp: "tomorrow" }), claims({ jti: "" })])
      await expect(verifyPermit(permit(key, { body }), execution(key, { spend: never }))).rejects.toMatchObject({
        reason: "malformed",
      })
  })

  it("that is spent, or whose spending fails", async () => {
    const key = gateKey()
    await expect(verifyPermit(permit(key), execution(key, { spend: () => false }))).rejects.toMatchObject({
      reason: "spent",
    })
    const full = execution(key, { spend: () => Promise.reject(new Error("no space left")) })
    await expect(verifyPermit(permit(key), full)).rejects.toThrow("no space left")
  })

  it("held against what is no public key of prime order", async () => {
    const key = gateKey()
    const pem = key.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
    const { publicKey: x25519 } = generateKeyPairSync("x25519")
    const others = [
      pem,
      "",
      new Uint8Array(32),
      new Uint8Array(31),
      x25519.export({ type: "spki", format: "pem" }).toString(),
    ]
    for (const publicKey of others)
      await expect(verifyPermit(permit(key), execution(key, { publicKey, spend: never }))).rejects.toThrow(
        VerifyingKeyError,
      )
  })
})

describe("a permit is spent on disk", () => {
  it("once, also after a restart", () => {
    const folder = join(tmp(), "spent")
    expect(spentOnDisk(folder)("acme:7")).toBe(true)
    expect(spentOnDisk(folder)("acme:7")).toBe(false)
    expect(spentOnDisk(folder)("acme:8")).toBe(true)
  })

  it("once, of two that come at one time", async () => {
    const key = gateKey()
    const spend = spentOnDisk(tmp())
    const both = await Promise.allSettled([1, 2].map(() => verifyPermit(permit(key), execution(key, { spend }))))
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  })

  it("within its folder, whatever its id holds", () => {
    const folder = tmp()
    expect(spentOnDisk(folder)("../escape")).toBe(true)
    expect(spentOnDisk(folder)("../escape")).toBe(false)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it("or not honoured at all, where nothing can be written", () => {
    const folder = join(tmp(), "spent")
    const spend = spentOnDisk(folder)
    rmSync(folder, { recursive: true })
    expect(() => spend("acme:7")).toThrow("ENOENT")
  })
})

describe("a permit that the gate is shown again", () => {
  const [own, former] = [gateKey(), gateKey()]
  /** The former key signed the records before the fifth; the key of now those from there on. */
  const keys = [
    { publicKey: own.exported.jwk, signs: (_: string, seq: number) => seq >= 5 },
    { publicKey: former.exported.jwk, signs: (_: string, seq: number) => seq < 5 },
  ]
  const given = (seq: number, changes: object = {}) => claims({ jti: `acme:${seq}:0123456789abcdef`, ...changes })
  /** A log whose records 3 and 7 gave a permit each. */
  const log = new Map([3, 7].map((seq) => [seq, Permit.parse(given(seq))]))
  const shown = (key: ReturnType<typeof gateKey>, body: object, changes: object = {}) =>
    readOwnPermit(permit(key, { body }), {
      keys,
      tenant: "acme",
      now: NOW,
      from: (seq) => Promise.resolve(log.get(seq) ?? null),
      ...changes,
    })

  it("is known by the key that signed its record: the key of now, and a former one for what came before", async () => {
    expect(await shown(own, given(7))).toEqual(given(7))
    expect(await shown(former, given(3))).toEqual(given(3))
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ["is of a former key, for what came after it", () => shown(former, given(7)), "signature"],
    ["is of the key of now, for what came before it", () => shown(own, given(3)), "signature"],
    ["is of another key", () => shown(gateKey(), given(7)), "signature"],
    ["is another tenant's", () => shown(own, given(7), { tenant: "globex" }), "tenant"],
    ["is over", () => shown(own, given(7), { now: NOW + 1 }), "expired"],
    ["is of a time to come", () => shown(own, given(7), { now: NOW - 120_000 }), "early"],
    ["is for another tool than its record says", () => shown(own, given(7, { aud: "mail.send" })), "record"],
    [
      "is for other bytes than its record says",
      () => shown(own, given(7, { payload: digestOf(Uint8Array.of(1)) })),
      "record",
    ],
    ["is of a record that gave none", () => shown(own, given(8)), "record"],
    ["is of another life of the log", () => shown(own, given(7, { jti: "acme:7:fedcba9876543210" })), "record"],
    ["names no record", () => shown(own, given(7, { jti: "acme" })), "signature"],
  ])("proves nothing where it %s", async (_, read, reason) => {
    await expect(read()).rejects.toMatchObject({ reason })
  })
})
