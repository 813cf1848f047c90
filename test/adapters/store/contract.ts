import { it as property } from "@fast-check/vitest"
import { Effect, type Layer, Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { TenantId } from "../../../kernel/actors.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { EMPTY, type Head, type SealedRecord, verifyChain } from "../../../kernel/ledger/chain.ts"
import {
  type Batch,
  type IndexEntry,
  type IndexQuery,
  LedgerStore,
  type StoreFailedError,
} from "../../../kernel/ledger/store.ts"
import { acme, appended, chain, chainOf, entry, globex, keys, utf8 } from "../../kernel/ledger/fixtures.ts"

export type Store = LedgerStore["Service"]

/** Runs `use` on a store, which is closed afterwards. */
export const using = <A, E>(
  layer: Layer.Layer<LedgerStore, StoreFailedError>,
  use: (store: Store) => Effect.Effect<A, E>,
) => Effect.runPromise(LedgerStore.use(use).pipe(Effect.provide(layer)))

export const batch = (records: readonly SealedRecord[], ...payloads: Uint8Array[]): Batch => ({
  records: records.map(appended),
  payloads,
  entities: [],
})
const indexed = (records: readonly SealedRecord[], ...entities: IndexEntry[]): Batch => ({
  ...batch(records),
  entities,
})
const request = (id: string, seq: number, status = "pending"): IndexEntry => ({ domain: "approvals", id, seq, status })
export const headOf = ({ size, hash }: Head): Head => ({ size, hash })
export const all = (store: Store, tenant: TenantId = acme()) => store.read(tenant, 0, 100_000)

/** What every store promises. */
export const contract = (name: string, layer: () => Layer.Layer<LedgerStore, StoreFailedError>) => {
  const on = <A, E>(use: (store: Store) => Effect.Effect<A, E>) => using(layer(), use)

  describe(name, () => {
    it("has no log of a tenant that nothing was recorded of", async () => {
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(acme(), EMPTY, batch([]))
          expect(yield* store.tenants).toEqual([])
          expect(yield* store.head(acme())).toMatchObject(headOf(EMPTY))
          expect(yield* all(store)).toEqual([])
        }),
      )
    })

    it("keeps what is appended, in order, batch after batch, and gives the new head", async () => {
      const one = chain(3)
      const two = chain(2, { from: one.tip })
      await on((store) =>
        Effect.gen(function* () {
          expect(yield* store.append(acme(), EMPTY, batch(one.records))).toEqual(headOf(one.tip))
          expect(yield* store.append(acme(), one.tip, batch(two.records))).toEqual(headOf(two.tip))
          expect(yield* store.head(acme())).toEqual(headOf(two.tip))
          const records = yield* all(store)
          expect(records).toEqual([...one.records, ...two.records])
          expect(verifyChain(acme(), records, keys())).toEqual({ ok: true, tip: two.tip })
        }),
      )
    })

    it("reads a page from any record on", async () => {
      const { records } = chain(5)
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(acme(), EMPTY, batch(records))
          expect(yield* store.read(acme(), 1, 2)).toEqual(records.slice(1, 3))
          expect(yield* store.read(acme(), 4, 10)).toEqual(records.slice(4))
          expect(yield* store.read(acme(), 5, 10)).toEqual([])
          expect(yield* store.read(acme(), 0, 0)).toEqual([])
        }),
      )
    })

    it("keeps tenants apart and lists them by name", async () => {
      const theirs = chainOf([entry(0, { tenant: globex() })])
      const { records } = chain(2)
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(globex(), EMPTY, batch(theirs.records, utf8("theirs")))
          yield* store.append(acme(), EMPTY, batch(records))
          expect(yield* store.tenants).toEqual([acme(), globex()])
          expect(yield* all(store, globex())).toEqual(theirs.records)
          expect(yield* all(store)).toEqual(records)
          expect(yield* store.payload(acme(), digestOf(utf8("theirs")))).toBeNull()
        }),
      )
    })

    it("appends only to the head that was expected", async () => {
      const one = chain(1)
      const late = chainOf([entry(0, { key: "late" })])
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(acme(), EMPTY, batch(one.records))
          const stale = yield* Effect.flip(store.append(acme(), EMPTY, batch(late.records, utf8("late"))))
          expect(stale).toMatchObject({ _tag: "HeadMovedError", expected: headOf(EMPTY), actual: headOf(one.tip) })
          const fork = yield* Effect.flip(store.append(acme(), late.tip, batch([])))
          expect(fork).toMatchObject({ _tag: "HeadMovedError", actual: headOf(one.tip) })
          expect(yield* all(store)).toEqual(one.records)
          expect(yield* store.payload(acme(), digestOf(utf8("late")))).toBeNull()
        }),
      )
    })

    it("lets one of many writers after one head win, and nothing of the others in", async () => {
      const writers = Array.from({ length: 8 }, (_, n) => chainOf([entry(0, { key: `writer-${n}` })]))
      await on((store) =>
        Effect.gen(function* () {
          const results = yield* Effect.forEach(
            writers,
            ({ records }) => Effect.result(store.append(acme(), EMPTY, batch(records))),
            { concurrency: "unbounded" },
          )
          expect(results.filter(Result.isSuccess)).toHaveLength(1)
          expect(yield* all(store)).toHaveLength(1)
        }),
      )
    })

    it.each([
      ["a record that doesn't link", (log: SealedRecord[]) => log.toSpliced(1, 1), 1],
      ["a record twice", (log: SealedRecord[]) => log.toSpliced(1, 0, ...log.slice(0, 1)), 1],
      [
        "a record that was changed",
        (log: SealedRecord[]) => log.map((each, n) => (n === 2 ? { ...each, bytes: utf8("{}") } : each)),
        2,
      ],
      [
        "another tenant's record",
        (log: SealedRecord[]) => log.with(0, chainOf([entry(0, { tenant: globex() })]).records[0] ?? fail()),
        0,
      ],
    ])("takes nothing of a batch with %s, and says which", async (_, spoilt, seq) => {
      const { records } = chain(3)
      await on((store) =>
        Effect.gen(function* () {
          const bad = batch(spoilt([...records]), utf8("payload"))
          const failure = yield* Effect.flip(store.append(acme(), EMPTY, bad))
          expect(failure).toMatchObject({ _tag: "StoreFailedError" })
          expect(failure.message).toContain(`record ${seq} can't be appended to the log of acme`)
          expect(yield* store.tenants).toEqual([])
          expect(yield* store.head(acme())).toMatchObject(headOf(EMPTY))
          expect(yield* store.payload(acme(), digestOf(utf8("payload")))).toBeNull()
          expect(yield* store.append(acme(), EMPTY, batch(records))).toMatchObject({ size: 3 })
        }),
      )
    })

    it("keeps payloads beside the log, under their digests", async () => {
      const { records, tip } = chain(1)
      const [plan, empty] = [utf8("plan"), new Uint8Array(0)]
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(acme(), EMPTY, batch(records, plan, plan, empty))
          yield* store.append(acme(), tip, batch([], plan))
          expect(yield* store.payload(acme(), digestOf(plan))).toEqual(plan)
          expect(yield* store.payload(acme(), digestOf(empty))).toEqual(empty)
          expect(yield* store.payload(acme(), digestOf(utf8("other")))).toBeNull()
        }),
      )
    })

    property.prop([fc.array(fc.record({ size: fc.nat({ max: 4 }), stale: fc.boolean() }), { maxLength: 12 })], {
      numRuns: 25,
    })("holds, after any appends to heads fresh and stale, the fresh ones as one log that verifies", (appends) =>
      on((store) =>
        Effect.gen(function* () {
          let tip = EMPTY
          for (const { size, stale } of appends) {
            const { records, tip: next } = chain(size, { from: tip })
            const from = stale && tip !== EMPTY ? EMPTY : tip
            const result = yield* Effect.result(store.append(acme(), from, batch(records)))
            expect(Result.isSuccess(result)).toBe(from === tip)
            if (from === tip) tip = next
          }
          expect(verifyChain(acme(), yield* all(store), keys())).toEqual({ ok: true, tip })
        }),
      ),
    )

    it("finds the record with the latest state of an entity, each domain and tenant its own", async () => {
      const { records, tip } = chain(3)
      const more = chain(1, { from: tip })
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(acme(), EMPTY, indexed(records, request("a", 0), request("b", 1)))
          yield* store.append(acme(), tip, indexed(more.records, request("a", 3, "approved")))
          const latest = (id: string) => store.latest(acme(), "approvals", id)
          expect(yield* Effect.all(["a", "b", "c"].map(latest))).toEqual([3, 1, null])
          expect(yield* store.latest(acme(), "break-glass", "a")).toBeNull()
          expect(yield* store.latest(globex(), "approvals", "a")).toBeNull()
        }),
      )
    })

    it("pages by when entities came into being, the last first, whatever became of them", async () => {
      const { records, tip } = chain(4)
      const more = chain(1, { from: tip })
      const grant: IndexEntry = { domain: "break-glass", id: "g", seq: 2, status: "active" }
      await on((store) =>
        Effect.gen(function* () {
          const first = ["a", "b", "c"].map((id, seq) => request(id, seq))
          yield* store.append(acme(), EMPTY, indexed(records, ...first, request("d", 2), grant))
          yield* store.append(acme(), tip, indexed(more.records, request("a", 4, "rejected")))
          const page = (query: Partial<IndexQuery>) =>
            Effect.map(
              store.page(acme(), { domain: "approvals", statuses: null, before: null, limit: 10, ...query }),
              (rows) => rows.map(({ id, opened, seq }) => [id, opened, seq]),
            )
          const every = [
            ["d", 2, 2],
            ["c", 2, 2],
            ["b", 1, 1],
            ["a", 0, 4],
          ]
          expect(yield* page({})).toEqual(every)
          expect(yield* page({ limit: 2 })).toEqual(every.slice(0, 2))
          expect(yield* page({ before: { opened: 2, id: "d" }, limit: 2 })).toEqual(every.slice(1, 3))
          expect(yield* page({ before: { opened: 0, id: "a" } })).toEqual([])
          expect(yield* page({ statuses: ["rejected"] })).toEqual([["a", 0, 4]])
          expect(yield* page({ statuses: ["pending"], before: { opened: 2, id: "c" } })).toEqual([["b", 1, 1]])
          expect(yield* page({ domain: "break-glass" })).toEqual([["g", 2, 2]])
          expect(yield* store.page(globex(), { domain: "approvals", statuses: null, before: null, limit: 10 })).toEqual(
            [],
          )
        }),
      )
    })

    it("indexes nothing of a batch that it doesn't take", async () => {
      const { records } = chain(2)
      await on((store) =>
        Effect.gen(function* () {
          yield* Effect.flip(store.append(acme(), EMPTY, indexed(records.slice(1), request("a", 0))))
          expect(yield* store.latest(acme(), "approvals", "a")).toBeNull()
        }),
      )
    })

    it("is not changed by who holds what went in or came out", async () => {
      const { records } = chain(1)
      const payload = utf8("payload")
      const digest = digestOf(payload)
      const given = records.map(({ bytes, signature, ...rest }) => ({
        ...rest,
        bytes: bytes.slice(),
        signature: signature.slice(),
      }))
      await on((store) =>
        Effect.gen(function* () {
          yield* store.append(acme(), EMPTY, batch(given, payload))
          const out = [...given, ...(yield* all(store))].flatMap(({ bytes, signature }) => [bytes, signature])
          for (const part of [...out, payload, (yield* store.payload(acme(), digest)) ?? payload]) part.fill(0)
          expect(yield* all(store)).toEqual(records)
          expect(yield* store.payload(acme(), digest)).toEqual(utf8("payload"))
        }),
      )
    })
  })
}

const fail = (): never => {
  throw new Error("the fixture has no such record")
}
