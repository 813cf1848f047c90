import { createPublicKey, verify } from "node:crypto"
import { Effect } from "effect"
import * as z from "zod"
import { describe, expect, it } from "vitest"
import { HandoverError, type Signing, handoverText, readHandover } from "../../../adapters/signer/handover.ts"
import { acme, signerOf } from "../../kernel/ledger/fixtures.ts"
import { digest } from "../../fixtures/people.ts"

const [former, next, other] = [1, 2, 3].map((seed) => signerOf(seed)) as [Signing, Signing, Signing]
const said = { at: "2026-11-28T10:00:00.000Z", heads: new Map([[acme(), { size: 4, hash: digest("head") }]]) }
const written = (...signers: readonly [Signing, Signing]) => Effect.runPromise(handoverText(said, signers))

const General = z.object({
  payload: z.string(),
  signatures: z.array(z.object({ protected: z.string(), signature: z.string() })),
})
type General = z.infer<typeof General>

/** The text with something in it exchanged. */
const exchanged = (text: string, change: (file: General) => unknown): string =>
  JSON.stringify(change(General.parse(JSON.parse(text))))
const payload = (change: object): string => {
  const heads = Object.fromEntries(said.heads)
  const key = ({ publicKey }: Signing) => Buffer.from(publicKey).toString("base64url")
  const statement = { type: "interlock/key-handover/v1", former: key(former), next: key(next), at: said.at, heads }
  return Buffer.from(JSON.stringify({ ...statement, ...change })).toString("base64url")
}

describe("a handover of the gate's key", () => {
  it("says which key hands which logs to which key, where they end", async () => {
    const read = readHandover(await written(former, next))
    expect([read.former, read.next]).toEqual([former.publicKey, next.publicKey])
    expect(read.handover).toMatchObject({ at: said.at, heads: { acme: { size: 4, hash: digest("head") } } })
  })

  it("is a JWS in its general form, which others can verify", async () => {
    const { payload, signatures } = General.parse(JSON.parse(await written(former, next)))
    for (const [index, { publicKey }] of [former, next].entries()) {
      const { protected: header = "", signature = "" } = signatures[index] ?? {}
      const key = createPublicKey({
        key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
        format: "jwk",
      })
      expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"))).toBe(true)
    }
  })

  it.each([
    ["says something else than was signed", { payload: payload({ at: "2026-11-28T10:00:01.000Z" }) }],
    ["hands on another log", { payload: payload({ heads: {} }) }],
  ])("is none where it %s", async (_, change) => {
    const text = exchanged(await written(former, next), (file) => ({ ...file, ...change }))
    expect(() => readHandover(text)).toThrow("it is not signed by both keys that it names")
  })

  it("is none where the former key, or the next, has not signed", async () => {
    const [good, forged] = [await written(former, next), await written(former, other)]
    const [mine, theirs] = [good, forged].map((text) => General.parse(JSON.parse(text)).signatures)
    const mixed = exchanged(good, (file) => ({ ...file, signatures: [mine?.[0], theirs?.[1]] }))
    expect(() => readHandover(mixed)).toThrow(HandoverError)
    const twice = exchanged(good, (file) => ({ ...file, signatures: [mine?.[0], mine?.[0]] }))
    expect(() => readHandover(twice)).toThrow(HandoverError)
    const turned = exchanged(good, (file) => ({ ...file, signatures: [mine?.[1], mine?.[0]] }))
    expect(() => readHandover(turned)).toThrow(HandoverError)
  })

  it.each([
    ["nothing", ""],
    ["no JSON", "handover"],
    ["another JWS", JSON.stringify({ payload: "e30", signatures: [] })],
  ])("is none where there is %s", (_, text) => {
    expect(() => readHandover(text)).toThrow("it is no handover of a key")
  })

  it("is none by another algorithm, or of another type", async () => {
    const good = await written(former, next)
    for (const header of [
      { alg: "none", typ: "interlock-key-handover+jws", kid: former.keyId },
      { alg: "EdDSA", typ: "interlock-permit+jwt", kid: former.keyId },
      { alg: "EdDSA", typ: "interlock-key-handover+jws", kid: former.keyId, crit: ["b64"] },
    ]) {
      const written = Buffer.from(JSON.stringify(header)).toString("base64url")
      const text = exchanged(good, ({ payload, signatures: [first, second] }) => ({
        payload,
        signatures: [{ ...first, protected: written }, second],
      }))
      expect(() => readHandover(text)).toThrow(HandoverError)
    }
  })
})
