import type { Principal } from "../../../kernel/actors.ts"
import type { Amounts, Caps, Command, Settings, Signature } from "../../../kernel/budgets/budgets.ts"
import { termsOf } from "../../fixtures/budgets.ts"

/**
 * Budgets a second time, straight from the words of their table and as naive as possible: a list of what was accepted, and
 * everything summed anew from it whenever somebody asks. It shares types with the kernel and nothing else.
 */

export interface Happened {
  readonly command: Command
  readonly now: number
}
type History = readonly Happened[]

type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>
type Changing = Said<"widen"> | Said<"unfreeze">

const person = (who: Pick<Principal, "id" | "tenant">) => `${who.id}@${who.tenant}`

const THREE = 3
/** What is exact ends here. */
const BEYOND = BigInt(Number.MAX_SAFE_INTEGER)

/** A day of UTC, as a calendar has it. */
const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10)

/** One call, seen from the list: how it was asked for, and the commands that met it. */
class Call {
  readonly asked: Said<"reserve">
  readonly at: number
  readonly until: number
  readonly later: Happened[] = []

  constructor(asked: Said<"reserve">, at: number, { leaseMs }: Settings) {
    this.asked = asked
    this.at = at
    this.until = at + leaseMs
  }

  has(type: Command["type"]) {
    return this.later.some(({ command }) => command.type === type)
  }
  get report(): Amounts | undefined {
    return this.later.flatMap(({ command }) => (command.type === "settle" ? [command.amounts] : []))[0]
  }
  get status() {
    if (this.report !== undefined) return "settled"
    if (this.has("unreserve")) return "unreserved"
    return this.has("lapse") ? "lapsed" : "open"
  }
  get isReleased() {
    return this.has("release")
  }
  /** What it really cost, once that was reported; nothing, where it never started; and as asked until then, and after a lapse. */
  get charge(): Amounts {
    if (this.report !== undefined) return this.report
    return this.status === "unreserved" ? { spend: 0, affected: 0 } : this.asked.asked
  }
  get isOverrun() {
    const { spend, affected } = this.asked.asked
    return this.report !== undefined && (this.report.spend > spend || this.report.affected > affected)
  }
}

const callsIn = (history: History, policy: Settings): ReadonlyMap<string, Call> => {
  const calls = new Map<string, Call>()
  for (const one of history) {
    const { command, now } = one
    if (command.type === "reserve") calls.set(command.id, new Call(command, now, policy))
    else calls.get(command.id)?.later.push(one)
  }
  return calls
}
const callsOf = (history: History, policy: Settings, budget: string) =>
  [...callsIn(history, policy).values()].filter((call) => call.asked.budget === budget)

const exactSumOn = (history: History, policy: Settings, budget: string, day: string, what: keyof Amounts) =>
  callsOf(history, policy, budget)
    .filter((call) => dayOf(call.at) === day)
    .reduce((sum, call) => sum + BigInt(call.charge[what]), 0n)
/** Once it was more than is exact, the sum of a day stays so. */
const sumOn = (history: History, policy: Settings, budget: string, day: string, what: keyof Amounts) => {
  const most = history.flatMap(({ command }) => (command.type === "settle" ? [BigInt(command.amounts[what])] : []))
  const mayBeBeyond = most.reduce((sum, one) => sum + one, 0n) > 0n
  const wasBeyond = history.some(
    (_, index) => mayBeBeyond && exactSumOn(history.slice(0, index + 1), policy, budget, day, what) >= BEYOND,
  )
  return wasBeyond ? BEYOND : exactSumOn(history, policy, budget, day, what)
}

const openedAs = (history: History, budget: string) =>
  history.flatMap(({ command }) => (command.type === "open" && command.id === budget ? [command] : []))[0]

/** The caps in force, and those that wait with their moment: told from the first day on. */
const capsAt = (history: History, { newCaps }: Settings, budget: string, now: number) => {
  let caps: Caps = newCaps
  let waits: Said<"widen"> | undefined
  const comeTo = (moment: number) => {
    if (waits === undefined || moment < waits.from) return
    caps = waits.caps
    waits = undefined
  }
  for (const { command, now: then } of history) {
    if (command.id !== budget) continue
    comeTo(then)
    if (command.type === "widen") waits = command
    if (command.type === "narrow") {
      caps = command.caps
      waits = undefined
    }
  }
  comeTo(now)
  return { caps, isWaiting: waits !== undefined }
}

