import { describe, expect, it } from "vitest"
import { TenantId } from "../../../../kernel/actors.ts"
import { Policy } from "../../../../kernel/gate/policy.ts"
import { config, lines, problems } from "../fixture.ts"

const SECOND = 1_000
const MINUTE = 60 * SECOND

const written = (...calls: readonly string[]): string => [...lines(), ...calls].join("\n")
const policyIn = (text: string) => config(text).policies.get(TenantId.parse("acme"))

describe("the section of calls", () => {
  it("gives the kernel's settings", () => {
    const policy = policyIn(written("    calls: { start: 2m, report: 30m, wait: 4h }"))
    expect(policy?.domains.calls).toEqual({
      windowMs: 2 * MINUTE,
      reportMs: 30 * MINUTE,
      freshMs: MINUTE,
      waitMs: 4 * 60 * MINUTE,
    })
    expect(Policy.parse(policy)).toEqual(policy)
  })

  it.each([[[]], [["    calls: {}"]]])("may be left out, or say nothing: %j", (calls) => {
    const text = written(...calls)
    expect(policyIn(text)?.domains.calls).toEqual({
      windowMs: 5 * MINUTE,
      reportMs: 60 * MINUTE,
      freshMs: MINUTE,
      waitMs: 24 * 60 * MINUTE,
    })
    expect(problems(text)).toEqual([])
  })

  it.each(["start", "report", "wait"])("takes no length of time for %s that is none", (name) => {
    for (const value of ["0", "-5m", "soon", ".inf", "[]", "null"]) {
      const found = problems(written(`    calls: { ${name}: ${value} }`))
      expect(found).toHaveLength(1)
      expect(found[0]).toContain(`tenants[0].calls.${name}: write a length of time`)
    }
  })

  it("takes no name that it doesn't know", () => {
    expect(problems(written("    calls: { begin: 5m }"))[0]).toContain("tenants[0].calls")
  })
})
