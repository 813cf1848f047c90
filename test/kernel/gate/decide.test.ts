import { policyDigest } from "../../../kernel/gate/policy.ts"
import { describe, expect, it } from "vitest"
import type { Caller } from "../../../kernel/actors.ts"
import { RequestId, RouteName } from "../../../kernel/approvals/approvals.ts"
import { type Ask, type Found, callOf, callerOf, whatOf } from "../../../kernel/gate/ask.ts"
import type { World } from "../../../kernel/gate/world.ts"
import { type Plan, planHash } from "../../../kernel/plan.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { START, actor, ann, bob, bot, caller, carol, digest, instant, principal } from "../../fixtures/approvals.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import {
  LIFETIME_MS,
  PERMIT_MS,
  type Request,
  acme,
  agentOfAnn,
  asks,
  cancels,
  consumes,
  decides,
  expires,
  found,
  now,
  policyOf,
  requestIn,
  worldOf,
  decide,
} from "./fixture.ts"

const at = (ms = 0, seq = 7) => ({ now: instant(START + ms), seq })
const decided = (ask: Ask, world: World = worldOf(), ms = 0) => decide(world, ask, at(ms))

const said = (ask: Ask, world: World = worldOf(), ms = 0) => {
  const { body } = decided(ask, world, ms)
  if (body.type !== "decision") throw new Error(`a call was answered with a ${body.type}`)
  return body
}

/** The request that a step_up opened. */
const opened = (ask: Ask, world: World = worldOf()): Request => requestIn(decided(ask, world))

const approved = (ask: Ask, ...by: readonly (typeof bob)[]): Request =>
  by.reduce((request, who) => requestIn(decided(decides("approve", request, who()), worldOf([request]))), opened(ask))

/** The plan of a call with mail.send, written down by hand. */
const plan = (changed: Partial<Plan> = {}): Plan => ({
  version: 1,
  tenant: acme(),
  initiator: principal(ann()),
  agent: principal(bot()),
  tool: ToolName.parse("mail.send"),
  schema: digest("schema"),
  effects: null,
  payload: digest("payload"),
  artifact: null,
  ...changed,
})

describe("a call", () => {
  it.each<[string, string, Found, "allow" | "step_up" | "deny", readonly string[]]>([
    ["a tool that isn't declared", "rm", null, "deny", ["toolIsKnown"]],
    ["a tool with the name of a property of every object", "constructor", null, "deny", ["toolIsKnown"]],
    ["arguments that can't be read", "tf.allow", { unreadable: "why" }, "deny", ["policyWasEvaluated"]],
    ["an inspector that should have looked", "tf.allow", null, "deny", ["policyWasEvaluated"]],
    ["an inspector that should not have", "note.write", found(), "deny", ["policyWasEvaluated"]],
    ["a read", "docs.read", null, "allow", []],
    ["a write that is allowed", "note.write", null, "allow", []],
    ["a write that people see", "mail.send", null, "step_up", ["writesNeedNoApproval"]],
    ["a write that is denied", "pay.send", null, "deny", ["policyAllows"]],
    ["what is declared destructive", "db.drop", null, "step_up", ["nothingIsDestroyed"]],
    ["a resolved read", "tf.deny", found({ change: "read" }), "allow", []],
    ["a resolved write", "tf.allow", found({ change: "update" }), "allow", []],
    ["a resolved write that people see", "tf.ask", found(), "step_up", ["writesNeedNoApproval"]],
    ["a resolved write that is denied", "tf.deny", found({ change: "destroy" }), "deny", ["policyAllows"]],
    ["a delete", "tf.allow", found({ change: "destroy" }), "step_up", ["nothingIsDestroyed"]],
    ["a replacement", "tf.allow", found({ change: "replace" }), "step_up", ["nothingIsReplaced"]],
    ["changed access", "tf.allow", found({ iam: "changed" }), "step_up", ["accessIsUnchanged"]],
    ["an opened network", "tf.allow", found({ network: "opened-to-world" }), "step_up", ["networkIsUnopened"]],
    ["what is unresolved", "tf.allow", found({ change: "read" }, ["what"]), "step_up", ["effectsAreResolved"]],
  ])("%s", (_, tool, seen, verdict, reasons) => {
    const body = said(asks(tool, { found: seen }))
    expect({ verdict: body.verdict, reasons: body.reasons }).toEqual({ verdict, reasons })
    expect(body.deadline).toBe(verdict === "allow" ? START + PERMIT_MS : null)
    expect(body.request === null).toBe(verdict !== "step_up")
    expect(body.submit === null).toBe(verdict !== "step_up")
  })

  it("is recorded with who called what, the counts, and the plan that is kept beside the log", () => {
    const { body, plan: kept, after } = decided(asks("tf.allow", { found: found(), artifact: digest("file") }))
    expect(kept).not.toBeNull()
    expect(after).toEqual([])
    expect(body).toEqual({
      type: "decision",
      caller: agentOfAnn(),
      call: { tool: "tf.allow", payload: digest("payload"), artifact: digest("file") },
      plan: kept && planHash(kept),
      counts: { create: 1, update: 0, replace: 0, destroy: 0, read: 0, noop: 2 },
      verdict: "allow",
      reasons: [],
      request: null,
      submit: null,
      grant: null,
      permit: null,
      deadline: START + PERMIT_MS,
    })
  })

  it("that can't be planned is recorded without a plan, one that is denied with it", () => {
    const unknown = decided(asks("rm"))
    expect(unknown).toEqual({
      body: {
        type: "decision",
        caller: agentOfAnn(),
        call: { tool: "rm", payload: digest("payload"), artifact: null },
        plan: null,
        counts: null,
        verdict: "deny",
        reasons: ["toolIsKnown"],
        request: null,
        submit: null,
        grant: null,
        permit: null,
        deadline: null,
      },
      after: [],
      plan: null,
    })
    const denied = decided(asks("pay.send"))
    expect(denied.after).toEqual([])
    expect(denied.plan).toEqual(plan({ tool: ToolName.parse("pay.send") }))
    expect(said(asks("pay.send")).plan).toBe(planHash(plan({ tool: ToolName.parse("pay.send") })))
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
  ])("names in its plan who would do it: %s", (_, by, agent) => {
    expect(decided(asks("mail.send", { caller: by })).plan).toEqual(plan({ agent }))
  })

  it("changes nothing that it was given", () => {
    const request = opened(asks("mail.send"))
    const world = { ...worldOf(), policy: deepFreeze(policyOf()) }
    const held = worldOf([deepFreeze(request)])
    expect(() => decided(deepFreeze(asks("mail.send")), world)).not.toThrow()
    expect(() => decided(deepFreeze(decides("approve", request, bob())), held)).not.toThrow()
  })
})

