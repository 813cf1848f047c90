import type { Principal } from "../../../kernel/actors.ts"
import {
  type CallKept,
  type Decision,
  type End,
  type Judged,
  type Perform,
  type Release,
  type ResolutionKept,
  resolutionOf,
} from "../../../kernel/calls/calls.ts"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { sameJson } from "../../../kernel/json.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { keysOf } from "../../../kernel/table.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { Situation } from "../../explore/scenario.ts"
import { allOf, keptAs } from "../kept.ts"
import { unsayable } from "../names.ts"
import type { Interpretation } from "./interpretation.ts"
import { OUTPUT, REASONS } from "./unmodelled.ts"
import {
  type ModelCall,
  type ModelDecision,
  type ModelEnd,
  type ModelPerform,
  type ModelRelease,
  type ModelResolution,
  type ModelSign,
  type ModelState,
  type ModelWait,
  NOTHING,
  NO_DECISION,
  NO_WAIT,
} from "./values.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (interpretation: Interpretation) =>
  ({ now, entities }: Situation<Calls>): ModelState => {
    const { calls, call, clock } = interpretation
    return {
      now: clock.tick(now),
      call: allOf(entities, calls, call, (name, entity) => callAsModelled(interpretation, name, entity)),
      res: allOf(
        entities,
        calls,
        (name) => resolutionOf(call(name)),
        (name, entity) => resolutionAsModelled(interpretation, name, entity),
      ),
    }
  }

const signOf = (
  { nameOf }: Interpretation,
  { by, at }: { readonly by: Principal; readonly at: Instant },
): ModelSign => ({
  by: nameOf.actor(by),
  at: nameOf.tick(at),
})

const waitOf = (interpretation: Interpretation, wait: NonNullable<CallKept["wait"]>): ModelWait => ({
  on: wait.on,
  ...signOf(interpretation, wait),
  until: interpretation.nameOf.tick(wait.until),
})

const factsOf = (judged: Judged): readonly string[] => keysOf(judged).filter((fact) => judged[fact])

const decisionOf = ({ nameOf }: Interpretation, decision: Decision): ModelDecision => {
  const { how } = decision
  const at = nameOf.tick(decision.at)
  if (how === "admitted")
    return { how, judged: { set: factsOf(decision.judged) }, answer: decision.answer ?? NOTHING, at }
  if (how === "refused" && !sameJson(decision.reasons, REASONS)) return unsayable("reasons", decision.reasons)
  return { ...NO_DECISION, how, at }
}

const performOf = (interpretation: Interpretation, perform: Perform): ModelPerform => ({
  ...signOf(interpretation, perform),
  plan: interpretation.nameOf.plan(perform.plan),
  mode: perform.mode,
})

const releaseOf = (interpretation: Interpretation, release: Release): ModelRelease => ({
  ...performOf(interpretation, release),
  until: interpretation.nameOf.tick(release.until),
  reportBy: interpretation.nameOf.tick(release.reportBy),
})

const endOf = (interpretation: Interpretation, end: End): ModelEnd => {
  const { how, nothingHappened, output } = end
  if (output !== (how === "completed" ? OUTPUT : null)) return unsayable(`output of what ${how}`, output)
  return { how, nothingHappened, ...signOf(interpretation, end) }
}

const callAsModelled = (interpretation: Interpretation, name: string, { status, kept }: Entity<Calls>): ModelCall => {
  const { nameOf } = interpretation
  const call: CallKept = keptAs(kept, "call", name)
  const { caller, at, wait, decision, releases, performs, ends, cancels } = call
  return {
    status,
    caller: nameOf.caller(caller),
    form: nameOf.form(call),
    at: nameOf.tick(at),
    wait: wait === null ? NO_WAIT : waitOf(interpretation, wait),
    decision: decision === null ? NO_DECISION : decisionOf(interpretation, decision),
    releases: releases.map((release) => releaseOf(interpretation, release)),
    performs: performs.map((perform) => performOf(interpretation, perform)),
    ends: ends.map((end) => endOf(interpretation, end)),
    cancels: cancels.map((cancel) => signOf(interpretation, cancel)),
  }
}

const resolutionAsModelled = (
  interpretation: Interpretation,
  name: string,
  { status, kept }: Entity<Calls>,
): ModelResolution => {
  const resolution: ResolutionKept = keptAs(kept, "resolution", name)
  const { call, outcome, callWas } = resolution
  if (call !== interpretation.call(name)) return unsayable(`call of the resolution of ${name}`, call)
  return { status, outcome, callWas, ...signOf(interpretation, resolution) }
}
