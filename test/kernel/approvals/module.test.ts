import { describe, expect, it } from "vitest"
import { ApprovedTool } from "../../../kernel/approvals/approvals.ts"
import { module } from "../../../kernel/approvals/index.ts"
import { ann, bob, carol, digest, group, principal, seat, stage } from "../../fixtures/approvals.ts"
import { acme, keyring, policyOf } from "../gate/fixture.ts"

describe("what approvals hand over", () => {
  it("is named, reserves what only the gate gives, and has ids of its own", () => {
    expect(module).toMatchObject({ name: "approvals", prefixes: { submit: "req" }, reserved: ["submit", "consume"] })
    // Nobody names what comes into being, and whoever is refused is told what that says and no more.
    expect(module).toMatchObject({ named: [], told: [] })
  })

  it("has settings of the policy, and the digest that comes with the deployment, never with the policy", () => {
    const { approvals: policy } = policyOf().domains
    const settings = module.settingsOf(policy, { tenant: acme(), policy: digest("policy"), keyring: keyring() })
    expect(settings).toEqual({ ...policy, policy: digest("policy"), keyring: keyring() })
    expect(module.policy.safeParse(policy).success).toBe(true)
    expect(module.policy.safeParse(settings).success).toBe(false)
  })

  it("reads of a tool who approves its calls, how often and for how long, and nothing less", () => {
    const tool = { route: "one", uses: 1, lifetimeMs: 1 }
    expect(module.tool).toBe(ApprovedTool)
    expect(module.tool.safeParse(tool).success).toBe(true)
    for (const changed of [{ uses: 0 }, { lifetimeMs: 0 }, { route: "" }, { route: undefined }, { more: 1 }])
      expect(module.tool.safeParse({ ...tool, ...changed }).success).toBe(false)
  })

  it("says who signs a decision, in which tenant", () => {
    const { decision } = module.statements
    const signed = decision.schema.parse({
      type: "interlock/approval/v1",
      tenant: "acme",
      request: "r1",
      requester: { actor: principal(ann()), person: principal(ann()) },
      plan: digest("plan"),
      policy: digest("policy"),
      uses: 1,
      seat: seat(0, "ops", bob()),
      approver: principal(carol()),
      decision: "approve",
      expiresAt: 1,
    })
    expect([decision.what, decision.signer(signed), decision.tenant(signed)]).toEqual([
      "a statement of an approval",
      principal(carol()),
      "acme",
    ])
  })

  it("says who signs a delegation, in which tenant", () => {
    const { delegation } = module.statements
    const signed = delegation.schema.parse({
      type: "interlock/delegation/v1",
      tenant: "acme",
      request: "r1",
      plan: digest("plan"),
      seat: seat(0, "ops", bob()),
      delegator: principal(bob()),
      to: principal(carol()),
      expiresAt: 1,
    })
    expect([delegation.what, delegation.signer(signed), delegation.tenant(signed)]).toEqual([
      "a statement of a delegation",
      principal(bob()),
      "acme",
    ])
  })

  it("would ask everybody who has a seat in any route, and no role", () => {
    const routes = {
      one: [stage([group("ops", [ann(), bob()])])],
      two: [stage([group("ops", [bob()]), group("sec", [carol()])]), stage([group("ops", [ann()])])],
    }
    const asked = module.asked({ ...policyOf().domains.approvals, routes })
    expect(asked).toEqual({ people: [ann(), bob(), bob(), carol(), ann()].map(principal), roles: [] })
  })

  it("has no stage, no news and nothing to warn of", () => {
    expect([module.stage, module.notices, module.warnings]).toEqual([null, null, {}])
  })
})