/** What happened to an agent since its last thaw, and how many changes there were before. */
const standing = (history: History, policy: Settings, budget: string) => {
  let isFrozen = false
  let serial = 0
  history.forEach(({ command }, index) => {
    if (command.id === budget && ["widen", "narrow", "unfreeze"].includes(command.type)) serial += 1
    if (command.id === budget && command.type === "unfreeze") isFrozen = false
    if (command.type !== "settle") return
    const call = callsIn(history.slice(0, index + 1), policy).get(command.id)
    if (call?.asked.budget !== budget || !call.isOverrun) return
    isFrozen = true
    serial += 1
  })
  return { isFrozen, serial }
}

/** What there is to see of each budget and each call. */
export const seen = (history: History, policy: Settings, now: number): ReadonlyMap<string, object> => {
  const all = new Map<string, object>()
  for (const { command } of history) {
    if (command.type !== "open") continue
    const { isFrozen, serial } = standing(history, policy, command.id)
    const today = dayOf(now)
    all.set(command.id, {
      status: isFrozen ? "frozen" : "active",
      serial,
      owner: `${command.owner}@${policy.tenant}`,
      ...capsAt(history, policy, command.id, now),
      today: (["spend", "affected"] as const).map((what) => sumOn(history, policy, command.id, today, what)),
    })
  }
  for (const [id, call] of callsIn(history, policy)) {
    const { status, charge, until, isReleased } = call
    all.set(id, { status, charge, until, isReleased })
  }
  return all
}

