import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { GrantId } from "../../../kernel/break-glass/break-glass.ts"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { type Ask, askDigest } from "../../../kernel/gate/ask.ts"
import { refuse } from "../../../kernel/gate/decide.ts"
import { answerKey, answersAsk, emptyTenant, nothingKept, over, overdue, take } from "../../../kernel/gate/tenant.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import { decodeRecord } from "../../../kernel/ledger/chain.ts"
import type { LogRecord } from "../../../kernel/ledger/record.ts"
import { START, actor, ann, bob, bot, caller, carol, dan, digest, instant } from "../../fixtures/approvals.ts"
import {
  GRANT_MS,
  type Grant,
  LIFETIME_MS,
  REQUEST_MS,
  type Request,
  acme,
  activeGrant,
  agentOfAnn,
  asks,
  call,
  cancels,
  consumes,
  countersigns,
  decides,
  expires,
  found,
  key,
  now,
  openGate,
  policyOf,
  requestIn,
  requestedGrant,
  requestsAccess,
  revokes,
  story,
  sweeper,
  wanted,
  worldOf,
  decide,
} from "./fixture.ts"
import { recordOf } from "./records.ts"

const decided = (ask: Ask, requests: readonly Request[] = []) => decide(worldOf(requests), ask, { now: now(), seq: 7 })

const pending = (bytes = "payload"): Request => requestIn(decided(asks("mail.send", { bytes })))

describe("a record answers an ask", () => {
  const { id } = pending()
  const other = RequestId.parse("req_other")
  const stranger = caller(actor("bot-2", { kind: "agent" }), ann())
  /** Every ask beside every other, and the records that asks leave. */
  const every: Readonly<Record<string, Ask>> = {
    call: asks("note.write"),
    otherTool: asks("docs.read"),
    otherBytes: asks("note.write", { bytes: "other" }),
    otherFile: asks("note.write", { artifact: digest("file") }),
    otherCaller: asks("note.write", { caller: stranger }),
    otherRoles: asks("note.write", {
      caller: caller({ ...bot(), roles: actor("x", { roles: ["dev"] }).roles }, ann()),
    }),
    use: consumes(id, "note.write"),
    useOfOther: consumes(other, "note.write"),
    useOfOtherBytes: consumes(id, "note.write", { bytes: "other" }),
    useByOther: consumes(id, "note.write", { caller: stranger }),
    cancel: cancels(id),
    cancelOfOther: cancels(other),
    cancelByOther: cancels(id, stranger),
    supersede: {
      type: "command",
      domain: "approvals",
      command: { type: "supersede", id, by: agentOfAnn() },
      proof: null,
    },
    callUnderGrant: { type: "call", call: call("note.write"), grant: requestedGrant().id },
    callUnderOther: { type: "call", call: call("note.write"), grant: GrantId.parse("grant_other") },
    access: { type: "request", wanted: wanted(), proof: null },
    otherAccess: { type: "request", wanted: wanted({ reason: "something else" }), proof: null },
    revoke: revokes(requestedGrant().id),
    approve: decides("approve", pending(), bob()),
    reject: decides("reject", pending(), bob()),
    approveByOther: decides("approve", pending(), carol()),
    expire: expires(id),
  }
  const names = Object.keys(every)

  it.each(names)("that is the one it was made for, and no other: %s", (name) => {
    const ask = every[name]
    if (ask === undefined) throw new Error(name)
    const record = recordOf(decided(ask, [pending()]).body, "key", askDigest(ask))
    expect(names.filter((its) => answersAsk(record, every[its] ?? ask))).toEqual([name])
  })

  it("whatever was found in the call meanwhile, and however it was signed", () => {
    const asked = asks("tf.ask", { found: found() })
    const record = recordOf(decided(asked).body, "key", askDigest(asked))
    expect(answersAsk(record, asks("tf.ask", { found: found({ change: "destroy" }) }))).toBe(true)
    expect(answersAsk(record, asks("tf.ask", { found: found(), bytes: "other" }))).toBe(false)
  })

  it("that has no canonical form by having none", () => {
    expect(askDigest({ type: "request", wanted: { ...wanted(), durationMs: Number.NaN }, proof: null })).toBeNull()
  })
})

