import { describe, expect, it } from "vitest"
import { RequestId, RouteName } from "../../../kernel/approvals/approvals.ts"
import type { Ask, Found } from "../../../kernel/gate/ask.ts"
import { policyDigest } from "../../../kernel/gate/policy.ts"
import type { GateState } from "../../../kernel/gate/state.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { type Plan, planHash } from "../../../kernel/plan.ts"
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
  changedIn,
  consumes,
  decide,
  decides,
  expires,
  found,
  now,
  policyOf,
  requestIn,
  worldOf,
} from "./fixture.ts"

const at = (ms = 0, seq = 7) => ({ now: instant(START + ms), seq })
const decided = (ask: Ask, state: GateState = worldOf(), ms = 0) => decide(state, ask, at(ms))

const said = (ask: Ask, state: GateState = worldOf(), ms = 0) => {
  const { body } = decided(ask, state, ms)
  if (body.type !== "decision") throw new Error(`a call was answered with a ${body.type}`)
  return body
}

/** The request that a step_up opened. */
const opened = (ask: Ask, state: GateState = worldOf()): Request => requestIn(decided(ask, state))

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

const effectsIn = (seen: Found): Plan["effects"] => (seen !== null && "effects" in seen ? seen.effects : null)

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
    ["a write that is denied", "pay.send", null, "deny", ["policyAllows", "writesNeedNoApproval"]],
    ["what is declared destructive", "db.drop", null, "step_up", ["nothingIsDestroyed"]],
    ["a resolved read", "tf.deny", found({ change: "read" }), "allow", []],
    ["a resolved write", "tf.allow", found({ change: "update" }), "allow", []],
    ["a resolved write that people see", "tf.ask", found(), "step_up", ["writesNeedNoApproval"]],
    [
      "a resolved write that is denied, with all that would have asked",
      "tf.deny",
      found({ change: "destroy" }),
      "deny",
      ["policyAllows", "nothingIsDestroyed", "writesNeedNoApproval"],
    ],
    ["a delete", "tf.allow", found({ change: "destroy" }), "step_up", ["nothingIsDestroyed"]],
    ["a replacement", "tf.allow", found({ change: "replace" }), "step_up", ["nothingIsReplaced"]],
    ["changed access", "tf.allow", found({ iam: "changed" }), "step_up", ["accessIsUnchanged"]],
    ["an opened network", "tf.allow", found({ network: "opened-to-world" }), "step_up", ["networkIsUnopened"]],
    ["what is unresolved", "tf.allow", found({ change: "read" }, ["what"]), "step_up", ["effectsAreResolved"]],
  ])("%s", (_, tool, seen, verdict, reasons) => {
    const body = said(asks(tool, { found: seen }))
    expect({ verdict: body.verdict, reasons: body.reasons }).toEqual({ verdict, reasons })
    expect(body.lifted).toEqual([])
    expect(body.deadline).toBe(verdict === "allow" ? START + PERMIT_MS : null)
    expect(body.waits === null).toBe(verdict !== "step_up")
    expect(body.transitions.length).toBe(verdict === "step_up" ? 1 : 0)
  })

  it("is recorded with who called what, the counts, and the plan by its digest", () => {
    const seen = found()
    const { body, shown } = decided(asks("tf.allow", { found: seen, artifact: digest("file") }))
    expect(shown).toBeNull()
    expect(body).toEqual({
      type: "decision",
      caller: agentOfAnn(),
      call: { tool: "tf.allow", payload: digest("payload"), artifact: digest("file") },
      plan: planHash(plan({ tool: ToolName.parse("tf.allow"), effects: effectsIn(seen), artifact: digest("file") })),
      counts: { create: 1, update: 0, replace: 0, destroy: 0, read: 0, noop: 2 },
      verdict: "allow",
      reasons: [],
      lifted: [],
      under: null,
      waits: null,
      transitions: [],
      deadline: START + PERMIT_MS,
    })
  })

  it("that can't be planned is recorded without a plan, one that is denied with it", () => {
    expect(decided(asks("rm"))).toEqual({
      body: {
        type: "decision",
        caller: agentOfAnn(),
        call: { tool: "rm", payload: digest("payload"), artifact: null },
        plan: null,
        counts: null,
        verdict: "deny",
        reasons: ["toolIsKnown"],
        lifted: [],
        under: null,
        waits: null,
        transitions: [],
        deadline: null,
      },
      shown: null,
    })
    expect(said(asks("pay.send")).plan).toBe(planHash(plan({ tool: ToolName.parse("pay.send") })))
  })

  it("attack 9: leaves a plan beside the log only where people will read it", () => {
    const waiting = opened(asks("mail.send"))
    const approval = approved(asks("mail.send"), bob)
    const shown = (ask: Ask, requests: readonly Request[] = []) => decided(ask, worldOf(requests)).shown?.hash ?? null
    expect(shown(asks("mail.send"))).toBe(planHash(plan()))
    expect(shown(asks("mail.send"), [waiting])).toBeNull()
    expect(shown(consumes(approval.id, "mail.send"), [approval])).toBeNull()
    expect(shown(asks("note.write"))).toBeNull()
    expect(shown(asks("pay.send"))).toBeNull()
    expect(shown(asks("lost.route"))).toBeNull()
  })

  it("changes nothing that it was given", () => {
    const request = opened(asks("mail.send"))
    const state = { ...worldOf(), policy: deepFreeze(policyOf()) }
    const held = worldOf([deepFreeze(request)])
    expect(() => decided(deepFreeze(asks("mail.send")), state)).not.toThrow()
    expect(() => decided(deepFreeze(decides("approve", request, bob())), held)).not.toThrow()
  })
})

