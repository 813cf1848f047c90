import { policyDigest } from "../../../kernel/gate/policy.ts"
import { Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import type { TenantId } from "../../../kernel/actors.ts"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { type Ask, type Found, askDigest } from "../../../kernel/gate/ask.ts"
import type { Answered, Gate } from "../../../kernel/gate/gate.ts"
import { planHash } from "../../../kernel/plan.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { EMPTY, decodeRecord, verifyChain } from "../../../kernel/ledger/chain.ts"
import { SignFailedError, Signer } from "../../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { START, actor, ann, bob, bot, caller, digest, foreign, group, stage } from "../../fixtures/approvals.ts"
import { keys, ours } from "../ledger/fixtures.ts"
import {
  acme,
  agentOfAnn,
  asks,
  call,
  cancels,
  consumes,
  countersigns,
  decides,
  found,
  globex,
  type Grant,
  GRANT_MS,
  heldBy,
  key,
  landedAllTheSame,
  LIFETIME_MS,
  lost,
  openGate,
  openGateIn,
  policyOf,
  type Request,
  requestsAccess,
  storeWith,
  story,
  sweeper,
} from "./fixture.ts"

type OpenGate = Gate["Service"]

/** What an inspector would never give: effects that no plan can hold. */
const unsayable = (): Found => {
  const seen = found()
  if (seen === null || "unreadable" in seen) throw new Error("nothing was found")
  return { effects: { ...seen.effects, counts: { ...seen.effects.counts, noop: Number.NaN } } }
}

const requestIn = ({ answer }: Answered): RequestId => {
  if (answer.type !== "decision" || answer.request === null) throw new Error(`no request in ${JSON.stringify(answer)}`)
  return answer.request
}

const requestOf = (gate: OpenGate, id: RequestId) =>
  Effect.map(gate.entity(acme(), "approvals", id), (request): Request => {
    if (request === null) throw new Error(`there is no request ${id}`)
    return request
  })

/** Opens a request for mail.send and has bob approve it. */
const approvedBy = Effect.fnUntraced(function* (gate: OpenGate, ask: Ask = asks("mail.send")) {
  const id = requestIn(yield* gate.ask(acme(), ask, null))
  yield* gate.ask(acme(), decides("approve", yield* requestOf(gate, id), bob()), null)
  return id
})

const sizeOf = (gate: OpenGate) => Effect.map(gate.head(acme()), ({ size }) => size)

const recordsOf = (gate: OpenGate) =>
  Effect.map(gate.records(acme(), 0, 1_000), (records) =>
    records.map(({ bytes }) => {
      const record = decodeRecord(bytes)
      if (record === null) throw new Error("not a record")
      return record
    }),
  )

const verdictOf = ({ answer }: Answered) => (answer.type === "decision" ? answer.verdict : answer.type)
const allAtOnce = <A, E, R>(effects: readonly Effect.Effect<A, E, R>[]) =>
  Effect.all(effects, { concurrency: "unbounded" })
const latch = () => ({ open: Deferred.makeUnsafe<null>(), reached: Deferred.makeUnsafe<null>() })

describe("an answer", () => {
  it("comes with its record, which is the log's", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const answers = [
          yield* gate.ask(acme(), asks("note.write"), null),
          yield* gate.ask(acme(), asks("rm"), key("one")),
        ]
        expect(answers.map(({ answer }) => answer)).toMatchObject([
          { record: 0, verdict: "allow" },
          { record: 1, verdict: "deny" },
        ])
        const records = yield* gate.records(acme(), 0, 10)
        const { size, hash } = yield* gate.head(acme())
        expect(verifyChain(acme(), records, keys())).toMatchObject({ ok: true, tip: { size: 2, hash } })
        expect(size).toBe(2)
        expect(yield* recordsOf(gate)).toMatchObject([
          { seq: 0, key: null, policy: policyDigest(policyOf()), kernel: digest("kernel"), at: { now: START } },
          { seq: 1, key: "one" },
        ])
        expect((yield* gate.records(acme(), 1, 10)).map(({ hash }) => hash)).toEqual([hash])
      }),
    ))

  it("isn't given, nor seen by anybody, before the record is durable", async () => {
    const { open, reached } = latch()
    await story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const answer = yield* Effect.forkChild(gate.ask(acme(), asks("mail.send"), null))
        yield* Deferred.await(reached)
        const seen = yield* Effect.forkChild(gate.entities(acme(), "approvals"))
        yield* Effect.yieldNow
        expect(answer.pollUnsafe()).toBeUndefined()
        expect(seen.pollUnsafe()).toBeUndefined()
        yield* Deferred.succeed(open, null)
        const id = requestIn(yield* Fiber.join(answer))
        expect((yield* Fiber.join(seen)).map((request) => request.id)).toEqual([id])
      }),
      { store: storeWith([heldBy(open, reached)]) },
    )
  })

  it("is a denial where the append fails: nothing changed, and the next ask works", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const denied = yield* Effect.flip(gate.ask(acme(), asks("mail.send"), key("one")))
        expect(denied).toMatchObject({
          _tag: "NotRecordedError",
          message: "not recorded, so not allowed: the disk is full",
        })
        expect(yield* gate.entities(acme(), "approvals")).toEqual([])
        expect(yield* sizeOf(gate)).toBe(0)
        const again = yield* gate.ask(acme(), asks("mail.send"), key("one"))
        expect(again.answer).toMatchObject({ verdict: "step_up", record: 0 })
        expect(yield* gate.entities(acme(), "approvals")).toHaveLength(1)
      }),
      { store: storeWith([lost]) },
    ))

  it("is found again where the append landed although it failed", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const denied = yield* Effect.flip(gate.ask(acme(), asks("note.write"), key("one")))
        expect(denied._tag).toBe("NotRecordedError")
        const again = yield* gate.ask(acme(), asks("note.write"), key("one"))
        expect(again.answer).toMatchObject({ record: 0, verdict: "allow" })
        expect(again.permit).not.toBeNull()
        expect(yield* sizeOf(gate)).toBe(1)
      }),
      { store: storeWith([landedAllTheSame]) },
    ))

  it("is a denial where the key can't sign", () => {
    const broken = Layer.succeed(Signer, { ...ours(), sign: () => new SignFailedError({ message: "no key" }) })
    return story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const denied = yield* Effect.flip(gate.ask(acme(), asks("note.write"), null))
        expect(denied).toMatchObject({ _tag: "NotRecordedError", message: "not recorded, so not allowed: no key" })
        expect(yield* sizeOf(gate)).toBe(0)
      }),
      { signer: broken },
    )
  })

  it("is a denial where the store itself breaks down, and the next ask works", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const denied = yield* Effect.flip(gate.ask(acme(), asks("note.write"), null))
        expect(denied).toMatchObject({
          _tag: "NotRecordedError",
          message: "not recorded, so not allowed: the gate failed or was stopped",
        })
        expect(verdictOf(yield* gate.ask(acme(), asks("note.write"), null))).toBe("allow")
      }),
      { store: storeWith([() => Effect.die(new Error("a bug"))]) },
    ))
})

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
})

