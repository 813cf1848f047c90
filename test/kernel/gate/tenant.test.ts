import { Effect } from "effect"
import { approvals } from "../../../kernel/approvals/index.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import { type EntityOf, modules } from "../../../kernel/registry.ts"
import type { Instant } from "../../../kernel/time.ts"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Ask, askDigest } from "../../../kernel/gate/ask.ts"
import { decide as decideAt, prepare, refuse } from "../../../kernel/gate/decide.ts"
import { type Folding, answerIn, answerKey, emptyTenant, fold, isEnded } from "../../../kernel/gate/tenant.ts"
import { settingsOf } from "../../../kernel/gate/registers.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import { decodeRecord } from "../../../kernel/ledger/chain.ts"
import type { LogRecord } from "../../../kernel/ledger/record.ts"
import { START, bob, bot, carol, dan, instant } from "../../fixtures/approvals.ts"
import {
  ANSWERS_MS,
  LIFETIME_MS,
  type Request,
  acme,
  activeGrant,
  asks,
  cancels,
  callsIn,
  changedIn,
  consumes,
  countersigns,
  decides,
  deployed,
  expires,
  found,
  key,
  now,
  openGate,
  keyring,
  policyOf,
  requestIn,
  requestedGrant,
  requestsAccess,
  story,
  under,
  worldOf,
  decide,
} from "./fixture.ts"
import { confirmation } from "../ledger/fixtures.ts"
import { recordOf } from "./records.ts"
import { emptyStore } from "../../../kernel/gate/entity-store.ts"

const decided = (ask: Ask, requests: readonly Request[] = []) => decide(worldOf(requests), ask, { now: now(), seq: 7 })

const pending = (bytes = "payload"): Request => requestIn(decided(asks("mail.send", { bytes })))

const folding = (policy = policyOf()): Folding => ({
  settings: settingsOf(policy, deployed(policy)),
  answersMs: policy.answersMs,
})

const folded = (tenant: ReturnType<typeof emptyTenant>, ...records: readonly LogRecord[]) =>
  records.reduce((before, record) => fold(before, record, folding()), tenant)

describe("a tenant", () => {
  it("is empty at first", () => {
    expect(emptyTenant()).toEqual({
      tip: { size: 0, hash: "0".repeat(64), now: 0 },
      entities: emptyStore(),
      answers: new Map(),
      fading: expect.anything() as unknown,
    })
  })

  it("takes the latest of each request, from step-ups, uses and commands that were accepted", () => {
    const request = pending()
    const opening = recordOf(decided(asks("mail.send")).body)
    const approving = decided(decides("approve", request, bob()), [request])
    const using = decided(consumes(request.id, "mail.send"), [requestIn(approving)])
    const tenant = folded(emptyTenant(), opening)
    const { approvals } = tenant.entities
    expect([...approvals.values()]).toEqual([request])
    folded(tenant, recordOf(decided(expires(request.id), [request]).body))
    expect(approvals.get(request.id)).toEqual(request)
    for (const { body } of [
      decided(asks("lost.route")),
      decided(consumes(request.id, "mail.send"), [request]),
      refuse(asks("rm"), "toolIsKnown"),
    ])
      expect([...folded(tenant, recordOf(body)).entities.approvals.values()]).toEqual([request])
    folded(tenant, recordOf(approving.body))
    expect([...approvals.values()]).toEqual(changedIn(approving))
    folded(tenant, recordOf(using.body))
    expect([...approvals.values()]).toEqual(changedIn(using))
    expect(approvals.get(request.id)?.status).toBe("consumed")
  })

  it("takes the latest of each grant, from requests, countersignatures and uses", () => {
    const requested = requestedGrant()
    const active = activeGrant()
    const tellAll = [
      decide(worldOf(), requestsAccess(), { now: now(), seq: 7 }),
      decide(worldOf([], policyOf(), [requested]), countersigns(requested), { now: now(), seq: 8 }),
      decide(worldOf([], policyOf(), [active]), under(active.id, "tf.ask", { found: found({ change: "destroy" }) }), {
        now: now(),
        seq: 9,
      }),
    ]
    const tenant = emptyTenant()
    const seen = tellAll.map(({ body }) => {
      folded(tenant, recordOf(body, null))
      return [...tenant.entities["break-glass"].values()].map(({ status, kept: { uses } }) => [status, uses.count])
    })
    expect(seen).toEqual([[["requested", 0]], [["active", 0]], [["active", 1]]])
    expect(tenant.entities.approvals.size).toBe(0)
  })

  it("is the same when a record is folded in again", () => {
    const request = pending()
    for (const { body } of [decided(asks("mail.send")), decided(cancels(request.id), [request])]) {
      const record = recordOf(body)
      const { tip, entities, answers } = folded(emptyTenant(), record)
      expect(folded(folded(emptyTenant(), record), record)).toMatchObject({ tip, entities, answers })
    }
  })
})

