import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import type { Ask } from "../../../kernel/gate/ask.ts"
import type { Answered } from "../../../kernel/gate/configuration.ts"
import { ann, bob, bot, caller, digest } from "../../fixtures/approvals.ts"
import {
  ANSWERS_MS,
  acme,
  agentOfAnn,
  asks,
  cancels,
  consumes,
  globex,
  key,
  lost,
  openGate,
  policyOf,
  storeWith,
  story,
} from "./fixture.ts"
import { type OpenGate, allAtOnce, approvedBy, sizeOf, verdictOf } from "./gate-fixture.ts"

describe("an idempotency key", () => {
  it("gets the first answer, permit and all, also after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        const sent: readonly (readonly [Ask, string])[] = [
          [asks("note.write"), "call"],
          [asks("mail.send"), "step-up"],
          [consumes(id, "mail.send"), "use"],
          [consumes(id, "rm"), "refused-use"],
          [cancels(id), "command"],
        ]
        const send = (its: OpenGate) => Effect.forEach(sent, ([ask, name]) => its.ask(acme(), ask, key(name)))
        const first = yield* send(gate)
        expect(first.map(({ permit }) => permit !== null)).toEqual([true, false, true, false, false])
        const size = yield* sizeOf(gate)
        yield* TestClock.adjust("1 day")
        expect(yield* send(gate)).toEqual(first)
        expect(yield* send(yield* openGate())).toEqual(first)
        expect(yield* sizeOf(gate)).toBe(size)
      }),
    ))

  it.each<[string, Ask]>([
    ["other bytes", asks("note.write", { bytes: "other" })],
    ["another tool", asks("docs.read")],
    ["another file", asks("note.write", { artifact: digest("file") })],
    ["another person", asks("note.write", { caller: caller(bot(), bob()) })],
    ["a use", consumes(RequestId.parse("req_1"), "note.write")],
    ["a command", cancels(RequestId.parse("req_1"))],
  ])("is not for a second thing: %s", (_, other) =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asks("note.write"), key("one"))
        for (const its of [gate, yield* openGate()])
          expect(yield* Effect.flip(its.ask(acme(), other, key("one")))).toMatchObject({
            _tag: "KeyReusedError",
            record: 0,
          })
        expect(yield* sizeOf(gate)).toBe(1)
      }),
    ),
  )

  it("needs no append to be answered again", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const first = yield* gate.ask(acme(), asks("note.write"), key("one"))
        expect(yield* gate.ask(acme(), asks("note.write"), key("one"))).toEqual(first)
      }),
      { store: storeWith([(append) => append, lost]) },
    ))

  it("is an actor's own", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const asked = [agentOfAnn(), caller(ann()), caller(bob())].map((by) => asks("note.write", { caller: by }))
        const answers = yield* Effect.forEach(asked, (ask) => gate.ask(acme(), ask, key("one")))
        expect(answers.map(({ answer }) => answer.record)).toEqual([0, 1, 2])
      }),
    ))

  it("that is sent twice at once is used once", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const send = (ask: Ask) => Effect.result(gate.ask(acme(), ask, key("one")))
        const [first, second, other] = yield* allAtOnce(
          [asks("note.write"), asks("note.write"), asks("docs.read")].map(send),
        )
        expect(first).toMatchObject({ _tag: "Success" })
        expect(second).toEqual(first)
        expect(other).toMatchObject({ _tag: "Failure", failure: { _tag: "KeyReusedError", record: 0 } })
        expect(yield* sizeOf(gate)).toBe(1)
      }),
    ))

  const asked = asks("note.write")
  const verdictAnd = ({ answer, permit }: Answered) => [answer.record, verdictOf({ answer, permit }), permit !== null]

  it("stands for its answer as long as the policy says: asked again after that, it is a new ask", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const first = yield* gate.ask(acme(), asked, key("one"))
        yield* TestClock.adjust(ANSWERS_MS - 1)
        expect(yield* gate.ask(acme(), asked, key("one"))).toEqual(first)
        yield* TestClock.adjust(1)
        const second = yield* gate.ask(acme(), asked, key("one"))
        expect(verdictAnd(second)).toEqual([1, "allow", true])
        expect(yield* gate.ask(acme(), asked, key("one"))).toEqual(second)
      }),
    ))

  it("attack 9: that is forgotten is free for something else, and gets no other's answer, also after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asked, key("one"))
        yield* TestClock.adjust(ANSWERS_MS)
        const restarted = yield* openGate()
        expect(yield* restarted.earlier(acme(), asked, key("one"))).toBeNull()
        const other = yield* restarted.ask(acme(), asks("rm"), key("one"))
        expect(other.answer).toMatchObject({ record: 1, verdict: "deny", reasons: ["toolIsKnown"] })
        for (const its of [gate, restarted, yield* openGate()])
          expect(yield* Effect.flip(its.ask(acme(), asked, key("one")))).toMatchObject({
            _tag: "KeyReusedError",
            record: 1,
            message: "this idempotency key names another ask, of record 1: take a new key for a new ask",
          })
      }),
    ))

  it("is forgotten the oldest first", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asked, key("one"))
        yield* TestClock.adjust(1)
        const second = yield* gate.ask(acme(), asked, key("two"))
        yield* TestClock.adjust(ANSWERS_MS - 1)
        yield* gate.ask(acme(), asks("docs.read"), null)
        for (const its of [gate, yield* openGate()]) {
          expect(yield* its.earlier(acme(), asked, key("one"))).toBeNull()
          expect(yield* its.earlier(acme(), asked, key("two"))).toEqual(second)
        }
      }),
    ))
})

describe("the earlier answer to a key", () => {
  const asked = asks("note.write")

  it("is the first one, without a record and without looking at the call; none where the key is new", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        expect(yield* gate.earlier(acme(), asked, key("one"))).toBeNull()
        const first = yield* gate.ask(acme(), asked, key("one"))
        expect(yield* gate.earlier(acme(), asked, key("one"))).toEqual(first)
        const uninspected = asks("note.write", { found: { unreadable: "nobody has looked yet" } })
        expect(yield* gate.earlier(acme(), uninspected, key("one"))).toEqual(first)
        expect(yield* gate.earlier(acme(), asked, key("two"))).toBeNull()
        expect(yield* gate.earlier(acme(), asks("note.write", { caller: caller(bob()) }), key("one"))).toBeNull()
        expect(yield* (yield* openGate()).earlier(acme(), asked, key("one"))).toEqual(first)
        expect(yield* sizeOf(gate)).toBe(1)
      }),
    ))

  it("is none, and an error, where the key was used for something else", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asked, key("one"))
        expect(yield* Effect.flip(gate.earlier(acme(), asks("docs.read"), key("one")))).toMatchObject({
          _tag: "KeyReusedError",
          record: 0,
        })
      }),
    ))

  it("is forgotten with its key", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const first = yield* gate.ask(acme(), asked, key("one"))
        yield* TestClock.adjust(ANSWERS_MS - 1)
        expect(yield* gate.earlier(acme(), asked, key("one"))).toEqual(first)
        yield* TestClock.adjust(1)
        expect(yield* gate.earlier(acme(), asked, key("one"))).toBeNull()
      }),
    ))

  it("is nobody's in another tenant", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policyOf(), policyOf({ tenant: "globex" }))
        expect(yield* Effect.flip(gate.earlier(globex(), asked, key("one")))).toMatchObject({
          _tag: "TenantUnknownError",
        })
      }),
    ))
})
