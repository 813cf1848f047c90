import type { Principal } from "../../../kernel/actors.ts"
import type { Command, Settings } from "../../../kernel/calls/calls.ts"

/**
 * Calls a second time, straight from the words of their page and as naive as possible: a list of what was accepted, which is read
 * anew whenever somebody asks. It shares types with the kernel and nothing else.
 */

export interface Happened {
  readonly command: Command
  readonly now: number
}
type History = readonly Happened[]

type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>
/** A command that was accepted, with when. */
type Told<T extends Command["type"]> = Said<T> & { readonly now: number }

const person = (who: Pick<Principal, "id" | "tenant">) => `${who.id}@${who.tenant}`

/** What a call is after each command. */
const STATUSES: Readonly<Record<Command["type"], string>> = {
  receive: "received",
  wait: "waiting",
  admit: "admitted",
  refuse: "refused",
  timeout: "refused",
  cancel: "cancelled",
  release: "released",
  perform: "performing",
  complete: "completed",
  fail: "failed",
  recover: "outcomeUnknown",
  resolve: "outcomeUnknown",
}

/** One call, seen from the list. */
class Call {
  readonly received: Said<"receive">
  readonly later: Happened[] = []
  readonly #policy: Settings

  constructor(received: Said<"receive">, policy: Settings) {
    this.received = received
    this.#policy = policy
  }

  /** The command of this type that met it, of which there is one at most. */
  the<T extends Command["type"]>(type: T): Told<T> | undefined {
    const [found] = this.later.flatMap(({ command, now }) => (isOf(command, type) ? [{ ...command, now }] : []))
    return found
  }
  get isUndecided() {
    return !this.later.some(({ command: { type } }) => ["admit", "refuse", "timeout", "cancel"].includes(type))
  }
  get isOver() {
    return this.later.some(({ command: { type } }) => ["complete", "fail", "recover"].includes(type))
  }
  get isReleased() {
    return this.the("release") !== undefined
  }
  get isRunning() {
    return this.isReleased && !this.isOver
  }
  get closes() {
    return (this.the("release")?.now ?? 0) + this.#policy.windowMs
  }
  get isOverdueAt() {
    return this.closes + this.#policy.reportMs
  }
  get status(): string {
    const last = this.later.at(-1)?.command.type ?? "receive"
    if (last === "admit" && this.received.mode === "dryRun") return "dryRun"
    return STATUSES[last]
  }
  isOf(who: Principal) {
    return [this.received.by, this.received.person].some((one) => person(one) === person(who))
  }
}
const isOf = <T extends Command["type"]>(command: Command, type: T): command is Said<T> => command.type === type

const callsIn = (history: History, policy: Settings): ReadonlyMap<string, Call> => {
  const calls = new Map<string, Call>()
  for (const one of history) {
    const { command } = one
    if (command.type === "receive") calls.set(command.id, new Call(command, policy))
    else calls.get(command.id)?.later.push(one)
  }
  return calls
}
const resolutionsIn = (history: History) =>
  history.flatMap(({ command }) => (command.type === "resolve" ? [command] : []))

/** What there is to see of each call and each resolution. */
export const seen = (history: History, policy: Settings): ReadonlyMap<string, object> =>
  new Map<string, object>([
    ...[...callsIn(history, policy)].map(([id, call]) => [id, { status: call.status }] as const),
    ...resolutionsIn(history).map(
      ({ id, outcome, by }) => [id, { status: "resolved", outcome, by: person(by) }] as const,
    ),
  ])