describe("asks at once", () => {
  it("share an append, in order, each decided after the one before", () => {
    let appends = 0
    return story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        appends = 0
        const answers = yield* allAtOnce(
          [asks("note.write"), consumes(id, "mail.send"), asks("rm"), consumes(id, "mail.send"), asks("docs.read")].map(
            (ask) => gate.ask(acme(), ask, null),
          ),
        )
        expect(appends).toBe(1)
        expect(answers.map(({ answer }) => answer)).toMatchObject([
          { record: 2, verdict: "allow" },
          { record: 3, type: "accepted", status: "consumed" },
          { record: 4, verdict: "deny" },
          { record: 5, type: "refused", guards: ["approvalHasUsesLeft"] },
          { record: 6, verdict: "allow" },
        ])
        expect(answers.map(({ permit }) => permit !== null)).toEqual([true, true, false, false, true])
      }),
      {
        store: storeWith(
          Array.from({ length: 9 }, () => (append) => {
            appends += 1
            return append
          }),
        ),
      },
    )
  })

  it("see the request that one of them has just opened", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const ask = gate.ask(acme(), asks("mail.send"), null)
        const [first, second] = (yield* allAtOnce([ask, ask])).map(requestIn)
        expect(second).toBe(first)
        expect(yield* gate.entities(acme(), "approvals")).toHaveLength(1)
      }),
    ))

  it("are all answered, however many they are", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const answers = yield* allAtOnce(Array.from({ length: 600 }, () => gate.ask(acme(), asks("docs.read"), null)))
        expect(answers.map(({ answer }) => answer.record)).toEqual(Array.from({ length: 600 }, (_, seq) => seq))
      }),
    ))

  it("don't suffer from one among them that no record can hold", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const stray = asks("note.write", { caller: { actor: bot(), person: foreign(ann()) } })
        const failure = {
          _tag: "NotRecordedError",
          message: "not recorded, so not allowed: no record can hold this ask",
        }
        const results = yield* allAtOnce(
          [asks("note.write"), stray, asks("docs.read")].map((ask) => Effect.result(gate.ask(acme(), ask, null))),
        )
        expect(results).toMatchObject([{ _tag: "Success" }, { failure }, { _tag: "Success" }])
        expect(yield* Effect.flip(gate.ask(acme(), stray, key("one")))).toMatchObject(failure)
        expect(yield* sizeOf(gate)).toBe(2)
      }),
    ))
})

