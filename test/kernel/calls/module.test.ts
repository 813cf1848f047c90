import { describe, expect, it } from "vitest"
import type * as z from "zod"
import { TenantId } from "../../../kernel/actors.ts"
import { calls, module } from "../../../kernel/calls/index.ts"
import { statuses } from "../../../kernel/calls/calls.ts"
import { digest, everybodysKeys, receive, refuse, resolve, settings } from "../../fixtures/calls.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { received, unknown } from "./sites/case.ts"

const policy = (): z.output<typeof module.policy> => {
  const { windowMs, reportMs, freshMs, waitMs } = settings()
  return module.policy.parse({ windowMs, reportMs, freshMs, waitMs })
}

describe("what calls hand over", () => {
  it("is named, has ids of its own, and what only the gate gives", () => {
    expect(calls.definition.name).toBe("calls")
    expect(module).toMatchObject({
      name: "calls",
      machine: calls,
      prefixes: { receive: "call" },
      reserved: ["receive", "wait", "admit", "refuse", "release"],
      // A resolution is called after its call; the gate names a call.
      named: ["resolve"],
      told: [],
      ended: ["refused", "cancelled", "dryRun", "completed", "failed", "outcomeUnknown", "resolved"],
      stage: null,
      authority: null,
      notices: null,
      warnings: {},
      statements: {},
    })
  })

  it("has settings of the policy, and the tenant that comes with the deployment, never with the policy", () => {
    const deployment = { tenant: TenantId.parse("acme"), policy: digest("policy"), keyring: everybodysKeys() }
    const inForce = module.settingsOf(policy(), deployment)
    expect(inForce).toEqual(settings())
    expectStrict(module.policy, policy())
    expect(module.policy.safeParse(inForce).success).toBe(false)
  })

  it("says nothing of a tool", () => {
    expect(module.tool.safeParse({}).success).toBe(true)
    expect(module.tool.safeParse({ route: "one" }).success).toBe(false)
  })

  it("asks nobody", () => {
    expect(module.asked(policy())).toEqual({ people: [], roles: [] })
  })

  it("asks for the call that a resolution is of, though it has ended, and for nothing else", () => {
    expect(module.recalls?.(resolve()(unknown()))).toEqual(["call_1"])
    expect(module.recalls?.(receive()(received()))).toEqual([])
    expect(module.recalls?.(refuse()(received()))).toEqual([])
  })

  it("tells an entity by its domain, a call as well as a resolution", () => {
    for (const id of ["call_1", "resolution_1"])
      expect(module.reference.safeParse({ domain: "calls", id }).success).toBe(true)
    for (const id of ["call_", "call_-", "resolution_", "session_1", ""])
      expect([id, module.reference.safeParse({ domain: "calls", id }).success]).toEqual([id, false])
    expect(module.reference.safeParse({ domain: "budgets", id: "call_1" }).success).toBe(false)
  })

  it("reads what it keeps", () => {
    expect(module.schemas.statuses).toEqual(statuses)
    for (const { kept } of received().entities.values()) expect(module.schemas.kept.parse(kept)).toEqual(kept)
  })
})