describe("a call that people have to see", () => {
  it("opens a request for exactly its plan, with the tool's route, uses and lifetime", () => {
    const { body, after, plan: kept } = decided(asks("mail.twice"))
    const hash = planHash(plan({ tool: ToolName.parse("mail.twice") }))
    const request = requestIn({ after })
    expect(kept).toEqual(plan({ tool: ToolName.parse("mail.twice") }))
    expect(request).toMatchObject({
      status: "pending",
      kept: {
        plan: hash,
        policy: policyDigest(policyOf()),
        requester: agentOfAnn(),
        stages: policyOf().approvals.routes[RouteName.parse("one")],
        uses: 2,
        expiresAt: START + LIFETIME_MS,
      },
    })
    expect(body).toMatchObject({
      plan: hash,
      request: request.id,
      submit: {
        command: { type: "submit", id: request.id, plan: hash, route: "one", uses: 2, lifetimeMs: LIFETIME_MS },
        outcome: { accepted: true, after: [request] },
      },
    })
  })

  it("gives the request an id of its own place in the log: the same again, another elsewhere", () => {
    const id = (seq: number, bytes = "payload") => {
      const { body } = decide(worldOf(), asks("mail.send", { bytes }), { now: now(), seq })
      return body.type === "decision" ? body.request : null
    }
    expect(id(7)).toMatch(/^req_[0-9a-f]{24}$/)
    expect(id(7)).toBe(id(7))
    expect(new Set([id(7), id(8), id(7, "other")]).size).toBe(3)
  })

  it.each([
    ["the initiator's open requests are at the cap", "mail.send", ["openRequestsAreBelowCap"]],
    ["its route is not in the policy", "lost.route", ["stagesAreThePolicys", "quorumsAreReachable"]],
    ["its route is named like a property of every object", "odd.route", ["stagesAreThePolicys", "quorumsAreReachable"]],
    ["it would live too long", "long.lived", ["lifetimeIsWithinBounds"]],
  ])("is denied where %s", (_, tool, reasons) => {
    const capped = policyOf({ maxOpenRequests: 1 })
    const others = tool === "mail.send" ? [opened(asks("mail.send", { bytes: "other" }), worldOf([], capped))] : []
    const world = worldOf(others, tool === "mail.send" ? capped : policyOf())
    const { body, after, plan: kept } = decided(asks(tool), world)
    expect(body).toMatchObject({ verdict: "deny", reasons, request: null, deadline: null })
    expect(body).toMatchObject({
      submit: { command: { type: "submit" }, outcome: { accepted: false, guards: reasons } },
    })
    expect(after).toEqual([])
    expect(kept).not.toBeNull()
  })

  it("is denied where the id is taken", () => {
    const waiting = opened(asks("mail.send"))
    const elsewhere = { ...waiting, kept: { ...waiting.kept, plan: digest("another plan") } }
    expect(said(asks("mail.send"), worldOf([elsewhere]))).toMatchObject({ verdict: "deny", reasons: ["taken"] })
  })

  it("waits in the request that is open, pending or approved, until that expires", () => {
    for (const waiting of [opened(asks("mail.send")), approved(asks("mail.send"), bob)]) {
      const { body, after, plan: kept } = decided(asks("mail.send"), worldOf([waiting]), LIFETIME_MS - 1)
      expect(body).toMatchObject({
        verdict: "step_up",
        reasons: ["writesNeedNoApproval"],
        request: waiting.id,
        submit: null,
        grant: null,
        permit: null,
        deadline: null,
      })
      expect(after).toEqual([])
      expect(kept).toEqual(plan())
    }
  })

  it.each<[string, (waiting: Request) => World, number, Ask]>([
    ["has expired", (waiting) => worldOf([waiting]), LIFETIME_MS, asks("mail.send")],
    ["was cancelled", (waiting) => worldOf([{ ...waiting, status: "cancelled" }]), 0, asks("mail.send")],
    ["is under another policy", (waiting) => worldOf([waiting], policyOf({ permitMs: 1 })), 0, asks("mail.send")],
    ["is for other bytes", (waiting) => worldOf([waiting]), 0, asks("mail.send", { bytes: "other" })],
    [
      "is for another person",
      (waiting) => worldOf([waiting]),
      0,
      asks("mail.send", { caller: caller(bot(), carol()) }),
    ],
    ["is for another agent", (waiting) => worldOf([waiting]), 0, asks("mail.send", { caller: caller(ann()) })],
    ["is for another file", (waiting) => worldOf([waiting]), 0, asks("mail.send", { artifact: digest("file") })],
  ])("doesn't wait in one that %s", (_, world, ms, ask) => {
    const { id } = opened(asks("mail.send"))
    const { body, after } = decide(world(opened(asks("mail.send"))), ask, at(ms, 8))
    expect(body).toMatchObject({ verdict: "step_up", submit: { outcome: { accepted: true } } })
    expect(after.map(({ entity }) => entity.id)).not.toContain(id)
  })
})