describe("two gates on one log", () => {
  it("decide again when the other one was first", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        yield* here.ask(acme(), asks("note.write"), null)
        const second = yield* there.ask(acme(), asks("note.write"), null)
        const third = yield* here.ask(acme(), asks("note.write"), null)
        expect([second.answer.record, third.answer.record]).toEqual([1, 2])
        expect(verifyChain(acme(), yield* here.records(acme(), 0, 9), keys())).toMatchObject({
          ok: true,
          tip: { size: 3 },
        })
      }),
    ))

  it("let an approval be used once, whichever comes first", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = yield* approvedBy(here)
        yield* there.entities(acme(), "approvals")
        const uses = yield* allAtOnce(
          [here, there].map((gate) => gate.ask(acme(), consumes(id, "mail.send"), key("use"))),
        )
        // One key: whoever comes second finds the first answer.
        expect(uses[0]).toEqual(uses[1])
        const more = yield* allAtOnce([here, there].map((gate) => gate.ask(acme(), consumes(id, "mail.send"), null)))
        expect(more.map(({ permit }) => permit)).toEqual([null, null])
        expect((yield* requestOf(there, id)).kept.used).toHaveLength(1)
      }),
    ))

  it("let exactly one of two uses succeed", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = yield* approvedBy(here)
        yield* there.entities(acme(), "approvals")
        const uses = yield* allAtOnce([here, there].map((gate) => gate.ask(acme(), consumes(id, "mail.send"), null)))
        expect(uses.filter(({ permit }) => permit !== null)).toHaveLength(1)
        expect(uses.map(({ answer }) => answer.type).sort()).toEqual(["accepted", "refused"])
      }),
    ))

  it("see each other's requests", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = yield* approvedBy(here)
        expect((yield* requestOf(there, id)).status).toBe("approved")
        expect(yield* there.head(acme())).toEqual(yield* here.head(acme()))
      }),
    ))

  it.each([
    [16, "allow"],
    [17, "NotRecordedError"],
  ])("try sixteen times more: the other is first %i times in a row", (times, outcome) =>
    story(
      Effect.gen(function* () {
        const other = yield* openGate()
        const first = Effect.orDie(other.ask(acme(), asks("docs.read"), null))
        const store = yield* LedgerStore
        let left = times
        const raced = LedgerStore.of({
          ...store,
          append: (...given) => (left-- > 0 ? Effect.andThen(first, store.append(...given)) : store.append(...given)),
        })
        const gate = yield* Effect.provideService(openGate(), LedgerStore, raced)
        const answer = yield* gate
          .ask(acme(), asks("note.write"), null)
          .pipe(Effect.match({ onSuccess: verdictOf, onFailure: ({ _tag }) => _tag }))
        expect(answer).toBe(outcome)
        if (outcome === "NotRecordedError") return
        expect(yield* sizeOf(gate)).toBe(times + 1)
      }),
    ),
  )

  it("says that other writers were always first", () =>
    story(
      Effect.gen(function* () {
        const other = yield* openGate()
        const first = Effect.orDie(other.ask(acme(), asks("docs.read"), null))
        const store = yield* LedgerStore
        const raced = LedgerStore.of({ ...store, append: (...given) => Effect.andThen(first, store.append(...given)) })
        const gate = yield* Effect.provideService(openGate(), LedgerStore, raced)
        expect(yield* Effect.flip(gate.ask(acme(), asks("note.write"), null))).toMatchObject({
          message: "not recorded, so not allowed: other writers were always first",
        })
      }),
    ))
})

