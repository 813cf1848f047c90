import { describe, expect, it } from "vitest"
import type * as z from "zod"
import { module } from "../../../kernel/budgets/index.ts"
import { CostedTool } from "../../../kernel/budgets/cost.ts"
import { TenantId } from "../../../kernel/actors.ts"
import { digest, everybodysKeys, principal, root, settings } from "../../fixtures/budgets.ts"

const policy = (): z.output<typeof module.policy> => {
  const { required, windowMs, leaseMs, newCaps, reporters } = settings({ reporters: ["executor"] })
  return module.policy.parse({ required, windowMs, leaseMs, newCaps, reporters })
}
const acme = () => TenantId.parse("acme")

describe("what budgets hand over", () => {
  it("is named, has ids of its own, and what only the gate gives", () => {
    expect(module).toMatchObject({
      name: "budgets",
      prefix: "call",
      reserved: ["reserve", "release", "unreserve"],
      // A budget has its agent's name; the gate names a call.
      named: ["open"],
      told: ["reserve"],
      ended: ["settled", "unreserved"],
      authority: null,
      notices: null,
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

  it("would ask whoever administers, and nobody by name", () => {
    expect(module.asked(policy())).toEqual({ people: [], roles: ["admin"] })
  })

  it("tells an entity by its domain, a budget as well as a call", () => {
    for (const id of ["bot", "call_1"]) expect(module.reference.safeParse({ domain: "budgets", id }).success).toBe(true)
    for (const id of ["call_", "call_-", "-", ""])
      expect([id, module.reference.safeParse({ domain: "budgets", id }).success]).toEqual([id, false])
    expect(module.reference.safeParse({ domain: "approvals", id: "bot" }).success).toBe(false)
  })
})
