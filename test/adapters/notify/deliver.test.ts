import { join } from "node:path"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { deliverOnce } from "../../../adapters/notify/deliver.ts"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { type SealedRecord, EMPTY } from "../../../kernel/ledger/chain.ts"
import { LedgerStore, StoreFailedError } from "../../../kernel/ledger/store.ts"
import { type NotDeliveredError, NoticeCursors, Receivers } from "../../../kernel/notices/ports.ts"
import { acme, chainOf, entries, globex } from "../../kernel/ledger/fixtures.ts"
import { policyOf } from "../../kernel/notices/fixture.ts"
import { tmp } from "../tmp.ts"
import { append, delivering, delivery, inbox, log, refuses, seqs, story, takes } from "./fixture.ts"
import { name } from "./secrets.ts"

const cursor = (receiver = "pager", tenant = acme()) => NoticeCursors.use(({ at }) => at(name(receiver), tenant))

/** A store of which parts are replaced. */
const storeWith = (part: (store: LedgerStore["Service"]) => Partial<LedgerStore["Service"]>) =>
  Layer.effect(
    LedgerStore,
    Effect.map(LedgerStore, (store) => LedgerStore.of({ ...store, ...part(store) })),
  ).pipe(Layer.provideMerge(memoryStore))
const cursorsWith = (part: (cursors: NoticeCursors["Service"]) => Partial<NoticeCursors["Service"]>) =>
  Layer.effect(
    NoticeCursors,
    Effect.map(NoticeCursors, (cursors) => NoticeCursors.of({ ...cursors, ...part(cursors) })),
  ).pipe(Layer.provideMerge(memoryStore))

describe("a receiver is told", () => {
  it("each notice of the log once, in order, and then of what is new within a second", async () => {
    const [pager, mail] = [inbox("pager"), inbox("mail")]
    await story(
      [pager, mail],
      Effect.gen(function* () {
        const from = yield* append(log(4))
        yield* delivering(delivery())
        yield* TestClock.adjust("1 minute")
        expect([seqs(pager), seqs(mail)]).toEqual([
          [0, 3],
          [0, 3],
        ])
        yield* append(log(3), { from })
        yield* TestClock.adjust("1 second")
        expect(seqs(pager)).toEqual([0, 3, 4, 6])
        yield* TestClock.adjust("1 hour")
        expect(seqs(mail)).toEqual([0, 3, 4, 6])
      }),
    )
  })

  it("under the hash of the record, which is another in another log", async () => {
    const pager = inbox("pager")
    const { records } = chainOf(log(4))
    await story([pager], Effect.andThen(append(log(4)), deliverOnce(delivery())))
    expect(pager.told.map(({ id }) => id)).toEqual([records[0]?.hash, records[3]?.hash])
  })

  it("of each tenant", async () => {
    const pager = inbox("pager")
    const both = delivery([], policyOf(), policyOf(globex()))
    await story(
      [pager],
      Effect.gen(function* () {
        yield* append(log(2))
        yield* append(log(3, { tenant: globex() }), { tenant: globex() })
        expect(yield* deliverOnce(both)).toBe(4)
      }),
    )
    expect(pager.told.map(({ tenant, seq }) => [tenant, seq])).toEqual(
      expect.arrayContaining([
        [acme(), 0],
        [acme(), 1],
        [globex(), 0],
        [globex(), 2],
      ]),
    )
  })
})

