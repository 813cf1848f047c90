import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { callDigest } from "../../../kernel/budgets/rules.ts"
import { ToolName } from "../../../kernel/tool.ts"
import type { Actor } from "../../../kernel/actors.ts"
import { type Amounts, BudgetId, Left, ReservationId } from "../../../kernel/budgets/budgets.ts"
import type { Answered } from "../../../kernel/gate/configuration.ts"
import type { Ask, Call, Given } from "../../../kernel/gate/ask.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { verifyChain } from "../../../kernel/ledger/chain.ts"
import type { EntityOf } from "../../../kernel/registry.ts"
import {
  LEASE,
  START,
  WINDOW,
  actor,
  ann,
  bot,
  caller,
  caps,
  digest,
  executor,
  gate as itself,
  otherBot,
  root,
  settings,
} from "../../fixtures/budgets.ts"
import { keys } from "../ledger/fixtures.ts"
import {
  acme,
  asks,
  consumes,
  countersigns,
  found,
  key,
  openGate,
  policyOf,
  requestsAccess,
  story,
  sweeper,
  under,
} from "./fixture.ts"
import { type OpenGate, approvedBy, recordsOf, requestOf, sizeOf, verdictOf } from "./gate-fixture.ts"

/** What the tools of these stories cost: the other ones cost nothing, and touch nothing. */
const COSTS: Readonly<Record<string, object>> = {
  "note.write": { spend: { from: "argument", at: "/amount" }, affected: { from: "argument", at: "/to" } },
  "mail.send": { spend: { from: "fixed", amount: 5 }, affected: { from: "fixed", amount: 1 } },
  "mail.twice": { spend: { from: "report", upTo: 40 }, affected: { from: "fixed", amount: 1 } },
  "tf.ask": { spend: { from: "fixed", amount: 3 }, affected: { from: "effects" } },
}

/** The policy of every story about a gate, whose agents have budgets. */
const policy = (changed: Parameters<typeof settings>[0] = {}): Policy => {
  const { domains, tools, ...rest } = policyOf()
  const { required, windowMs, leaseMs, newCaps, reporters } = settings({
    newCaps: caps({ tools: ["note.write", "mail.send", "mail.twice", "tf.ask", "docs.read"] }),
    reporters: ["executor"],
    ...changed,
  })
  return Policy.parse({
    ...rest,
    domains: { ...domains, budgets: { required, windowMs, leaseMs, newCaps, reporters } },
    tools: tools.map((tool) => ({
      ...tool,
      domains: { ...tool.domains, budgets: COSTS[tool.name] ?? tool.domains.budgets },
    })),
  })
}

const opens = (agent: Actor = bot(), by: Actor = root()): Given<"budgets"> => ({
  type: "command",
  domain: "budgets",
  command: { type: "open", id: BudgetId.parse(agent.id), by, owner: ann().id },
  proof: null,
})
const settles = (id: string, amounts: Partial<Amounts> = {}, by: Actor = executor()): Given<"budgets"> => ({
  type: "command",
  domain: "budgets",
  command: { type: "settle", id: ReservationId.parse(id), by, amounts: { spend: 0, affected: 0, ...amounts } },
  proof: null,
})
const narrows = (changed: Parameters<typeof caps>[0], agent: Actor = bot()): Given<"budgets"> => ({
  type: "command",
  domain: "budgets",
  command: { type: "narrow", id: BudgetId.parse(agent.id), by: root(), caps: caps(changed) },
  proof: null,
})

/** An agent's note of which these are the amounts, if they are any. */
const note = (amount: unknown, to: unknown, changed: Partial<Call> & { readonly bytes?: string } = {}): Ask =>
  asks("note.write", {
    picked: { ...(amount === undefined ? {} : { "/amount": amount }), ...(to === undefined ? {} : { "/to": to }) },
    ...changed,
  })