describe("the use of an approval", () => {
  const used = (request: Request, given: Parameters<typeof consumes>[2] = {}, world = worldOf([request]), ms = 1) =>
    decided(consumes(request.id, "mail.send", given), world, ms)

  it("consumes the plan that the kernel derives from the bytes, and gives a deadline", () => {
    const request = approved(asks("mail.send"), bob)
    const { body, after, plan: kept } = used(request)
    expect(body).toMatchObject({
      type: "command",
      domain: "approvals",
      command: { type: "consume", id: request.id, by: agentOfAnn(), plan: planHash(plan()) },
      proof: null,
      call: { tool: "mail.send", payload: digest("payload"), artifact: null },
      facts: { policy: policyDigest(policyOf()) },
      outcome: { accepted: true },
      deadline: START + 1 + PERMIT_MS,
    })
    expect(after).toMatchObject([{ domain: "approvals", entity: { id: request.id, status: "consumed" } }])
    expect(kept).toBeNull()
  })

  it("gives a permit that never outlives the approval", () => {
    const request = approved(asks("mail.send"), bob)
    const { body } = used(request, {}, worldOf([request]), LIFETIME_MS - 1)
    expect(body).toMatchObject({ outcome: { accepted: true }, deadline: START + LIFETIME_MS })
  })

  it.each<[string, Parameters<typeof used>[1], World | null, number, string]>([
    ["other bytes", { bytes: "other" }, null, 1, "consumedPlanIsSealed"],
    ["another file", { artifact: digest("file") }, null, 1, "consumedPlanIsSealed"],
    ["another agent", { caller: caller(actor("bot-2", { kind: "agent" }), ann()) }, null, 1, "consumerIsRequester"],
    ["the person instead of the agent", { caller: caller(ann()) }, null, 1, "consumerIsRequester"],
    ["the time after its expiry", {}, null, LIFETIME_MS, "approvalIsUnexpired"],
    ["another policy", {}, worldOf([], policyOf({ permitMs: 1 })), 1, "policyIsUnchanged"],
  ])("is refused for %s", (_, given, under, ms, guard) => {
    const request = approved(asks("mail.send"), bob)
    const { policy } = under ?? worldOf()
    const { body, after } = used(request, given, worldOf([request], policy), ms)
    if (body.type !== "command" || body.outcome.accepted || body.outcome.refusal !== "guards")
      throw new Error("accepted")
    expect(body.outcome.guards).toContain(guard)
    expect(body.deadline).toBeNull()
    expect(after).toEqual([])
  })

  it("is refused before the quorum is met, and when the uses are spent", () => {
    expect(used(opened(asks("mail.send"))).body).toMatchObject({ outcome: { guards: ["quorumIsMet"] }, deadline: null })
    const spent = requestIn(used(approved(asks("mail.send"), bob)))
    expect(used(spent).body).toMatchObject({ outcome: { guards: ["approvalHasUsesLeft"] }, deadline: null })
  })

  it("finds nobody's request unknown", () => {
    const { body, after } = decided(consumes(RequestId.parse("req_none"), "mail.send"))
    expect(body).toMatchObject({ facts: null, outcome: { accepted: false, refusal: "unknown" }, deadline: null })
    expect(after).toEqual([])
  })

  it.each<[string, string, Found]>([
    ["toolIsKnown", "rm", null],
    ["policyWasEvaluated", "note.write", { unreadable: "why" }],
  ])("of a call that can't be planned is a refusal: %s", (reason, tool, seen) => {
    const request = approved(asks("mail.send"), bob)
    expect(decided(consumes(request.id, tool, { found: seen }), worldOf([request]))).toEqual({
      body: {
        type: "refusal",
        caller: agentOfAnn(),
        what: "consume",
        call: { tool, payload: digest("payload"), artifact: null },
        reasons: [reason],
      },
      after: [],
      plan: null,
    })
  })
})

