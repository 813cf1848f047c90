import { type Caller, principalOf } from "../actors.ts"
import { type Command, RequestId, type Settings, type Stages } from "../approvals/approvals.ts"
import { isOpen } from "../approvals/facts.ts"
import { approvals } from "../approvals/index.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import type { Body, Changed, Outcome, Proof } from "../ledger/body.ts"
import { sameJson } from "../json.ts"
import { step } from "../machine.ts"
import { Instant, later } from "../time.ts"
import type { Effects } from "./effects.ts"
import { type Plan, planHash } from "./plan.ts"
import type { Policy, ToolPolicy } from "./policy.ts"
import type { ToolName } from "../tool.ts"
import { denials, failing, stepUps } from "./weigh.ts"

/** What a reader of arguments found, or why it could not: then the call is denied. Null where the tool has no reader. */
export type Found = { readonly effects: Effects } | { readonly unreadable: string } | null

/** A call as it reaches the gate: who proved to be calling, which tool, the digests of the exact bytes, what they would do. */
export interface Call {
  readonly caller: Caller
  readonly tool: ToolName
  readonly payload: Digest
  /** Where the executor runs another file than the one that was read: Terraform's saved plan. */
  readonly artifact: Digest | null
  readonly found: Found
}

export type Ask =
  /** May this call happen? */
  | { readonly type: "call"; readonly call: Call }
  /** Use an approval for this call: the kernel derives the plan that is consumed from the bytes, nobody claims it. */
  | { readonly type: "consume"; readonly request: RequestId; readonly call: Call }
  | {
      readonly type: "command"
      readonly command: Exclude<Command, { type: "submit" | "consume" }>
      readonly proof: Proof | null
    }

/** The requests of one tenant, by id. */
export interface Requests {
  readonly get: (id: string) => Changed | undefined
  readonly values: () => Iterable<Changed>
}

/** One tenant, as its log has it. */
export interface World {
  readonly policy: Policy
  readonly approvals: { readonly settings: Settings; readonly entities: Requests }
}

export interface Decided {
  readonly body: Body
  /** The entities after it, empty when nothing changed. */
  readonly after: readonly Changed[]
  /** What people will read before they decide, kept beside the log under its digest. */
  readonly plan: Plan | null
}

/** Decides one ask. Pure: nothing has happened yet, and nothing may before the body is durable. */
export const decide = (world: World, ask: Ask, at: { readonly now: Instant; readonly seq: number }): Decided => {
  switch (ask.type) {
    case "call":
      return decideCall(world, ask.call, at)
    case "consume":
      return consume(world, ask.request, ask.call, at.now)
    case "command": {
      const { command, proof } = ask
      const outcome = run(world, command, at.now)
      return {
        body: { type: "command", domain: "approvals", command, proof, call: null, ...outcome, deadline: null },
        after: changed(outcome.outcome),
        plan: null,
      }
    }
  }
}

const changed = (outcome: Outcome): readonly Changed[] => (outcome.accepted ? outcome.after : [])

const run = ({ approvals: register }: World, command: Command, now: Instant) => {
  const result = step(approvals, register, command, now)
  if (result.accepted) {
    const after = result.after.map(({ status, kept }) => ({ id: command.request, status, kept }))
    return { facts: result.facts, outcome: { accepted: true, after } } as const
  }
  if (result.refusal === "guards")
    return { facts: result.facts, outcome: { accepted: false, refusal: "guards", guards: result.guards } } as const
  return { facts: null, outcome: { accepted: false, refusal: result.refusal } } as const
}

/** Who asks, as the door proved it: who decides or delegates does so in person. */
export const callerOf = (ask: Ask): Caller => (ask.type === "command" ? callerOfCommand(ask.command) : ask.call.caller)

export const callerOfCommand = ({ by }: Command): Caller => ("actor" in by ? by : { actor: by, person: by })

const named = ({ tool, payload, artifact }: Call) => ({ tool, payload, artifact })

/** The call that is asked about, by its digests; null for a command. */
export const callOf = (ask: Ask) => (ask.type === "command" ? null : named(ask.call))

/** What is asked, in a word. */
export const whatOf = (ask: Ask): string => (ask.type === "command" ? ask.command.type : ask.type)

