import { Context, Deferred, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { RequestId, type Seat } from "../../../kernel/approvals/approvals.ts"
import { NotCanonicalError } from "../../../kernel/canonical.ts"
import { type Ask, askDigest } from "../../../kernel/gate/ask.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { planOf } from "../../../kernel/gate/planned.ts"
import { Policy, policyDigest } from "../../../kernel/gate/policy.ts"
import { verifyChain } from "../../../kernel/ledger/chain.ts"
import { SignFailedError, Signer } from "../../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { START, actor, digest, group, stage } from "../../fixtures/approvals.ts"
import { keys, ours } from "../ledger/fixtures.ts"
import {
  GRANT_MS,
  type Grant,
  LIFETIME_MS,
  acme,
  agentOfAnn,
  asks,
  besides,
  call,
  cancels,
  consumes,
  countersigns,
  decides,
  defects,
  found,
  heldBy,
  key,
  keyring,
  landedAllTheSame,
  lost,
  openGate,
  policyOf,
  requestsAccess,
  storeWith,
  story,
  stored,
  sweeper,
  timekeeping,
  under,
} from "./fixture.ts"
import {
  type OpenGate,
  allAtOnce,
  approvedBy,
  latch,
  recordsOf,
  requestOf,
  sizeOf,
  unsayable,
  verdictOf,
  waitsIn,
} from "./gate-fixture.ts"

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
        const id = waitsIn(yield* Fiber.join(answer))
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

describe("attack 9: what an ask stores", () => {
  it("is told once it is durable, by whom and how many bytes: its record, and the plan where people will read it", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const before = stored.length
        const asked = call("tf.ask", { found: found() })
        for (const again of [false, true]) {
          const { answer } = yield* gate.ask(acme(), { type: "decide", call: asked, under: null }, key("asked"))
          expect([again, answer]).toMatchObject([again, { verdict: "step_up" }])
        }
        yield* gate.ask(acme(), asks("note.write"), null)
        const told = stored.slice(before)
        const records = yield* gate.records(acme(), 0, 10)
        const planned = planOf(policyOf(), asked)
        const kept = typeof planned === "string" ? 0 : planned.bytes.length
        expect(told.map(({ bytes }, index) => bytes - (records[index]?.bytes.length ?? 0))).toEqual([kept, 0])
        expect(told.map(({ by }) => by)).toEqual([asked.caller.actor, asked.caller.actor])
      }),
    ))

  it("is nothing where it is not durable", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const before = stored.length
        yield* Effect.exit(gate.ask(acme(), asks("tf.ask"), null))
        expect(stored.slice(before)).toEqual([])
      }),
      { store: storeWith([lost]) },
    ))
})

