import { describe, expect, it } from "vitest"
import { effectsFor, liesWithin, scopeOf } from "../../../kernel/sessions/scope.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { actor, bot, lostBot, scope, settings } from "../../fixtures/sessions.ts"

const tool = (name: string) => ToolName.parse(name)

describe("a scope", () => {
  const own = scope(["mail", "read", "write"], ["files", "read"])

  it("has for a tool the effects that are named with it, and none for another", () => {
    expect(["mail", "files", "mail.send", "Mail"].map((name) => effectsFor(own, tool(name)))).toEqual([
      ["read", "write"],
      ["read"],
      [],
      [],
    ])
  })

  it("covers effects where it has each of them", () => {
    expect(liesWithin(["write"], ["read", "write"])).toBe(true)
    expect(liesWithin(["read", "destructive"], ["read", "write"])).toBe(false)
    expect([liesWithin([], []), liesWithin(["read"], [])]).toEqual([true, false])
  })
})

describe("what the deployment lets an agent do", () => {
  it("is what it says of that agent, and nothing of whoever is none of the tenant's", () => {
    const inForce = settings({ agents: { [bot().id]: scope(["mail", "read"]) } })
    expect(scopeOf(inForce, bot().id)).toEqual(scope(["mail", "read"]))
    for (const none of [lostBot(), actor("constructor"), actor("toString")])
      expect(scopeOf(inForce, none.id)).toEqual([])
  })
})
