import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { EMPTY, type SealedRecord } from "../../../kernel/ledger/chain.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { acme, asks, key, openGate, story } from "./fixture.ts"
import { approvedBy } from "./gate-fixture.ts"

describe("a log that doesn't verify", () => {
  it("opens no gate", () =>
    story(
      Effect.gen(function* () {
        yield* (yield* openGate()).ask(acme(), asks("note.write"), null)
        const broken = yield* Effect.flip(Effect.provideService(openGate(), LedgerStore, yield* forged))
        expect(broken).toMatchObject({ _tag: "ChainBrokenError", tenant: "acme", seq: 0, problem: "signature" })
      }),
    ))

  it("denies in a gate that is open", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* Effect.provideService(openGate(), LedgerStore, yield* forged)
        yield* (yield* openGate()).ask(acme(), asks("note.write"), null)
        expect(yield* Effect.flip(gate.ask(acme(), asks("note.write"), null))).toMatchObject({
          _tag: "ChainBrokenError",
        })
        expect(yield* Effect.flip(gate.entities(acme(), "approvals"))).toMatchObject({ _tag: "ChainBrokenError" })
      }),
    ))

  it("denies and shows nothing where the log under an open gate was put back to what it once was, or exchanged", () =>
    story(
      Effect.gen(function* () {
        const copy = yield* Layer.build(Layer.fresh(memoryStore))
        const there = yield* Effect.provideContext(openGate(), copy)
        let store = yield* LedgerStore
        const shifting = LedgerStore.of({
          ...store,
          head: (...given) => store.head(...given),
          read: (...given) => store.read(...given),
          append: (...given) => store.append(...given),
        })
        const gate = yield* Effect.provideService(openGate(), LedgerStore, shifting)
        for (const tool of ["note.write", "docs.read"]) yield* gate.ask(acme(), asks(tool), null)
        store = Context.get(copy, LedgerStore)
        for (const broken of [
          { seq: 0, problem: "missing" },
          { seq: 1, problem: "missing" },
          { seq: 1, problem: "fork" },
        ]) {
          const expected = { _tag: "ChainBrokenError", ...broken }
          expect(yield* Effect.flip(gate.head(acme()))).toMatchObject(expected)
          expect(yield* Effect.flip(gate.ask(acme(), asks("note.write"), null))).toMatchObject(expected)
          yield* there.ask(acme(), asks("rm"), null)
        }
        expect(yield* Effect.flip(gate.head(acme()))).toMatchObject({ seq: 2, problem: "link" })
      }),
    ))

  it("is no less put back where reading on had stopped half way: what was read of it is remembered", () =>
    story(
      Effect.gen(function* () {
        const store = yield* LedgerStore
        let { head, read } = store
        const shifting = LedgerStore.of({
          ...store,
          head: (...given) => head(...given),
          read: (...given) => read(...given),
        })
        const gate = yield* Effect.provideService(openGate(), LedgerStore, shifting)
        const there = yield* openGate()
        const id = yield* approvedBy(there)
        yield* there.ask(acme(), asks("note.write"), null)
        // The approval is read, and the record after it is none.
        read = (...given) =>
          Effect.map(store.read(...given), (records) =>
            records.map((record, place) => (place === 2 ? { ...record, signature: new Uint8Array(64) } : record)),
          )
        expect(yield* Effect.flip(gate.head(acme()))).toMatchObject({ seq: 2, problem: "signature" })
        // Then the log is as if nothing had been asked.
        head = () => Effect.succeed(EMPTY)
        read = () => Effect.succeed([])
        expect(yield* Effect.flip(gate.entity(acme(), "approvals", id))).toMatchObject({ seq: 0, problem: "missing" })
      }),
    ))

  /** Records that are read become these, once the latch is sprung. */
  const altering = (sprung: { now: boolean }, alter: (record: SealedRecord) => SealedRecord) =>
    Effect.map(LedgerStore, (store) =>
      LedgerStore.of({
        ...store,
        read: (...given) => Effect.map(store.read(...given), (records) => (sprung.now ? records.map(alter) : records)),
      }),
    )
  /** Another answer at the same place, well-formed, and hashed as it should be. */
  const rewritten = ({ signature, signer, bytes }: SealedRecord): SealedRecord => {
    const text = new TextDecoder().decode(bytes).replace('"verdict":"deny"', '"verdict":"allow"')
    const changed = new TextEncoder().encode(text)
    return { bytes: changed, hash: digestOf(changed), signature, signer }
  }

  it.each<[string, (record: SealedRecord) => SealedRecord]>([
    ["rewritten", rewritten],
    ["signed by nobody", (record) => ({ ...record, signature: new Uint8Array(64) })],
    ["signed by a stranger", (record) => ({ ...record, signer: "0000000000000000" })],
  ])("has no answer for a key whose record was %s since", (_, alter) =>
    story(
      Effect.gen(function* () {
        const sprung = { now: false }
        const gate = yield* Effect.provideService(openGate(), LedgerStore, yield* altering(sprung, alter))
        const first = yield* gate.ask(acme(), asks("rm"), key("one"))
        expect(yield* gate.ask(acme(), asks("rm"), key("one"))).toEqual(first)
        sprung.now = true
        for (const again of [gate.ask(acme(), asks("rm"), key("one")), gate.earlier(acme(), asks("rm"), key("one"))])
          expect(yield* Effect.flip(again)).toMatchObject({ _tag: "ChainBrokenError", tenant: "acme", seq: 0 })
      }),
    ),
  )

  it("has no answer for a key whose record is gone, or another one", () =>
    story(
      Effect.gen(function* () {
        const store = yield* LedgerStore
        let read = store.read
        const shifting = LedgerStore.of({ ...store, read: (...given) => read(...given) })
        const gate = yield* Effect.provideService(openGate(), LedgerStore, shifting)
        yield* gate.ask(acme(), asks("rm"), key("one"))
        yield* gate.ask(acme(), asks("note.write"), null)
        read = () => Effect.succeed([])
        expect(yield* Effect.flip(gate.ask(acme(), asks("rm"), key("one")))).toMatchObject({
          _tag: "ChainBrokenError",
          problem: "missing",
        })
        read = (tenant, from, limit) => store.read(tenant, from + 1, limit)
        expect(yield* Effect.flip(gate.ask(acme(), asks("rm"), key("one")))).toMatchObject({
          _tag: "ChainBrokenError",
          seq: 0,
        })
      }),
    ))

  it("has no answer for a key whose record was exchanged for one of a copy that went on by itself", () =>
    story(
      Effect.gen(function* () {
        const copy = yield* Layer.build(Layer.fresh(memoryStore))
        const there = yield* Effect.provideContext(openGate(), copy)
        yield* there.ask(acme(), asks("note.write"), key("other-ask"))
        yield* there.ask(acme(), asks("rm"), key("other-time"))
        const store = yield* LedgerStore
        let { read } = store
        const exchanged = LedgerStore.of({ ...store, read: (...given) => read(...given) })
        const gate = yield* Effect.provideService(openGate(), LedgerStore, exchanged)
        const names = [key("other-ask"), key("other-time")]
        for (const name of names) {
          yield* gate.ask(acme(), asks("rm"), name)
          yield* TestClock.adjust(1)
        }
        read = Context.get(copy, LedgerStore).read
        for (const [seq, name] of names.entries())
          for (const again of [gate.ask(acme(), asks("rm"), name), gate.earlier(acme(), asks("rm"), name)])
            expect(yield* Effect.flip(again)).toMatchObject({ _tag: "ChainBrokenError", seq, problem: "fork" })
      }),
    ))

  /** What is read from it has been signed by nobody. */
  const forged = Effect.map(LedgerStore, (store) =>
    LedgerStore.of({
      ...store,
      read: (...given) =>
        Effect.map(store.read(...given), (records) =>
          records.map((record) => ({ ...record, signature: new Uint8Array(64) })),
        ),
    }),
  )
})
