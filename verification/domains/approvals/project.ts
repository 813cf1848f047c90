import type { Decision, Kept } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { statementOf } from "../../../kernel/approvals/guards.ts"
import { sameJson } from "../../../kernel/json.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { ExplorationError } from "../../explore/errors.ts"
import type { Situation } from "../../explore/scenario.ts"
import type { ModelRequest, ModelSignature, ModelState } from "./values.ts"
import type { World } from "./world.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (world: World) =>
  ({ now, entities }: Situation<Approvals>): ModelState => ({
    now: world.nameOf.tick(now),
    req: Object.fromEntries(
      world.requests.map((id) => {
        const entity = entities.get(id)
        return [id, entity === undefined ? { status: "absent" } : requestOf(world, id, entity)]
      }),
    ),
  })

const requestOf = ({ nameOf }: World, id: string, { status, kept }: Entity<Approvals>): ModelRequest => ({
  status,
  form: nameOf.form(kept),
  policy: nameOf.digest(kept.policy),
  initiator: nameOf.actor(kept.initiator),
  submittedAt: nameOf.tick(kept.submittedAt),
  decisions: kept.decisions.map((decision) => ({
    verdict: decision.verdict,
    by: nameOf.actor(decision.by),
    seat: nameOf.seat(decision.seat),
    plan: nameOf.digest(decision.plan),
    signature: signatureOf(kept, id, decision),
    at: nameOf.tick(decision.at),
  })),
  delegations: kept.delegations.map(({ seat, by, to, at }) => ({
    seat: nameOf.seat(seat),
    by: nameOf.actor(by),
    to: nameOf.actor(to),
    at: nameOf.tick(at),
  })),
  opened: kept.opened.map((at) => (at === null ? -1 : nameOf.tick(at))),
  uses: kept.used.map(({ by, plan, policy, at }) => ({
    by: nameOf.caller(by),
    plan: nameOf.digest(plan),
    policy: nameOf.digest(policy),
    at: nameOf.tick(at),
  })),
  end:
    kept.end === null
      ? { how: "none", by: "none", person: "none", at: -1 }
      : {
          how: kept.end.how,
          by: nameOf.actor(kept.end.by),
          person: nameOf.actor(kept.end.person),
          at: nameOf.tick(kept.end.at),
        },
})

/** Which of the model's signatures a decision carries. One that is wrong in any other way is none of them. */
const signatureOf = (kept: Kept, id: string, { verdict, by, seat, plan, signature }: Decision): ModelSignature => {
  if (signature === null) return "none"
  const { signer, statement } = signature
  const own = signer.id === by.id && signer.tenant === by.tenant
  const due = statementOf(kept, { request: statement.request, by, seat, plan }, verdict)
  if (statement.request !== id) return unsayable(signature)
  if (sameJson(statement, due)) return own ? "good" : "foreign"
  return own && sameJson({ ...statement, plan }, due) ? "misstated" : unsayable(signature)
}

const unsayable = (signature: unknown): never => {
  throw new ExplorationError(`the model has no such signature: ${JSON.stringify(signature)}`)
}
