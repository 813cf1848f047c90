import { describe, expect, it } from "vitest"
import { Policy, policyDigest } from "../../../kernel/gate/policy.ts"
import { domainNames } from "../../../kernel/registry.ts"
import { ANSWERS_MS, PERMIT_MS, policyOf } from "./fixture.ts"

const isPolicy = (changed: object): boolean => Policy.safeParse({ ...policyOf(), ...changed }).success

describe("a policy", () => {
  it.each(["interlock", "interlock.ledger", "Interlock/settings", "interlock:x", "INTERLOCK-log", "interlock_x"])(
    "can't make %s grantable",
    (tool) => {
      const { domains } = policyOf()
      const granting = (named: string) => ({
        domains: {
          ...domains,
          "break-glass": { ...domains["break-glass"], grantable: [{ tool: named, prefix: "x", types: [] }] },
        },
      })
      expect(isPolicy(granting("tool"))).toBe(true)
      expect(isPolicy(granting(tool))).toBe(false)
    },
  )

  it("declares a tool once", () => {
    const { tools, ...rest } = policyOf()
    expect(Policy.safeParse({ ...rest, tools: [...tools, ...tools] }).error?.issues).toMatchObject([
      { path: ["tools"], message: "a tool is declared once" },
    ])
    expect(isPolicy({ tools: [...tools, tools[0]] })).toBe(false)
  })

  it.each(["", "-x", "a b", "a\n", "x".repeat(129), "__proto__"])("declares no tool %j", (name) => {
    const [tool] = policyOf().tools
    expect(isPolicy({ tools: [tool] })).toBe(true)
    expect(isPolicy({ tools: [{ ...tool, name }] })).toBe(false)
  })

  it.each(domainNames)("has a part for %s, and says of each tool what that domain has to know", (domain) => {
    const { domains, tools } = policyOf()
    const without = (table: object) => Object.fromEntries(Object.entries(table).filter(([name]) => name !== domain))
    const [tool] = tools
    expect(isPolicy({ domains: without(domains) })).toBe(false)
    expect(isPolicy({ tools: [{ ...tool, domains: without(tool?.domains ?? {}) }] })).toBe(false)
  })

  it("has no part for a domain that nobody knows", () => {
    const { domains, tools } = policyOf()
    const [tool] = tools
    expect(isPolicy({ domains: { ...domains, unheard: {} } })).toBe(false)
    expect(isPolicy({ tools: [{ ...tool, domains: { ...tool?.domains, unheard: {} } }] })).toBe(false)
  })

  it.each(["permitMs", "answersMs"])("lets %s last a millisecond, and not none", (name) => {
    expect([0, 1].map((ms) => isPolicy({ [name]: ms }))).toEqual([false, true])
  })
})

describe("the digest of a policy", () => {
  it("tells any part of it apart", () => {
    const digests = [
      policyOf(),
      policyOf({ permitMs: PERMIT_MS + 1 }),
      policyOf({ answersMs: ANSWERS_MS + 1 }),
      policyOf({ allowSelfCountersign: true }),
      policyOf({ maxOpenRequests: 1 }),
      policyOf({ tenant: "globex" }),
    ].map(policyDigest)
    expect(new Set(digests).size).toBe(digests.length)
    expect(policyDigest(policyOf())).toBe(digests[0])
  })
})