describe("a receiver that is down", () => {
  it("is tried again after 1, 2, 4, ... seconds, at most a minute apart, and then told in order", async () => {
    const lines: string[] = []
    const pager = inbox("pager", (attempt) => (attempt <= 9 ? refuses : takes))
    await story(
      [pager],
      Effect.gen(function* () {
        yield* append(log(4))
        yield* delivering(delivery(lines))
        yield* TestClock.adjust("10 minutes")
      }),
    )
    const seconds = pager.told.map(({ at }) => at / 1000)
    expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 243])
    expect(seqs(pager)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3])
    expect(lines).toHaveLength(9)
    expect(new Set(lines)).toEqual(new Set(["pager is not told of acme yet: it answered 500"]))
  })

  it("is tried every minute for days, and loses nothing", async () => {
    let isDown = true
    const pager = inbox("pager", () => (isDown ? refuses : takes))
    await story(
      [pager],
      Effect.gen(function* () {
        const from = yield* append(log(4))
        yield* delivering(delivery())
        yield* TestClock.adjust("2 days")
        const attempts = pager.told.length
        expect(attempts).toBeGreaterThan(2 * 24 * 60 - 10)
        yield* append(log(3), { from })
        isDown = false
        yield* TestClock.adjust("1 minute")
        yield* TestClock.adjust("1 second")
        expect(seqs(pager).slice(attempts)).toEqual([0, 3, 4, 6])
      }),
    )
  })

  it("begins anew with a second after it was up again", async () => {
    const pager = inbox("pager", (attempt, { seq }) => (attempt <= 6 || (seq === 3 && attempt <= 8) ? refuses : takes))
    await story(
      [pager],
      Effect.andThen(append(log(4)), Effect.andThen(delivering(delivery()), TestClock.adjust("5 minutes"))),
    )
    expect(pager.told.map(({ seq, at }) => [seq, at / 1000])).toEqual([
      ...[0, 1, 3, 7, 15, 31, 63].map((at) => [0, at]),
      [3, 63],
      [3, 64],
    ])
  })

  it("holds up no other receiver, and not itself for another tenant", async () => {
    const deaf = inbox("deaf", (_, { tenant }) => (tenant === acme() ? refuses : takes))
    const silent = inbox("silent", () => Effect.never)
    const pager = inbox("pager")
    await story(
      [deaf, silent, pager],
      Effect.gen(function* () {
        yield* append(log(2))
        yield* append(log(3, { tenant: globex() }), { tenant: globex() })
        yield* delivering(delivery([], policyOf(), policyOf(globex())))
        yield* TestClock.adjust("1 second")
      }),
    )
    const told = (tenant: string, { told }: typeof deaf) =>
      told.filter((one) => one.tenant === tenant).map(({ seq }) => seq)
    expect([told(acme(), pager), told(globex(), pager)]).toEqual([
      [0, 1],
      [0, 2],
    ])
    expect(told(globex(), deaf)).toEqual([0, 2])
    expect(new Set(told(acme(), deaf))).toEqual(new Set([0]))
    expect([told(acme(), silent), told(globex(), silent)]).toEqual([[0], [0]])
  })

  it("holds up nobody who writes the log", async () => {
    await story(
      [inbox("silent", () => Effect.never)],
      Effect.gen(function* () {
        const from = yield* append(log(2))
        yield* delivering(delivery())
        yield* TestClock.adjust("1 minute")
        expect((yield* append(log(2), { from })).size).toBe(4)
      }),
    )
  })

  it("even by a bug, is told later, and the others at once", async () => {
    const lines: string[] = []
    const broken = inbox("broken", (attempt) => (attempt === 1 ? Effect.die(new Error("secret")) : takes))
    const pager = inbox("pager")
    await story(
      [broken, pager],
      Effect.gen(function* () {
        yield* append(log(2))
        yield* delivering(delivery(lines))
        expect(seqs(pager)).toEqual([0, 1])
        yield* TestClock.adjust("1 second")
      }),
    )
    expect(seqs(broken)).toEqual([0, 0, 1])
    expect(lines).toEqual(["broken is not told of acme yet: an unforeseen failure"])
  })
})

