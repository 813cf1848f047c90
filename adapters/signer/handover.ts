import { Data, Effect } from "effect"
import * as z from "zod"
import { TenantId } from "../../kernel/actors.ts"
import { canonicalize } from "../../kernel/canonical.ts"
import { Digest } from "../../kernel/digest.ts"
import type { Head } from "../../kernel/ledger/chain.ts"
import { type KeyId, keyIdOf } from "../../kernel/ledger/ed25519.ts"
import type { SignFailedError, Signer } from "../../kernel/ledger/signer.ts"
import { verifier } from "./verifier.ts"

/** What was read is no handover that both keys have signed. The message says what is wrong with it. */
export class HandoverError extends Data.TaggedError("HandoverError")<{ readonly message: string }> {}

/** 32 bytes, base64url. */
const Key = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** One key hands the log on to the next: where each log ended then, which both have seen. */
const Handover = z.strictObject({
  type: z.literal("interlock/key-handover/v1"),
  former: Key,
  next: Key,
  at: z.iso.datetime(),
  heads: z.record(TenantId, z.strictObject({ size: z.int().min(0), hash: Digest })),
})
export type Handover = Readonly<z.infer<typeof Handover>>

const TYPE = "interlock-key-handover+jws"
const Header = z.strictObject({ alg: z.literal("EdDSA"), typ: z.literal(TYPE), kid: z.string() })
/** A JWS in its general JSON form (RFC 7515 §7.2.1): the former key's signature first. */
const Signed = z.strictObject({
  payload: z.string(),
  signatures: z.tuple([
    z.strictObject({ protected: z.string(), signature: z.string() }),
    z.strictObject({ protected: z.string(), signature: z.string() }),
  ]),
})

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")
const headerOf = (kid: KeyId): string => encoded(canonicalize({ alg: "EdDSA", typ: TYPE, kid }))
/** What is signed of a header and a payload (RFC 7515 §5.1). */
const messageOf = (header: string, payload: string): Uint8Array => new TextEncoder().encode(`${header}.${payload}`)

/** A key that signs, and whose public half is told. */
export type Signing = Pick<Signer["Service"], "publicKey" | "keyId" | "sign">

/** The text of a handover, signed by both keys. */
export const handoverText = Effect.fnUntraced(function* (
  { at, heads }: { readonly at: string; readonly heads: ReadonlyMap<TenantId, Head> },
  [former, next]: readonly [former: Signing, next: Signing],
): Effect.fn.Return<string, SignFailedError> {
  const said: Handover = {
    type: "interlock/key-handover/v1",
    former: encoded(former.publicKey),
    next: encoded(next.publicKey),
    at,
    heads: Object.fromEntries(heads),
  }
  const payload = encoded(canonicalize(said))
  const signatures = []
  for (const { keyId, sign } of [former, next]) {
    const header = headerOf(keyId)
    signatures.push({ protected: header, signature: encoded(yield* sign(messageOf(header, payload))) })
  }
  return `${JSON.stringify({ payload, signatures }, null, 2)}\n`
})

const decoded = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64url"))
const jsonIn = (text: string): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decoded(text)))

/** The keys of a handover that both have signed, and what it says. @throws HandoverError */
export const readHandover = (
  text: string,
): { readonly former: Uint8Array; readonly next: Uint8Array; readonly handover: Handover } => {
  try {
    const { payload, signatures } = Signed.parse(JSON.parse(text))
    const handover = Handover.parse(jsonIn(payload))
    const [former, next] = [decoded(handover.former), decoded(handover.next)]
    const isBoth = [former, next].every((key, index) => {
      const { protected: header, signature } = signatures[index === 0 ? 0 : 1]
      const { kid } = Header.parse(jsonIn(header))
      return kid === keyIdOf(key) && verifier(key)(messageOf(header, payload), decoded(signature))
    })
    if (isBoth) return { former, next, handover }
  } catch {
    throw new HandoverError({ message: "it is no handover of a key: `interlock keys rotate` writes them" })
  }
  throw new HandoverError({ message: "it is not signed by both keys that it names" })
}