describe("a tenant", () => {
  it("is empty at first", () => {
    expect(emptyTenant()).toEqual({
      tip: { size: 0, hash: "0".repeat(64), now: 0 },
      kept: { approvals: new Map(), "break-glass": new Map() },
      answers: new Map(),
    })
  })

  it("takes the latest of each request, from step-ups and commands that were accepted", () => {
    const request = pending()
    const opening = recordOf(decided(asks("mail.send")).body)
    const approving = decided(decides("approve", request, bob()), [request])
    const tenant = take(emptyTenant(), opening)
    expect([...tenant.kept.approvals.values()]).toEqual([request])
    expect(take(tenant, recordOf(decided(expires(request.id), [request]).body)).kept.approvals.get(request.id)).toEqual(
      request,
    )
    expect(take(tenant, recordOf(decided(asks("lost.route")).body)).kept.approvals.size).toBe(1)
    expect(take(tenant, recordOf(refuse(asks("rm"), "toolIsKnown").body)).kept.approvals.size).toBe(1)
    expect([...take(tenant, recordOf(approving.body)).kept.approvals.values()]).toEqual(
      approving.after.map(({ entity }) => entity),
    )
  })

  it("remembers which record answered which actor's key", () => {
    const call = recordOf(decided(asks("note.write")).body, "one")
    const expiry = recordOf(decided(expires(pending().id, dan())).body, "one")
    const keyless = recordOf(decided(asks("docs.read")).body, null)
    const refused = recordOf(refuse(asks("rm"), "toolIsKnown").body, "two")
    const tenant = [call, expiry, keyless, refused].reduce(take, emptyTenant())
    expect([...tenant.answers]).toEqual([
      [answerKey(bot(), "one"), call],
      [answerKey(dan(), "one"), expiry],
      [answerKey(bot(), "two"), refused],
    ])
  })

  it("keeps the keys of two actors apart, whatever they are called", () => {
    expect(answerKey({ id: "a" }, "b")).not.toBe(answerKey({ id: "ab" }, ""))
    expect(answerKey({ id: "a" }, "a")).not.toBe(answerKey({ id: "aa" }, ""))
    expect(answerKey({ id: "a" }, "b")).toBe("a b")
  })
})

describe("changes that are not durable yet", () => {
  it("lie over what is, each request once", () => {
    const [first, second, third] = [pending("a"), pending("b"), pending("c")]
    const base = new Map<string, Request>([first, second].map((request) => [request.id, request]))
    const changed: Request = { ...first, status: "cancelled" }
    const seen = over<"approvals">(
      base,
      new Map<string, Request>([changed, third].map((request) => [request.id, request])),
    )
    expect([...seen.values()]).toEqual([changed, third, second])
    expect([first, second, third].map(({ id }) => seen.get(id))).toEqual([changed, second, third])
    expect(seen.get("req_none")).toBeUndefined()
    expect([...base.values()]).toEqual([first, second])
  })
})

