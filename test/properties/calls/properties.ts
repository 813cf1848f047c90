import { type Identity, isSame } from "../../../kernel/actors.ts"
import type { CallKept, Command, Judged, ResolutionKept, Settings } from "../../../kernel/calls/calls.ts"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { calls } from "../../../kernel/calls/index.ts"
import { type Kernel, START, ask, recover, timeout } from "../../fixtures/calls.ts"
import type * as told from "../trail.ts"

/**
 * What no run may ever do, read from what calls and resolutions keep: who did what, when. Roles alone are read from what was
 * accepted, since nothing keeps them. Nothing here looks at a status or a guard.
 */

type Trail = told.Trail<Calls>
type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>

const bothIn = (trail: Trail) =>
  trail.flatMap((played) => (played.answer.accepted ? [{ played, after: played.answer.after }] : []))

/** What holds of every call, as it is after each step that touched it. */
const everyCall = (holds: (kept: CallKept, policy: Settings) => boolean) => (trail: Trail) =>
  bothIn(trail).every(({ played, after }) =>
    after.every(({ kept }) => kept.entity !== "call" || holds(kept, played.after.settings)),
  )

const everyResolution = (holds: (kept: ResolutionKept, policy: Settings) => boolean) => (trail: Trail) =>
  bothIn(trail).every(({ played, after }) =>
    after.every(({ kept }) => kept.entity !== "resolution" || holds(kept, played.after.settings)),
  )

/** A step of a call that was there: what it kept before and after. */
interface Step {
  readonly before: CallKept
  readonly after: CallKept
}
const everyStep = (holds: (step: Step) => boolean) => (trail: Trail) =>
  bothIn(trail).every(({ played, after }) =>
    after.every(({ id, kept }) => {
      const before = played.before.entities.get(id)?.kept
      return before?.entity !== "call" || kept.entity !== "call" || holds({ before, after: kept })
    }),
  )

/** What holds of every accepted command of a type, with the call that it is of as it was before. */
const everySaid =
  <T extends Command["type"]>(type: T, holds: (command: Said<T>, call: CallKept) => boolean) =>
  (trail: Trail) =>
    bothIn(trail).every(({ played: { before, command } }) => {
      const id = command.type === "resolve" ? command.call : command.id
      const call = before.entities.get(id)?.kept
      if (!isOf(command, type)) return true
      return call?.entity !== "call" || holds(command, call)
    })
const isOf = <T extends Command["type"]>(command: Command, type: T): command is Said<T> => command.type === type

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const owns = ({ caller }: CallKept, who: Identity) => isSame(who, caller.actor) || isSame(who, caller.person)
const has = ({ by }: Pick<Command, "by">, ...roles: readonly string[]) => by.roles.some((role) => roles.includes(role))
const isUndecided = ({ decision, cancels }: CallKept) => decision === null && cancels.length === 0
/** What was done in a step that adds to a list. */
const added = <T>(before: readonly T[], after: readonly T[]): readonly T[] => after.slice(before.length)

const wasFound = (what: keyof Judged) =>
  everyCall(({ decision }) => decision?.how !== "admitted" || decision.judged[what])

/** Nobody who is no executor reports, and where somebody performed it nobody else. */
const answers = ({ before, after }: Step): boolean =>
  added(before.ends, after.ends).every(({ how, by }) => {
    if (how === "unknown") return true
    const performed = before.performs.at(-1)
    return performed === undefined ? owns(before, by) || by.kind === "service" : isSame(by, performed.by)
  })

/** Each call that is as this says at the end of a run comes to an end once time has passed and somebody sweeps. */
const comesAbout =
  (isOpen: (kept: CallKept) => boolean, sweep: typeof timeout) =>
  (trail: Trail, kernel: Kernel = calls): boolean => {
    const last = trail.at(-1)
    if (last === undefined) return true
    const { after: register, now } = last
    return trail.every(({ command: { id } }) => {
      const kept = register.entities.get(id)?.kept
      if (kept?.entity !== "call" || !isOpen(kept)) return true
      return ask(register, [now - START + FAR, sweep(id)], kernel).accepted
    })
  }
const FAR = 1_000_000