describe("what memory holds", () => {
  it("is what is open, and what has ended for as long as it matters to others", () => {
    const request = pending()
    const approved = decided(decides("approve", request, bob()), [request])
    const used = decided(consumes(request.id, "mail.send"), [requestIn(approved)])
    const at = (ms: number, { body }: { readonly body: Body }): LogRecord => ({
      ...recordOf(body, null),
      at: { clock: instant(START + ms), now: instant(START + ms) },
    })
    const later = refuse(asks("rm"), "toolIsKnown")
    const held = (...records: readonly LogRecord[]) => folded(emptyTenant(), ...records).entities.approvals.size
    // Its approval counts towards bob's rate for a second, and no record later than that leaves it there.
    expect(held(at(0, approved), at(10, used), at(999, later))).toBe(1)
    expect(held(at(0, approved), at(10, used), at(1_000, later))).toBe(0)
    expect(held(at(0, approved), at(1_000, used))).toBe(0)
    expect(held(at(0, approved), at(9_000_000, later))).toBe(1)
    expect(held(at(0, decided(cancels(request.id), [request])))).toBe(0)
  })

  it("has ended in the statuses that each domain says, and in no other", () => {
    for (const domain of named)
      for (const status of modules[domain].machine.definition.chart.statuses)
        expect([domain, status, isEnded(domain, status)]).toEqual([domain, status, ENDED[domain].includes(status)])
    expect(isEnded("approvals", "lapsed")).toBe(false)
  })
  const ENDED = {
    approvals: ["consumed", "rejected", "expired", "withdrawn", "cancelled", "superseded"],
    "break-glass": ["denied", "lapsed", "expired", "revoked"],
  }
  const named = ["approvals", "break-glass"] as const
})

