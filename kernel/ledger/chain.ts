import { hexToBytes } from "@noble/hashes/utils.js"
import { Data, Effect, Result } from "effect"
import type { TenantId } from "../actors.ts"
import { type Digest, type DigestOf, digestOf } from "../digest.ts"
import { Instant } from "../time.ts"
import { canonicalText } from "../canonical.ts"
import { KeyId, type Keys, type Standing } from "./ed25519.ts"
import { LogRecord, NOTHING, RECORD_BYTES } from "./record.ts"
import type { SignFailedError, Signer } from "./signer.ts"

/** Where a log ends: how many records it has, and the hash of the last. */
export interface Head {
  readonly size: number
  readonly hash: Digest
}

/** A head with the time of its record, which is what the next record needs to know. */
export interface Tip extends Head {
  readonly now: Instant
}

export const EMPTY: Tip = { size: 0, hash: NOTHING, now: Instant.parse(0) }

/** A record as it is kept. Nothing in it is to be believed before `verifyChain` has looked at it. */
export interface SealedRecord {
  /** RFC 8785 JSON of a `LogRecord`, at most 65,535 bytes. Also the leaf of the Merkle tree (RFC 6962 §2.1), unchanged. */
  readonly bytes: Uint8Array
  /** SHA-256 of `bytes`. */
  readonly hash: string
  /** Ed25519 over `signedMessage(hash)`, 64 bytes. */
  readonly signature: Uint8Array
  /** The name of the key, as `keyIdOf` gives it. */
  readonly signer: string
}

/** The record can't be written down. It is refused before it is signed, since a log that holds it would not verify. */
class RecordRefusedError extends Data.TaggedError("RecordRefusedError")<{
  readonly problem: "size" | "schema"
  readonly message: string
}> {}

/** What is recorded, before its place in the log is known. */
export type Entry = Omit<LogRecord, "version" | "seq" | "previous" | "at"> & { readonly clock: Instant }

/** The time to decide with: a clock that steps back opens and freezes nothing. */
export const nowAfter = ({ now }: Pick<Tip, "now">, clock: Instant): Instant => (clock > now ? clock : now)

/** The record that comes next in the log. */
export const recordAfter = (tip: Tip, { clock, ...entry }: Entry): LogRecord => ({
  version: 1,
  seq: tip.size,
  previous: tip.hash,
  at: { clock, now: nowAfter(tip, clock) },
  ...entry,
})

const tipAfter = ({ seq, at }: Pick<LogRecord, "seq" | "at">, hash: Digest): Tip => ({
  size: seq + 1,
  hash,
  now: at.now,
})

const refused = (problem: RecordRefusedError["problem"], message: string) =>
  Result.fail(new RecordRefusedError({ problem, message }))

/** The canonical form; null for what JSON can't carry exactly, such as half of a surrogate pair. */
const canonicalForm = (value: unknown): string | null => {
  try {
    return canonicalText(value)
  } catch {
    return null
  }
}

const encoder = new TextEncoder()
/** Strict, so that two different sequences of bytes are never one text. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** A record as it is written, with its bytes: a copy, so that nobody who asked holds a part of what is true from then on. */
const written = (
  record: LogRecord,
): Result.Result<{ readonly record: LogRecord; readonly bytes: Uint8Array }, RecordRefusedError> => {
  const valid = LogRecord.safeParse(record)
  if (!valid.success) {
    const told = valid.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
    return refused("schema", `a record can't hold this: ${told}`)
  }
  const text = canonicalForm(valid.data)
  if (text === null) return refused("schema", "a record can't hold this: something in it has no canonical form")
  const bytes = encoder.encode(text)
  if (bytes.length <= RECORD_BYTES) return Result.succeed({ record: valid.data, bytes })
  return refused(
    "size",
    `a record holds at most ${RECORD_BYTES} bytes and this one has ${bytes.length}: ask for less at once`,
  )
}

/** A record's bytes, which `decodeRecord` reads back. */
export const encodeRecord = (record: LogRecord): Result.Result<Uint8Array, RecordRefusedError> =>
  Result.map(written(record), ({ bytes }) => bytes)

/**
 * What is signed: a context, a NUL, the 32 bytes of the hash. The context keeps the signature from meaning anything else
 * that the same key may sign; a C2SP checkpoint, being text, holds no NUL.
 */
