import { describe, expect, it } from "vitest"
import type { Caller } from "../../../kernel/actors.ts"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { GrantId } from "../../../kernel/break-glass/break-glass.ts"
import { CallId, ResolutionId } from "../../../kernel/calls/calls.ts"
import { type Ask, askDigest, callOf, callerOf, kindOf, referencesIn } from "../../../kernel/gate/ask.ts"
import { CredentialId, SessionId } from "../../../kernel/sessions/sessions.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { actor, ann, bob, bot, caller, carol, digest } from "../../fixtures/approvals.ts"
import { flowOf } from "../../fixtures/known.ts"
import {
  agentOfAnn,
  asks,
  cancels,
  consumes,
  countersigns,
  decide,
  decides,
  expires,
  found,
  now,
  requestIn,
  requestedGrant,
  requestsAccess,
  revokes,
  under,
  wanted,
  worldOf,
} from "./fixture.ts"

const pending = () => requestIn(decide(worldOf(), asks("mail.send"), { now: now(), seq: 7 }))

describe("an ask", () => {
  const request = RequestId.parse("req_1")
  const rm = { tool: "rm", payload: digest("payload"), artifact: null }
  it.each<[string, Ask, Caller, object | null, string]>([
    ["a call", asks("rm"), agentOfAnn(), rm, "decide"],
    ["a use", consumes(request, "rm"), agentOfAnn(), rm, "decide"],
    ["a call under a grant", under(GrantId.parse("grant_1"), "rm"), agentOfAnn(), rm, "decide"],
    ["a command of a caller", cancels(request), agentOfAnn(), null, "cancel"],
    ["a command in person", expires(request, bob()), caller(bob()), null, "expire"],
    ["what is opened in person", requestsAccess(), caller(ann()), null, "request"],
  ])("says who asks for what: %s", (_, ask, by, its, kind) => {
    expect([callerOf(ask), callOf(ask), kindOf(ask)]).toEqual([by, its, kind])
  })
})

describe("an ask names", () => {
  const presented = { credential: "credential_1", run: "session_1" }
  const by = bot()
  const minting = {
    type: "mint",
    session: SessionId.parse("session_1"),
    by,
    run: SessionId.parse("session_1"),
  } as const
  const handing = {
    ...({ type: "delegate", parent: CredentialId.parse("credential_1"), by, run: minting.run, to: by.id } as const),
  }
  const its = { audience: ToolName.parse("rm"), effects: ["read"] as const }
  const opening = (wanted: Extract<Ask, { readonly domain: "sessions"; readonly type: "open" }>["wanted"]): Ask => ({
    ...{ type: "open", domain: "sessions", wanted, proof: null },
  })
  const request = RequestId.parse("req_1")
  const used = { domain: "approvals", id: request }
  const flow = flowOf({ endorsements: { "/to": "endorsement_1" } })
  const resolves: Ask = {
    type: "command",
    domain: "calls",
    command: {
      type: "resolve",
      id: ResolutionId.parse("resolution_1"),
      call: CallId.parse("call_1"),
      by: bob(),
      outcome: "completed",
    },
    proof: null,
  }
  const resolution = { domain: "calls", id: "resolution_1" }
  it.each<[string, Ask, readonly object[]]>([
    ["nothing, where a call comes with nothing", asks("rm"), []],
    ["what a command addresses", cancels(request), [used]],
    ["what it is made under", consumes(request, "rm"), [used]],
    ["what is presented", asks("rm", { presented }), [{ domain: "sessions", id: "credential_1" }]],
    ["who vouches for what is in it", asks("rm", { flow }), [{ domain: "taint", id: "endorsement_1" }]],
    ["what a resolution is of", resolves, [resolution, { domain: "calls", id: "call_1" }]],
    ["both", consumes(request, "rm", { presented }), [used, { domain: "sessions", id: "credential_1" }]],
    ["nothing, where something is opened by itself", requestsAccess(), []],
    ["the session that is minted in", opening({ ...minting, ...its }), [{ domain: "sessions", id: "session_1" }]],
    ["what is handed on", opening({ ...handing, ...its }), [{ domain: "sessions", id: "credential_1" }]],
  ])("%s", (_, ask, named) => {
    expect(referencesIn(ask)).toEqual(named)
  })

  it("is the same ask with another credential: what proves it is no part of it", () => {
    expect(askDigest(asks("rm", { presented }))).toBe(askDigest(asks("rm")))
  })
})