describe("what a tenant knows of idempotency keys", () => {
  it("is which record answered which actor's key, and what was asked", () => {
    const call = recordOf(decided(asks("note.write")).body, "one", askDigest(asks("note.write")))
    const expiry = { ...recordOf(decided(expires(pending().id, dan())).body, "one"), seq: 8 }
    const keyless = recordOf(decided(asks("docs.read")).body, null)
    const refused = { ...recordOf(refuse(asks("rm"), "toolIsKnown").body, "two"), seq: 9 }
    const tenant = folded(emptyTenant(), call, expiry, keyless, refused)
    expect([...tenant.answers]).toEqual([
      [answerKey(bot(), "one"), { seq: 7, ask: askDigest(asks("note.write")), at: START, counted: START }],
      [answerKey(dan(), "one"), { seq: 8, ask: null, at: START, counted: START }],
      [answerKey(bot(), "two"), { seq: 9, ask: null, at: START, counted: START }],
    ])
  })

  it("keeps the keys of two actors apart, whatever they are called", () => {
    expect(answerKey({ id: "a" }, "b")).not.toBe(answerKey({ id: "ab" }, ""))
    expect(answerKey({ id: "a" }, "a")).not.toBe(answerKey({ id: "aa" }, ""))
    expect(answerKey({ id: "a" }, "b")).toBe("a b")
  })

  const { body } = decided(asks("note.write"))
  const recordAt = (ms: number, name: string | null, seq = 7): LogRecord => ({
    ...recordOf(body, name),
    seq,
    at: { clock: instant(START + ms), now: instant(START + ms) },
  })
  const named = (name: string) => answerKey(bot(), name)
  const keysAfter = (...records: readonly LogRecord[]) => [...folded(emptyTenant(), ...records).answers.keys()]

  it("is forgotten when its time is over, and not a millisecond before", () => {
    const tenant = folded(emptyTenant(), recordAt(0, "one"))
    const answer = (ms: number) =>
      answerIn(tenant, named("one"), { now: instant(START + ms), answersMs: ANSWERS_MS })?.seq ?? null
    expect([answer(0), answer(ANSWERS_MS - 1), answer(ANSWERS_MS)]).toEqual([7, 7, null])
    expect(answerIn(tenant, named("two"), { now: now(), answersMs: ANSWERS_MS })).toBeNull()
  })

  it("leaves memory, the oldest first, as the log goes on, with a key or without", () => {
    const [one, two] = [recordAt(0, "one"), recordAt(1, "two", 8)]
    expect(keysAfter(one, two, recordAt(ANSWERS_MS - 1, null, 9))).toEqual([named("one"), named("two")])
    expect(keysAfter(one, two, recordAt(ANSWERS_MS, null, 9))).toEqual([named("two")])
    expect(keysAfter(one, two, recordAt(ANSWERS_MS + 1, "three", 9))).toEqual([named("three")])
  })

  it("is counted from where time was put back to, and stands no longer than others from then on", () => {
    const [one, two] = [recordAt(0, "one"), recordAt(5_000, "two", 8)]
    const back: LogRecord = { ...recordAt(1_000, null, 9), body: confirmation(START + 5_000, START + 1_000) }
    const tenant = folded(emptyTenant(), one, two, back)
    expect([...tenant.answers.values()]).toEqual([
      { seq: 7, ask: null, at: START, counted: START },
      { seq: 8, ask: null, at: START + 5_000, counted: START + 1_000 },
    ])
    expect(keysAfter(one, two, back, recordAt(ANSWERS_MS + 999, "three", 10))).toEqual([named("two"), named("three")])
    expect(keysAfter(one, two, back, recordAt(ANSWERS_MS + 1_000, "three", 10))).toEqual([named("three")])
  })

  it("is as young as its latest use: a key that was used again goes after those that are older", () => {
    const records = [recordAt(0, "one"), recordAt(1, "two", 8), recordAt(ANSWERS_MS, "one", 9)]
    expect(keysAfter(...records)).toEqual([named("two"), named("one")])
    expect(keysAfter(...records, recordAt(ANSWERS_MS + 1, null, 10))).toEqual([named("one")])
    expect(folded(emptyTenant(), ...records).answers.get(named("one"))?.seq).toBe(9)
  })
})

/** A move in a tenant's life; requests are named by their place among those that are there. */
type Move = readonly [
  what: "call" | "use" | "approve" | "reject" | "cancel" | "expire",
  who: 0 | 1 | 2,
  which: number,
  ms: number,
  key: string | null,
]
const move: fc.Arbitrary<Move> = fc.tuple(
  fc.constantFrom("call", "call", "use", "use", "approve", "approve", "approve", "reject", "cancel", "expire"),
  fc.constantFrom(0, 1, 2),
  fc.nat(3),
  fc.constantFrom(0, 0, 1, 999, 1_000, LIFETIME_MS / 2),
  fc.constantFrom(null, null, null, "one", "two"),
)