describe("time", () => {
  it("never goes back, whatever the clock does, also after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asks("note.write"), null)
        yield* TestClock.setTime(START - 5_000)
        yield* gate.ask(acme(), asks("note.write"), null)
        yield* (yield* openGate()).ask(acme(), asks("note.write"), null)
        yield* TestClock.setTime(START + 5_000)
        yield* gate.ask(acme(), asks("note.write"), null)
        expect((yield* recordsOf(gate)).map(({ at }) => [at.clock - START, at.now - START])).toEqual([
          [0, 0],
          [-5_000, 0],
          [-5_000, 0],
          [5_000, 5_000],
        ])
      }),
    ))

  it("that steps back doesn't make an expired approval live again", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        yield* TestClock.adjust(LIFETIME_MS)
        yield* gate.ask(acme(), asks("docs.read"), null)
        yield* TestClock.setTime(START)
        const { answer, permit } = yield* gate.ask(acme(), consumes(id, "mail.send"), null)
        expect(answer).toMatchObject({ type: "refused", guards: ["approvalIsUnexpired"] })
        expect(permit).toBeNull()
      }),
    ))
})

describe("what can't be decided or recorded", () => {
  it("is refused, and the refusal is recorded: a defect in the kernel", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const given = { found: unsayable() }
        for (const ask of [asks("tf.allow", given), consumes(RequestId.parse("req_1"), "tf.allow", given)]) {
          const { answer, permit } = yield* gate.ask(acme(), ask, key(ask.type))
          expect(answer).toMatchObject({ type: "refused", guards: ["policyWasEvaluated"] })
          expect(permit).toBeNull()
          expect((yield* gate.ask(acme(), ask, key(ask.type))).answer).toEqual(answer)
        }
        expect((yield* recordsOf(gate)).map(({ body }) => body)).toMatchObject([
          {
            type: "refusal",
            what: "call",
            caller: agentOfAnn(),
            call: { tool: "tf.allow" },
            reasons: ["policyWasEvaluated"],
          },
          { type: "refusal", what: "consume", call: { tool: "tf.allow" }, reasons: ["policyWasEvaluated"] },
        ])
      }),
    ))

  it("is refused where its record would be too large, and changes nothing", () =>
    story(
      Effect.gen(function* () {
        const people = Array.from({ length: 32 }, (_, at) => actor(`${"a".repeat(100)}${at}`))
        const groups = Array.from({ length: 8 }, (_, at) => group(`group ${at}`, people))
        const policy = policyOf()
        const routes = { one: [stage(groups)] }
        const gate = yield* openGate(Policy.parse({ ...policy, approvals: { ...policy.approvals, routes } }))
        const { answer, permit } = yield* gate.ask(acme(), asks("mail.send"), key("one"))
        expect(answer).toEqual({
          type: "refused",
          record: 0,
          warnings: [],
          guards: ["recordIsWithinBounds"],
        })
        expect(permit).toBeNull()
        expect(yield* gate.entities(acme(), "approvals")).toEqual([])
        expect(yield* recordsOf(gate)).toMatchObject([
          { body: { type: "refusal", what: "call", call: { tool: "mail.send" }, reasons: ["recordIsWithinBounds"] } },
        ])
        expect((yield* gate.ask(acme(), asks("mail.send"), key("one"))).answer).toEqual(answer)

        // Nor does whoever asks beside it find the request that wasn't recorded.
        const beside = yield* allAtOnce([1, 2].map(() => gate.ask(acme(), asks("mail.send"), null)))
        expect(beside.map((its) => its.answer)).toMatchObject([
          { guards: ["recordIsWithinBounds"] },
          { guards: ["recordIsWithinBounds"] },
        ])
      }),
    ))

  it("is refused the same way when a command is sent again with its key", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate, asks("db.drop"))
        const ask = decides("approve", yield* requestOf(gate, id), actor("carol"))
        const huge: Ask = { ...ask, proof: { format: "sshsig", publicKey: "x".repeat(2_000), signature: "" } }
        const first = yield* gate.ask(acme(), huge, key("one"))
        expect(first.answer).toMatchObject({ type: "refused", guards: ["recordIsWithinBounds"] })
        expect(yield* gate.ask(acme(), huge, key("one"))).toEqual(first)
        expect((yield* requestOf(gate, id)).kept.decisions).toHaveLength(1)
      }),
    ))
})