describe("by its digest an ask", () => {
  const { id } = pending()
  const other = RequestId.parse("req_other")
  const stranger = caller(actor("bot-2", { kind: "agent" }), ann())
  const every: Readonly<Record<string, Ask>> = {
    call: asks("note.write"),
    inConversation: asks("note.write", { flow: flowOf() }),
    inOther: asks("note.write", { flow: flowOf({ conversation: "conversation_2" }) }),
    vouchedFor: asks("note.write", { flow: flowOf({ endorsements: { "/to": "endorsement_1" } }) }),
    otherTool: asks("docs.read"),
    otherBytes: asks("note.write", { bytes: "other" }),
    otherFile: asks("note.write", { artifact: digest("file") }),
    otherCaller: asks("note.write", { caller: stranger }),
    otherRoles: asks("note.write", {
      caller: caller({ ...bot(), roles: actor("x", { roles: ["dev"] }).roles }, ann()),
    }),
    use: consumes(id, "note.write"),
    useOfOther: consumes(other, "note.write"),
    useOfOtherBytes: consumes(id, "note.write", { bytes: "other" }),
    useByOther: consumes(id, "note.write", { caller: stranger }),
    cancel: cancels(id),
    cancelOfOther: cancels(other),
    cancelByOther: cancels(id, stranger),
    supersede: {
      type: "command",
      domain: "approvals",
      command: { type: "supersede", id, by: agentOfAnn() },
      proof: null,
    },
    callUnderGrant: under(requestedGrant().id, "note.write"),
    callUnderOther: under(GrantId.parse("grant_other"), "note.write"),
    /** The same id, in another domain. */
    callUnderNamesake: under(GrantId.parse(id), "note.write"),
    access: requestsAccess(),
    otherAccess: requestsAccess({ reason: "something else" }),
    revoke: revokes(requestedGrant().id),
    approve: decides("approve", pending(), bob()),
    reject: decides("reject", pending(), bob()),
    approveByOther: decides("approve", pending(), carol()),
    expire: expires(id),
    expireOfGrant: {
      type: "command",
      domain: "break-glass",
      command: { type: "expire", id: GrantId.parse(id), by: actor("sweeper", { kind: "service" }) },
      proof: null,
    },
    countersign: countersigns(requestedGrant()),
  }
  const names = Object.keys(every)

  it.each(names)("is the one it is, and no other: %s", (name) => {
    const digest = askDigest(every[name] ?? asks("rm"))
    expect(digest).not.toBeNull()
    expect(names.filter((its) => askDigest(every[its] ?? asks("rm")) === digest)).toEqual([name])
  })

  it("is the same wherever its arguments were found to come from: that follows from their bytes", () => {
    const traced = flowOf({ call: "value_2", arguments: { "/to": { from: "value", value: "value_3" } } })
    expect(askDigest(asks("note.write", { flow: traced }))).toBe(askDigest(asks("note.write", { flow: flowOf() })))
  })

  it("is the same whatever was found in the call meanwhile, and however it was signed", () => {
    const asked = askDigest(asks("tf.ask", { found: found() }))
    expect(askDigest(asks("tf.ask", { found: found({ change: "destroy" }) }))).toBe(asked)
    expect(askDigest(asks("tf.ask", { found: { unreadable: "why" } }))).toBe(asked)
    expect(askDigest(asks("tf.ask", { found: found(), bytes: "other" }))).not.toBe(asked)
    const proof = { format: "sshsig", publicKey: "key", signature: "signature" } as const
    expect(askDigest({ ...cancels(id), proof })).toBe(askDigest(cancels(id)))
    expect(askDigest({ type: "open", domain: "break-glass", wanted: wanted(), proof })).toBe(
      askDigest(requestsAccess()),
    )
  })

  it("that has no canonical form is none", () => {
    const endless = { ...wanted(), durationMs: Number.NaN }
    expect(askDigest({ type: "open", domain: "break-glass", wanted: endless, proof: null })).toBeNull()
  })
})
