import { describe, expect, it } from "vitest"
import type * as z from "zod"
import { module } from "../../../kernel/budgets/index.ts"
import { CostedTool } from "../../../kernel/budgets/cost.ts"
import { TenantId } from "../../../kernel/actors.ts"
import {
  type Event,
  LEASE,
  ann,
  ask,
  bot,
  digest,
  everybodysKeys,
  lapse,
  principal,
  reserve,
  root,
  settings,
  settle,
} from "../../fixtures/budgets.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { told } from "./sites/case.ts"

const policy = (): z.output<typeof module.policy> => {
  const { required, windowMs, leaseMs, newCaps, reporters } = settings({ reporters: ["executor"] })
  return module.policy.parse({ required, windowMs, leaseMs, newCaps, reporters })
}
const acme = () => TenantId.parse("acme")

describe("what budgets hand over", () => {
  it("is named, has ids of its own, and what only the gate gives", () => {
    expect(module).toMatchObject({
      name: "budgets",
      prefixes: { reserve: "reservation" },
      reserved: ["reserve", "release", "unreserve"],
      // A budget has its agent's name; the gate names a reservation.
      named: ["open"],
      told: ["reserve"],
      ended: ["settled", "unreserved"],
      authority: null,
      warnings: {},
    })
    expect(Object.keys(module.stage?.sentences ?? {})).toEqual([
      "agentHasBudget",
      "spendIsAnAmount",
      "affectedIsAnAmount",
    ])
  })

  it("has settings of the policy, and the tenant that comes with the deployment, never with the policy", () => {
    const deployment = { tenant: acme(), policy: digest("policy"), keyring: everybodysKeys() }
    const inForce = module.settingsOf(policy(), deployment)
    // The gate's own word counts, whoever else's does.
    expect(inForce).toEqual({ ...policy(), tenant: "acme", reporters: ["gate", "executor"] })
    expect(module.settingsOf({ ...policy(), reporters: [] }, deployment).reporters).toEqual(["gate"])
    expect(module.policy.safeParse(policy()).success).toBe(true)
    expect(module.policy.safeParse(inForce).success).toBe(false)
    expect(module.policy.safeParse({ ...policy(), keyring: {} }).success).toBe(false)
  })

  it("says of a tool what its calls cost, and nothing else", () => {
    const costed = { spend: { from: "fixed", amount: 1 }, affected: { from: "effects" } }
    expect(module.tool).toBe(CostedTool)
    expect(module.tool.safeParse(costed).success).toBe(true)
    expect(module.tool.safeParse({ ...costed, route: "one" }).success).toBe(false)
  })

  it("says who signs what, in which tenant", () => {
    const { change } = module.statements
    const signed = change.schema.parse({
      type: "interlock/budget-change/v1",
      tenant: "acme",
      budget: "bot",
      what: "thaw",
      terms: digest("terms"),
      signer: principal(root()),
    })
    expect([change.what, change.signer(signed), change.tenant(signed)]).toEqual([
      "a statement of a change of a budget",
      principal(root()),
      "acme",
    ])
  })

  it("would ask whoever administers where agents need a budget, and nobody by name", () => {
    expect(module.asked(policy())).toEqual({ people: [], roles: ["admin"] })
    expect(module.asked({ ...policy(), required: false })).toEqual({ people: [], roles: [] })
  })

  it("tells an entity by its domain, a budget as well as a reservation", () => {
    for (const id of ["bot", "reservation_1"])
      expect(module.reference.safeParse({ domain: "budgets", id }).success).toBe(true)
    for (const id of ["reservation_", "reservation_-", "-", ""])
      expect([id, module.reference.safeParse({ domain: "budgets", id }).success]).toEqual([id, false])
    expect(module.reference.safeParse({ domain: "approvals", id: "bot" }).success).toBe(false)
  })
})

describe("the news of budgets", () => {
  const { events, about, ownerOf, schema } = module.notices
  /** What changed with the last of these, as a record has it. */
  const changed = (register: ReturnType<typeof told>, event: Event) => {
    const answer = ask(register, event)
    if (!answer.accepted) throw new Error(JSON.stringify(answer))
    return answer.after
  }
  const running = () => told([0, reserve("reservation_1", { spend: 5 })])

  it("is an overrun, of spend or of what was touched, and it is the budget's", () => {
    for (const amounts of [{ spend: 6 }, { spend: 5, affected: 1 }, { spend: 0, affected: 1 }])
      expect(events.settle(changed(running(), [1, settle("reservation_1", amounts)]))).toMatchObject({
        event: "overran",
        entity: { id: "bot", status: "frozen" },
      })
  })

  it("is nothing else: no report within what was asked, and no other command", () => {
    for (const amounts of [{ spend: 5 }, {}])
      expect(events.settle(changed(running(), [1, settle("reservation_1", amounts)]))).toBeNull()
    expect(events.settle([])).toBeNull()
    expect(Object.keys(events)).toEqual(["settle"])
  })

  it("says which call it was, what was asked and what was reported, and the number of the overrun", () => {
    const after = changed(running(), [1, settle("reservation_1", { spend: 6, affected: 2 })])
    const news = events.settle(after)
    if (news === null) throw new Error("an overrun is news")
    const said = about(news.entity, after)
    expect(said).toEqual({
      domain: "budgets",
      frozen: true,
      budget: "bot",
      owner: principal(ann()),
      reservation: {
        id: "reservation_1",
        tool: "mail",
        asked: { spend: 5, affected: 0 },
        reported: { spend: 6, affected: 2 },
      },
      serial: 1,
    })
    expect(schema.parse(said)).toEqual(said)
    expectStrict(schema, said)
  })

  it("is told of a late report as of any other: what the lapse charged is none", () => {
    const lapsed = told([0, reserve("reservation_1", { spend: 5 })], [LEASE, lapse("reservation_1")])
    const after = changed(lapsed, [LEASE + 1, settle("reservation_1", { spend: 6 })])
    const news = events.settle(after)
    if (news === null) throw new Error("an overrun is news")
    expect(about(news.entity, after)).toMatchObject({
      reservation: { id: "reservation_1", reported: { spend: 6, affected: 0 } },
    })
    expect(events.settle(changed(lapsed, [LEASE + 1, settle("reservation_1", { spend: 5 })]))).toBeNull()
  })

  it("is the owner's of a budget, and the agent's of a reservation by itself", () => {
    const [reservation, budget] = changed(running(), [1, settle("reservation_1", { spend: 6 })])
    if (reservation === undefined || budget === undefined) throw new Error("both move")
    expect([ownerOf(budget), ownerOf(reservation)]).toEqual([principal(ann()), principal(bot())])
    expect(about(reservation, [reservation])).toMatchObject({
      frozen: false,
      budget: "bot",
      serial: null,
      reservation: { id: "reservation_1" },
    })
    expect(about(budget, [budget])).toMatchObject({ frozen: true, reservation: null, serial: 1 })
  })
})