describe("what is refused", () => {
  it("leaves nothing behind for the next one in its batch", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const [defect, next] = yield* allAtOnce(
          [asks("tf.allow", { found: unsayable() }), asks("mail.send")].map((ask) => gate.ask(acme(), ask, null)),
        )
        expect(defect?.answer).toMatchObject({ type: "refused", guards: ["policyWasEvaluated"] })
        expect(next?.answer).toMatchObject({ verdict: "step_up", reasons: ["writesNeedNoApproval"] })
      }),
    ))

  it("leaves no plan where there was none to keep", () =>
    story(
      Effect.gen(function* () {
        yield* (yield* openGate()).ask(acme(), asks("rm"), null)
        const store = yield* LedgerStore
        expect(yield* store.payload(acme(), digest("null"))).toBeNull()
      }),
    ))
})

describe("a tenant", () => {
  it("that nobody knows, or that isn't the caller's, is unknown", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policyOf(), policyOf({ tenant: "globex" }))
        const stranger = caller(foreign(bob()))
        const id = yield* approvedBy(gate)
        const approval = decides("approve", yield* requestOf(gate, id), foreign(bob()))
        const refusals: readonly (readonly [Effect.Effect<unknown, { readonly _tag: string }>, TenantId])[] = [
          [gate.ask(acme(), asks("note.write", { caller: stranger }), null), acme()],
          [gate.ask(acme(), consumes(id, "mail.send", { caller: stranger }), null), acme()],
          [gate.ask(acme(), cancels(id, stranger), null), acme()],
          [gate.ask(acme(), approval, null), acme()],
          [gate.ask(globex(), asks("note.write"), null), globex()],
          [gate.sweep(acme(), foreign(bob())), acme()],
        ]
        for (const [refused, tenant] of refusals)
          expect(yield* Effect.flip(refused)).toMatchObject({ _tag: "TenantUnknownError", tenant })
        expect(yield* Effect.flip(gate.head(caller(actor("x", { tenant: "nobody" })).actor.tenant))).toMatchObject({
          _tag: "TenantUnknownError",
          tenant: "nobody",
        })
        expect(yield* sizeOf(gate)).toBe(2)
      }),
    ))

  it("has a log, requests, plans and keys of its own", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policyOf(), policyOf({ tenant: "globex" }))
        const id = yield* approvedBy(gate)
        const { plan } = (yield* requestOf(gate, id)).kept
        expect(yield* gate.entities(globex(), "approvals")).toEqual([])
        expect(yield* gate.entity(globex(), "approvals", id)).toBeNull()
        expect(yield* gate.plan(globex(), plan)).toBeNull()
        expect(yield* gate.head(globex())).toEqual({ size: 0, hash: EMPTY.hash })
        expect(yield* gate.change(globex(), "approvals", id, "pending")).toBeNull()
        const namesake = caller(foreign(bob()))
        const theirs = (ask: Ask) => gate.ask(globex(), ask, key("one"))
        yield* gate.ask(acme(), asks("note.write", { caller: caller(bob()) }), key("one"))
        const { answer, permit } = yield* theirs(consumes(id, "mail.send", { caller: namesake }))
        expect([answer.type, permit]).toEqual(["unknown", null])
      }),
    ))
})

