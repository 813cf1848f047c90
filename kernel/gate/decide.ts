import { principalOf } from "../actors.ts"
import type * as approvals from "../approvals/approvals.ts"
import { RequestId } from "../approvals/approvals.ts"
import { isOpen } from "../approvals/facts.ts"
import type * as breakGlass from "../break-glass/break-glass.ts"
import { Action, GrantId } from "../break-glass/break-glass.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import { sameJson } from "../json.ts"
import type { Body, DecisionBody, Proof } from "../ledger/body.ts"
import type { Change } from "../rooms.ts"
import { type Instant, later } from "../time.ts"
import { type Ask, type Call, callOf, callerOf, named, whatOf } from "./ask.ts"
import { type Plan, planHash } from "./plan.ts"
import type { Policy, ToolPolicy } from "./policy.ts"
import { denials, failing, stepUps } from "./weigh.ts"
import { type World, changes, reasonsOf, runApprovals, runBreakGlass } from "./world.ts"

export interface Decided {
  readonly body: Body
  /** The entities after it, empty when nothing changed. */
  readonly after: readonly Change[]
  /** What people will read before they decide, kept beside the log under its digest. */
  readonly plan: Plan | null
}

interface At {
  readonly now: Instant
  readonly seq: number
}

/** Decides one ask. Pure: nothing has happened yet, and nothing may before the body is durable. */
export const decide = (world: World, ask: Ask, at: At): Decided => {
  switch (ask.type) {
    case "call":
      return decideCall(world, ask, at)
    case "consume":
      return consume(world, ask, at.now)
    case "request":
      return commandGrant(world, { ...ask.wanted, id: grantIdOf(world.policy, at.seq) }, ask.proof, at.now)
    case "command":
      return ask.domain === "approvals"
        ? commandRequest(world, ask.command, ask.proof, at.now)
        : commandGrant(world, ask.command, ask.proof, at.now)
  }
}

/** What is refused without being weighed: nothing changes, and that is recorded. */
export const refuse = (ask: Ask, reason: string): Decided => ({
  body: {
    type: "refusal",
    caller: callerOf(ask),
    what: whatOf(ask),
    call: callOf(ask),
    reasons: [reason],
  },
  after: [],
  plan: null,
})

const commandRequest = (world: World, command: approvals.Command, proof: Proof | null, now: Instant): Decided => {
  const ran = runApprovals(world, command, now)
  return {
    body: { type: "command", domain: "approvals", command, proof, call: null, ...ran, deadline: null },
    after: changes("approvals", ran),
    plan: null,
  }
}

const commandGrant = (world: World, command: breakGlass.Command, proof: Proof | null, now: Instant): Decided => {
  const ran = runBreakGlass(world, command, now)
  return {
    body: { type: "command", domain: "break-glass", command, proof, call: null, ...ran, deadline: null },
    after: changes("break-glass", ran),
    plan: null,
  }
}

const toolOf = ({ tools }: Policy, wanted: Call["tool"]): ToolPolicy | undefined =>
  tools.find(({ name }) => name === wanted)

const stagesOf = ({ approvals: { routes } }: Policy, { route }: ToolPolicy): approvals.Stages =>
  Object.hasOwn(routes, route) ? (routes[route] ?? []) : []

interface Planned {
  readonly plan: Plan
  readonly hash: Digest
  readonly tool: ToolPolicy
}

/** The plan of a call, or the sentence that can't be said of it. */
const planOf = ({ policy }: World, call: Call): Planned | "toolIsKnown" | "policyWasEvaluated" => {
  const tool = toolOf(policy, call.tool)
  if (tool === undefined) return "toolIsKnown"
  if (call.found !== null && "unreadable" in call.found) return "policyWasEvaluated"
  if ((call.found === null) !== (tool.inspector === null)) return "policyWasEvaluated"
  const { actor, person } = call.caller
  const plan: Plan = {
    version: 1,
    tenant: policy.tenant,
    initiator: principalOf(person),
    agent: sameJson(principalOf(actor), principalOf(person)) ? null : principalOf(actor),
    tool: call.tool,
    schema: tool.schema,
    effects: call.found?.effects ?? null,
    payload: call.payload,
    artifact: call.artifact,
  }
  return { plan, hash: planHash(plan), tool }
}

type Asked = Extract<Ask, { readonly type: "call" }>
/** What a decision says, on top of what was asked. */
type Said = Pick<DecisionBody, "verdict" | "reasons"> &
  Partial<Pick<DecisionBody, "plan" | "counts" | "request" | "submit" | "permit" | "deadline">>

const say = ({ call, grant }: Asked, planned: Planned | null, said: Said, after: readonly Change[] = []): Decided => ({
  body: {
    type: "decision",
    caller: call.caller,
    call: named(call),
    plan: planned?.hash ?? null,
    counts: planned?.plan.effects?.counts ?? null,
    request: null,
    submit: null,
    grant,
    permit: null,
    deadline: null,
    ...said,
  },
  after,
  plan: planned?.plan ?? null,
})

