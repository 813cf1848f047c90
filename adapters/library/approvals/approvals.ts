import { Effect } from "effect"
import { type Actor, type Caller, type TenantId, principalOf } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { module } from "../../../kernel/approvals/index.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { Plan } from "../../../kernel/plan.ts"
import type { EntityOf } from "../../domain.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { type Page, type Patience, entitiesOf } from "../entities.ts"
import { ActorUnknownError } from "../errors.ts"
import type { Advice, Outcome } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { readSigned } from "../signed.ts"
import { ApprovedCall, RequestEnding, RequestPage, SeatDecision, SeatDelegation } from "./inputs.ts"
import { type Use, useOf } from "./use.ts"

/**
 * Approvals: people read the plan of a call and decide on it, and what they approved may be used. A refusal by the rules is
 * no error but a result. Every promise may be rejected as those of the gate itself.
 */
export interface Approvals {
  /**
   * Approves a request for a seat, in person and signed.
   * @param actor who decides: a human with an SSH key of the config, never an agent
   * @param decision `seat` counts its stage from 0; `plan` is the hash of what was read; `signed` holds the bytes of
   * `statementOf`, and the SSH signature over them (null: nothing is signed, and the gate refuses)
   * @returns accepted, with the status after it: `pending` until every stage is met, then `approved`
   * @example
   * ```ts
   * const request = await gate.approvals.get(tenant, "req_0123456789abcdef01234567")
   * const [stage] = request?.kept.stages ?? []
   * const [group] = stage?.groups ?? []
   * if (request === null || group === undefined) throw new Error("nothing waits there")
   * const seat = { stage: 0, group: group.name, member: { id: person.id, tenant, kind: person.kind } }
   * const { plan } = request.kept
   * const statement = statementOf(request.kept, { id: request.id, by: person, seat, plan }, "approve")
   * const outcome = await gate.approvals.approve(person, { id: request.id, seat, plan, signed: await sign(statement) })
   * if (outcome.type === "refused") console.error(outcome.reasons.map(({ sentence }) => sentence))
   * ```
   */
  readonly approve: (actor: Actor, decision: Given<typeof SeatDecision>) => Promise<Outcome<"approvals">>
  /**
   * Rejects a request for a seat, in person and signed. One rejection ends it.
   * @example
   * ```ts
   * const { kept } = request
   * const statement = statementOf(kept, { id: request.id, by: person, seat, plan: kept.plan }, "reject")
   * await gate.approvals.reject(person, { id: request.id, seat, plan: kept.plan, signed: await sign(statement) })
   * ```
   */
  readonly reject: (actor: Actor, decision: Given<typeof SeatDecision>) => Promise<Outcome<"approvals">>
  /**
   * Delegates a seat that the actor holds to somebody whom the policy names as a delegate, for this request, signed.
   * @param delegation `signed` holds the bytes of `delegationStatementOf`, and the SSH signature over them
   * @throws ActorUnknownError where the tenant has no actor of that id
   * @example
   * ```ts
   * const statement = delegationStatementOf(request.kept, { id: request.id, by: person, seat, to: carol })
   * await gate.approvals.delegate(person, { id: request.id, seat, to: carol.id, signed: await sign(statement) })
   * ```
   */
  readonly delegate: (actor: Actor, delegation: Given<typeof SeatDelegation>) => Promise<Outcome<"approvals">>
  /**
   * Takes back an approval of the actor's own, as long as the request is not used up: it ends, whoever else has approved.
   * Nothing is signed, so that it can be done by somebody whose key is lost.
   * @example
   * ```ts
   * const outcome = await gate.approvals.withdraw(person, { id: request.id })
   * if (outcome.type === "accepted") console.log(outcome.status) // "withdrawn"
   * ```
   */
  readonly withdraw: (actor: Actor, ending: Given<typeof RequestEnding>) => Promise<Outcome<"approvals">>
  /**
   * Ends a request, as its owner, an agent of the owner's, or an administrator.
   * @example
   * ```ts
   * const outcome = await gate.approvals.cancel(caller, { id: request.id, key: "cancel-1" })
   * if (outcome.type === "accepted") console.log(outcome.status) // "cancelled"
   * ```
   */
  readonly cancel: (caller: Caller, ending: Given<typeof RequestEnding>) => Promise<Outcome<"approvals">>
  /**
   * Ends a request whose plan is amended, as its owner.
   * @example
   * ```ts
   * await gate.approvals.supersede(caller, { id: request.id })
   * ```
   */
  readonly supersede: (caller: Caller, ending: Given<typeof RequestEnding>) => Promise<Outcome<"approvals">>
  /**
   * Uses an approval for this call, which has to be the very one that was approved: same tool, same bytes, same artifact.
   * @returns accepted, with the permit that an executor verifies
   * @example
   * ```ts
   * const use = await gate.approvals.consume(caller, { id: request.id, tool: "terraform.apply", payload })
   * if (use.type === "accepted") console.log(use.permit)
   * ```
   */
  readonly consume: (caller: Caller, call: Given<typeof ApprovedCall>) => Promise<Use>
  /**
   * The requests of a tenant, the latest first, page by page.
   * @param page `limit` is 1 to 500, 100 where nobody says; `cursor` is the `next` of the page before
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * let cursor: string | null = null
   * do {
   *   const { items, next } = await gate.approvals.list(tenant, { status: "pending", limit: 50, cursor })
   *   for (const { id, kept } of items) console.log(id, new Date(kept.expiresAt))
   *   cursor = next
   * } while (cursor !== null)
   * ```
   */
  readonly list: (tenant: TenantId, page?: Given<typeof RequestPage>) => Promise<Page<"approvals">>
  /**
   * One request, null where the tenant has none of this id.
   * @example
   * ```ts
   * const found = await gate.approvals.get(tenant, "req_0123456789abcdef01234567")
   * console.log(found?.status)
   * ```
   */
  readonly get: (tenant: TenantId, id: string) => Promise<EntityOf<"approvals"> | null>
  /**
   * The request once its status is another one than `status`; or as it is after `timeoutMs` milliseconds, when `signal` is
   * given, or when the gate closes.
   * @example
   * ```ts
   * const decided = await gate.approvals.wait(tenant, request.id, { status: "pending", timeoutMs: 60_000 })
   * console.log(decided?.status)
   * ```
   */
  readonly wait: (tenant: TenantId, id: string, patience: Patience) => Promise<EntityOf<"approvals"> | null>
  /**
   * The plan that people read before they decide, null where it isn't kept (any longer).
   * @example
   * ```ts
   * const plan = await gate.approvals.plan(tenant, request.kept.plan)
   * if (plan !== null && planHash(plan) === request.kept.plan) console.log(plan.effects)
   * ```
   */
  readonly plan: (tenant: TenantId, digest: Digest) => Promise<Plan | null>
}