const decisionOf = ({ answer }: Answered) => {
  if (answer.type !== "decision") throw new Error(`no decision: ${JSON.stringify(answer)}`)
  return answer
}
const deniedFor = (answered: Answered): readonly string[] => {
  const { verdict, reasons } = decisionOf(answered)
  if (verdict !== "deny") throw new Error(`it is no denial, but ${verdict}`)
  return reasons
}
/** The reservation of a call that was allowed. */
const reservationIn = (answered: Answered): string => {
  const { changed } = decisionOf(answered)
  const found = changed.find(({ domain, id }) => domain === "budgets" && id.startsWith("reservation_"))
  if (found === undefined) throw new Error("no call was charged")
  return found.id
}

type Budget = Extract<EntityOf<"budgets">["kept"], { readonly entity: "budget" }>
type Reservation = Extract<EntityOf<"budgets">["kept"], { readonly entity: "reservation" }>

const kept = (gate: OpenGate, id: string) =>
  Effect.map(gate.entity(acme(), "budgets", id), (entity) => {
    if (entity === null) throw new Error(`there is no ${id}`)
    return entity
  })
const budgetOf = (gate: OpenGate, agent: Actor = bot()) =>
  Effect.map(kept(gate, agent.id), ({ kept }): Budget => {
    if (kept.entity !== "budget") throw new Error("it is no budget")
    return kept
  })
const reservationOf = (gate: OpenGate, id: string) =>
  Effect.map(kept(gate, id), ({ kept, status }): Reservation & { readonly status: string } => {
    if (kept.entity !== "reservation") throw new Error("it is no reservation")
    return { ...kept, status }
  })
const spentOf = (gate: OpenGate, agent: Actor = bot()) =>
  Effect.map(budgetOf(gate, agent), ({ meter: { spend, affected } }) => ({ spend, affected }))

const ready = Effect.fnUntraced(function* (policies: Policy = policy()) {
  const gate = yield* openGate(policies)
  yield* gate.ask(acme(), opens(), null)
  return gate
})