const decideCall = (world: World, asked: Asked, at: At): Decided => {
  const { policy } = world
  const planned = planOf(world, asked.call)
  if (typeof planned === "string") return say(asked, null, { verdict: "deny", reasons: [planned] })
  const { plan, tool } = planned
  const known = { tool, effects: plan.effects }
  const denied = failing(denials, known)
  if (denied.length > 0) return say(asked, planned, { verdict: "deny", reasons: denied })
  const reasons = failing(stepUps, known)
  if (reasons.length === 0)
    return say(asked, planned, { verdict: "allow", reasons, deadline: later(at.now, policy.permitMs) })
  return asked.grant === null
    ? askPeople(world, asked, planned, reasons, at)
    : askGrant(world, asked, asked.grant, planned, at.now)
}

/** People decide: in the request that waits for them already, or in a new one. */
const askPeople = (
  world: World,
  asked: Asked,
  planned: Planned,
  reasons: readonly string[],
  { now, seq }: At,
): Decided => {
  const { plan, hash, tool } = planned
  const waiting = openRequestFor(world, hash, now)
  if (waiting !== null) return say(asked, planned, { verdict: "step_up", reasons, request: waiting })
  const command = {
    type: "submit",
    id: requestIdOf(plan, seq),
    by: asked.call.caller,
    plan: hash,
    route: tool.route,
    stages: stagesOf(world.policy, tool),
    uses: tool.uses,
    lifetimeMs: tool.lifetimeMs,
  } as const
  const ran = runApprovals(world, command, now)
  const submit = { command, ...ran }
  return ran.outcome.accepted
    ? say(asked, planned, { verdict: "step_up", reasons, request: command.id, submit }, changes("approvals", ran))
    : say(asked, planned, { verdict: "deny", reasons: reasonsOf(ran.outcome), submit })
}

/** The grant decides. Only what is known to the last resource can lie in its scope. */
const askGrant = (world: World, asked: Asked, grant: GrantId, planned: Planned, now: Instant): Decided => {
  const { effects, tool } = planned.plan
  if (effects?.resolved !== true) return say(asked, planned, { verdict: "deny", reasons: ["effectsAreResolved"] })
  const written = effects.resources.filter(({ change }) => change !== "read")
  const action = Action.safeParse({ tool, resources: written.map(({ address }) => address) })
  if (!action.success) return say(asked, planned, { verdict: "deny", reasons: ["policyWasEvaluated"] })
  const command = { type: "use", id: grant, by: asked.call.caller, action: action.data } as const
  const ran = runBreakGlass(world, command, now)
  const permit = { command, ...ran }
  if (!ran.outcome.accepted) return say(asked, planned, { verdict: "deny", reasons: reasonsOf(ran.outcome), permit })
  const deadline = sooner(later(now, world.policy.permitMs), ran.outcome.after[0]?.kept.expiresAt ?? now)
  return say(asked, planned, { verdict: "allow", reasons: [], permit, deadline }, changes("break-glass", ran))
}

const consume = (world: World, ask: Extract<Ask, { readonly type: "consume" }>, now: Instant): Decided => {
  const { request, call } = ask
  const planned = planOf(world, call)
  if (typeof planned === "string") return refuse(ask, planned)
  const command = { type: "consume", id: request, by: call.caller, plan: planned.hash } as const
  const ran = runApprovals(world, command, now)
  const used = ran.outcome.accepted ? ran.outcome.after[0] : undefined
  const deadline = used === undefined ? null : sooner(later(now, world.policy.permitMs), used.kept.expiresAt)
  return {
    body: { type: "command", domain: "approvals", command, proof: null, call: named(call), ...ran, deadline },
    after: changes("approvals", ran),
    plan: null,
  }
}

/** A permit never outlives what it was given for. */
const sooner = (a: Instant, b: Instant): Instant => (a < b ? a : b)

/** The same plan asked for again waits in the request that is open, under the policy in force, rather than in another one. */
const openRequestFor = ({ registers }: World, plan: Digest, now: Instant): RequestId | null => {
  const { entities, settings } = registers.approvals
  for (const { status, kept, id } of entities.values())
    if (isOpen(status) && kept.plan === plan && kept.policy === settings.policy && now < kept.expiresAt) return id
  return null
}

/** Ids are data, not chance: the same log gives the same ids. */
const requestIdOf = ({ tenant, payload }: Plan, seq: number): RequestId =>
  RequestId.parse(`req_${digestOf(canonicalize({ tenant, payload, seq })).slice(0, 24)}`)
const grantIdOf = ({ tenant }: Policy, seq: number): GrantId =>
  GrantId.parse(`grant_${digestOf(canonicalize({ tenant, grant: seq })).slice(0, 24)}`)