describe("the plan of a request", () => {
  it("is kept under its hash", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = requestIn(yield* gate.ask(acme(), asks("tf.ask", { found: found() }), null))
        const { kept } = yield* requestOf(gate, id)
        const plan = yield* gate.plan(acme(), kept.plan)
        expect(plan).toMatchObject({ tool: "tf.ask", effects: { counts: { create: 1 } }, payload: digest("payload") })
        expect(plan && planHash(plan)).toBe(kept.plan)
        expect(yield* gate.plan(acme(), digest("nothing"))).toBeNull()
      }),
    ))
})

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

describe("a sweep", () => {
  it("ends exactly what is overdue, in the service's name", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const service = actor("sweeper", { kind: "service" })
        const first = requestIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const approved = yield* approvedBy(gate, asks("mail.send", { bytes: "approved" }))
        const used = yield* approvedBy(gate, asks("mail.send", { bytes: "used" }))
        yield* gate.ask(acme(), consumes(used, "mail.send", { bytes: "used" }), null)
        yield* TestClock.adjust(1)
        const later = requestIn(yield* gate.ask(acme(), asks("mail.send", { bytes: "later" }), null))
        expect(yield* gate.sweep(acme(), service)).toBe(0)
        yield* TestClock.setTime(START + LIFETIME_MS)
        expect(yield* gate.sweep(acme(), service)).toBe(2)
        const statuses = yield* Effect.forEach([first, approved, used, later], (id) => requestOf(gate, id))
        expect(statuses.map(({ status }) => status)).toEqual(["expired", "expired", "consumed", "pending"])
        expect(statuses[0]?.kept.end).toMatchObject({ how: "expired", by: { id: "sweeper" }, at: START + LIFETIME_MS })
        expect(yield* gate.sweep(acme(), service)).toBe(0)
      }),
    ))

  it("counts what it has ended, not what another one has", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        for (const bytes of ["a", "b"]) yield* gate.ask(acme(), asks("mail.send", { bytes }), null)
        yield* TestClock.adjust(LIFETIME_MS)
        const service = actor("sweeper", { kind: "service" })
        const counts = yield* allAtOnce([gate.sweep(acme(), service), gate.sweep(acme(), service)])
        expect(counts.reduce((sum, count) => sum + count)).toBe(2)
      }),
    ))

  it("goes by the log's time where the clock has stepped back", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asks("mail.send"), null)
        yield* TestClock.adjust(LIFETIME_MS)
        yield* gate.ask(acme(), asks("docs.read"), null)
        yield* TestClock.setTime(START)
        expect(yield* gate.sweep(acme(), actor("sweeper", { kind: "service" }))).toBe(1)
      }),
    ))
})