describe("a command", () => {
  it("is recorded with its facts, its proof and what came after it", () => {
    const request = opened(asks("db.drop"))
    const ask = decides("approve", request, bob())
    const proof = { format: "sshsig", publicKey: "key", signature: "signature" } as const
    const { body, after, plan: kept } = decided({ ...ask, proof }, worldOf([request]))
    expect(body).toEqual({
      type: "command",
      domain: "approvals",
      command: ask.command,
      proof,
      call: null,
      facts: { recentApprovals: 0, maxApprovals: 100 },
      outcome: { accepted: true, after: [requestIn({ after })] },
      deadline: null,
    })
    expect(requestIn({ after })).toMatchObject({
      id: request.id,
      status: "pending",
      kept: { decisions: [{ verdict: "approve" }] },
    })
    expect(kept).toBeNull()
  })

  it("that is refused changes nothing, and says every guard", () => {
    const request = opened(asks("mail.send"))
    const { body, after } = decided(expires(request.id), worldOf([request]))
    expect(body).toMatchObject({
      facts: null,
      outcome: { accepted: false, refusal: "guards", guards: ["expiryIsDue"] },
    })
    expect(after).toEqual([])
  })
})

describe("an ask", () => {
  const request = RequestId.parse("req_1")
  it.each<[string, Ask, Caller, object | null, string]>([
    ["a call", asks("rm"), agentOfAnn(), { tool: "rm", payload: digest("payload"), artifact: null }, "call"],
    [
      "a use",
      consumes(request, "rm"),
      agentOfAnn(),
      { tool: "rm", payload: digest("payload"), artifact: null },
      "consume",
    ],
    ["a command of a caller", cancels(request), agentOfAnn(), null, "cancel"],
    ["a command in person", expires(request, bob()), caller(bob()), null, "expire"],
  ])("says who asks for what: %s", (_, ask, by, its, what) => {
    expect([callerOf(ask), callOf(ask), whatOf(ask)]).toEqual([by, its, what])
  })
})

describe("a policy", () => {
  it("declares a tool once", () => {
    const policy = policyOf()
    expect(Policy.safeParse({ ...policy, tools: [...policy.tools, policy.tools[0]] }).success).toBe(false)
  })
  it.each(["", "-x", "a b", "a\n", "x".repeat(129), "__proto__"])("has no tool %j", (name) => {
    expect(ToolName.safeParse(name).success).toBe(false)
  })
})