/** What the table has against a command: names of guards, or that an entity is unknown or an id taken. */
export const objections = (history: History, policy: Settings, command: Command, now: number): ReadonlySet<string> => {
  const { tenant } = policy
  const calls = callsIn(history, policy)
  const isThere = openedAs(history, command.id) !== undefined || calls.has(command.id)
  const against = new Set<string>()
  const unless = (holds: boolean, guard: string) => {
    if (!holds) against.add(guard)
  }
  const isAdmin = ({ roles }: { readonly roles: readonly string[] }) => roles.includes("admin")

  if (command.type === "open" || command.type === "reserve") {
    if (isThere) return new Set(["taken"])
    if (command.type === "open") {
      unless(isAdmin(command.by), "openerIsAdmin")
      unless(command.by.tenant === tenant, "openerIsOfTenant")
      return against
    }
    if (openedAs(history, command.budget) === undefined) return new Set(["unknown"])
    judgeReserve(command)
    return against
  }
  if (!isThere) return new Set(["unknown"])
  if (command.type === "widen" || command.type === "unfreeze" || command.type === "narrow") judgeChange(command)
  else {
    const call = calls.get(command.id)
    if (call !== undefined) judgeCall(command, call)
  }
  return against

  function judgeReserve({ by, budget, tool, digest, asked, depth }: Said<"reserve">) {
    const { caps } = capsAt(history, policy, budget, now)
    const own = callsOf(history, policy, budget)
    const inWindow = own.filter((call) => now - call.at < policy.windowMs)
    const today = (what: keyof Amounts) => sumOn(history, policy, budget, dayOf(now), what) + BigInt(asked[what])
    unless(by.kind === "agent" && person(by) === `${budget}@${tenant}`, "reserverIsBudgetsAgent")
    unless(
      caps.tools.some((one) => one === tool),
      "toolIsAllowlisted",
    )
    unless(today("spend") <= BigInt(caps.spend), "spendIsWithinCap")
    unless(today("affected") <= BigInt(caps.affected), "affectedIsWithinCap")
    unless(asked.affected <= caps.blast, "blastRadiusIsWithinCap")
    unless(depth <= caps.depth, "depthIsWithinCap")
    unless(inWindow.length < caps.rate, "rateIsWithinLimit")
    unless(
      inWindow.filter((call) => call.asked.tool === tool && call.asked.digest === digest).length < THREE,
      "callIsNotRepeating",
    )
    unless(
      own.filter((call) => call.status === "open" && now < call.until).length < caps.open,
      "openReservationsAreBelowCap",
    )
    unless(
      own.filter((call) => call.isReleased && call.report === undefined && now >= call.until).length < caps.unknown,
      "unknownOutcomesAreBelowCap",
    )
    unless(!standing(history, policy, budget).isFrozen, "agentIsNotFrozen")
  }

  function judgeCall(said: Said<"release" | "settle" | "unreserve" | "lapse">, call: Call) {
    const { by } = said
    const { budget, tool } = call.asked
    const isHeard = by.kind === "service" && by.tenant === tenant && by.roles.some((r) => policy.reporters.includes(r))
    if (said.type !== "lapse") unless(isHeard, "reporterIsGate")
    if (said.type === "settle") unless(call.status === "open" || call.status === "lapsed", "reservationIsUnsettled")
    else unless(call.status === "open", "reservationIsOpen")
    if (said.type === "release") {
      unless(
        capsAt(history, policy, budget, now).caps.tools.some((one) => one === tool),
        "toolIsAllowlisted",
      )
      unless(!standing(history, policy, budget).isFrozen, "agentIsNotFrozen")
      unless(!call.isReleased, "reservationIsUnreleased")
      unless(now < call.until, "leaseIsRunning")
    }
    if (said.type === "unreserve") unless(!call.isReleased, "callIsKnownNotToHaveRun")
    if (said.type === "lapse") unless(now >= call.until, "leaseIsOver")
  }

  function judgeChange(said: Changing | Said<"narrow">) {
    const { id: budget, by } = said
    const { caps, isWaiting } = capsAt(history, policy, budget, now)
    const { isFrozen, serial } = standing(history, policy, budget)
    if (said.type === "narrow") {
      unless(isAdmin(by), "narrowerIsAdmin")
      unless(by.tenant === tenant, "narrowerIsOfTenant")
      const { tools, ...numbers } = said.caps
      const all = Object.entries(numbers) as [Exclude<keyof Caps, "tools">, number][]
      const isAbove = all.some(([name, cap]) => cap > caps[name]) || tools.some((tool) => !caps.tools.includes(tool))
      const falls = all.some(([name, cap]) => cap < caps[name]) || caps.tools.some((tool) => !tools.includes(tool))
      unless(!isAbove, "narrowingOnlyNarrows")
      unless(falls || isWaiting, "narrowingChangesSomething")
      return
    }
    const who = said.type === "widen" ? "widener" : "thawer"
    const { countersigner } = said
    const owner = `${openedAs(history, budget)?.owner ?? ""}@${tenant}`
    if (said.type === "widen") unless(said.from >= now, "wideningIsInAdvance")
    else unless(isFrozen, "agentIsFrozen")
    unless(isAdmin(by), `${who}IsAdmin`)
    unless(by.kind === "human", `${who}IsHuman`)
    unless(by.tenant === tenant, `${who}IsOfTenant`)
    unless(person(by) !== owner, `${who}IsNotBeneficiary`)
    unless(isSigned(said, by, said.signature, tenant), `${who}HasSigned`)
    unless(
      person(by) !== person(countersigner),
      said.type === "widen" ? "wideningIsCountersigned" : "thawIsCountersigned",
    )
    unless(isAdmin(countersigner), "countersignerIsAdmin")
    unless(countersigner.kind === "human", "countersignerIsHuman")
    unless(countersigner.tenant === tenant, "countersignerIsOfTenant")
    unless(person(countersigner) !== owner, "countersignerIsNotBeneficiary")
    unless(isSigned(said, countersigner, said.countersignature, tenant), "countersignatureIsSigned")
    unless(said.serial === serial + 1, "countersignatureNamesThisChange")
  }
}

const isSigned = (said: Changing, who: Principal, signature: Signature | null, tenant: string) => {
  if (signature === null || person(signature.signer) !== person(who)) return false
  const { statement } = signature
  return (
    statement.tenant === tenant &&
    statement.budget === said.id &&
    statement.what === (said.type === "widen" ? "widening" : "thaw") &&
    statement.terms === termsOf(tenant, said) &&
    person(statement.signer) === person(who) &&
    statement.signer.kind === who.kind
  )
}
