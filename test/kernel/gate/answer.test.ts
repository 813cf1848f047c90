import { describe, expect, it } from "vitest"
import { type Answer, answerOf } from "../../../kernel/gate/answer.ts"
import type { Ask } from "../../../kernel/gate/ask.ts"
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
import { recordOf } from "./records.ts"

const bodyOf = (ask: Ask, requests: readonly Request[] = []) => decide(worldOf(requests), ask, { now: now(), seq: 7 })

const pending = (): Request => requestIn(bodyOf(asks("mail.send")))

describe("the answer to a record", () => {
  const { id } = pending()
  const unknown = { ...pending(), id: RequestId.parse("req_other") }
  const empty = (): Body => {
    const { body } = bodyOf(cancels(id), [pending()])
    if (body.type !== "command" || body.domain !== "approvals") throw new Error("not a command")
    return { ...body, outcome: { accepted: true, after: [] } }
  }

  const emptyGrant = (): Body => {
    const { body } = bodyOf(requestsAccess())
    if (body.type !== "command" || body.domain !== "break-glass") throw new Error("not a command")
    return { ...body, outcome: { accepted: true, after: [] } }
  }

  it.each<[string, Body, Answer]>([
    [
      "a step-up",
      bodyOf(asks("mail.send")).body,
      {
        type: "decision",
        record: 7,
        warnings: [],
        verdict: "step_up",
        reasons: ["writesNeedNoApproval"],
        plan: pending().kept.plan,
        request: id,
        grant: null,
      },
    ],
    [
      "a denial",
      bodyOf(asks("rm")).body,
      {
        type: "decision",
        record: 7,
        warnings: [],
        verdict: "deny",
        reasons: ["toolIsKnown"],
        plan: null,
        request: null,
        grant: null,
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
    ["a command that left nothing", empty(), { type: "unknown", record: 7, warnings: [] }],
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
    ["emergency access that left nothing", emptyGrant(), { type: "unknown", record: 7, warnings: [] }],
    [
      "a refusal",
      bodyOf(consumes(id, "rm")).body,
      { type: "refused", record: 7, warnings: [], guards: ["toolIsKnown"] },
    ],
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