export const signedMessage = (hash: Digest): Uint8Array => {
  const message = new Uint8Array(CONTEXT.length + 32)
  message.set(CONTEXT)
  message.set(hexToBytes(hash), CONTEXT.length)
  return message
}
const CONTEXT = encoder.encode("interlock/log-record/v1\0")

/** A record at its place in the log, hashed and not signed yet. Nothing is written. */
export interface Placed {
  readonly record: LogRecord
  readonly bytes: Uint8Array
  readonly hash: Digest
  /** Where the log ends once this record is in it. */
  readonly tip: Tip
}

/** Gives an entry its place after `tip`: the next one can be placed on it while it is signed. */
export const place = (tip: Tip, entry: Entry, digest: DigestOf = digestOf): Result.Result<Placed, RecordRefusedError> =>
  Result.map(written(recordAfter(tip, entry)), ({ record, bytes }) => {
    const hash = digest(bytes)
    return { record, bytes, hash, tip: tipAfter(record, hash) }
  })

/** A sealed record on its way into a store, with the place that its writer made it for: a store need not read it again. */
export interface Appended extends SealedRecord {
  readonly place: Pick<LogRecord, "tenant" | "seq" | "previous">
}

/** A placed record with its signature over `signedMessage`. */
export const sealed = ({ record, bytes, hash }: Placed, signer: KeyId, signature: Uint8Array): Appended => ({
  bytes,
  hash,
  signature,
  signer,
  place: record,
})

/** Signs a placed record. */
export const seal = (
  { keyId, sign }: Pick<Signer["Service"], "keyId" | "sign">,
  placed: Placed,
): Effect.Effect<Appended, SignFailedError> =>
  Effect.map(sign(signedMessage(placed.hash)), (signature) => sealed(placed, keyId, signature))

/** What can be wrong with a record at its place in a log, in words. */
export const problems = {
  size: `it has no bytes, or more than ${RECORD_BYTES}`,
  hash: "its bytes are not those that were hashed",
  signer:
    "it is signed with a key that is none of this log's there: trust the key that signed it up to where it did, or put that key back",
  signature: "its signature is not the signer's over this record",
  schema: "its bytes are not a record of a version that is known here",
  canonical: "its bytes are not the canonical form of what they say",
  tenant: "it is another tenant's record",
  order: "it has not the number of its place: a record is missing, moved or repeated",
  link: "it does not name the record before it",
  time: "its time is not the later one of its clock and the record before",
  missing: "it was in this log when its head was seen, and is gone",
  fork: "another record was here when the head of this log was seen",
  index: "the store's index names it for an entity that it doesn't leave as ended",
} as const
export type Problem = keyof typeof problems

/** The first record that is wrong, by its place counted from 0, and how. */
export interface Broken {
  readonly ok: false
  readonly seq: number
  readonly problem: Problem
}

/** The records in order are the log, up to this tip. */
export interface Whole {
  readonly ok: true
  readonly tip: Tip
}

/** The text of bytes as JSON that is read leniently: names given twice and blanks pass. Null where there is none. */
const readLeniently = (bytes: Uint8Array): { readonly text: string; readonly json: unknown } | null => {
  try {
    const text = decoder.decode(bytes)
    const json: unknown = JSON.parse(text)
    return { text, json }
  } catch {
    return null
  }
}

/**
 * INVARIANT: what is read leniently is believed only where its canonical form is the very text again. No name stands twice
 * in a canonical form, and nothing else in it that a strict reader would refuse.
 */
const readRecord = (bytes: Uint8Array): LogRecord | "schema" | "canonical" => {
  const read = readLeniently(bytes)
  if (read === null) return "schema"
  const record = LogRecord.safeParse(read.json).data
  if (record === undefined) return "schema"
  return canonicalForm(record) === read.text ? record : "canonical"
}

/** Decodes what `encodeRecord` wrote; null for anything else. */
export const decodeRecord = (bytes: Uint8Array): LogRecord | null => {
  const record = readRecord(bytes)
  return typeof record === "string" ? null : record
}

const misplaced = (tenant: TenantId, head: Head, place: Appended["place"]): Problem | null => {
  if (place.tenant !== tenant) return "tenant"
  if (place.seq !== head.size) return "order"
  return place.previous === head.hash ? null : "link"
}

const fits = ({ length }: Uint8Array) => length > 0 && length <= RECORD_BYTES

