import { Effect, Result } from "effect"
import { compactVerify, importJWK } from "jose"
import { describe, expect, it } from "vitest"
import { sealerOf } from "../../../kernel/gate/sealing.ts"
import { EMPTY, type Placed, place, verifyChain } from "../../../kernel/ledger/chain.ts"
import type { Signer } from "../../../kernel/ledger/signer.ts"
import { acme, entry, keys, ours, refusal } from "../ledger/fixtures.ts"
import { asks, decideWhole, now, worldOf } from "./fixture.ts"

/** Allowed, refused, allowed, allowed: three of the four records give a permit. */
const placed = (): readonly Placed[] => {
  const allowed = () => decideWhole(worldOf([]), asks("note.write"), { now: now(), seq: 0 }).body
  const log: Placed[] = []
  let tip = EMPTY
  for (const body of [allowed(), refusal("call"), allowed(), allowed()]) {
    const next = Result.getOrThrow(place(tip, entry(log.length, { body })))
    log.push(next)
    tip = next.tip
  }
  return log
}

/** Signs several at once, and says how many each time. */
const together = (asked: number[]): Signer["Service"] => ({
  ...ours(),
  signAll: (messages) => {
    asked.push(messages.length)
    return Effect.forEach(messages, ours().sign)
  },
})

const claimsOf = async (jws: string | null) => {
  if (jws === null) return null
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(ours().publicKey).toString("base64url") }
  const { payload } = await compactVerify(jws, await importJWK(jwk, "EdDSA"))
  return JSON.parse(new TextDecoder().decode(payload)) as unknown
}

describe("a part of a batch is signed at once", () => {
  it("each record with its own signature, each permit with that of its own record", async () => {
    const asked: number[] = []
    const sealings = await Effect.runPromise(sealerOf(together(asked)).sealAll(placed()))
    expect(asked).toEqual([7])
    const records = sealings.map(({ record }) => record)
    expect(verifyChain(acme(), records, keys())).toMatchObject({ ok: true, tip: { size: 4 } })
    const claims = await Promise.all(sealings.map(({ permit }) => claimsOf(permit)))
    const named = records.map(({ hash }, seq) => ({ jti: `acme:${seq}:${hash.slice(0, 16)}` }))
    expect(claims).toMatchObject([named[0], null, named[2], named[3]])
  })

  it("to the same signatures as one by one, also where a permit is given again", async () => {
    const atOnce = await Effect.runPromise(sealerOf(together([])).sealAll(placed()))
    expect(await Effect.runPromise(sealerOf(ours()).sealAll(placed()))).toEqual(atOnce)
    const again = placed().map((each) => sealerOf(ours()).permitFor(each))
    expect(await Effect.runPromise(Effect.all(again))).toEqual(atOnce.map(({ permit }) => permit))
  })

  it("and nothing comes of it where the signer leaves one out", async () => {
    const lazy = {
      ...ours(),
      signAll: (messages: readonly Uint8Array[]) => Effect.forEach(messages.slice(1), ours().sign),
    }
    await expect(Effect.runPromise(sealerOf(lazy).sealAll(placed()))).rejects.toThrow("fewer signatures")
  })
})