describe("a call that people have to see", () => {
  it("opens a request for exactly its plan, with the tool's route, uses and lifetime", () => {
    const decision = decided(asks("mail.twice"))
    const twice = plan({ tool: ToolName.parse("mail.twice") })
    const hash = planHash(twice)
    const request = requestIn(decision)
    expect(decision.shown).toMatchObject({ plan: twice, hash, bytes: canonicalize(twice) })
    expect(request).toMatchObject({
      status: "pending",
      kept: {
        plan: hash,
        policy: policyDigest(policyOf()),
        requester: agentOfAnn(),
        stages: policyOf().domains.approvals.routes[RouteName.parse("one")],
        uses: 2,
        expiresAt: START + LIFETIME_MS,
      },
    })
    expect(decision.body).toMatchObject({
      plan: hash,
      verdict: "step_up",
      under: null,
      waits: { domain: "approvals", id: request.id },
      transitions: [
        {
          domain: "approvals",
          command: { type: "submit", id: request.id, plan: hash, route: "one", uses: 2, lifetimeMs: LIFETIME_MS },
          outcome: { accepted: true, after: [request] },
        },
      ],
    })
    expect(changedIn(decision)).toEqual([request])
  })

  it("gives the request an id of its own place in the log: the same again whatever is asked, another elsewhere", () => {
    const id = (seq: number, bytes = "payload") =>
      requestIn(decide(worldOf(), asks("mail.send", { bytes }), { now: now(), seq })).id
    expect(id(7)).toMatch(/^req_[0-9a-f]{24}$/)
    expect(id(7)).toBe(id(7, "other"))
    expect(id(8)).not.toBe(id(7))
  })

  it.each([
    ["the initiator's open requests are at the cap", "mail.send", ["openRequestsAreBelowCap"]],
    ["its route is not in the policy", "lost.route", ["stagesAreThePolicys", "quorumsAreReachable"]],
    ["its route is named like a property of every object", "odd.route", ["stagesAreThePolicys", "quorumsAreReachable"]],
    ["it would live too long", "long.lived", ["lifetimeIsWithinBounds"]],
  ])("is denied where %s", (_, tool, guards) => {
    const capped = policyOf({ maxOpenRequests: 1 })
    const others = tool === "mail.send" ? [opened(asks("mail.send", { bytes: "other" }), worldOf([], capped))] : []
    const state = worldOf(others, tool === "mail.send" ? capped : policyOf())
    const decision = decide(state, asks(tool), at(0, 8))
    expect(decision.body).toMatchObject({
      verdict: "deny",
      reasons: [...guards, "writesNeedNoApproval"],
      waits: null,
      deadline: null,
      transitions: [{ command: { type: "submit" }, outcome: { accepted: false, refusal: "guards", guards } }],
    })
    expect(changedIn(decision)).toEqual([])
    expect(decision.body).toMatchObject({ plan: planHash(plan({ tool: ToolName.parse(tool) })) })
  })

  it("is denied where the id is taken", () => {
    const waiting = opened(asks("mail.send"))
    const elsewhere = { ...waiting, kept: { ...waiting.kept, plan: digest("another plan") } }
    expect(said(asks("mail.send"), worldOf([elsewhere]))).toMatchObject({
      verdict: "deny",
      reasons: ["taken", "writesNeedNoApproval"],
      waits: null,
      transitions: [{ facts: null, outcome: { accepted: false, refusal: "taken" } }],
    })
  })

  it("waits in the request that is open, pending or approved, until that expires", () => {
    for (const waiting of [opened(asks("mail.send")), approved(asks("mail.send"), bob)]) {
      const { body, shown } = decided(asks("mail.send"), worldOf([waiting]), LIFETIME_MS - 1)
      expect(body).toMatchObject({
        plan: planHash(plan()),
        verdict: "step_up",
        reasons: ["writesNeedNoApproval"],
        lifted: [],
        under: null,
        waits: { domain: "approvals", id: waiting.id },
        transitions: [],
        deadline: null,
      })
      expect(shown).toBeNull()
    }
  })

  it.each<[string, (waiting: Request) => GateState, number, Ask]>([
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
  ])("doesn't wait in one that %s", (_, state, ms, ask) => {
    const { id } = opened(asks("mail.send"))
    const decision = decide(state(opened(asks("mail.send"))), ask, at(ms, 8))
    expect(decision.body).toMatchObject({ verdict: "step_up", transitions: [{ outcome: { accepted: true } }] })
    const [request, ...others] = changedIn(decision)
    expect(others).toEqual([])
    expect(request?.id).not.toBe(id)
    expect(decision.body).toMatchObject({ waits: { domain: "approvals", id: request?.id } })
  })
})