describe("a call of an agent that needs a budget", () => {
  it("is charged to it and starts in the record of its decision", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const answered = yield* gate.ask(acme(), note(7, 2), null)
        const { record, verdict, left, refusedBy } = decisionOf(answered)
        expect({ record, verdict, left, refusedBy }).toEqual({ record: 1, verdict: "allow", left: null, refusedBy: [] })
        const id = reservationIn(answered)
        expect(id).toMatch(/^reservation_[0-9a-f]{24}$/)
        expect(yield* sizeOf(gate)).toBe(2)
        const [, { body } = { body: null }] = yield* recordsOf(gate)
        expect(body).toMatchObject({
          type: "decision",
          verdict: "allow",
          transitions: [
            {
              domain: "budgets",
              command: {
                type: "reserve",
                id,
                budget: "bot",
                by: bot(),
                tool: "note.write",
                digest: digest("payload"),
                asked: { spend: 7, affected: 2 },
                depth: 1,
              },
              // Both are told once, as they are after the last command that changes them.
              outcome: { accepted: true, after: [] },
            },
            {
              domain: "budgets",
              command: { type: "release", id, by: itself() },
              outcome: {
                accepted: true,
                after: [
                  { id, status: "open" },
                  { id: "bot", status: "active" },
                ],
              },
            },
          ],
        })
        expect(yield* budgetOf(gate)).toMatchObject({
          meter: { spend: 7, affected: 2 },
          calls: [{ at: START, call: callDigest({ tool: ToolName.parse("note.write"), digest: digest("payload") }) }],
          running: [{ id, until: START + LEASE, open: true, released: true }],
          serial: 0,
        })
        expect(yield* reservationOf(gate, id)).toMatchObject({
          status: "open",
          charged: { spend: 7, affected: 2 },
          releases: [{ by: { id: "interlock" }, at: START }],
          ends: [],
        })
        expect(answered.permit).not.toBeNull()
      }),
    ))

  it("is denied without one, by its name, whatever else is so", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policy())
        expect(deniedFor(yield* gate.ask(acme(), note(7, 2), null))).toEqual(["agentHasBudget"])
        expect(deniedFor(yield* gate.ask(acme(), asks("mail.send"), null))).toEqual([
          "agentHasBudget",
          "writesNeedNoApproval",
        ])
        yield* gate.ask(acme(), opens(otherBot()), null)
        expect(deniedFor(yield* gate.ask(acme(), note(7, 2), null))).toEqual(["agentHasBudget"])
        const others = yield* gate.ask(acme(), note(7, 2, { caller: caller(otherBot(), ann()) }), null)
        expect(verdictOf(others)).toBe("allow")
      }),
    ))

  it("is denied to an agent whose name could be taken for a reservation's, which can't have one", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(7, 2), null))
        const named = actor(id, { kind: "agent" })
        const asked = note(1, 1, { caller: caller(named, ann()) })
        expect(deniedFor(yield* gate.ask(acme(), asked, null))).toEqual(["agentHasBudget"])
        expect(yield* spentOf(gate)).toEqual({ spend: 7, affected: 2 })
      }),
    ))

  it.each<[string, unknown]>([
    ["negative", -1],
    ["fractional", 0.5],
    ["none that anybody could count", Number.POSITIVE_INFINITY],
    ["not a number", Number.NaN],
    ["a text", "7"],
    ["beyond what is exact", 2 ** 53],
    ["null", null],
    ["a list", [7]],
    ["true", true],
    ["missing", undefined],
  ])("is denied where an amount is %s, before anything is reserved", (_, amount) =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        expect(deniedFor(yield* gate.ask(acme(), note(amount, 2), null))).toEqual(["spendIsAnAmount"])
        expect(deniedFor(yield* gate.ask(acme(), note(7, amount), null))).toEqual(["affectedIsAnAmount"])
        expect(deniedFor(yield* gate.ask(acme(), note(amount, amount), null))).toEqual([
          "spendIsAnAmount",
          "affectedIsAnAmount",
        ])
        for (const { body } of (yield* recordsOf(gate)).slice(1)) expect(body).toMatchObject({ transitions: [] })
        expect(yield* budgetOf(gate)).toMatchObject({ meter: { spend: 0, affected: 0 }, calls: [], running: [] })
      }),
    ),
  )

  it("is charged with nothing for the zero below zero, which reads back as it was written", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(-0, -0), null))
        const { asked } = yield* reservationOf(gate, id)
        expect([Object.is(asked.spend, 0), Object.is(asked.affected, 0)]).toEqual([true, true])
        expect(yield* (yield* openGate(policy())).entities(acme(), "budgets")).toEqual(
          yield* gate.entities(acme(), "budgets"),
        )
      }),
    ))

  it("touches what its inspector finds, and is charged with what only the report says as far as it may go", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready(policy({ newCaps: caps({ tools: ["tf.allow", "mail.twice"], blast: 1 }) }))
        const written = asks("tf.allow", { found: found() })
        const id = reservationIn(yield* gate.ask(acme(), written, null))
        expect((yield* reservationOf(gate, id)).asked).toEqual({ spend: 0, affected: 1 })
        const request = yield* approvedBy(gate, asks("mail.twice"))
        const sent = reservationIn(yield* gate.ask(acme(), consumes(request, "mail.twice"), null))
        expect((yield* reservationOf(gate, sent)).asked).toEqual({ spend: 40, affected: 1 })
      }),
    ))

  it("is denied by the budget's own guards, which are told with what is left", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        yield* gate.ask(acme(), note(990, 2), null)
        const answered = yield* gate.ask(acme(), note(11, 11, { bytes: "other" }), null)
        expect(deniedFor(answered)).toEqual(["spendIsWithinCap", "blastRadiusIsWithinCap"])
        const { left, refusedBy, changed } = decisionOf(answered)
        expect({ refusedBy, changed }).toEqual({
          refusedBy: ["spendIsWithinCap", "blastRadiusIsWithinCap"],
          changed: [],
        })
        expect(Left.parse(left)).toMatchObject({
          today: { spend: 990, affected: 2 },
          recent: 1,
          repeats: 0,
          open: 1,
          unknown: 0,
          windowFreesAt: START + WINDOW,
          windowMs: WINDOW,
          leaseMs: LEASE,
          caps: { spend: 1_000 },
        })
        expect(answered.permit).toBeNull()
        expect(yield* spentOf(gate)).toEqual({ spend: 990, affected: 2 })
        expect(verdictOf(yield* gate.ask(acme(), note(10, 1, { bytes: "third" }), null))).toBe("allow")
      }),
    ))

  it("is denied for the fourth time in a window, whatever came between", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        for (const bytes of ["a", "b", "a", "a"])
          expect(verdictOf(yield* gate.ask(acme(), note(1, 1, { bytes }), null))).toBe("allow")
        const fourth = yield* gate.ask(acme(), note(1, 1, { bytes: "a" }), null)
        expect(deniedFor(fourth)).toEqual(["callIsNotRepeating"])
        expect(decisionOf(fourth).left).toMatchObject({ repeats: 3, recent: 4 })
      }),
    ))

  it("tells nothing of what is left where something else denies it", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        for (const ask of [asks("pay.send"), asks("rm"), note("x", 1)])
          expect(decisionOf(yield* gate.ask(acme(), ask, null))).toMatchObject({ verdict: "deny", left: null })
      }),
    ))

  it("never adds up to more than the cap, as many as ask at once", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const all = Array.from({ length: 8 }, (_, n) => gate.ask(acme(), note(300, 1, { bytes: `${n}` }), null))
        const verdicts = (yield* Effect.all(all, { concurrency: "unbounded" })).map(verdictOf)
        expect(verdicts.filter((verdict) => verdict === "allow")).toHaveLength(3)
        expect(yield* spentOf(gate)).toEqual({ spend: 900, affected: 3 })
      }),
    ))
})

