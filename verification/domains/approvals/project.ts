import type { Principal } from "../../../kernel/actors.ts"
import type { Decision, Delegation, Kept, RequestId } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { delegationStatementOf, statementOf } from "../../../kernel/approvals/guards.ts"
import type { Digest } from "../../../kernel/digest.ts"
import type { Entity } from "../../../kernel/machine.ts"
import type { Situation } from "../../explore/scenario.ts"
import { NEVER } from "../clock.ts"
import { type ModelSignature, nameOfSignature } from "../signatures.ts"
import type { ModelRequest, ModelState } from "./values.ts"
import type { Interpretation } from "./interpretation.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (interpretation: Interpretation) =>
  ({ now, entities }: Situation<Approvals>): ModelState => ({
    now: interpretation.clock.tick(now),
    req: Object.fromEntries(
      interpretation.requests.map((id) => {
        const entity = entities.get(id)
        return [id, entity === undefined ? { status: "absent" } : requestOf(interpretation, id, entity)]
      }),
    ),
  })

const requestOf = (
  { clock, nameOf }: Interpretation,
  id: RequestId,
  { status, kept }: Entity<Approvals>,
): ModelRequest => ({
  status,
  form: nameOf.form(kept),
  policy: nameOf.digest(kept.policy),
  initiator: nameOf.actor(kept.initiator),
  submittedAt: clock.tick(kept.submittedAt),
  decisions: kept.decisions.map((decision) => ({
    verdict: decision.verdict,
    by: nameOf.actor(decision.by),
    seat: nameOf.seat(decision.seat),
    plan: nameOf.digest(decision.plan),
    policy: nameOf.digest(decision.policy),
    signature: signatureOf(kept, id, decision),
    at: clock.tick(decision.at),
  })),
  delegations: kept.delegations.map((delegation) => ({
    seat: nameOf.seat(delegation.seat),
    by: nameOf.actor(delegation.by),
    to: nameOf.actor(delegation.to),
    signature: delegationSignatureOf(kept, id, delegation),
    at: clock.tick(delegation.at),
  })),
  opened: kept.opened.map((at) => (at === null ? NEVER : clock.tick(at))),
  uses: kept.used.map(({ by, plan, policy, keysHeld, at }) => ({
    by: nameOf.caller(by),
    plan: nameOf.digest(plan),
    policy: nameOf.digest(policy),
    keysHeld,
    at: clock.tick(at),
  })),
  end:
    kept.end === null
      ? { how: "none", by: "none", person: "none", at: NEVER }
      : {
          how: kept.end.how,
          by: nameOf.actor(kept.end.by),
          person: nameOf.actor(kept.end.person),
          at: clock.tick(kept.end.at),
        },
})

/** Which of the model's signatures a decision carries. One for another request is none of them. */
const signatureOf = (
  kept: Kept,
  request: RequestId,
  { verdict, by, seat, plan, signature }: Decision,
): ModelSignature => {
  const stating = (named: Digest) => statementOf(kept, { id: request, by, seat, plan: named }, verdict)
  return nameOfSignature(signature, by, stating(plan), (statement) => stating(statement.plan))
}

/** The same of a delegation. What is misstated names somebody else to speak. */
const delegationSignatureOf = (
  kept: Kept,
  request: RequestId,
  { seat, by, to, signature }: Delegation,
): ModelSignature => {
  const stating = (whom: Principal) => delegationStatementOf(kept, { id: request, by, seat, to: whom })
  return nameOfSignature(signature, by, stating(to), (statement) => stating(statement.to))
}