describe("the use of an approval", () => {
  const used = (request: Request, given: Parameters<typeof consumes>[2] = {}, state = worldOf([request]), ms = 1) =>
    decided(consumes(request.id, "mail.send", given), state, ms)

  it("consumes the plan that the kernel derives from the bytes, says what that lifts, and gives a deadline", () => {
    const request = approved(asks("mail.send"), bob)
    const decision = used(request)
    const consumed = requestIn(decision)
    expect(decision.body).toEqual({
      type: "decision",
      caller: agentOfAnn(),
      call: { tool: "mail.send", payload: digest("payload"), artifact: null },
      plan: planHash(plan()),
      counts: null,
      verdict: "allow",
      reasons: [],
      lifted: ["writesNeedNoApproval"],
      under: { domain: "approvals", id: request.id },
      waits: null,
      transitions: [
        {
          domain: "approvals",
          command: { type: "consume", id: request.id, by: agentOfAnn(), plan: planHash(plan()) },
          facts: { policy: policyDigest(policyOf()), keysHeld: { decisions: [true], delegations: [] } },
          outcome: { accepted: true, after: [consumed] },
        },
      ],
      deadline: START + 1 + PERMIT_MS,
    })
    expect(consumed).toMatchObject({ id: request.id, status: "consumed" })
    expect(decision.shown).toBeNull()
  })

  it("gives a permit that never outlives the approval", () => {
    const request = approved(asks("mail.send"), bob)
    const { body } = used(request, {}, worldOf([request]), LIFETIME_MS - 1)
    expect(body).toMatchObject({ verdict: "allow", deadline: START + LIFETIME_MS })
  })

  it("gives a permit that ends no later than the policy says by the clock, also where the log is a little ahead of it", () => {
    const { body } = decide(worldOf(), asks("note.write"), { now: now(), clock: instant(START - 3), seq: 7 })
    expect(body).toMatchObject({ verdict: "allow", deadline: START - 3 + PERMIT_MS })
  })

  it.each<[string, Parameters<typeof used>[1], GateState | null, number, string]>([
    ["other bytes", { bytes: "other" }, null, 1, "consumedPlanIsSealed"],
    ["another file", { artifact: digest("file") }, null, 1, "consumedPlanIsSealed"],
    ["another agent", { caller: caller(actor("bot-2", { kind: "agent" }), ann()) }, null, 1, "consumerIsRequester"],
    ["the person instead of the agent", { caller: caller(ann()) }, null, 1, "consumerIsRequester"],
    ["the time after its expiry", {}, null, LIFETIME_MS, "approvalIsUnexpired"],
    ["another policy", {}, worldOf([], policyOf({ permitMs: 1 })), 1, "policyIsUnchanged"],
  ])("is denied for %s: the guards, then what asked", (_, given, under, ms, guard) => {
    const request = approved(asks("mail.send"), bob)
    const { policy } = under ?? worldOf()
    const decision = used(request, given, worldOf([request], policy), ms)
    if (decision.body.type !== "decision") throw new Error("a use is a decision")
    const { verdict, reasons, lifted, deadline, transitions } = decision.body
    const [refused] = transitions
    if (refused === undefined || refused.outcome.accepted || refused.outcome.refusal !== "guards")
      throw new Error("accepted")
    expect(refused.outcome.guards).toContain(guard)
    expect({ verdict, reasons, lifted, deadline, refusals: transitions.length }).toEqual({
      verdict: "deny",
      reasons: [...refused.outcome.guards, "writesNeedNoApproval"],
      lifted: [],
      deadline: null,
      refusals: 1,
    })
    expect(changedIn(decision)).toEqual([])
  })

  it("is denied before the quorum is met, and when the uses are spent", () => {
    expect(used(opened(asks("mail.send"))).body).toMatchObject({
      verdict: "deny",
      reasons: ["quorumIsMet", "writesNeedNoApproval"],
      transitions: [{ outcome: { guards: ["quorumIsMet"] } }],
      deadline: null,
    })
    const spent = requestIn(used(approved(asks("mail.send"), bob)))
    expect(used(spent).body).toMatchObject({
      verdict: "deny",
      reasons: ["approvalHasUsesLeft", "writesNeedNoApproval"],
      transitions: [{ outcome: { guards: ["approvalHasUsesLeft"] } }],
      deadline: null,
    })
  })

  it("finds nobody's request unknown", () => {
    const decision = decided(consumes(RequestId.parse("req_none"), "mail.send"))
    expect(decision.body).toMatchObject({
      verdict: "deny",
      reasons: ["unknown", "writesNeedNoApproval"],
      transitions: [{ facts: null, outcome: { accepted: false, refusal: "unknown" } }],
      deadline: null,
    })
    expect(changedIn(decision)).toEqual([])
  })

  it.each<[string, string, Found]>([
    ["toolIsKnown", "rm", null],
    ["policyWasEvaluated", "note.write", { unreadable: "why" }],
  ])("of a call that can't be planned is denied, and nothing is used: %s", (reason, tool, seen) => {
    const request = approved(asks("mail.send"), bob)
    expect(decided(consumes(request.id, tool, { found: seen }), worldOf([request]))).toEqual({
      body: {
        type: "decision",
        caller: agentOfAnn(),
        call: { tool, payload: digest("payload"), artifact: null },
        plan: null,
        counts: null,
        verdict: "deny",
        reasons: [reason],
        lifted: [],
        under: { domain: "approvals", id: request.id },
        waits: null,
        transitions: [],
        deadline: null,
      },
      shown: null,
    })
  })

  it("of a call that the policy denies is denied, and nothing is used", () => {
    const request = approved(asks("mail.send"), bob)
    expect(said(consumes(request.id, "pay.send"), worldOf([request]))).toMatchObject({
      verdict: "deny",
      reasons: ["policyAllows", "writesNeedNoApproval"],
      transitions: [],
    })
  })

  it("is a use also where nothing asks any more, and may be refused as one", () => {
    const request = approved(asks("mail.send"), bob)
    const note = planHash(plan({ tool: ToolName.parse("note.write") }))
    const sealed: Request = { ...request, kept: { ...request.kept, plan: note } }
    const decision = decided(consumes(request.id, "note.write"), worldOf([sealed]))
    expect(decision.body).toMatchObject({ verdict: "allow", reasons: [], lifted: [] })
    expect(changedIn(decision)).toMatchObject([{ id: request.id, status: "consumed" }])
    expect(said(consumes(request.id, "note.write"), worldOf([request]))).toMatchObject({
      verdict: "deny",
      reasons: ["consumedPlanIsSealed"],
      deadline: null,
    })
  })
})