describe("a call that is charged to no budget", () => {
  it("is a person's or a service's, whatever its amounts", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policy())
        for (const who of [ann(), actor("ci", { kind: "service" })])
          for (const amount of [7, "much", undefined]) {
            const { verdict, changed } = decisionOf(
              yield* gate.ask(acme(), note(amount, 1, { caller: caller(who) }), null),
            )
            expect({ verdict, changed }).toEqual({ verdict: "allow", changed: [] })
          }
        expect(yield* gate.entities(acme(), "budgets")).toEqual([])
      }),
    ))

  it("is anybody's where the policy asks for none, also where there is one", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready(policy({ required: false }))
        expect(decisionOf(yield* gate.ask(acme(), note("much", -1), null))).toMatchObject({
          verdict: "allow",
          changed: [],
        })
        expect(yield* spentOf(gate)).toEqual({ spend: 0, affected: 0 })
      }),
    ))

  it("is denied at once where its budget has no room for it: nobody is asked in vain", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready(policy({ newCaps: caps({ spend: 4, tools: ["mail.send"] }) }))
        const answered = yield* gate.ask(acme(), asks("mail.send"), null)
        expect(deniedFor(answered)).toEqual(["spendIsWithinCap", "writesNeedNoApproval"])
        expect(decisionOf(answered).waits).toBeNull()
        expect(yield* gate.entities(acme(), "approvals")).toEqual([])
      }),
    ))

  it("waits for people: what is only asked for costs nothing", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        expect(verdictOf(yield* gate.ask(acme(), asks("mail.send"), null))).toBe("step_up")
        expect(yield* budgetOf(gate)).toMatchObject({ meter: { spend: 0 }, calls: [], running: [] })
      }),
    ))
})

