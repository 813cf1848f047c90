import { it as property } from "@fast-check/vitest"
import { Effect, Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { Digest, digestOf } from "../../../kernel/digest.ts"
import {
  EMPTY,
  type SealedRecord,
  type Tip,
  checkAlone,
  checkNext,
  decodeRecord,
  encodeRecord,
  headAfter,
  nowAfter,
  recordAfter,
  place,
  signedMessage,
  verifyChain,
} from "../../../kernel/ledger/chain.ts"
import { LogRecord, NOTHING, RECORD_BYTES } from "../../../kernel/ledger/record.ts"
import { Instant } from "../../../kernel/time.ts"
import {
  OURS,
  acme,
  agentOfAnn,
  appended,
  chain,
  chainOf,
  entries,
  entry,
  globex,
  keys,
  ours,
  refusal,
  signerOf,
  utf8,
} from "./fixtures.ts"

const at = (ms: number) => Instant.parse(ms)

/** Every digest that differs from this one in a single digit: a comparison that overlooks any part of it takes one of them for it. */
const nearly = (digest: Digest): readonly Digest[] =>
  Array.from(digest.split(""), (digit, place) =>
    Digest.parse(`${digest.slice(0, place)}${digit === "0" ? "1" : "0"}${digest.slice(place + 1)}`),
  )
const verify = (records: readonly SealedRecord[]) => verifyChain(acme(), records, keys())
const replaced = (records: readonly SealedRecord[], seq: number, by: (record: SealedRecord) => SealedRecord) =>
  records.map((record, index) => (index === seq ? by(record) : record))

/** Signs whatever bytes, as somebody with the key would who doesn't go by our rules. */
const forged = (bytes: Uint8Array): SealedRecord => {
  const hash = digestOf(bytes)
  const { keyId, sign } = ours()
  return { bytes, hash, signer: keyId, signature: Effect.runSync(sign(signedMessage(hash))) }
}
const forgedJson = (text: string) => forged(utf8(text))
const jsonOf = ({ bytes }: SealedRecord) => new TextDecoder().decode(bytes)
/** The first record of a log with a part replaced, signed and in canonical form. */
const first = (changed: object) => {
  const record = { ...recordAfter(EMPTY, entry(0)), ...changed }
  return forged(Result.getOrThrow(encodeRecord(LogRecord.parse(record))))
}

/** A record of that many canonical bytes: a command whose facts are long enough. */
const sized = (bytes: number): LogRecord => {
  const by = agentOfAnn()
  const filled = (filling: string) =>
    recordAfter(
      EMPTY,
      entry(0, {
        body: {
          type: "command",
          proof: null,
          transition: {
            domain: "approvals",
            command: { type: "cancel", id: RequestId.parse("req-1"), by },
            facts: { filling },
            outcome: { accepted: false, refusal: "unknown" },
          },
        },
      }),
    )
  const without = Result.getOrThrow(encodeRecord(filled(""))).length
  return filled("x".repeat(bytes - without))
}

describe("a record", () => {
  it("starts a log as number 0 after nothing", () => {
    expect(recordAfter(EMPTY, entry(0))).toMatchObject({ version: 1, seq: 0, previous: NOTHING })
  })

  it("names the hash of the one before and follows its number", () => {
    const [, second] = chain(2).records
    expect(decodeRecord(second?.bytes ?? utf8(""))).toMatchObject({ seq: 1, previous: chain(1).tip.hash })
  })

  it("has the later time of its clock and the record before, and tells both", () => {
    const tip: Tip = { ...EMPTY, now: at(5_000) }
    expect(recordAfter(tip, entry(0, { clock: at(4_999) })).at).toEqual({ clock: 4_999, now: 5_000 })
    expect(recordAfter(tip, entry(0, { clock: at(5_001) })).at).toEqual({ clock: 5_001, now: 5_001 })
    expect(nowAfter(tip, at(5_000))).toBe(5_000)
  })

  it("is read back as it was written", () => {
    const record = recordAfter(EMPTY, entry(0))
    expect(decodeRecord(Result.getOrThrow(encodeRecord(record)))).toEqual(record)
  })

  it("holds 65,535 bytes and not one more", () => {
    const [exact, over] = [sized(RECORD_BYTES), sized(RECORD_BYTES + 1)].map(encodeRecord)
    expect(exact?.pipe(Result.map(({ length }) => length))).toEqual(Result.succeed(RECORD_BYTES))
    expect(over?.pipe(Result.flip, Result.getOrThrow)).toMatchObject({
      _tag: "RecordRefusedError",
      problem: "size",
      message: "a record holds at most 65535 bytes and this one has 65536: ask for less at once",
    })
    expect(verify([first(sized(RECORD_BYTES))])).toMatchObject({ ok: true })
  })

  it.each([
    ["what has no canonical form", { key: "\ud800" }, "something in it has no canonical form"],
    [
      "a reason that is not a word",
      { body: { ...refusal("x"), reasons: ["not a word"] } },
      "body.reasons.0: Invalid string: must match pattern /^[\\x21-\\x7e]{1,128}$/",
    ],
    ["a key of 129 characters", { key: "k".repeat(129) }, "key: Too big: expected string to have <=128 characters"],
    ["an empty key", { key: "" }, "key: Too small: expected string to have >=1 characters"],
    [
      "two things at once",
      { key: "", body: { ...refusal("x"), reasons: [] } },
      "key: Too small: expected string to have >=1 characters; body.reasons: Too small: expected array to have >=1 items",
    ],
  ])("is refused before it is signed when it holds %s, and says where", (_, changed, where) => {
    expect(Result.getOrThrow(Result.flip(place(EMPTY, entry(0, changed))))).toMatchObject({
      _tag: "RecordRefusedError",
      problem: "schema",
      message: `a record can't hold this: ${where}`,
    })
  })

  it("is a copy: whoever asked may do with their own objects what they like, and what is folded is what is written", () => {
    const asker = structuredClone(agentOfAnn())
    const body = { ...refusal("x"), caller: asker, reasons: ["toolIsKnown"] }
    const { record, bytes } = Result.getOrThrow(place(EMPTY, entry(0, { body })))
    Object.assign(asker.actor, { id: "mallory" })
    body.reasons.push("more")
    expect(record).toEqual(decodeRecord(bytes))
    expect(record.body).toMatchObject({ caller: agentOfAnn(), reasons: ["toolIsKnown"] })
  })

  it("is signed as this kind of record, and nothing else", () => {
    expect(signedMessage(NOTHING)).toEqual(Uint8Array.of(...utf8("interlock/log-record/v1"), 0, ...new Uint8Array(32)))
  })
})

describe("a log verifies", () => {
  it("when it is empty", () => {
    expect(verify([])).toEqual({ ok: true, tip: EMPTY })
  })

  it("from its first record to its last, and says where it ends", () => {
    const { records, tip } = chain(5)
    expect(verify(records)).toEqual({ ok: true, tip })
    expect(tip).toMatchObject({ size: 5, now: 5_000 })
  })

  it("in parts, from the tip of the part before", () => {
    const { records, tip: from } = chain(3)
    const rest = chain(2, { from })
    expect(verifyChain(acme(), rest.records, keys(), { from })).toEqual({ ok: true, tip: rest.tip })
    expect(verify([...records, ...rest.records])).toEqual({ ok: true, tip: rest.tip })
  })

  it("when its key was changed and both keys are known", () => {
    const { records, tip: from } = chain(2)
    const rest = chain(2, { from, seed: 2 })
    expect(verifyChain(acme(), [...records, ...rest.records], keys(2))).toEqual({ ok: true, tip: rest.tip })
  })

  it("when a head that was seen before is in it", () => {
    const { records, tip: seen } = chain(3)
    const { records: more, tip } = chain(2, { from: seen })
    expect(verifyChain(acme(), [...records, ...more], keys(), { seen })).toEqual({ ok: true, tip })
    expect(verifyChain(acme(), records, keys(), { seen })).toEqual({ ok: true, tip: seen })
  })
})

describe("the first bad record is named", () => {
  it.each([
    ["without bytes", "size", () => forged(new Uint8Array(0))],
    ["too long", "size", () => forged(new Uint8Array(RECORD_BYTES + 1))],
    ["with another hash", "hash", () => ({ ...first({}), hash: NOTHING })],
    ["of an unknown signer", "signer", () => ({ ...first({}), signer: "0000000000000000" })],
    [
      "with another record's signature",
      "signature",
      () => ({ ...first({}), signature: first({ key: "x" }).signature }),
    ],
    ["with no signature", "signature", () => ({ ...first({}), signature: new Uint8Array(0) })],
    ["that is no JSON", "schema", () => forgedJson("{")],
    ["that is no UTF-8", "schema", () => forged(Uint8Array.of(0x22, 0xff, 0x22))],
    ["of another version", "schema", () => forgedJson(jsonOf(first({})).replace('"version":1', '"version":2'))],
    [
      "with a field that is not known",
      "schema",
      () => forgedJson(jsonOf(first({})).replace('{"ask"', '{"aa":1,"ask"')),
    ],
    ["with a line after it", "canonical", () => forgedJson(`${jsonOf(first({}))}\n`)],
    ["with a space", "canonical", () => forgedJson(jsonOf(first({})).replace('{"ask"', '{ "ask"'))],
    [
      "with its names in another order",
      "canonical",
      () => forgedJson(jsonOf(first({})).replace(/("clock":\d+),("now":\d+)/, "$2,$1")),
    ],
    [
      "with a number written otherwise",
      "canonical",
      () => forgedJson(jsonOf(first({})).replace('"seq":0', '"seq":0.0')),
    ],
    [
      "with an escape that is not needed",
      "canonical",
      () => forgedJson(jsonOf(first({})).replace('"acme"', '"acm\\u0065"')),
    ],
    ["of another tenant", "tenant", () => first({ tenant: globex() })],
    ["with another number", "order", () => first({ seq: 1 })],
    ["with another one before it", "link", () => first({ previous: digestOf(utf8("x")) })],
    ["with a time before its clock", "time", () => first({ at: { clock: 2, now: 1 } })],
    ["with a time after its clock and the one before", "time", () => first({ at: { clock: 2, now: 3 } })],
  ] as const)("when it is one %s", (_, problem, bad) => {
    expect(verify([bad()])).toEqual({ ok: false, seq: 0, problem })
  })

  it("when a name stands twice in it", () => {
    const bad = forgedJson(jsonOf(first({})).replace('"seq":0', '"seq":1,"seq":0'))
    expect(verify([bad])).toMatchObject({ ok: false, seq: 0 })
  })

  it("when its time is before that of the record before, whatever its clock says", () => {
    const { records, tip } = chain(1)
    const back = { ...recordAfter(tip, entry(1)), at: { clock: at(1), now: at(1) } }
    const bad = forged(Result.getOrThrow(encodeRecord(back)))
    expect(verify([...records, bad])).toEqual({ ok: false, seq: 1, problem: "time" })
  })

  it("when it was signed again with another key", () => {
    const { records } = chain(3)
    const foreign = chain(3, { seed: 2 }).records
    const mixed = replaced(records, 1, (record) => foreign[1] ?? record)
    expect(verify(mixed)).toEqual({ ok: false, seq: 1, problem: "signer" })
    const disguised = replaced(mixed, 1, (record) => ({ ...record, signer: ours().keyId }))
    expect(verify(disguised)).toEqual({ ok: false, seq: 1, problem: "signature" })
  })

  it("when it names one of the log's keys and is signed with another one of them", () => {
    const { records, tip: from } = chain(2)
    const both = [...records, ...chain(1, { from, seed: 2 }).records]
    expect(verifyChain(acme(), both, keys(2))).toMatchObject({ ok: true })
    const named = (seq: number, seed: number) =>
      replaced(both, seq, (record) => ({ ...record, signer: signerOf(seed).keyId }))
    expect(verifyChain(acme(), named(1, 2), keys(2))).toEqual({ ok: false, seq: 1, problem: "signature" })
    expect(verifyChain(acme(), named(2, OURS), keys(2))).toEqual({ ok: false, seq: 2, problem: "signature" })
  })

  it("when its hash, or that of the one before it, is another one by a single digit", () => {
    const { records, tip } = chain(1)
    const [record] = records
    for (const hash of nearly(tip.hash)) {
      expect(verify(records.map((each) => ({ ...each, hash })))).toEqual({ ok: false, seq: 0, problem: "hash" })
      const [next] = chain(1, { from: { ...tip, hash } }).records
      expect(verify([record, next].flatMap((each) => each ?? []))).toEqual({ ok: false, seq: 1, problem: "link" })
    }
  })

  it("when one in the middle is gone", () => {
    expect(verify(chain(4).records.filter((_, seq) => seq !== 2))).toEqual({ ok: false, seq: 2, problem: "order" })
  })

  it("when one stands twice", () => {
    const { records } = chain(3)
    expect(verify([...records.slice(0, 2), ...records.slice(1)])).toEqual({ ok: false, seq: 2, problem: "order" })
  })

  it("when the log goes on from a record that was rewritten with the log's own key", () => {
    const { records } = chain(3)
    const rewritten = chainOf([entry(0), entry(1, { key: "rewritten" })]).records
    const mixed = replaced(records, 1, (record) => rewritten[1] ?? record)
    expect(verify(mixed)).toEqual({ ok: false, seq: 2, problem: "link" })
  })
})

describe("a key that signed a part of a log", () => {
  /** Our key, for the record of one tenant and number alone. */
  const only = (tenant: string, number: number) => ({
    get: (signer: string, at: { readonly tenant: string; readonly seq: number }) =>
      at.tenant === tenant && at.seq === number ? keys().get(signer, at) : undefined,
  })

  it.each([0, 1, 2])("counts at record %i and nowhere else", (seq) => {
    const { records } = chain(3)
    const tips = [EMPTY, ...[1, 2].map((size) => chain(size).tip)]
    for (const [at, sealed] of records.entries()) {
      const found = checkNext(acme(), tips[at] ?? EMPTY, sealed, only("acme", seq))
      expect(found).toMatchObject(at === seq ? { ok: true } : { ok: false, seq: at, problem: "signer" })
      expect(checkAlone(acme(), at, sealed, only("acme", seq)) === null).toBe(at !== seq)
    }
  })

  it("counts in the log of its tenant and in no other", () => {
    const [sealed] = chain(1).records
    if (sealed === undefined) throw new Error("the chain has a record")
    expect(checkNext(acme(), EMPTY, sealed, only("globex", 0))).toMatchObject({ problem: "signer" })
    expect(checkAlone(acme(), 0, sealed, only("globex", 0))).toBeNull()
  })
})

describe("a head that was seen shows what the chain alone can't", () => {
  it("a tail that was cut", () => {
    const { records, tip: seen } = chain(4)
    const cut = records.slice(0, -1)
    expect(verify(cut)).toMatchObject({ ok: true })
    expect(verifyChain(acme(), cut, keys(), { seen })).toEqual({ ok: false, seq: 3, problem: "missing" })
  })

  it("a tail that was cut and signed again with the log's own key", () => {
    const { tip: seen } = chain(4)
    const again = chainOf([...entries(3), entry(3, { key: "rewritten" }), entry(4)]).records
    expect(verify(again)).toMatchObject({ ok: true })
    expect(verifyChain(acme(), again, keys(), { seen })).toEqual({ ok: false, seq: 3, problem: "fork" })
  })

  it("another record at its place, by every digit of its hash", () => {
    const { records, tip } = chain(2)
    for (const hash of nearly(tip.hash))
      expect(verifyChain(acme(), records, keys(), { seen: { size: 2, hash } })).toEqual({
        ok: false,
        seq: 1,
        problem: "fork",
      })
  })

  it("another record at the very place to go on from, before any further one is looked at", () => {
    const { records, tip } = chain(3)
    const [, , third] = records
    const from = chain(2).tip
    for (const rest of [[], [third].flatMap((record) => record ?? [])]) {
      for (const hash of nearly(from.hash))
        expect(verifyChain(acme(), rest, keys(), { from, seen: { size: 2, hash } })).toEqual({
          ok: false,
          seq: 1,
          problem: "fork",
        })
      expect(verifyChain(acme(), rest, keys(), { from, seen: from })).toEqual({
        ok: true,
        tip: rest.length === 0 ? from : tip,
      })
    }
  })
})

describe("a record that is read alone", () => {
  const sealed = () => first({})
  const alone = (record: SealedRecord, seq = 0, tenant = acme()) => checkAlone(tenant, seq, record, keys(2))

  it("is what was written at its place, wherever that is in the log", () => {
    expect(alone(sealed())).toEqual(recordAfter(EMPTY, entry(0)))
    const [, , third] = chain(3).records
    expect(third && alone(third, 2)).toMatchObject({ seq: 2, previous: chain(2).tip.hash })
  })

  it.each<[string, () => SealedRecord]>([
    ["has no bytes", () => forged(new Uint8Array(0))],
    ["is too long, and well made in all else", () => forged(canonicalize(sized(RECORD_BYTES + 1)))],
    ["has another hash", () => ({ ...sealed(), hash: NOTHING })],
    ["has other bytes", () => ({ ...sealed(), bytes: first({ key: "x" }).bytes })],
    ["has other bytes, hashed again", () => ({ ...first({ key: "x" }), signature: sealed().signature })],
    ["is of an unknown signer", () => ({ ...sealed(), signer: "0000000000000000" })],
    ["names another of the log's keys", () => ({ ...sealed(), signer: signerOf(2).keyId })],
    ["has no signature", () => ({ ...sealed(), signature: new Uint8Array(0) })],
    ["has another record's signature", () => ({ ...sealed(), signature: first({ key: "x" }).signature })],
    ["is no JSON", () => forgedJson("{")],
    ["is of another version", () => forgedJson(jsonOf(sealed()).replace('"version":1', '"version":2'))],
    ["is another tenant's", () => first({ tenant: globex() })],
    ["has another number", () => first({ seq: 1 })],
  ])("is nothing where it %s", (_, bad) => {
    expect(alone(bad())).toBeNull()
  })

  it("is nothing at another place or in another tenant's log", () => {
    expect(alone(sealed(), 1)).toBeNull()
    expect(alone(sealed(), 0, globex())).toBeNull()
  })
})

describe("a batch", () => {
  it("moves the head to its last record", () => {
    const { records, tip } = chain(3)
    expect(headAfter(acme(), EMPTY, records.map(appended))).toEqual({ ok: true, head: { size: 3, hash: tip.hash } })
    expect(headAfter(acme(), tip, [])).toEqual({ ok: true, head: tip })
  })

  it.each([
    ["a record too long", "size", () => forged(new Uint8Array(RECORD_BYTES + 1))],
    ["an empty record", "size", () => forged(new Uint8Array(0))],
    ["a record with another hash", "hash", () => ({ ...first({}), hash: NOTHING })],
    ["a record without a signer", "signer", () => ({ ...first({}), signer: "" })],
    ["a record whose signer is no name of a key", "signer", () => ({ ...first({}), signer: "0123456789ABCDEF" })],
    ["a record without a signature", "signature", () => ({ ...first({}), signature: new Uint8Array(63) })],
    ["a record with more than a signature", "signature", () => ({ ...first({}), signature: new Uint8Array(65) })],
    ["another tenant's record", "tenant", () => first({ tenant: globex() })],
    ["a record of another number", "order", () => first({ seq: 7 })],
    ["a record that links elsewhere", "link", () => first({ previous: digestOf(utf8("x")) })],
  ] as const)("with %s is refused", (_, problem, bad) => {
    expect(headAfter(acme(), EMPTY, [appended(bad())])).toEqual({ ok: false, seq: 0, problem })
  })

  it("whose hash or link is another one by a single digit is refused", () => {
    const { records, tip } = chain(1)
    const [second] = chain(1, { from: tip }).records
    for (const hash of nearly(tip.hash)) {
      expect(headAfter(acme(), EMPTY, [appended({ ...first({}), hash })])).toEqual({
        ok: false,
        seq: 0,
        problem: "hash",
      })
      expect(headAfter(acme(), { ...tip, hash }, second === undefined ? [] : [appended(second)])).toEqual({
        ok: false,
        seq: 1,
        problem: "link",
      })
    }
    expect(headAfter(acme(), EMPTY, records.map(appended))).toMatchObject({ ok: true })
  })

  it("that doesn't link within itself is refused at that record", () => {
    const [one, , three] = chain(3).records
    expect(
      headAfter(
        acme(),
        EMPTY,
        [one, three].flatMap((record) => (record === undefined ? [] : [appended(record)])),
      ),
    ).toEqual({
      ok: false,
      seq: 1,
      problem: "order",
    })
  })
})

const anyEntries = () =>
  fc.array(
    fc.record({
      clock: fc.nat().map(at),
      key: fc.option(fc.string({ minLength: 1, maxLength: 128, unit: "grapheme-ascii" })),
      what: fc.stringMatching(/^[!-~]{1,40}$/),
    }),
    { minLength: 1, maxLength: 8 },
  )
const chainFrom = (drafts: readonly { clock: Instant; key: string | null; what: string }[]) =>
  chainOf(drafts.map(({ clock, key, what }, n) => entry(n, { clock, key, body: refusal(what) })))

/** One byte of one part of a record is another one; the texts are hexadecimal. */
const flipped = (bytes: Uint8Array, place: number, by: number) =>
  bytes.map((byte, index) => (index === place % bytes.length ? byte ^ by : byte))
const flippedText = (text: string, place: number, by: number) =>
  new TextDecoder("latin1").decode(flipped(utf8(text), place, by))
const mutations = {
  bytes: (record: SealedRecord, place: number, by: number) => ({ ...record, bytes: flipped(record.bytes, place, by) }),
  hash: (record: SealedRecord, place: number, by: number) => ({ ...record, hash: flippedText(record.hash, place, by) }),
  signature: (record: SealedRecord, place: number, by: number) => ({
    ...record,
    signature: flipped(record.signature, place, by),
  }),
  signer: (record: SealedRecord, place: number, by: number) => ({
    ...record,
    signer: flippedText(record.signer, place, by),
  }),
  /** As one who hashes again and can't sign. */
  bytesAndHash: (record: SealedRecord, place: number, by: number) => {
    const bytes = flipped(record.bytes, place, by)
    return { ...record, bytes, hash: digestOf(bytes) }
  },
}

describe("whatever is recorded", () => {
  property.prop([anyEntries()])("verifies, in time order", (drafts) => {
    const { records, tip } = chainFrom(drafts)
    expect(verify(records)).toEqual({ ok: true, tip })
    const times = records.map(({ bytes }) => decodeRecord(bytes)?.at.now ?? -1)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  property.prop(
    [anyEntries(), fc.nat(), fc.constantFrom(...Object.values(mutations)), fc.nat(), fc.integer({ min: 1, max: 255 })],
    { numRuns: 500 },
  )("is found out at the very record of which one byte is changed", (drafts, which, mutate, place, by) => {
    const { records } = chainFrom(drafts)
    const seq = which % records.length
    expect(verify(replaced(records, seq, (record) => mutate(record, place, by)))).toMatchObject({ ok: false, seq })
  })

  property.prop([anyEntries(), fc.nat(), fc.nat()])(
    "is found out at the first of two records that are swapped",
    (drafts, a, b) => {
      const { records } = chainFrom(drafts)
      const [one, two] = [a % records.length, b % records.length].toSorted((x, y) => x - y) as [number, number]
      fc.pre(one !== two)
      const swapped = records.map((record, seq) => records[seq === one ? two : seq === two ? one : seq] ?? record)
      expect(verify(swapped)).toEqual({ ok: false, seq: one, problem: "order" })
    },
  )
})