describe("what can't be decided or recorded", () => {
  it("is refused, and the refusal is recorded: a defect in the kernel, of which the operator hears each time", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const given = { found: unsayable() }
        const before = defects.length
        const tried: readonly (readonly [string, Ask])[] = [
          ["call", asks("tf.allow", given)],
          ["use", consumes(RequestId.parse("req_1"), "tf.allow", given)],
        ]
        for (const [name, ask] of tried) {
          const { answer, permit } = yield* gate.ask(acme(), ask, key(name))
          expect(answer).toMatchObject({ type: "refused", guards: ["policyWasEvaluated"] })
          expect(permit).toBeNull()
          expect((yield* gate.ask(acme(), ask, key(name))).answer).toEqual(answer)
        }
        // Each is told as often as it threw: when it was asked first, and when it was sent again.
        const told = defects.slice(before)
        expect(told.map(({ tenant, what }) => [tenant, what])).toEqual(
          tried.flatMap(() => [1, 2].map(() => ["acme", "decide"])),
        )
        for (const { cause } of told) expect(cause).toBeInstanceOf(NotCanonicalError)
        expect((yield* recordsOf(gate)).map(({ body }) => body)).toMatchObject([
          {
            type: "refusal",
            what: "decide",
            caller: agentOfAnn(),
            call: { tool: "tf.allow" },
            reasons: ["policyWasEvaluated"],
          },
          { type: "refusal", what: "decide", call: { tool: "tf.allow" }, reasons: ["policyWasEvaluated"] },
        ])
      }),
    ))

  it("is refused and reported also where it throws in the queue, after it was made ready", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const before = defects.length
        const cause = new Error("torn")
        const given = decides("approve", yield* requestOf(gate, id), actor("bob"))
        if (given.command.type !== "approve") throw new Error("an approval is one")
        const command = {
          ...given.command,
          get seat(): Seat {
            throw cause
          },
        }
        const { answer } = yield* gate.ask(acme(), { ...given, command }, null)
        expect(answer).toMatchObject({ type: "refused", guards: ["policyWasEvaluated"] })
        expect(defects.slice(before)).toEqual([{ tenant: "acme", what: "approve", cause }])
        expect((yield* requestOf(gate, id)).kept.decisions).toEqual([])
      }),
    ))

  it("is refused and reported also where it can't say which entity it names", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const before = defects.length
        const cause = new Error("torn")
        const given = cancels(RequestId.parse("req_1"))
        const command = {
          ...given.command,
          get id(): RequestId {
            throw cause
          },
        }
        const { answer, permit } = yield* gate.ask(acme(), { ...given, command }, null)
        expect(answer).toMatchObject({ type: "refused", guards: ["policyWasEvaluated"] })
        expect(permit).toBeNull()
        expect(defects.slice(before)).toEqual([{ tenant: "acme", what: "cancel", cause }])
        expect(yield* recordsOf(gate)).toMatchObject([{ body: { type: "refusal", what: "cancel", call: null } }])
      }),
    ))

  it("is refused also where whoever should hear of it throws, and nobody beside it suffers", () =>
    story(
      Effect.gen(function* () {
        const report = () => {
          throw new Error("the pipe is closed")
        }
        const configuration = {
          policies: [policyOf()],
          kernel: digest("kernel"),
          keyring: keyring(),
          keys: keys(),
          report,
          stored: report,
          time: timekeeping(),
        }
        const gate = Context.get(yield* Layer.build(Gate.layer(configuration)), Gate)
        const given = cancels(RequestId.parse("req_1"))
        const command = {
          ...given.command,
          get id(): RequestId {
            throw new Error("torn")
          },
        }
        const together: readonly Ask[] = [
          { ...given, command },
          asks("tf.allow", { found: unsayable() }),
          asks("note.write"),
        ]
        const told = yield* allAtOnce(together.map((ask) => gate.ask(acme(), ask, null)))
        expect(told.map(({ answer }) => answer)).toMatchObject([
          { type: "refused", guards: ["policyWasEvaluated"] },
          { type: "refused", guards: ["policyWasEvaluated"] },
          { verdict: "allow" },
        ])
      }),
    ))

  it("is refused where its record would be too large, and changes nothing", () =>
    story(
      Effect.gen(function* () {
        const people = Array.from({ length: 32 }, (_, at) => actor(`${"a".repeat(100)}${at}`))
        const groups = Array.from({ length: 8 }, (_, at) => group(`group ${at}`, people))
        const { domains, ...policy } = policyOf()
        const routed = { ...domains, approvals: { ...domains.approvals, routes: { one: [stage(groups)] } } }
        const crowded = Policy.parse({ ...policy, domains: routed })
        const gate = yield* openGate(crowded)
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
          { body: { type: "refusal", what: "decide", call: { tool: "mail.send" }, reasons: ["recordIsWithinBounds"] } },
        ])
        expect((yield* gate.ask(acme(), asks("mail.send"), key("one"))).answer).toEqual(answer)

        // Nor is the plan kept that nobody is asked about.
        const planned = planOf(crowded, call("mail.send"))
        if (typeof planned === "string") throw new Error(planned)
        expect(yield* gate.plan(acme(), planned.hash)).toBeNull()

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

describe("emergency access", () => {
  const grantOf = (gate: OpenGate) =>
    Effect.map(
      gate.page(acme(), "break-glass", { statuses: null, before: null, limit: 1 }),
      ({ items: [grant] }): Grant => {
        if (grant === undefined) throw new Error("there is no grant")
        return grant
      },
    )
  const destroys = (grant: Grant): Ask => under(grant.id, "tf.ask", { found: found({ change: "destroy" }) })
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
        expect(answer).toMatchObject({
          record: 2,
          verdict: "allow",
          lifted: ["nothingIsDestroyed", "writesNeedNoApproval"],
          under: { domain: "break-glass", id: grant.id },
          changed: [
            { domain: "break-glass", id: grant.id, status: "active" },
            { domain: "calls", status: "released" },
          ],
        })
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
        expect(answer).toMatchObject({
          verdict: "deny",
          reasons: ["grantIsUnexpired", "nothingIsDestroyed", "writesNeedNoApproval"],
          under: { domain: "break-glass", id: grant.id },
        })
        expect(permit).toBeNull()
        const checks = (yield* recordsOf(gate)).flatMap(({ body }) =>
          body.type === "decision" ? besides(body).transitions.map(({ outcome }) => outcome.accepted) : [],
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
        expect(yield* gate.sweep(acme(), sweeper())).toBe(3)
        expect(yield* grantOf(gate)).toMatchObject({ status: "expired", kept: { ended: { at: START + GRANT_MS } } })
        for (const domain of ["approvals", "break-glass", "calls"] as const)
          expect(yield* gate.entities(acme(), domain)).toEqual([])
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