describe("what lifts a call, and a budget", () => {
  it("are used up and charged in one record, where an agent uses an approval", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const request = yield* approvedBy(gate)
        const { record, verdict, changed } = decisionOf(yield* gate.ask(acme(), consumes(request, "mail.send"), null))
        expect({ verdict, domains: changed.map(({ domain, status }) => `${domain} ${status}`) }).toEqual({
          verdict: "allow",
          domains: ["approvals consumed", "budgets open", "budgets active"],
        })
        const records = yield* recordsOf(gate)
        expect(records[record]?.body).toMatchObject({
          transitions: [
            { command: { type: "consume" } },
            { command: { type: "reserve" } },
            { command: { type: "release" } },
          ],
        })
        expect(yield* spentOf(gate)).toEqual({ spend: 5, affected: 1 })
      }),
    ))

  it("are used and charged in one record, where an agent uses a grant", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const requested = (yield* gate.ask(acme(), requestsAccess(), null)).answer
        if (requested.type !== "accepted" || requested.domain !== "break-glass") throw new Error("no grant")
        const grant = yield* gate.entity(acme(), "break-glass", requested.id)
        if (grant === null) throw new Error("there is no grant")
        yield* gate.ask(acme(), countersigns(grant), null)
        const destroying = found({ change: "destroy" })
        const { record, verdict } = decisionOf(
          yield* gate.ask(acme(), under(grant.id, "tf.ask", { found: destroying }), null),
        )
        expect(verdict).toBe("allow")
        expect((yield* recordsOf(gate))[record]?.body).toMatchObject({
          transitions: [
            { command: { type: "use" } },
            { command: { type: "reserve" } },
            { command: { type: "release" } },
          ],
        })
        expect(yield* spentOf(gate)).toEqual({ spend: 3, affected: 1 })
        // A grant stands in for people, and for no budget.
        yield* gate.ask(acme(), narrows({ spend: 3, tools: ["tf.ask"] }), null)
        const again = under(grant.id, "tf.ask", { found: destroying, bytes: "again" })
        expect(deniedFor(yield* gate.ask(acme(), again, null))).toEqual([
          "spendIsWithinCap",
          "nothingIsDestroyed",
          "writesNeedNoApproval",
        ])
        const { kept } = (yield* gate.entity(acme(), "break-glass", grant.id)) ?? grant
        expect(kept.uses.count).toBe(1)
      }),
    ))

  it("have both not happened where the budget refuses: nothing of the approval is used up", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const request = yield* approvedBy(gate)
        const before = yield* requestOf(gate, request)
        yield* gate.ask(acme(), narrows({ spend: 4, tools: ["mail.send", "note.write"] }), null)
        const answered = yield* gate.ask(acme(), consumes(request, "mail.send"), null)
        expect(deniedFor(answered)).toEqual(["spendIsWithinCap", "writesNeedNoApproval"])
        expect(decisionOf(answered)).toMatchObject({ changed: [], left: { caps: { spend: 4 } } })
        expect(yield* requestOf(gate, request)).toEqual(before)
        expect(before).toMatchObject({ status: "approved", kept: { used: [] } })
        expect(yield* spentOf(gate)).toEqual({ spend: 0, affected: 0 })
      }),
    ))

  it("have both not happened where the approval refuses: nothing is charged", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const request = yield* approvedBy(gate)
        const used = yield* gate.ask(acme(), consumes(request, "mail.send"), null)
        expect(verdictOf(used)).toBe("allow")
        expect(deniedFor(yield* gate.ask(acme(), consumes(request, "mail.send"), null))).toEqual([
          "approvalHasUsesLeft",
          "writesNeedNoApproval",
        ])
        expect(yield* spentOf(gate)).toEqual({ spend: 5, affected: 1 })
      }),
    ))
})

describe("a call that is sent again with its key", () => {
  it("is charged once, and gets the first answer", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const first = yield* gate.ask(acme(), note(7, 2), key("one"))
        expect(yield* gate.ask(acme(), note(7, 2), key("one"))).toEqual(first)
        // What was picked of the same bytes follows from them: it is no other ask.
        expect(yield* gate.earlier(acme(), note(8, 2), key("one"))).toEqual(first)
        const all = yield* Effect.all(
          Array.from({ length: 4 }, () => gate.ask(acme(), note(1, 1, { bytes: "many" }), key("many"))),
          { concurrency: "unbounded" },
        )
        expect(new Set(all.map(reservationIn)).size).toBe(1)
        expect(yield* spentOf(gate)).toEqual({ spend: 8, affected: 3 })
      }),
    ))

  it("is denied once too, with what was left then", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const first = yield* gate.ask(acme(), note(1_001, 2), key("one"))
        expect(decisionOf(first).left).toMatchObject({ today: { spend: 0 } })
        yield* gate.ask(acme(), note(9, 2, { bytes: "other" }), null)
        expect(yield* gate.ask(acme(), note(1_001, 2), key("one"))).toEqual(first)
      }),
    ))
})

