import { describe, expect, it } from "vitest"
import type { Actor } from "../../../kernel/actors.ts"
import { EntityId, ReservationId } from "../../../kernel/budgets/budgets.ts"
import { CostedTool } from "../../../kernel/budgets/cost.ts"
import type { BudgetsRegister } from "../../../kernel/budgets/index.ts"
import { stage } from "../../../kernel/budgets/stage.ts"
import type { Known } from "../../../kernel/known.ts"
import {
  type Event,
  actor,
  ann,
  ask,
  bot,
  budgetIn,
  daemon,
  gate,
  next,
  open,
  otherBot,
  reservationIn,
  reserve,
  settings,
  statusOf,
  tell,
} from "../../fixtures/budgets.ts"
import { knownOf } from "../../fixtures/known.ts"
import { asGateKeeps } from "../../fixtures/story.ts"
import { overrun, told } from "./sites/case.ts"

const gates = (register: BudgetsRegister) => asGateKeeps(register, EntityId)

const fresh = () => ReservationId.parse("reservation_9")

const MISSING = Symbol("nothing stands there")

const known = (
  who: Actor,
  { spend = 7, affected = 2, own = byArguments() }: { spend?: unknown; affected?: unknown; own?: CostedTool } = {},
): Known<CostedTool> => ({
  ...knownOf(who),
  picked: { ...(spend === MISSING ? {} : { "/amount": spend }), "/to": affected },
  own,
})
const byArguments = (): CostedTool =>
  CostedTool.parse({ spend: { from: "argument", at: "/amount" }, affected: { from: "argument", at: "/to" } })

const failing = (call: Known<CostedTool>, register: BudgetsRegister): readonly string[] =>
  Object.entries(stage.sentences).flatMap(([name, { holds }]) => (holds(call, gates(register)) ? [] : [name]))
const claimsOf = (call: Known<CostedTool>, register: BudgetsRegister) => stage.claims(call, gates(register), fresh)

/** There is a reservation beside the budget. */
const withCall: readonly Event[] = [[0, reserve("reservation_1")]]
const loose = () => tell(settings({ required: false }), [0, open("bot")])

describe("a call that is charged to a budget", () => {
  it("is one that an agent makes, where the deployment gives agents budgets", () => {
    expect(claimsOf(known(bot()), told())).not.toEqual([])
    for (const [call, register] of [
      [known(ann()), told()],
      [known(daemon()), told()],
      [known(bot()), loose()],
    ] as const) {
      expect(claimsOf(call, register)).toEqual([])
      expect(failing(call, register)).toEqual([])
    }
  })

  it("reserves what it would cost, and starts, in one record", () => {
    const call = known(bot())
    expect(claimsOf(call, told())).toEqual([
      {
        type: "reserve",
        id: "reservation_9",
        budget: "bot",
        by: bot(),
        tool: "mail",
        digest: call.plan.payload,
        asked: { spend: 7, affected: 2 },
        depth: 1,
      },
      { type: "release", id: "reservation_9", by: gate() },
    ])
    const register = claimsOf(call, told()).reduce((before, command) => next(before, [0, () => command]), told())
    expect(reservationIn(register, "reservation_9")).toMatchObject({
      charged: { spend: 7, affected: 2 },
      releases: [{}],
    })
    expect(statusOf(register, "reservation_9")).toBe("open")
    expect(budgetIn(register).meter).toMatchObject({ spend: 7, affected: 2 })
  })

  it("is charged to the agent's own budget, whoever it acts for", () => {
    const both = tell(settings(), [0, open("bot")], [0, open("bot-2")])
    expect(claimsOf(known(otherBot()), both)).toMatchObject([{ budget: "bot-2", by: otherBot() }, {}])
  })

  it("is claimed all the same where the budget refuses it: a guard says no, not the stage", () => {
    const [claim] = claimsOf(known(bot()), overrun())
    if (claim === undefined) throw new Error("the call is claimed")
    expect(ask(overrun(), [3, () => claim])).toMatchObject({ accepted: false, guards: ["agentIsNotFrozen"] })
    expect(failing(known(bot()), overrun())).toEqual([])
  })
})

describe("what is denied before a budget is asked", () => {
  const cases: readonly (readonly [string, Known<CostedTool>, readonly string[]])[] = [
    ["an agent without a budget", known(otherBot()), ["agentHasBudget"]],
    ["one whose name is that of a call", known(actor("reservation_1", { kind: "agent" })), ["agentHasBudget"]],
    [
      "one whose name is a property of every object",
      known(actor("constructor", { kind: "agent" })),
      ["agentHasBudget"],
    ],
    ["a spend that is no amount", known(bot(), { spend: -1 }), ["spendIsAnAmount"]],
    ["a spend that is missing", known(bot(), { spend: MISSING }), ["spendIsAnAmount"]],
    ["something touched that is no amount", known(bot(), { affected: "2" }), ["affectedIsAnAmount"]],
    ["neither an amount", known(bot(), { spend: 0.5, affected: null }), ["spendIsAnAmount", "affectedIsAnAmount"]],
    [
      "all of it",
      known(otherBot(), { spend: Number.NaN, affected: [] }),
      ["agentHasBudget", "spendIsAnAmount", "affectedIsAnAmount"],
    ],
  ]
  it.each(cases)("is %s", (_, call, names) => {
    // A reservation of that name is no budget.
    const register = tell(settings(), [0, open("bot")], ...withCall)
    expect(failing(call, register)).toEqual(names)
    // And nothing is claimed.
    expect(claimsOf(call, register)).toEqual([])
  })

  it("is told in a sentence of each name, and denies rather than asks", () => {
    for (const { failing, says } of Object.values(stage.sentences)) {
      expect(failing).toBe("denies")
      expect(says).toMatch(/^[A-Z][^\n]{15,}[.]$/)
    }
    expect(new Set(Object.values(stage.sentences).map(({ says }) => says)).size).toBe(3)
  })
})
