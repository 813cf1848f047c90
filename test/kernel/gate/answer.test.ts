import { describe, expect, it } from "vitest"
import { type Answer, answerOf } from "../../../kernel/gate/answer.ts"
import type { Ask } from "../../../kernel/gate/ask.ts"
import { refuse } from "../../../kernel/gate/decide.ts"
import type { Body } from "../../../kernel/ledger/body.ts"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { bob } from "../../fixtures/approvals.ts"
import {
  requestedGrant,
  requestsAccess,
  type Request,
  agentOfAnn,
  asks,
  cancels,
  consumes,
  decides,
  expires,
  now,
  requestIn,
  worldOf,
  decide,
} from "./fixture.ts"
import { confirmation } from "../ledger/fixtures.ts"
import { recordOf } from "./records.ts"

const bodyOf = (ask: Ask, requests: readonly Request[] = []) => decide(worldOf(requests), ask, { now: now(), seq: 7 })

const pending = (): Request => requestIn(bodyOf(asks("mail.send")))
const approved = (): Request => requestIn(bodyOf(decides("approve", pending(), bob()), [pending()]))

describe("the answer to a record", () => {
  const { id } = pending()
  const unknown = { ...pending(), id: RequestId.parse("req_other") }
  /** An accepted command of which the record says nothing more. */
  const emptied = (ask: Ask): Body => {
    const { body } = bodyOf(ask, [pending()])
    if (body.type !== "command" || !body.transition.outcome.accepted) throw new Error("not an accepted command")
    return { ...body, transition: { ...body.transition, outcome: { accepted: true, after: [] } } }
  }
  const decision = {
    type: "decision",
    record: 7,
    warnings: [],
    refusedBy: [],
    lifted: [],
    under: null,
    waits: null,
    left: null,
  } as const

  it.each<[string, Body, Answer]>([
    [
      "a step-up",
      bodyOf(asks("mail.send")).body,
      {
        ...decision,
        verdict: "step_up",
        reasons: ["writesNeedNoApproval"],
        plan: pending().kept.plan,
        waits: { domain: "approvals", id },
        changed: [{ domain: "approvals", id, status: "pending" }],
      },
    ],
    [
      "a denial",
      bodyOf(asks("rm")).body,
      { ...decision, verdict: "deny", reasons: ["toolIsKnown"], plan: null, changed: [] },
    ],
    [
      "a step-up that waits in an open request",
      bodyOf(asks("mail.send"), [pending()]).body,
      {
        ...decision,
        verdict: "step_up",
        reasons: ["writesNeedNoApproval"],
        plan: pending().kept.plan,
        waits: { domain: "approvals", id },
        changed: [],
      },
    ],
    [
      "the use of an approval",
      bodyOf(consumes(id, "mail.send"), [approved()]).body,
      {
        ...decision,
        verdict: "allow",
        reasons: [],
        lifted: ["writesNeedNoApproval"],
        plan: pending().kept.plan,
        under: { domain: "approvals", id },
        changed: [{ domain: "approvals", id, status: "consumed" }],
      },
    ],
    [
      "a use that is refused",
      bodyOf(consumes(id, "mail.send"), [pending()]).body,
      {
        ...decision,
        verdict: "deny",
        reasons: ["quorumIsMet", "writesNeedNoApproval"],
        refusedBy: ["quorumIsMet"],
        plan: pending().kept.plan,
        under: { domain: "approvals", id },
        changed: [],
      },
    ],
    [
      "a use of what can't be planned",
      bodyOf(consumes(id, "rm")).body,
      {
        ...decision,
        verdict: "deny",
        reasons: ["toolIsKnown"],
        plan: null,
        under: { domain: "approvals", id },
        changed: [],
      },
    ],
    [
      "an accepted command",
      bodyOf(decides("approve", pending(), bob()), [pending()]).body,
      { type: "accepted", record: 7, warnings: [], domain: "approvals", id, status: "approved" },
    ],
    [
      "a refused command",
      bodyOf(expires(id), [pending()]).body,
      { type: "refused", record: 7, warnings: [], guards: ["expiryIsDue"] },
    ],
    [
      "a command on what isn't there",
      bodyOf(cancels(unknown.id), [pending()]).body,
      { type: "unknown", record: 7, warnings: [] },
    ],
    ["a command that left nothing", emptied(cancels(id)), { type: "unknown", record: 7, warnings: [] }],
    [
      "emergency access",
      bodyOf(requestsAccess()).body,
      {
        type: "accepted",
        record: 7,
        warnings: [],
        domain: "break-glass",
        id: requestedGrant().id,
        status: "requested",
      },
    ],
    ["emergency access that left nothing", emptied(requestsAccess()), { type: "unknown", record: 7, warnings: [] }],
    [
      "a refusal",
      refuse(consumes(id, "rm"), "recordIsWithinBounds").body,
      { type: "refused", record: 7, warnings: [], guards: ["recordIsWithinBounds"] },
    ],
    ["that the clock is confirmed", confirmation(0, 1), { type: "unknown", record: 7, warnings: [] }],
  ])("says what it says: %s", (_, body, answer) => {
    expect(answerOf(recordOf(body))).toEqual(answer)
  })

  it("carries the record's warnings, whatever it says", () => {
    for (const ask of [asks("mail.send"), asks("rm"), cancels(id), expires(id), requestsAccess()]) {
      const record = { ...recordOf(bodyOf(ask, [pending()]).body), warnings: ["countersigningTakesTwo"] }
      expect(answerOf(record).warnings).toEqual(["countersigningTakesTwo"])
    }
  })

  it("names nobody", () => {
    expect(JSON.stringify(answerOf(recordOf(bodyOf(asks("mail.send")).body)))).not.toContain(agentOfAnn().actor.id)
  })
})