describe("the log of a budget", () => {
  it("gives the same budget again, in another gate and after a restart, and verifies", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const first = reservationIn(yield* gate.ask(acme(), note(7, 2), null))
        const second = reservationIn(yield* gate.ask(acme(), note(9, 1, { bytes: "second" }), null))
        yield* gate.ask(acme(), settles(first, { spend: 6, affected: 2 }), null)
        yield* TestClock.adjust(LEASE)
        yield* gate.sweep(acme(), sweeper())
        yield* gate.ask(acme(), settles(second, { spend: 10, affected: 1 }), null)
        yield* gate.ask(acme(), note(1, 1, { bytes: "third" }), null)
        const [own, again] = [
          yield* gate.entities(acme(), "budgets"),
          yield* (yield* openGate(policy())).entities(acme(), "budgets"),
        ]
        expect(again).toEqual(own)
        expect(yield* budgetOf(gate)).toMatchObject({ frozen: true, serial: 1, meter: { spend: 16, affected: 3 } })
        expect(verifyChain(acme(), yield* gate.records(acme(), 0, 100), keys())).toMatchObject({ ok: true })
      }),
    ))
})

describe("a report", () => {
  it("takes the place of what was asked; memory lets the call go, which can still be shown, and not be reported again", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(7, 2), null))
        expect((yield* gate.ask(acme(), settles(id, { spend: 5, affected: 1 }), null)).answer).toMatchObject({
          type: "accepted",
          domain: "budgets",
          id,
          status: "settled",
        })
        expect(yield* spentOf(gate)).toEqual({ spend: 5, affected: 1 })
        expect((yield* gate.entities(acme(), "budgets")).map((entity) => entity.id)).toEqual(["bot"])
        expect(yield* reservationOf(gate, id)).toMatchObject({
          status: "settled",
          charged: { spend: 5, affected: 1 },
          ends: [{ how: "settled", by: { id: "executor-1" } }],
        })
        expect((yield* gate.ask(acme(), settles(id, { spend: 0, affected: 0 }), null)).answer).toMatchObject({
          type: "refused",
          guards: ["reservationIsUnsettled"],
        })
        expect(yield* spentOf(gate)).toEqual({ spend: 5, affected: 1 })
        expect((yield* budgetOf(gate)).running).toEqual([])
      }),
    ))

  it("counts after a lapse was swept: it takes the lapse's place", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(7, 2), null))
        expect(yield* gate.sweep(acme(), sweeper())).toBe(0)
        yield* TestClock.adjust(LEASE)
        expect(yield* gate.sweep(acme(), sweeper())).toBe(1)
        expect(yield* reservationOf(gate, id)).toMatchObject({ status: "lapsed", charged: { spend: 7, affected: 2 } })
        expect(yield* gate.sweep(acme(), sweeper())).toBe(0)
        expect((yield* gate.ask(acme(), settles(id, { spend: 4, affected: 2 }), null)).answer).toMatchObject({
          type: "accepted",
          status: "settled",
        })
        expect(yield* spentOf(gate)).toEqual({ spend: 4, affected: 2 })
        expect((yield* gate.ask(acme(), settles(id), null)).answer).toMatchObject({
          guards: ["reservationIsUnsettled"],
        })
      }),
    ))

  it("is refused from whoever doesn't execute: the agent itself, a person, a service without the role", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(7, 2), null))
        const unfit = [bot(), root(), ann(), sweeper(), actor("robot", { kind: "agent", roles: ["executor", "gate"] })]
        for (const by of unfit)
          expect((yield* gate.ask(acme(), settles(id, {}, by), null)).answer).toMatchObject({
            type: "refused",
            guards: ["reporterIsGate"],
          })
        expect(yield* spentOf(gate)).toEqual({ spend: 7, affected: 2 })
      }),
    ))

  it("of more than was asked freezes the agent, whose next call is denied", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(7, 2), null))
        yield* gate.ask(acme(), settles(id, { spend: 8, affected: 2 }), null)
        expect(deniedFor(yield* gate.ask(acme(), note(1, 1, { bytes: "next" }), null))).toEqual(["agentIsNotFrozen"])
        expect(yield* spentOf(gate)).toEqual({ spend: 8, affected: 2 })
      }),
    ))

  it("is nothing of a call that never was", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        expect((yield* gate.ask(acme(), settles("reservation_none"), null)).answer).toMatchObject({ type: "unknown" })
      }),
    ))
})

