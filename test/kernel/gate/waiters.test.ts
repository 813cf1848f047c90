import { Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { waiters } from "../../../kernel/gate/waiters.ts"

const told = <A>(story: Effect.Effect<A, unknown>) => Effect.runPromise(story)
/** Long enough for every fiber to come to where it waits. */
const settle = Effect.repeat(Effect.yieldNow, { times: 5 })
const never = () => false

describe("who waits for a change", () => {
  it("is woken by a change of that entity in that domain, and by no other", () =>
    told(
      Effect.gen(function* () {
        const { wait, wake } = waiters()
        const waiting = yield* Effect.forkChild(wait("approvals", "a", never))
        yield* settle
        wake("approvals", "b")
        wake("break-glass", "a")
        yield* settle
        expect(waiting.pollUnsafe()).toBeUndefined()
        wake("approvals", "a")
        yield* Fiber.join(waiting)
      }),
    ))

  it("is woken with everybody else who waits for it", () =>
    told(
      Effect.gen(function* () {
        const { wait, wake } = waiters()
        const all = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(wait("approvals", "a", never)))
        yield* settle
        wake("approvals", "a")
        for (const waiting of all) yield* Fiber.join(waiting)
      }),
    ))

  it("doesn't wait where the change is already there", () => told(waiters().wait("approvals", "a", () => true)))

  it("asks only when it begins to wait, so that no change falls between", () =>
    told(
      Effect.gen(function* () {
        const { wait } = waiters()
        let isOver = false
        const waiting = wait("approvals", "a", () => isOver)
        isOver = true
        yield* waiting
      }),
    ))

  it("waits again for the next change", () =>
    told(
      Effect.gen(function* () {
        const { wait, wake } = waiters()
        wake("approvals", "a")
        const waiting = yield* Effect.forkChild(wait("approvals", "a", never))
        yield* settle
        expect(waiting.pollUnsafe()).toBeUndefined()
        wake("approvals", "a")
        yield* Fiber.join(waiting)
      }),
    ))

  it("leaves nothing behind: neither where it goes, nor where it is woken", () =>
    told(
      Effect.gen(function* () {
        const { wait, wake, size } = waiters()
        const leaving = yield* Effect.forkChild(wait("approvals", "a", never))
        const woken = yield* Effect.forkChild(wait("approvals", "b", never))
        yield* settle
        expect(size()).toBe(2)
        yield* Fiber.interrupt(leaving)
        expect(size()).toBe(1)
        wake("approvals", "b")
        expect(size()).toBe(0)
        yield* Fiber.join(woken)
        expect(size()).toBe(0)
      }),
    ))

  it("may wait for the next change at once, and is woken by that one and no sooner, whoever is woken beside it", () =>
    told(
      Effect.gen(function* () {
        const { wait, wake } = waiters()
        const one = wait("approvals", "a", never)
        const again = yield* Effect.forkChild(Effect.andThen(one, one))
        const beside = yield* Effect.forkChild(one)
        yield* settle
        wake("approvals", "a")
        yield* Fiber.join(beside)
        yield* settle
        expect(again.pollUnsafe()).toBeUndefined()
        wake("approvals", "a")
        yield* settle
        expect(again.pollUnsafe()).toBeDefined()
      }),
    ))

  it("goes without waking the others, and leaves them waiting", () =>
    told(
      Effect.gen(function* () {
        const { wait, wake, size } = waiters()
        const [leaving, staying] = [
          yield* Effect.forkChild(wait("approvals", "a", never)),
          yield* Effect.forkChild(wait("approvals", "a", never)),
        ]
        yield* settle
        yield* Fiber.interrupt(leaving)
        expect(staying.pollUnsafe()).toBeUndefined()
        expect(size()).toBe(1)
        wake("approvals", "a")
        yield* Fiber.join(staying)
      }),
    ))
})