/** What the page has against a command: names of guards, or that an entity is unknown or an id taken. */
export const objections = (history: History, policy: Settings, said: Command, now: number): ReadonlySet<string> => {
  const calls = callsIn(history, policy)
  const against = new Set<string>()
  const unless = (holds: boolean, guard: string) => {
    if (!holds) against.add(guard)
  }
  const isOfTenant = said.by.tenant === policy.tenant
  const has = (...roles: readonly string[]) => said.by.roles.some((role) => roles.includes(role))

  if (said.type === "receive") {
    if (calls.has(said.id)) return new Set(["taken"])
    const namesakes = [...calls.values()].filter(({ received }) => received.key === said.key)
    unless(!namesakes.some(({ isUndecided }) => isUndecided), "keyNamesOneCall")
    return against
  }
  if (said.type === "resolve") {
    if (resolutionsIn(history).some(({ call }) => call === said.call)) return new Set(["taken"])
    const call = calls.get(said.call)
    if (call === undefined) return new Set(["unknown"])
    unless(call.status === "outcomeUnknown", "outcomeIsUnknown")
    unless(said.by.kind === "human", "resolverIsHuman")
    unless(isOfTenant, "resolverIsOfTenant")
    unless(person(said.by) !== person(call.received.by), "resolverIsNotCaller")
    unless(has("admin", "operator"), "resolverIsEligible")
    return against
  }
  const call = calls.get(said.id)
  if (call === undefined) return new Set(["unknown"])
  const [wait, release] = [call.the("wait"), call.the("release")]
  const isExecutor = call.isOf(said.by) || said.by.kind === "service"

  switch (said.type) {
    case "wait":
      unless(call.isUndecided, "callIsUndecided")
      unless(wait === undefined, "waitIsTheFirst")
      unless(said.until > now && said.until - now <= policy.waitMs, "waitIsWithinBounds")
      break
    case "admit":
      for (const [guard, holds] of Object.entries(said.judged)) unless(holds, guard)
      unless(call.isUndecided, "callIsUndecided")
      if (wait !== undefined) {
        unless(said.answer === wait.on, "waitIsAnswered")
        unless(now < wait.until, "waitIsInTime")
      }
      break
    case "refuse":
      unless(call.isUndecided, "callIsUndecided")
      break
    case "timeout":
      unless(call.status === "waiting", "callIsWaiting")
      if (wait !== undefined) unless(now >= wait.until, "timeoutIsDue")
      break
    case "cancel":
      unless(!call.isReleased, "cancelIsBeforeRelease")
      unless(["received", "waiting", "admitted", "released", "performing"].includes(call.status), "callIsUncancelled")
      unless(isOfTenant, "cancellerIsOfTenant")
      unless(call.isOf(said.by) || has("admin"), "cancellerIsCallerOrAdmin")
      break
    case "release": {
      const admission = call.the("admit")
      unless(admission !== undefined && call.the("cancel") === undefined, "callIsAdmitted")
      unless(release === undefined, "callIsReleasedOnce")
      unless(said.plan === call.received.plan, "releasedPlanIsAdmitted")
      unless(call.received.mode === "live", "callIsLive")
      if (admission !== undefined) unless(now - admission.now < policy.freshMs, "admissionIsFresh")
      break
    }
    case "perform":
      unless(call.isReleased, "callIsReleased")
      unless(call.the("perform") === undefined, "effectIsUnattempted")
      if (release !== undefined) {
        unless(said.plan === release.plan, "performedPlanIsReleased")
        unless(now < call.closes, "performIsInWindow")
      }
      unless(said.mode === "live", "modeIsLive")
      unless(!call.isOver, "callIsUnsettled")
      unless(isOfTenant, "performerIsOfTenant")
      unless(isExecutor, "performerIsCallerOrService")
      break
    case "complete":
    case "fail": {
      const performed = call.the("perform")
      unless(call.isRunning, "callIsRunning")
      unless(isOfTenant, "reporterIsOfTenant")
      unless(performed === undefined ? isExecutor : person(performed.by) === person(said.by), "reporterIsPerformer")
      if (said.type === "fail") unless(said.nothingHappened, "failureIsKnown")
      break
    }
    case "recover":
      unless(call.isRunning, "callIsRunning")
      if (release !== undefined) unless(now >= call.isOverdueAt, "reportIsOverdue")
  }
  return against
}