describe("the cursor", () => {
  it("moves once the receiver said yes, not before", async () => {
    const seen: number[] = []
    await story(
      [],
      Effect.gen(function* () {
        const { records } = chainOf(log(4))
        yield* append(log(4))
        const looks = Effect.map(cursor(), ({ size }) => void seen.push(size))
        const cursors = yield* NoticeCursors
        const pager = inbox("pager", () => Effect.orDie(Effect.provideService(looks, NoticeCursors, cursors)))
        yield* Effect.provideService(deliverOnce(delivery()), Receivers, [pager])
        expect(seen).toEqual([0, 1])
        expect(yield* cursor()).toMatchObject({ size: 4, hash: records[3]?.hash })
      }),
    )
  })

  it("stays where the receiver says no, and it is sent again though it was taken", async () => {
    const pager = inbox("pager", (attempt) => (attempt === 2 ? refuses : takes))
    await story(
      [pager],
      Effect.gen(function* () {
        yield* append(log(4))
        expect(yield* deliverOnce(delivery())).toBe(1)
        expect((yield* cursor()).size).toBe(1)
        expect(yield* deliverOnce(delivery())).toBe(1)
        expect((yield* cursor()).size).toBe(4)
        expect(yield* deliverOnce(delivery())).toBe(0)
      }),
    )
    expect(seqs(pager)).toEqual([0, 3, 3])
    expect(pager.told[2]?.id).toBe(pager.told[1]?.id)
  })

  it("that can't be kept lets the notice be sent again, and none that was told before it", async () => {
    const lines: string[] = []
    const pager = inbox("pager")
    let moves = 0
    const store = cursorsWith(({ move }) => ({
      move: (...given) => (++moves === 2 ? new StoreFailedError({ message: "the disk is full" }) : move(...given)),
    }))
    await story(
      [pager],
      Effect.andThen(append(log(4)), Effect.andThen(delivering(delivery(lines)), TestClock.adjust("1 second"))),
      store,
    )
    expect(seqs(pager)).toEqual([0, 3, 3])
    expect(lines).toEqual(["pager is not told of acme yet: the disk is full"])
  })

  it("needs not be kept for what is no notice: in this process it is not read again", async () => {
    const reads: number[] = []
    const store = storeWith(({ read }) => ({
      read: (tenant, from, limit) =>
        Effect.andThen(
          Effect.sync(() => void reads.push(from)),
          read(tenant, from, limit),
        ),
    }))
    await story(
      [inbox("pager")],
      Effect.gen(function* () {
        const from = yield* append(entries(3))
        yield* delivering(delivery())
        yield* append(log(2), { from })
        yield* TestClock.adjust("1 minute")
        expect(reads).toEqual([0, 3])
      }),
      store,
    )
  })

  it("is kept after each whole page of records that are no notices, so that nothing before it is read again", async () => {
    const reads: number[] = []
    const store = storeWith(({ read }) => ({
      read: (tenant, from, limit) =>
        Effect.andThen(
          Effect.sync(() => void reads.push(from)),
          read(tenant, from, limit),
        ),
    }))
    await story(
      [inbox("pager")],
      Effect.gen(function* () {
        yield* append(entries(600))
        yield* deliverOnce(delivery())
        expect((yield* cursor()).size).toBe(512)
        yield* deliverOnce(delivery())
        expect(reads).toEqual([0, 256, 512, 512])
      }),
      store,
    )
  })

  it("that another process moved on is gone on from", async () => {
    const [here, there] = [inbox("pager"), inbox("pager")]
    await story(
      [here],
      Effect.gen(function* () {
        const from = yield* append(log(4))
        yield* delivering(delivery())
        const to = yield* append(log(3), { from })
        yield* Effect.provideService(deliverOnce(delivery()), Receivers, [there])
        yield* TestClock.adjust("1 second")
        expect([seqs(here), seqs(there)]).toEqual([
          [0, 3],
          [4, 6],
        ])
        yield* append(log(2), { from: to })
        yield* TestClock.adjust("1 second")
        expect(seqs(here)).toEqual([0, 3, 7, 8])
      }),
    )
  })

  it("is each receiver's own, and begins with the first record", async () => {
    const [old, young] = [inbox("old"), inbox("young")]
    await story(
      [],
      Effect.gen(function* () {
        yield* append(log(4))
        yield* Effect.provideService(deliverOnce(delivery()), Receivers, [old])
        yield* Effect.provideService(deliverOnce(delivery()), Receivers, [old, young])
      }),
    )
    expect([seqs(old), seqs(young)]).toEqual([
      [0, 3],
      [0, 3],
    ])
  })

  it("is in the file of the log: who is stopped between sending and moving sends again, under the same id", async () => {
    const path = join(tmp(), "ledger.db")
    const pager = inbox("pager")
    const stuck = Layer.effect(
      NoticeCursors,
      Effect.map(NoticeCursors, (cursors) => NoticeCursors.of({ ...cursors, move: () => Effect.never })),
    ).pipe(Layer.provideMerge(sqliteStore(path)))
    await story(
      [pager],
      Effect.gen(function* () {
        yield* append(log(4))
        yield* delivering(delivery())
        yield* TestClock.adjust("1 hour")
        expect(seqs(pager)).toEqual([0])
      }),
      stuck,
    )
    for (const expected of [
      [0, 0, 3],
      [0, 0, 3],
    ]) {
      await story([pager], deliverOnce(delivery()), sqliteStore(path))
      expect(seqs(pager)).toEqual(expected)
    }
    expect(pager.told[0]?.id).toBe(pager.told[1]?.id)
  })
})