export const properties: Readonly<Record<string, (trail: Trail, kernel?: Kernel) => boolean>> = {
  OneCallPerKey: (trail) =>
    trail.every(({ after }) => {
      const keys = [...after.entities.values()].flatMap(({ kept }) =>
        kept.entity === "call" && isUndecided(kept) ? [kept.key] : [],
      )
      return new Set(keys).size === keys.length
    }),
  NoWaitAfterDecision: everyStep(({ before, after }) => same(before.wait, after.wait) || isUndecided(before)),
  NoWaitIsProlonged: everyStep(({ before, after }) => before.wait === null || same(before.wait, after.wait)),
  WaitsAreBounded: everyCall(
    ({ wait }, { waitMs }) => wait === null || (wait.at < wait.until && wait.until <= wait.at + waitMs),
  ),
  NoCallPastABrokenPolicy: wasFound("policyWasEvaluated"),
  NoCallAgainstPolicy: wasFound("policyAllowsTheCall"),
  DestructiveNeedsPersonOrBreakGlass: wasFound("destructiveIsApproved"),
  NoApprovalOverridesTaint: wasFound("taintIsClear"),
  NothingUnbudgeted: wasFound("budgetIsReserved"),
  NothingAnonymous: wasFound("credentialIsPresented"),
  DecidedOnce: everyStep(({ before, after }) => before.decision === null || same(before.decision, after.decision)),
  NoAdmissionUnanswered: everyCall(
    ({ wait, decision }) => wait === null || decision?.how !== "admitted" || decision.answer === wait.on,
  ),
  NoAdmissionAfterDeadline: everyCall(
    ({ wait, decision }) => wait === null || decision?.how !== "admitted" || decision.at < wait.until,
  ),
  OnlyWaitsTimeOut: everyStep(
    ({ before, after }) =>
      after.decision?.how !== "timedOut" ||
      same(before.decision, after.decision) ||
      (before.wait !== null && isUndecided(before)),
  ),
  NoEarlyTimeout: everyCall(
    ({ wait, decision }) => wait === null || decision?.how !== "timedOut" || decision.at >= wait.until,
  ),
  NoFalseCancel: everyStep(
    ({ before, after }) => added(before.cancels, after.cancels).length === 0 || before.releases.length === 0,
  ),
  CancelledOnce: everyCall(({ cancels }) => cancels.length <= 1),
  NoCrossTenantCancel: everyCall(({ cancels }, { tenant }) => cancels.every(({ by }) => by.tenant === tenant)),
  OnlyTheirOwnersCancel: everySaid("cancel", (command, call) => owns(call, command.by) || has(command, "admin")),
  CompleteMediation: everyStep(
    ({ before, after }) =>
      added(before.releases, after.releases).length === 0 ||
      (before.decision?.how === "admitted" && before.cancels.length === 0),
  ),
  ReleasedOnce: everyCall(({ releases }) => releases.length <= 1),
  PlanRunIsPlanAdmitted: everyCall(({ plan, releases }) => releases.every((release) => release.plan === plan)),
  DryCallNeverTurnsReal: everyCall(({ mode, releases }) => mode === "live" || releases.length === 0),
  NoReleaseOnStaleFacts: everyCall(
    ({ decision, releases }, { freshMs }) =>
      decision?.how !== "admitted" || releases.every(({ at }) => at < decision.at + freshMs),
  ),
  NoEffectWithoutRelease: everyCall(({ performs, releases }) =>
    performs.every((perform) => releases.some((release) => release.at <= perform.at)),
  ),
  AtMostOnce: everyCall(({ performs }) => performs.length <= 1),
  NoOtherPlanRuns: everyCall(({ performs, releases }) =>
    performs.every((perform) => releases.every((release) => release.plan === perform.plan)),
  ),
  NoLateEffect: everyCall(({ performs, releases }) =>
    performs.every((perform) => releases.every((release) => perform.at < release.until)),
  ),
  DryRunHasNoEffect: everyCall(({ performs }) => performs.every(({ mode }) => mode === "live")),
  NoEffectAfterItsEnd: everyStep(
    ({ before, after }) => added(before.performs, after.performs).length === 0 || before.ends.length === 0,
  ),
  NoCrossTenantPerform: everyCall(({ performs }, { tenant }) => performs.every(({ by }) => by.tenant === tenant)),
  OnlyExecutorsPerform: everyCall((call) => call.performs.every(({ by }) => owns(call, by) || by.kind === "service")),
  OutcomeIsSettledOnce: everyCall(
    ({ ends, releases }) => ends.length === 0 || (ends.length === 1 && releases.length > 0),
  ),
  NoCrossTenantReport: everyCall(({ ends }, { tenant }) =>
    ends.every(({ how, by }) => how === "unknown" || by.tenant === tenant),
  ),
  NoForeignAnswer: everyStep(answers),
  NoFalseFailure: everyCall(({ ends }) =>
    ends.every(({ how, nothingHappened }) => how !== "failed" || nothingHappened),
  ),
  NoEarlyUnknown: everyCall(({ ends, releases }) =>
    ends.every(({ how, at }) => how !== "unknown" || releases.every(({ reportBy }) => at >= reportBy)),
  ),
  OnlyUnknownIsResolved: everyResolution(({ callWas }) => callWas === "outcomeUnknown"),
  OnlyHumansResolve: everyResolution(({ by }) => by.kind === "human"),
  NoCrossTenantResolve: everyResolution(({ by }, { tenant }) => by.tenant === tenant),
  NoSelfResolve: everySaid("resolve", ({ by }, { caller }) => !isSame(by, caller.actor)),
  OnlyEligibleResolve: everySaid("resolve", (command) => has(command, "admin", "operator")),
  EveryWaitEnds: comesAbout((kept) => kept.wait !== null && isUndecided(kept), timeout),
  EveryReleaseIsSettled: comesAbout(({ releases, ends }) => releases.length > 0 && ends.length === 0, recover),
}
