import { Principal } from "../../../kernel/actors.ts"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import type { Command, Signature, Statement, Verdict } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { statementOf } from "../../../kernel/approvals/guards.ts"
import { Instant } from "../../../kernel/time.ts"
import type { Move, Situation } from "../../explore/scenario.ts"
import { InstanceError, readAs } from "../instance.ts"
import type { Ground } from "../instance.ts"
import type { ModelSignature } from "./values.ts"
import type { World } from "./world.ts"
import { SWEEPER } from "./world.ts"

/** What a ground action does in a situation. */
export type Acting = (situation: Situation<Approvals>) => Move<Approvals>

/** The arguments of an action, in the order in which the model has them. */
type Arguments = (index: number) => string

/** A decision's signature as the model names it: what is wrong with it is wrong in just that. */
const signatures: Readonly<
  Record<ModelSignature, (signer: Principal, stated: (plan: string) => Statement, plan: string) => Signature | null>
> = {
  good: (signer, stated, plan) => ({ signer, statement: stated(plan) }),
  none: () => null,
  foreign: (signer, stated, plan) => ({ signer: somebodyElse(signer), statement: stated(plan) }),
  misstated: (signer, stated, plan) => ({ signer, statement: stated(`another than ${plan}`) }),
}
const isSignature = (name: string): name is ModelSignature => Object.hasOwn(signatures, name)

/** Somebody of another id, so that no reading of identity takes the two for one. */
const somebodyElse = ({ id, ...rest }: Principal): Principal =>
  readAs(Principal, { ...rest, id: `${id}-else` }, "a signer")

const requestOf = (at: Arguments): RequestId => readAs(RequestId, at(0), "a request")

/** Commands for which the policy in force means nothing. */
const ANY_POLICY = "any"

const saying = (world: World, command: Command, policy: string = ANY_POLICY): Acting => {
  const move: Move<Approvals> = { kind: "command", settings: world.settings(policy), command }
  return () => move
}

const deciding =
  (type: Verdict) =>
  (world: World, at: Arguments): Acting => {
    const request = requestOf(at)
    const [by, seat, plan, signature] = [world.actor(at(1)), world.seat(at(2)), at(3), at(4)]
    if (!isSignature(signature)) throw new InstanceError(`no such signature: ${signature}`)
    const signer = world.principal(at(1))
    const settings = world.settings(ANY_POLICY)
    const command = { type, request, by, seat, plan: world.digest(plan) }
    return ({ entities }) => {
      const kept = entities.get(request)?.kept
      // Before there is a request there is nothing to sign: the command is refused as unknown.
      if (kept === undefined) return { kind: "command", settings, command: { ...command, signature: null } }
      const stated = (named: string) => statementOf(kept, { ...command, plan: world.digest(named) }, type)
      const signed = signatures[signature](signer, stated, plan)
      return { kind: "command", settings, command: { ...command, signature: signed } }
    }
  }

/** The model's actions, with their arguments in the model's order. */
const actions: Readonly<Record<string, (world: World, at: Arguments) => Acting>> = {
  Submit: (world, at) => {
    const { requester, plan, route, stages, uses, lifetimeMs } = world.form(at(1))
    const command = {
      type: "submit",
      request: requestOf(at),
      by: requester,
      plan,
      route,
      stages,
      uses,
      lifetimeMs,
    } as const
    return saying(world, command, at(2))
  },
  Approve: deciding("approve"),
  Reject: deciding("reject"),
  Delegate: (world, at) =>
    saying(world, {
      type: "delegate",
      request: requestOf(at),
      by: world.actor(at(1)),
      seat: world.seat(at(2)),
      to: world.principal(at(3)),
    }),
  Consume: (world, at) =>
    saying(
      world,
      { type: "consume", request: requestOf(at), by: world.caller(at(1)), plan: world.digest(at(2)) },
      at(3),
    ),
  Cancel: (world, at) => saying(world, { type: "cancel", request: requestOf(at), by: world.caller(at(1)) }),
  Supersede: (world, at) => saying(world, { type: "supersede", request: requestOf(at), by: world.caller(at(1)) }),
  Expire: (world, at) => saying(world, { type: "expire", request: requestOf(at), by: world.actor(SWEEPER) }),
  Tick:
    ({ horizon }) =>
    ({ now, entities }) =>
      now < horizon ? { kind: "passage", to: { now: readAs(Instant, now + 1, "a time"), entities } } : { kind: "none" },
}

/** How many arguments each action has. */
const arities: Readonly<Record<string, number>> = {
  Submit: 3,
  Approve: 5,
  Reject: 5,
  Delegate: 4,
  Consume: 4,
  Cancel: 2,
  Supersede: 2,
  Expire: 1,
  Tick: 0,
}

/** What a ground action of the model does to the kernel. Throws InstanceError for one that the model doesn't have. */
export const actingOf = (world: World, { label, action, params }: Ground): Acting => {
  const make = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (make === undefined) throw new InstanceError(`${label}: the model has no action ${action}`)
  if (params.length !== arities[action]) {
    throw new InstanceError(`${label}: ${action} has ${String(arities[action])} arguments, not ${params.length}`)
  }
  return make(world, (index) => params[index] ?? "")
}