const askOf = ([what, who, which]: Move, requests: readonly Request[]): Ask => {
  const bytes = `bytes ${which}`
  const tools = ["mail.send", "mail.twice", "note.write"] as const
  const request = requests[which]
  if (what === "call" || request === undefined) return asks(tools[who], { bytes })
  const { id } = request
  const people = [bob(), carol(), dan()] as const
  switch (what) {
    case "use":
      return consumes(id, tools[who], { bytes })
    case "cancel":
      return cancels(id)
    case "expire":
      return expires(id)
    case "approve":
    case "reject":
      return decides(what, request, people[who])
  }
}

describe("a log that is replayed", () => {
  it("gives the tenant that wrote it: requests, head and first answers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 25 }), (moves) =>
        story(
          Effect.gen(function* () {
            const live = yield* openGate()
            const asked: (readonly [Ask, string])[] = []
            for (const told of moves) {
              const [, , , ms, name] = told
              yield* TestClock.adjust(ms)
              const { items } = yield* live.page(acme(), "approvals", { statuses: null, before: null, limit: 100 })
              const ask = askOf(told, items.toReversed())
              yield* Effect.ignore(live.ask(acme(), ask, name === null ? null : key(name)))
              if (name !== null) asked.push([ask, name])
            }
            const replayed = yield* openGate()
            expect(yield* replayed.entities(acme(), "approvals")).toEqual(yield* live.entities(acme(), "approvals"))
            expect(yield* replayed.head(acme())).toEqual(yield* live.head(acme()))

            // The records alone tell the same, and each decision follows from those before it.
            const tenant = emptyTenant()
            const ever = new Map<string, Request>()
            const calls = new Map<string, EntityOf<"calls">>()
            for (const { bytes } of yield* live.records(acme(), 0, 100)) {
              const record = decodeRecord(bytes)
              if (record === null) throw new Error("not a record")
              // That memory holds less than there ever was makes no difference: to what is told, refused or counted.
              expect(redecided(record, ever, calls)).toEqual(record.body)
              fold(tenant, record, folding())
              for (const request of changedIn(record) as readonly Request[]) ever.set(request.id, request)
              for (const call of callsIn(record)) calls.set(call.id, call)
              expect([...tenant.entities.approvals.values()]).toEqual(lasting(ever, record.at.now))
            }
            expect([...tenant.entities.approvals.values()]).toEqual(yield* live.entities(acme(), "approvals"))
            for (const [ask, name] of asked) {
              const again = (gate: typeof live) => Effect.result(gate.ask(acme(), ask, key(name)))
              expect(yield* again(replayed)).toEqual(yield* again(live))
            }
          }),
        ),
      ),
      { numRuns: 25 },
    )
  })
})

/** Those that are open, or matter to others: eviction is nothing but this, however it goes about it. */
const lasting = (ever: ReadonlyMap<string, Request>, now: Instant): readonly Request[] =>
  [...ever.values()].filter((request) => {
    const { domain, settings } = { domain: "approvals", settings: folding().settings.approvals } as const
    return !isEnded(domain, request.status) || (lastsUntil(approvals, request, settings) ?? now) > now
  })

/** What the kernel says to what a record says was asked. */
const redecided = (
  { seq, previous, at, body }: LogRecord,
  requests: ReadonlyMap<string, Request>,
  calls: ReadonlyMap<string, EntityOf<"calls">>,
): Body => {
  const state = worldOf([...requests.values()], policyOf(), [], keyring(), [...calls.values()])
  return decideAt(state, prepare(state.policy, askIn(body)), { ...at, seq, previous }).body
}

const askIn = (body: Body): Ask => {
  if (body.type === "decision")
    return {
      type: "decide",
      call: { ...body.call, caller: body.caller, found: null, picked: {}, presented: null, flow: null },
      under: body.under,
    }
  if (body.type !== "command") throw new Error("nothing here is refused unweighed, and no clock is confirmed")
  const { transition, proof } = body
  if (transition.domain !== "approvals") throw new Error("nothing here is an emergency")
  const { command } = transition
  if (command.type === "submit" || command.type === "consume") throw new Error("only the gate does that")
  return { type: "command", domain: "approvals", command, proof }
}