describe("a log that is not to be trusted", () => {
  const changed = (records: readonly SealedRecord[], seq: number) =>
    records.map((each, at) =>
      at === seq
        ? {
            ...each,
            bytes: Uint8Array.from(Buffer.from(each.bytes).toString().replace("down", "gone"), (c) => c.charCodeAt(0)),
          }
        : each,
    )

  it.each<
    [
      what: string,
      spoil: (records: readonly SealedRecord[]) => readonly SealedRecord[],
      told: number[],
      problem: RegExp,
    ]
  >([
    [
      "a notice that was changed",
      (records) => changed(records, 3),
      [0],
      /^pager is not told of acme yet: record 3 .* its bytes are not those/,
    ],
    ["a record that was taken out", (records) => records.toSpliced(1, 1), [0], /record 1 .* a record is missing/],
    [
      "another's record",
      (records) => [...chainOf(log(4), { seed: 2 }).records.slice(0, 1), ...records.slice(1)],
      [],
      /record 0 .* signed with a key/,
    ],
    ["records that are gone", () => [], [], /record 0 .* is gone/],
  ])("tells nobody of %s, nor of anything after it, and others of theirs", async (_, spoil, told, problem) => {
    const lines: string[] = []
    const pager = inbox("pager")
    const store = storeWith(({ read }) => ({
      read: (tenant, from, limit) =>
        tenant === acme()
          ? Effect.map(read(tenant, 0, 100), (records) => spoil(records).slice(from, from + limit))
          : read(tenant, from, limit),
    }))
    await story(
      [pager],
      Effect.gen(function* () {
        yield* append(log(6).toSpliced(3, 1, ...log(2).slice(1)))
        yield* append(log(2, { tenant: globex() }), { tenant: globex() })
        yield* delivering(delivery(lines, policyOf(), policyOf(globex())))
        yield* TestClock.adjust("1 second")
      }),
      store,
    )
    expect(pager.told.filter(({ tenant }) => tenant === acme()).map(({ seq }) => seq)).toEqual(told)
    expect(pager.told.filter(({ tenant }) => tenant === globex()).map(({ seq }) => seq)).toEqual([0, 1])
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).toMatch(problem)
  })

  it.each<[what: string, head: (size: number) => object, problem: RegExp]>([
    ["was cut off", () => EMPTY, /record 0 .* is gone/],
    ["was written anew", (size) => ({ size, hash: "0".repeat(64) }), /record 3 .* another record was here/],
  ])("is found out where it %s behind the cursor", async (_, head, problem) => {
    const lines: string[] = []
    let isSpoilt = false
    const store = storeWith((store) => ({
      head: (tenant) => Effect.map(store.head(tenant), (its) => (isSpoilt ? { ...its, ...head(its.size) } : its)),
    }))
    await story(
      [inbox("pager")],
      Effect.gen(function* () {
        yield* append(log(4))
        yield* deliverOnce(delivery(lines))
        expect(lines).toEqual([])
        isSpoilt = true
        yield* deliverOnce(delivery(lines))
      }),
      store,
    )
    expect(lines).toEqual([expect.stringMatching(problem)])
  })

  it("can be read again later: a store that fails is tried again", async () => {
    const lines: string[] = []
    const pager = inbox("pager")
    let reads = 0
    const store = storeWith(({ read }) => ({
      read: (...given) => (++reads === 1 ? new StoreFailedError({ message: "the disk is away" }) : read(...given)),
    }))
    await story(
      [pager],
      Effect.andThen(append(log(2)), Effect.andThen(delivering(delivery(lines)), TestClock.adjust("1 second"))),
      store,
    )
    expect([seqs(pager), lines]).toEqual([[0, 1], ["pager is not told of acme yet: the disk is away"]])
  })
})

describe("once", () => {
  it("tries nothing twice, reports what failed, and tells the others", async () => {
    const lines: string[] = []
    const deaf = inbox("deaf", (): Effect.Effect<void, NotDeliveredError> => refuses)
    const pager = inbox("pager")
    await story(
      [deaf, pager],
      Effect.gen(function* () {
        yield* append(log(4))
        expect(yield* deliverOnce(delivery(lines))).toBe(2)
      }),
    )
    expect([seqs(deaf), seqs(pager), lines]).toEqual([[0], [0, 3], ["deaf is not told of acme yet: it answered 500"]])
  })
})
