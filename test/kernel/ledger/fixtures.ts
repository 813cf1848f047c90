import { createPrivateKey, createPublicKey, sign } from "node:crypto"
import { Effect, Layer } from "effect"
import { Caller, TenantId } from "../../../kernel/actors.ts"
import { digestOf } from "../../../kernel/digest.ts"
import {
  type Appended,
  EMPTY,
  type Entry,
  type SealedRecord,
  type Tip,
  decodeRecord,
  place,
  seal,
} from "../../../kernel/ledger/chain.ts"
import { type Keys, keyIdOf, keysOf } from "../../../kernel/ledger/ed25519.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { Instant } from "../../../kernel/time.ts"
import { verifier } from "../../../adapters/signer/verifier.ts"

export const acme = () => TenantId.parse("acme")
export const globex = () => TenantId.parse("globex")

export const agentOfAnn = () => {
  const tenant = acme()
  return Caller.parse({
    actor: { id: "agent-1", tenant, kind: "agent", roles: [] },
    person: { id: "ann", tenant, kind: "human", roles: ["dev"] },
  })
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A signer with the RFC 8032 private key `seed` (one byte, repeated). */
export const signerOf = (seed: number): Signer["Service"] => {
  // RFC 8410 §7: the PKCS#8 form of an Ed25519 key up to its 32 bytes.
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex")
  const key = createPrivateKey({
    key: Buffer.concat([prefix, Buffer.alloc(32, seed)]),
    format: "der",
    type: "pkcs8",
  })
  const publicKey = Uint8Array.from(createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-32))
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (message) => Effect.sync(() => Uint8Array.from(sign(null, message, key))),
  }
}

export const OURS = 1
export const ours = () => signerOf(OURS)
export const signing = (seed = OURS) => Layer.succeed(Signer, signerOf(seed))
export const keys = (...seeds: number[]): Keys =>
  keysOf(
    [OURS, ...seeds].map((seed) => signerOf(seed).publicKey),
    verifier,
  )

/** The refusal of a call, since it is the smallest body. */
export const refusal = (what: string): Body => ({
  type: "refusal",
  caller: agentOfAnn(),
  what,
  call: null,
  reasons: ["toolIsKnown"],
})

/** The n-th entry of a log, a second after the one before. */
export const entry = (n: number, changed: Partial<Entry> = {}): Entry => ({
  tenant: acme(),
  clock: Instant.parse(1_000 * (n + 1)),
  key: `key-${n}`,
  ask: digestOf(utf8(`ask-${n}`)),
  warnings: [],
  policy: digestOf(utf8("policy")),
  kernel: digestOf(utf8("kernel")),
  body: refusal(`call-${n}.`),
  ...changed,
})

/** A record as its writer hands it to a store: its place is what its bytes say; where they say none, the first. */
export const appended = (record: SealedRecord): Appended => ({
  ...record,
  place: decodeRecord(record.bytes) ?? { tenant: acme(), seq: EMPTY.size, previous: EMPTY.hash },
})

export interface Chain {
  readonly records: readonly SealedRecord[]
  readonly tip: Tip
}

/** Seals entries one after the other, from `from` on. */
export const chainOf = (entries: readonly Entry[], { from = EMPTY, seed = OURS } = {}): Chain =>
  Effect.runSync(
    Effect.gen(function* () {
      const records: SealedRecord[] = []
      let tip = from
      for (const each of entries) {
        const placed = yield* Effect.fromResult(place(tip, each))
        const { bytes, hash, signature, signer } = yield* seal(yield* Signer, placed)
        records.push({ bytes, hash, signature, signer })
        tip = placed.tip
      }
      return { records, tip }
    }).pipe(Effect.provide(signing(seed))),
  )

export const entries = (size: number, from = 0): Entry[] => Array.from({ length: size }, (_, n) => entry(from + n))
export const chain = (size: number, place: { readonly from?: Tip; readonly seed?: number } = {}): Chain =>
  chainOf(entries(size, place.from?.size), place)
