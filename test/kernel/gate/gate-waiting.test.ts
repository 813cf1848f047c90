import { Deferred, Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { bob } from "../../fixtures/approvals.ts"
import {
  acme,
  asks,
  cancels,
  decides,
  heldBy,
  landedAllTheSame,
  openGate,
  openGateIn,
  storeWith,
  story,
} from "./fixture.ts"
import { approvedBy, latch, requestOf, waitsIn } from "./gate-fixture.ts"

/** A gate, and how often it has asked its store where the log ends. */
const counted = Effect.gen(function* () {
  const store = yield* LedgerStore
  let reads = 0
  const counting = LedgerStore.of({
    ...store,
    head: (...given) => Effect.tap(store.head(...given), () => Effect.sync(() => (reads += 1))),
  })
  return { gate: yield* Effect.provideService(openGate(), LedgerStore, counting), reads: () => reads }
})

describe("who waits for a change", () => {
  it("is woken by it, and by no other request's", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const [id, other] = (yield* Effect.forEach(["a", "b"], (bytes) =>
          gate.ask(acme(), asks("mail.send", { bytes }), null),
        )).map(waitsIn)
        if (id === undefined || other === undefined) throw new Error("no requests")
        const waiting = yield* Effect.forkChild(gate.change(acme(), "approvals", id, "pending"))
        yield* gate.ask(acme(), cancels(other), null)
        yield* Effect.yieldNow
        expect(waiting.pollUnsafe()).toBeUndefined()
        yield* gate.ask(acme(), decides("approve", yield* requestOf(gate, id), bob()), null)
        expect(yield* Fiber.join(waiting)).toMatchObject({ id, status: "approved" })
      }),
    ))

  it("doesn't wait for what has already happened, nor for what isn't there", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        expect(yield* gate.change(acme(), "approvals", id, "pending")).toMatchObject({ status: "approved" })
        expect(yield* gate.change(acme(), "approvals", "req_none", "pending")).toBeNull()
      }),
    ))

  it("attack 8: costs no read of the log each, however many are woken by one change", () =>
    story(
      Effect.gen(function* () {
        const { gate, reads } = yield* counted
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const waiting = yield* Effect.forEach(Array.from({ length: 50 }), () =>
          Effect.forkChild(gate.change(acme(), "approvals", id, "pending"), { startImmediately: true }),
        )
        const approval = decides("approve", yield* requestOf(gate, id), bob())
        const before = reads()
        yield* gate.ask(acme(), approval, null)
        const told = yield* Effect.forEach(waiting, Fiber.join)
        expect(told.map((entity) => entity?.status)).toEqual(Array.from({ length: 50 }, () => "approved"))
        expect(reads() - before).toBe(0)
      }),
    ))

  it("is woken by what another gate did, once this one hears of it", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = waitsIn(yield* here.ask(acme(), asks("mail.send"), null))
        const waiting = yield* Effect.forkChild(here.change(acme(), "approvals", id, "pending"))
        yield* Effect.yieldNow
        yield* there.ask(acme(), cancels(id), null)
        yield* here.entities(acme(), "approvals")
        expect(yield* Fiber.join(waiting)).toMatchObject({ status: "cancelled" })
      }),
    ))

  it("attack 22: is woken by what another process did, though this one is asked nothing", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = waitsIn(yield* here.ask(acme(), asks("mail.send"), null))
        const waiting = yield* Effect.forkChild(here.change(acme(), "approvals", id, "pending"))
        yield* Effect.yieldNow
        yield* there.ask(acme(), decides("approve", yield* requestOf(there, id), bob()), null)
        yield* TestClock.adjust(500)
        expect(yield* Fiber.join(waiting)).toMatchObject({ id, status: "approved" })
      }),
    ))

  it("attack 22: has one look at the log for all who wait, and none where nobody does", () =>
    story(
      Effect.gen(function* () {
        const { gate, reads } = yield* counted
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const looksIn = (ms: number) =>
          Effect.gen(function* () {
            const before = reads()
            yield* TestClock.adjust(ms)
            return reads() - before
          })
        expect(yield* looksIn(60_000)).toBe(0)
        const waiting = yield* Effect.forEach(Array.from({ length: 50 }), () =>
          Effect.forkChild(gate.change(acme(), "approvals", id, "pending"), { startImmediately: true }),
        )
        expect(yield* looksIn(5_000)).toBe(10)
        const [first, ...others] = waiting
        if (first !== undefined) yield* Fiber.interrupt(first)
        expect(yield* looksIn(5_000)).toBe(10)
        yield* Effect.forEach(others, Fiber.interrupt)
        expect(yield* looksIn(60_000)).toBe(0)
      }),
    ))

  it("is woken by a change that landed although its append failed", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const waiting = yield* Effect.forkChild(gate.change(acme(), "approvals", id, "pending"))
        yield* Effect.yieldNow
        yield* Effect.flip(gate.ask(acme(), cancels(id), null))
        expect(yield* Fiber.join(waiting)).toMatchObject({ status: "cancelled" })
      }),
      { store: storeWith([(append) => append, landedAllTheSame]) },
    ))
})

describe("a gate that closes", () => {
  const closing = { _tag: "NotRecordedError", message: "not recorded, so not allowed: the gate is closing" }
  /** Long enough for every fiber to come to where it waits. */
  const settle = Effect.repeat(Effect.yieldNow, { times: 20 })

  it("leaves nobody waiting: neither for an append, nor for a turn, nor in the queue, nor for a change", async () => {
    const { open, reached } = latch()
    await story(
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const gate = yield* openGateIn(scope)
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const change = yield* Effect.forkChild(Effect.flip(gate.change(acme(), "approvals", id, "pending")))
        yield* Effect.yieldNow
        const ask = () => Effect.forkChild(Effect.flip(gate.ask(acme(), asks("note.write"), null)))
        const appending = yield* ask()
        yield* Deferred.await(reached)
        const queued = [yield* ask(), yield* ask()]
        yield* settle
        yield* Scope.close(scope, Exit.void)
        for (const fiber of [appending, ...queued]) expect((yield* Fiber.join(fiber))._tag).toBe("NotRecordedError")
        expect(yield* Fiber.join(change)).toMatchObject(closing)
        expect(yield* Effect.flip(gate.ask(acme(), asks("note.write"), null))).toMatchObject(closing)
        expect(yield* Effect.flip(gate.change(acme(), "approvals", id, "pending"))).toMatchObject(closing)
      }),
      { store: storeWith([(append) => append, heldBy(open, reached)]) },
    )
  })

  it("leaves nobody waiting whose batch waits for its turn", async () => {
    const { open, reached } = latch()
    await story(
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const store = yield* LedgerStore
        const slow = LedgerStore.of({
          ...store,
          head: (tenant) =>
            Deferred.succeed(reached, null).pipe(
              Effect.andThen(Deferred.await(open)),
              Effect.andThen(store.head(tenant)),
            ),
        })
        const gate = yield* Effect.provideService(openGateIn(scope), LedgerStore, slow)
        const reading = yield* Effect.forkChild(gate.entities(acme(), "approvals"))
        yield* Deferred.await(reached)
        const asking = yield* Effect.forkChild(Effect.flip(gate.ask(acme(), asks("note.write"), null)))
        yield* settle
        yield* Scope.close(scope, Exit.void)
        expect(yield* Fiber.join(asking)).toMatchObject(closing)
        yield* Deferred.succeed(open, null)
        expect(yield* Fiber.join(reading)).toEqual([])
      }),
    )
  })
})