describe("who waits for a change", () => {
  it("is woken by it, and by no other request's", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const [id, other] = (yield* Effect.forEach(["a", "b"], (bytes) =>
          gate.ask(acme(), asks("mail.send", { bytes }), null),
        )).map(requestIn)
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

  it("is woken by what another gate did, once this one hears of it", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = requestIn(yield* here.ask(acme(), asks("mail.send"), null))
        const waiting = yield* Effect.forkChild(here.change(acme(), "approvals", id, "pending"))
        yield* Effect.yieldNow
        yield* there.ask(acme(), cancels(id), null)
        yield* here.entities(acme(), "approvals")
        expect(yield* Fiber.join(waiting)).toMatchObject({ status: "cancelled" })
      }),
    ))

  it("is woken by a change that landed although its append failed", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = requestIn(yield* gate.ask(acme(), asks("mail.send"), null))
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
        const id = requestIn(yield* gate.ask(acme(), asks("mail.send"), null))
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

describe("emergency access", () => {
  const grantOf = (gate: OpenGate) =>
    Effect.map(gate.entities(acme(), "break-glass"), ([grant]): Grant => {
      if (grant === undefined) throw new Error("there is no grant")
      return grant
    })
  const destroys = (grant: Grant): Ask => ({
    type: "call",
    call: call("tf.ask", { found: found({ change: "destroy" }) }),
    grant: grant.id,
  })
  const opened = Effect.fnUntraced(function* (gate: OpenGate) {
    yield* gate.ask(acme(), requestsAccess(), null)
    yield* gate.ask(acme(), countersigns(yield* grantOf(gate)), null)
    return yield* grantOf(gate)
  })

  it("is opened by two, used under a permit, and is there again after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const grant = yield* opened(gate)
        const { answer, permit } = yield* gate.ask(acme(), destroys(grant), key("one"))
        expect(answer).toMatchObject({ verdict: "allow", grant: grant.id, record: 2 })
        expect(permit).not.toBeNull()
        const again = yield* openGate()
        expect(yield* again.entities(acme(), "break-glass")).toEqual(yield* gate.entities(acme(), "break-glass"))
        expect(yield* again.entity(acme(), "break-glass", grant.id)).toMatchObject({ kept: { uses: { count: 1 } } })
        expect(yield* again.ask(acme(), destroys(grant), key("one"))).toEqual({ answer, permit })
      }),
    ))

  it("is recorded with what the key was used for, and without where there is no key", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const ask = requestsAccess()
        yield* gate.ask(acme(), ask, key("one"))
        yield* gate.ask(acme(), asks("rm"), null)
        const written = yield* recordsOf(gate)
        expect(written.map((record) => [record.key, record.ask])).toEqual([
          ["one", askDigest(ask)],
          [null, null],
        ])
        expect(yield* Effect.flip(gate.ask(acme(), requestsAccess({ reason: "another" }), key("one")))).toMatchObject({
          _tag: "KeyReusedError",
        })
      }),
    ))

  it("ends by the clock though nobody sweeps, and each check is a record", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const grant = yield* opened(gate)
        yield* gate.ask(acme(), destroys(grant), null)
        yield* TestClock.adjust(GRANT_MS)
        const { answer, permit } = yield* gate.ask(acme(), destroys(grant), null)
        expect(answer).toMatchObject({ verdict: "deny", reasons: ["grantIsUnexpired"], grant: grant.id })
        expect(permit).toBeNull()
        const checks = (yield* recordsOf(gate)).flatMap(({ body }) =>
          body.type === "decision" ? [body.permit?.outcome.accepted] : [],
        )
        expect(checks).toEqual([true, false])
        expect(yield* grantOf(gate)).toMatchObject({ status: "active" })
      }),
    ))

  it("is swept with everything else that is overdue, in one go", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* opened(gate)
        yield* gate.ask(acme(), asks("mail.send"), null)
        yield* TestClock.adjust(LIFETIME_MS)
        expect(yield* gate.sweep(acme(), sweeper())).toBe(2)
        expect(yield* grantOf(gate)).toMatchObject({ status: "expired", kept: { ended: { at: START + GRANT_MS } } })
        expect(yield* gate.sweep(acme(), sweeper())).toBe(0)
      }),
    ))

  it("that one person may open alone is written on every record and every answer", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policyOf({ allowSelfCountersign: true }))
        const asked = [requestsAccess(), asks("docs.read"), asks("rm"), asks("mail.send")]
        for (const ask of asked) {
          const { answer } = yield* gate.ask(acme(), ask, null)
          expect(answer.warnings).toEqual(["countersigningTakesTwo"])
        }
        const written = yield* recordsOf(gate)
        expect(written.map(({ warnings }) => warnings)).toEqual(asked.map(() => ["countersigningTakesTwo"]))
      }),
    ))
})