/**
 * What a sealed record says, wherever it stands, or what is wrong with it: size, hash, key, signature (before anything in it
 * is read), schema, canonical form.
 */
const unseal = (
  { bytes, hash, signature, signer }: SealedRecord,
  at: Standing,
  keys: Keys,
  digestOfBytes: DigestOf,
): { readonly record: LogRecord; readonly digest: Digest } | Problem => {
  if (!fits(bytes)) return "size"
  const digest = digestOfBytes(bytes)
  if (digest !== hash) return "hash"
  const verify = keys.get(signer, at)
  if (verify === undefined) return "signer"
  if (!verify(signedMessage(digest), signature)) return "signature"
  const record = readRecord(bytes)
  return typeof record === "string" ? record : { record, digest }
}

/** The check of one record at its place, in full: what `unseal` looks at, then tenant, number, link, time. */
export const checkNext = (
  tenant: TenantId,
  tip: Tip,
  sealed: SealedRecord,
  keys: Keys,
  digestOfBytes: DigestOf = digestOf,
): (Whole & { readonly record: LogRecord }) | Broken => {
  const broken = (problem: Problem): Broken => ({ ok: false, seq: tip.size, problem })
  const unsealed = unseal(sealed, { tenant, seq: tip.size }, keys, digestOfBytes)
  if (typeof unsealed === "string") return broken(unsealed)
  const { record, digest } = unsealed
  const problem = misplaced(tenant, tip, record)
  if (problem !== null) return broken(problem)
  if (record.at.now !== nowAfter(tip, record.at.clock)) return broken("time")
  return { ok: true, tip: tipAfter(record, digest), record }
}

/**
 * A record that stands alone, null where it is not to be trusted: everything that `checkNext` looks at but the link to the
 * record before, which whoever reads it has verified earlier.
 */
export const checkAlone = (
  tenant: TenantId,
  seq: number,
  sealed: SealedRecord,
  keys: Keys,
  digestOfBytes: DigestOf = digestOf,
): LogRecord | null => {
  const unsealed = unseal(sealed, { tenant, seq }, keys, digestOfBytes)
  if (typeof unsealed === "string") return null
  const { record } = unsealed
  return record.tenant === tenant && record.seq === seq ? record : null
}

/**
 * Whether these records, in this order, are the tenant's log: the tip after the last, or the first that is wrong.
 * The chain alone can't know that its tail was cut, or cut and signed again; `seen`, a head from outside, shows both.
 *
 * @param from the tip to go on from, as an earlier verification gave it
 */
export const verifyChain = (
  tenant: TenantId,
  records: Iterable<SealedRecord>,
  keys: Keys,
  { from = EMPTY, seen }: { readonly from?: Tip; readonly seen?: Head } = {},
): Whole | Broken => {
  let tip = from
  // Also where verification goes on from the very head that was seen.
  const isFork = () => tip.size === seen?.size && tip.hash !== seen.hash
  if (isFork()) return { ok: false, seq: tip.size - 1, problem: "fork" }
  for (const sealed of records) {
    const checked = checkNext(tenant, tip, sealed, keys)
    if (!checked.ok) return checked
    tip = checked.tip
    if (isFork()) return { ok: false, seq: tip.size - 1, problem: "fork" }
  }
  return seen !== undefined && tip.size < seen.size
    ? { ok: false, seq: tip.size, problem: "missing" }
    : { ok: true, tip }
}

/**
 * The head after a batch, for a store that is about to write it: sizes, hashes, tenant, numbers and links, and that
 * each record has a signature. Whether signature and shape are right, and whether a record says of its place what its writer
 * does, is for who reads: the writer has just made them.
 */
export const headAfter = (
  tenant: TenantId,
  head: Head,
  records: Iterable<Appended>,
  digestOfBytes: DigestOf = digestOf,
): { readonly ok: true; readonly head: Head } | Broken => {
  for (const { bytes, hash, signature, signer, place } of records) {
    const broken = (problem: Problem): Broken => ({ ok: false, seq: head.size, problem })
    if (!fits(bytes)) return broken("size")
    const digest = digestOfBytes(bytes)
    if (digest !== hash) return broken("hash")
    if (!KeyId.safeParse(signer).success) return broken("signer")
    if (signature.length !== 64) return broken("signature")
    const problem = misplaced(tenant, head, place)
    if (problem !== null) return broken(problem)
    head = { size: head.size + 1, hash: digest }
  }
  return { ok: true, head }
}
