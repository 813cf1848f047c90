import { Context, Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { type DigestOf, digestOf } from "../../../kernel/digest.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { verifyChain } from "../../../kernel/ledger/chain.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { ann, bot, digest, foreign } from "../../fixtures/approvals.ts"
import { keys, ours } from "../ledger/fixtures.ts"
import { acme, asks, consumes, key, keyring, openGate, policyOf, storeWith, story, timekeeping } from "./fixture.ts"
import { allAtOnce, approvedBy, requestOf, sizeOf, verdictOf, waitsIn } from "./gate-fixture.ts"

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
          {
            record: 3,
            verdict: "allow",
            changed: [
              { domain: "approvals", id, status: "consumed" },
              { domain: "calls", status: "released" },
            ],
          },
          { record: 4, verdict: "deny" },
          { record: 5, verdict: "deny", reasons: ["approvalHasUsesLeft", "writesNeedNoApproval"], changed: [] },
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
        const [first, second] = (yield* allAtOnce([ask, ask])).map(waitsIn)
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

describe("a batch", () => {
  /** A signer that signs several at once, and says of each time how many they are, and how much has been hashed by then. */
  const noting = () => {
    const noted: { readonly messages: number; readonly hashed: number }[] = []
    let hashed = 0
    const signer: Signer["Service"] = {
      ...ours(),
      signAll: (messages) =>
        Effect.suspend(() => {
          noted.push({ messages: messages.length, hashed })
          return Effect.forEach(messages, ours().sign)
        }),
    }
    const counted: DigestOf = (bytes) => {
      hashed += 1
      return digestOf(bytes)
    }
    const configuration = {
      policies: [policyOf()],
      kernel: digest("kernel"),
      keyring: keyring(),
      keys: keys(),
      time: timekeeping(),
      report: () => undefined,
      stored: () => undefined,
    }
    const gate = Effect.map(Layer.build(Gate.layer({ ...configuration, digest: counted })), (services) =>
      Context.get(services, Gate),
    )
    return { noted, gate, signer: Layer.succeed(Signer, signer) }
  }

  it("is signed part by part, each while the next is decided", () => {
    const { noted, gate: opening, signer } = noting()
    return story(
      Effect.gen(function* () {
        const gate = yield* opening
        yield* allAtOnce(Array.from({ length: 17 }, () => gate.ask(acme(), asks("rm"), null)))
        const [first, second, ...others] = noted
        expect([first?.messages, second?.messages, others]).toEqual([16, 1, []])
        expect(first?.hashed).toBeLessThan(second?.hashed ?? 0)
      }),
      { signer },
    )
  })

  it("is signed at once where it is one part, and not at all where it holds nothing new", () => {
    const { noted, gate: opening, signer } = noting()
    return story(
      Effect.gen(function* () {
        const gate = yield* opening
        const all = allAtOnce(Array.from({ length: 16 }, (_, at) => gate.ask(acme(), asks("rm"), key(`key-${at}`))))
        expect(yield* all).toEqual(yield* all)
        expect(noted.map(({ messages }) => messages)).toEqual([16])
      }),
      { signer },
    )
  })
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
        expect(uses.map(verdictOf).sort()).toEqual(["allow", "deny"])
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