describe("grants in a tenant", () => {
  it("are the latest of each, from requests, countersignatures and checks", () => {
    const requested = requestedGrant()
    const active = activeGrant()
    const asked: Ask = {
      type: "call",
      call: call("tf.ask", { found: found({ change: "destroy" }) }),
      grant: active.id,
    }
    const tellAll = [
      decide(worldOf(), requestsAccess(), { now: now(), seq: 7 }),
      decide(worldOf([], policyOf(), [requested]), countersigns(requested), { now: now(), seq: 8 }),
      decide(worldOf([], policyOf(), [active]), asked, { now: now(), seq: 9 }),
    ]
    const tenant = emptyTenant()
    const seen = tellAll.map(({ body }) => {
      take(tenant, recordOf(body, null))
      return [...tenant.kept["break-glass"].values()].map(({ status, kept: { uses } }) => [status, uses.count])
    })
    expect(seen).toEqual([[["requested", 0]], [["active", 0]], [["active", 1]]])
    expect(tenant.kept.approvals.size).toBe(0)
  })

  it("are swept once nobody can settle them any more, or once they are over, and never before", () => {
    const due = (grant: Grant, ms: number) =>
      overdue(
        { ...nothingKept(), "break-glass": new Map<string, Grant>([[grant.id, grant]]) },
        sweeper(),
        instant(START + ms),
      ).map(({ domain, command }) => [domain, command])
    const by = sweeper()
    const [requested, active] = [requestedGrant(), activeGrant()]
    expect(due(requested, REQUEST_MS - 1)).toEqual([])
    expect(due(requested, REQUEST_MS)).toEqual([["break-glass", { type: "lapse", id: requested.id, by }]])
    expect(due(active, GRANT_MS - 1)).toEqual([])
    expect(due(active, GRANT_MS)).toEqual([["break-glass", { type: "expire", id: active.id, by }]])
    for (const status of ["denied", "lapsed", "expired", "revoked"] as const)
      expect(due({ ...active, status }, 10 * GRANT_MS)).toEqual([])
  })
})

describe("what is overdue", () => {
  it("is open by status, and at or past its expiry", () => {
    const request = pending()
    const at = (ms: number, status: Request["status"] = "pending") =>
      overdue(
        { ...nothingKept(), approvals: new Map<string, Request>([[request.id, { ...request, status }]]) },
        sweeper(),
        instant(START + ms),
      ).length
    expect([at(LIFETIME_MS - 1), at(LIFETIME_MS), at(LIFETIME_MS + 1)]).toEqual([0, 1, 1])
    expect(at(LIFETIME_MS, "approved")).toBe(1)
    for (const status of ["consumed", "rejected", "expired", "cancelled", "superseded"] as const)
      expect(at(LIFETIME_MS, status)).toBe(0)
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
  fc.constantFrom(0, 0, 1, LIFETIME_MS / 2),
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
              const ask = askOf(told, yield* live.entities(acme(), "approvals"))
              yield* Effect.ignore(live.ask(acme(), ask, name === null ? null : key(name)))
              if (name !== null) asked.push([ask, name])
            }
            const replayed = yield* openGate()
            expect(yield* replayed.entities(acme(), "approvals")).toEqual(yield* live.entities(acme(), "approvals"))
            expect(yield* replayed.head(acme())).toEqual(yield* live.head(acme()))

            // The records alone tell the same, and each decision follows from those before it.
            const tenant = emptyTenant()
            for (const { bytes } of yield* live.records(acme(), 0, 100)) {
              const record = decodeRecord(bytes)
              if (record === null) throw new Error("not a record")
              expect(redecided(record, tenant.kept.approvals)).toEqual(record.body)
              take(tenant, record)
            }
            expect([...tenant.kept.approvals.values()]).toEqual(yield* live.entities(acme(), "approvals"))
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

/** What the kernel says to what a record says was asked. */
const redecided = (record: LogRecord, requests: ReadonlyMap<string, Request>): Body => {
  const { seq, at, body } = record
  const ask = askIn(body)
  return decide(worldOf([...requests.values()]), ask, { now: at.now, seq }).body
}

const askIn = (body: Body): Ask => {
  if (body.type === "decision")
    return { type: "call", call: { ...body.call, caller: body.caller, found: null }, grant: body.grant }
  if (body.type === "refusal") throw new Error("nothing here is refused unweighed")
  if (body.domain !== "approvals") throw new Error("nothing here is an emergency")
  const { command, proof, call } = body
  if (command.type === "submit") throw new Error("nobody submits by command")
  if (command.type !== "consume") return { type: "command", domain: "approvals", command, proof }
  if (call === null) throw new Error("a use names its call")
  return { type: "consume", request: command.id, call: { ...call, caller: command.by, found: null } }
}