export const approvalsOn = (boundary: Boundary): Approvals => {
  const { run, directory, call } = boundary
  const commanded = commanding(boundary, "approvals")
  const { list, get, wait } = entitiesOf(boundary, "approvals")

  const decided = (type: "approve" | "reject") => async (by: Actor, given: Given<typeof SeatDecision>) => {
    const { id, seat, plan, signed, key } = read(SeatDecision, given)
    const { signature, proof, why } = readSigned(module.statements.decision, signed, directory)
    const command = { type, id, by, seat, plan, signature } as const
    const advice: Advice = why === null ? {} : { decisionIsSigned: why }
    return commanded(by, { type: "command", domain: "approvals", command, proof }, key, advice)
  }

  const ended = (type: "cancel" | "supersede") => async (by: Caller, given: Given<typeof RequestEnding>) => {
    const { id, key } = read(RequestEnding, given)
    const command = { type, id, by } as const
    return commanded(by.actor, { type: "command", domain: "approvals", command, proof: null }, key)
  }

  return {
    approve: decided("approve"),
    reject: decided("reject"),
    delegate: async (by, given) => {
      const { id, seat, to: named, signed, key } = read(SeatDelegation, given)
      const to = directory.actor(by.tenant, named)
      if (to === undefined) throw new ActorUnknownError({ id: named })
      const { signature, proof, why } = readSigned(module.statements.delegation, signed, directory)
      const command = { type: "delegate", id, by, seat, to: principalOf(to), signature } as const
      const advice: Advice = why === null ? {} : { delegationIsSigned: why }
      return commanded(by, { type: "command", domain: "approvals", command, proof }, key, advice)
    },
    withdraw: async (by, given) => {
      const { id, key } = read(RequestEnding, given)
      const command = { type: "withdraw", id, by } as const
      return commanded(by, { type: "command", domain: "approvals", command, proof: null }, key)
    },
    cancel: ended("cancel"),
    supersede: ended("supersede"),
    consume: async (caller, given) => {
      const { id, ...input } = read(ApprovedCall, given)
      const { answered, advice } = await call(caller, input, (call) => ({
        type: "decide",
        call,
        under: { domain: "approvals", id },
      }))
      return useOf(id, answered, advice)
    },
    list: async (tenant, page = {}) => list(tenant, read(RequestPage, page)),
    get,
    wait,
    plan: (tenant, digest) => run(Effect.flatMap(Gate, (gate) => gate.plan(tenant, digest))),
  }
}