describe("a command", () => {
  it("is recorded with its facts, its proof and what came after it", () => {
    const request = opened(asks("db.drop"))
    const ask = decides("approve", request, bob())
    const proof = { format: "sshsig", publicKey: "key", signature: "signature" } as const
    const decision = decided({ ...ask, proof }, worldOf([request]))
    const after = requestIn(decision)
    expect(decision.body).toEqual({
      type: "command",
      proof,
      transition: {
        domain: "approvals",
        command: ask.command,
        facts: { recentApprovals: 0, maxApprovals: 100, policy: policyDigest(policyOf()) },
        outcome: { accepted: true, after: [after] },
      },
    })
    expect(after).toMatchObject({
      id: request.id,
      status: "pending",
      kept: { decisions: [{ verdict: "approve" }] },
    })
    expect(decision.shown).toBeNull()
  })

  it("is recorded with the other one's proof, where two people sign for it, and without the name of it where one does", () => {
    const proof = { format: "sshsig", publicKey: "ssh-ed25519 AAAA", signature: "-----BEGIN" } as const
    const countersigned = { ...proof, publicKey: "ssh-ed25519 BBBB" }
    const expiry = { ...expires(opened(asks("mail.send")).id), proof }
    expect(decided({ ...expiry, countersigned }).body).toMatchObject({ type: "command", proof, countersigned })
    expect(decided(expiry).body).not.toHaveProperty("countersigned")
  })

  it("that is refused changes nothing, and says every guard", () => {
    const request = opened(asks("mail.send"))
    const decision = decided(expires(request.id), worldOf([request]))
    expect(decision.body).toMatchObject({
      transition: { facts: null, outcome: { accepted: false, refusal: "guards", guards: ["expiryIsDue"] } },
    })
    expect(changedIn(decision)).toEqual([])
  })
})