const toolOf = ({ tools }: Policy, wanted: ToolName): ToolPolicy | undefined =>
  tools.find(({ name }) => name === wanted)

const stagesOf = ({ approvals: { routes } }: Policy, { route }: ToolPolicy): Stages =>
  Object.hasOwn(routes, route) ? (routes[route] ?? []) : []

/** The plan of a call, or the sentence that can't be said of it. */
const planOf = (
  { policy }: World,
  call: Call,
): { plan: Plan; tool: ToolPolicy } | "toolIsKnown" | "policyWasEvaluated" => {
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
  return { plan, tool }
}

const decideCall = (world: World, call: Call, { now, seq }: { now: Instant; seq: number }): Decided => {
  const { policy } = world
  const common = { type: "decision", caller: call.caller, call: named(call) } as const
  const planned = planOf(world, call)
  if (typeof planned === "string")
    return {
      body: {
        ...common,
        plan: null,
        counts: null,
        verdict: "deny",
        reasons: [planned],
        request: null,
        submit: null,
        deadline: null,
      },
      after: [],
      plan: null,
    }

  const { plan, tool } = planned
  const hash = planHash(plan)
  const known = { tool, effects: plan.effects }
  const seen = { ...common, plan: hash, counts: plan.effects?.counts ?? null }
  const denied = failing(denials, known)
  if (denied.length > 0)
    return {
      body: { ...seen, verdict: "deny", reasons: denied, request: null, submit: null, deadline: null },
      after: [],
      plan,
    }
  const reasons = failing(stepUps, known)
  if (reasons.length === 0)
    return {
      body: { ...seen, verdict: "allow", reasons, request: null, submit: null, deadline: later(now, policy.permitMs) },
      after: [],
      plan,
    }

  const waiting = openRequestFor(world, hash, now)
  if (waiting !== null)
    return {
      body: { ...seen, verdict: "step_up", reasons, request: waiting, submit: null, deadline: null },
      after: [],
      plan,
    }

  const command: Command = {
    type: "submit",
    request: requestIdOf(plan, seq),
    by: call.caller,
    plan: hash,
    route: tool.route,
    stages: stagesOf(policy, tool),
    uses: tool.uses,
    lifetimeMs: tool.lifetimeMs,
  }
  const submit = { command, ...run(world, command, now) }
  const { outcome } = submit
  if (outcome.accepted)
    return {
      body: { ...seen, verdict: "step_up", reasons, request: command.request, submit, deadline: null },
      after: outcome.after,
      plan,
    }
  const refused = outcome.refusal === "guards" ? outcome.guards : [outcome.refusal]
  return {
    body: { ...seen, verdict: "deny", reasons: refused, request: null, submit, deadline: null },
    after: [],
    plan,
  }
}

const consume = (world: World, request: RequestId, call: Call, now: Instant): Decided => {
  const common = { caller: call.caller, call: named(call) }
  const planned = planOf(world, call)
  if (typeof planned === "string")
    return {
      body: { type: "refusal", ...common, what: "consume", reasons: [planned] },
      after: [],
      plan: null,
    }
  const command: Command = { type: "consume", request, by: call.caller, plan: planHash(planned.plan) }
  const outcome = run(world, command, now)
  const [used] = changed(outcome.outcome)
  // A permit never outlives the approval that it was given for.
  const deadline =
    used === undefined ? null : Instant.parse(Math.min(later(now, world.policy.permitMs), used.kept.expiresAt))
  return {
    body: { type: "command", domain: "approvals", command, proof: null, call: named(call), ...outcome, deadline },
    after: changed(outcome.outcome),
    plan: null,
  }
}

/** The same plan asked for again waits in the request that is open, under the policy in force, rather than in another one. */
const openRequestFor = ({ approvals: { entities, settings } }: World, plan: Digest, now: Instant): RequestId | null => {
  for (const { status, kept, id } of entities.values())
    if (isOpen(status) && kept.plan === plan && kept.policy === settings.policy && now < kept.expiresAt) return id
  return null
}

/** Ids are data, not chance: the same log gives the same ids. */
const requestIdOf = ({ tenant, payload }: Plan, seq: number): RequestId =>
  RequestId.parse(`req_${digestOf(canonicalize({ tenant, payload, seq })).slice(0, 24)}`)