describe("a budget", () => {
  it("is opened once: another one is refused by name, and changes nothing", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        yield* gate.ask(acme(), note(7, 2), null)
        expect((yield* gate.ask(acme(), opens(), null)).answer).toMatchObject({ type: "refused", guards: ["taken"] })
        expect(yield* spentOf(gate)).toEqual({ spend: 7, affected: 2 })
      }),
    ))

  it("is opened by nobody but an administrator of the tenant", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policy())
        for (const by of [ann(), bot(), actor("ci", { kind: "service" })])
          expect((yield* gate.ask(acme(), opens(bot(), by), null)).answer).toMatchObject({ guards: ["openerIsAdmin"] })
      }),
    ))

  it("forgets the day before at midnight, and the calls of a window with its age", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready()
        const id = reservationIn(yield* gate.ask(acme(), note(1_000, 2), null))
        expect(deniedFor(yield* gate.ask(acme(), note(1, 1, { bytes: "b" }), null))).toEqual(["spendIsWithinCap"])
        yield* gate.ask(acme(), settles(id, { spend: 1_000, affected: 2 }), null)
        yield* TestClock.adjust(86_400_000 - (START % 86_400_000))
        expect(verdictOf(yield* gate.ask(acme(), note(1, 1, { bytes: "b" }), null))).toBe("allow")
        expect(yield* budgetOf(gate)).toMatchObject({ meter: { spend: 1, affected: 1 }, calls: [{}] })
      }),
    ))

  it("whose calls nobody reports stops its agent, by the clock and without a sweep", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* ready(policy({ newCaps: caps({ tools: ["note.write"], unknown: 2 }) }))
        const calls = []
        for (const bytes of ["a", "b"]) calls.push(reservationIn(yield* gate.ask(acme(), note(1, 1, { bytes }), null)))
        yield* TestClock.adjust(LEASE)
        const stopped = yield* gate.ask(acme(), note(1, 1, { bytes: "c" }), null)
        expect(deniedFor(stopped)).toEqual(["unknownOutcomesAreBelowCap"])
        expect(decisionOf(stopped).left).toMatchObject({ unknown: 2, open: 0 })
        yield* gate.ask(acme(), settles(calls[0] ?? "none", { spend: 1, affected: 1 }), null)
        expect(verdictOf(yield* gate.ask(acme(), note(1, 1, { bytes: "c" }), null))).toBe("allow")
      }),
    ))

  it("is of its tenant: an agent of the same id in another one has none", () =>
    story(
      Effect.gen(function* () {
        const globex = Policy.parse({ ...policy(), tenant: "globex" })
        const gate = yield* openGate(policy(), globex)
        yield* gate.ask(acme(), opens(), null)
        const [mole, boss] = [
          actor("bot", { tenant: "globex", kind: "agent" }),
          actor("boss", { tenant: "globex", roles: ["admin"] }),
        ]
        const asked = note(1, 1, { caller: caller(mole, boss) })
        expect(deniedFor(yield* gate.ask(globex.tenant, asked, null))).toEqual(["agentHasBudget"])
        expect(verdictOf(yield* gate.ask(acme(), note(1, 1), null))).toBe("allow")
      }),
    ))
})
