import { describe, expect, it } from "vitest"
import { type Answer, answerOf } from "../../../kernel/gate/answer.ts"
import { type Ask, decide } from "../../../kernel/gate/decide.ts"
import type { Body, Changed } from "../../../kernel/ledger/body.ts"
import { bob } from "../../fixtures/approvals.ts"
import { agentOfAnn, asks, cancels, consumes, decides, expires, now, worldOf } from "./fixture.ts"
import { recordOf } from "./records.ts"

const bodyOf = (ask: Ask, requests: readonly Changed[] = []) => decide(worldOf(requests), ask, { now: now(), seq: 7 })

const pending = (): Changed => {
  const [request] = bodyOf(asks("mail.send")).after
  if (request === undefined) throw new Error("no request")
  return request
}

describe("the answer to a record", () => {
  const { id } = pending()
  const unknown = { ...pending(), id: bodyOf(asks("mail.send", { bytes: "other" })).after[0]?.id ?? id }
  const empty = (): Body => {
    const { body } = bodyOf(cancels(id), [pending()])
    if (body.type !== "command") throw new Error("not a command")
    return { ...body, outcome: { accepted: true, after: [] } }
  }

  it.each<[string, Body, Answer]>([
    [
      "a step-up",
      bodyOf(asks("mail.send")).body,
      {
        type: "decision",
        record: 7,
        verdict: "step_up",
        reasons: ["writesNeedNoApproval"],
        plan: pending().kept.plan,
        request: id,
      },
    ],
    [
      "a denial",
      bodyOf(asks("rm")).body,
      { type: "decision", record: 7, verdict: "deny", reasons: ["toolIsKnown"], plan: null, request: null },
    ],
    [
      "an accepted command",
      bodyOf(decides("approve", pending(), bob()), [pending()]).body,
      { type: "accepted", record: 7, request: id, status: "approved" },
    ],
    [
      "a refused command",
      bodyOf(expires(id), [pending()]).body,
      { type: "refused", record: 7, guards: ["expiryIsDue"] },
    ],
    ["a command on what isn't there", bodyOf(cancels(unknown.id), [pending()]).body, { type: "unknown", record: 7 }],
    ["a command that left nothing", empty(), { type: "unknown", record: 7 }],
    ["a refusal", bodyOf(consumes(id, "rm")).body, { type: "refused", record: 7, guards: ["toolIsKnown"] }],
  ])("says what it says: %s", (_, body, answer) => {
    expect(answerOf(recordOf(body))).toEqual(answer)
  })

  it("names nobody", () => {
    expect(JSON.stringify(answerOf(recordOf(bodyOf(asks("mail.send")).body)))).not.toContain(agentOfAnn().actor.id)
  })
})
