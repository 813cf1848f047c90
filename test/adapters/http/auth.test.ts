import { describe, expect, it } from "vitest"
import { readsLog } from "../../../adapters/http/auth.ts"
import { Caller } from "../../../kernel/actors.ts"

const caller = (kind: string, roles: readonly string[], behind: readonly string[] = []) => {
  const actor = { id: "olga", tenant: "acme", kind, roles }
  return Caller.parse({
    actor,
    person: kind === "agent" ? { ...actor, id: "ann", kind: "human", roles: behind } : actor,
  })
}

describe("the log is read by auditors", () => {
  it.each([
    ["an auditor in person", caller("human", ["auditor"])],
    ["an auditing service", caller("service", ["auditor"])],
    ["an auditor with other roles", caller("human", ["responder", "auditor"])],
  ])("by %s", (_, who) => {
    expect(readsLog(who)).toBe(true)
  })

  it.each([
    ["an administrator", caller("human", ["admin"])],
    ["an administrator who is an auditor too", caller("human", ["admin", "auditor"])],
    ["the same, named the other way round", caller("human", ["auditor", "admin"])],
    ["a service that administers and audits", caller("service", ["auditor", "admin"])],
    ["somebody without a role", caller("human", [])],
    ["an agent that is called an auditor", caller("agent", ["auditor"])],
    ["an agent of an auditor", caller("agent", [], ["auditor"])],
  ])("not by %s", (_, who) => {
    expect(readsLog(who)).toBe(false)
  })
})
