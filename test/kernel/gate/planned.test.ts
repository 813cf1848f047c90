import { describe, expect, it } from "vitest"
import type { Caller } from "../../../kernel/actors.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import type { Found } from "../../../kernel/gate/ask.ts"
import { type Planned, planOf } from "../../../kernel/gate/planned.ts"
import { type Plan, planHash } from "../../../kernel/plan.ts"
import { actor, ann, bob, bot, caller, digest, principal } from "../../fixtures/approvals.ts"
import { acme, agentOfAnn, call, found, policyOf } from "./fixture.ts"

const planned = (...given: Parameters<typeof call>): Planned => {
  const made = planOf(policyOf(), call(...given))
  if (typeof made === "string") throw new Error(made)
  return made
}

describe("the plan of a call", () => {
  it("is hashed as it is kept, and stands beside what the policy says of its tool", () => {
    const { plan, bytes, hash, tool } = planned("tf.ask", { found: found(), artifact: digest("file") })
    expect(plan).toMatchObject({
      version: 1,
      tenant: acme(),
      tool: "tf.ask",
      schema: digest("schema"),
      effects: { counts: { create: 1 } },
      payload: digest("payload"),
      artifact: digest("file"),
    })
    expect(bytes).toEqual(canonicalize(plan))
    expect(hash).toBe(planHash(plan))
    expect(tool).toEqual(policyOf().tools.find(({ name }) => name === "tf.ask"))
  })

  it.each<[string, Caller, Plan["agent"]]>([
    ["an agent for a person", agentOfAnn(), principal(bot())],
    [
      "a service for a person",
      caller(actor("ci", { kind: "service" }), ann()),
      principal(actor("ci", { kind: "service" })),
    ],
    ["a person for another one", caller(bob(), ann()), principal(bob())],
    ["a person alone", caller(actor("ann", { roles: ["dev"] })), null],
  ])("names who would do it: %s", (_, by, agent) => {
    expect(planned("mail.send", { caller: by }).plan).toEqual({
      version: 1,
      tenant: acme(),
      initiator: principal(ann()),
      agent,
      tool: "mail.send",
      schema: digest("schema"),
      effects: null,
      payload: digest("payload"),
      artifact: null,
    })
  })

  it.each<[string, string, Found, ReturnType<typeof planOf>]>([
    ["of a tool that isn't declared", "rm", null, "toolIsKnown"],
    ["of a tool with the name of a property of every object", "constructor", null, "toolIsKnown"],
    ["of arguments that can't be read", "tf.allow", { unreadable: "why" }, "policyWasEvaluated"],
    ["where an inspector should have looked", "tf.allow", null, "policyWasEvaluated"],
    ["where an inspector should not have", "note.write", found(), "policyWasEvaluated"],
  ])("is none %s", (_, tool, seen, sentence) => {
    expect(planOf(policyOf(), call(tool, { found: seen }))).toBe(sentence)
  })
})
