import type { Principal } from "../../../kernel/actors.ts"
import type { Command, Group, Seat, Settings, Stages } from "../../../kernel/approvals/approvals.ts"
import { canFill } from "./fill.ts"

/**
 * Approvals a second time, straight from the words of its table and as naive as possible: a list of what was accepted, and
 * everything worked out anew from it whenever somebody asks. It shares the commands' types with the kernel and nothing else.
 */

export interface Happened {
  readonly command: Command
  readonly now: number
  /** The policy in force at that moment. */
  readonly policy: string
}

type Named = Pick<Principal, "id" | "tenant">
type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>
type Opinion = Said<"approve" | "reject">

const person = (who: Named) => `${who.id}@${who.tenant}`
const voice = (seat: Seat) => person(seat.member)
const place = (seat: Seat) => `${seat.stage} ${seat.group} ${voice(seat)}`

type Lost = (signature: { readonly signer: Named; readonly key: string } | null) => boolean

/** One request, seen from the list. */
class Request {
  readonly submit: Said<"submit">
  readonly at: number
  readonly policy: string
  readonly opinions: { readonly said: Opinion; readonly at: number }[] = []
  readonly loans: Said<"delegate">[] = []
  uses = 0
  end: "expired" | "withdrawn" | "cancelled" | "superseded" | undefined

  constructor({ command, now, policy }: Happened & { readonly command: Said<"submit"> }) {
    this.submit = command
    this.at = now
    this.policy = policy
  }

  get stages(): Stages {
    return this.submit.stages
  }
  get tenant() {
    return this.submit.by.person.tenant
  }
  get initiator() {
    return person(this.submit.by.person)
  }
  get expiresAt() {
    return this.at + this.submit.lifetimeMs
  }

  take({ command, now }: Happened) {
    if (command.type === "approve" || command.type === "reject") this.opinions.push({ said: command, at: now })
    if (command.type === "delegate") this.loans.push(command)
    if (command.type === "consume") this.uses += 1
    if (command.type === "withdraw") this.end = "withdrawn"
    if (command.type === "cancel") this.end = "cancelled"
    if (command.type === "supersede") this.end = "superseded"
    if (command.type === "expire") this.end = "expired"
  }

  /** Who approved in a group of a stage, among the first so many opinions. */
  approvers(stage: number, group: string, among = this.opinions.length) {
    const found = new Set<string>()
    for (const { said } of this.opinions.slice(0, among)) {
      if (said.type === "approve" && said.seat.stage === stage && said.seat.group === group) found.add(person(said.by))
    }
    return found
  }

  isMet(stage: number, among = this.opinions.length) {
    for (const { name, quorum } of this.stages[stage]?.groups ?? []) {
      if (this.approvers(stage, name, among).size < quorum) return false
    }
    return true
  }

  get isMetThroughout() {
    return this.stages.every((_, stage) => this.isMet(stage))
  }

  get status() {
    if (this.end !== undefined) return this.end
    if (this.opinions.some(({ said }) => said.type === "reject")) return "rejected"
    if (!this.isMetThroughout) return "pending"
    return this.uses < this.submit.uses ? "approved" : "consumed"
  }
  get isOpen() {
    return ["pending", "approved"].includes(this.status)
  }

  /** When a stage opened: at the first moment at which all before it were met, or with the one before it where parallel. */
  openedAt(stage: number): number | undefined {
    const mode = this.stages[stage]?.mode
    if (mode === "parallel" && stage > 0) return this.openedAt(stage - 1)
    for (let among = 0; among <= this.opinions.length; among += 1) {
      let waits = false
      for (let before = 0; before < stage; before += 1) waits ||= !this.isMet(before, among)
      if (!waits) return among === 0 ? this.at : this.opinions[among - 1]?.at
    }
    return undefined
  }

  groupOf(seat: Seat): Group | undefined {
    return this.stages[seat.stage]?.groups.find((group) => group.name === seat.group)
  }

  holds(who: Named, seat: Seat) {
    const members = (this.groupOf(seat)?.seats ?? []).map(person)
    if (!members.includes(voice(seat))) return false
    if (voice(seat) === person(who)) return true
    return this.loans.some((loan) => place(loan.seat) === place(seat) && person(loan.to) === person(who))
  }

  /** Whether people can be found for all that is still empty. */
  get canBeMet() {
    const used = new Set([this.initiator, ...this.opinions.flatMap(({ said }) => [person(said.by), voice(said.seat)])])
    const places: Set<string>[] = []
    this.stages.forEach(({ groups }, stage) => {
      for (const { name, seats, quorum } of groups) {
        const able = seats.filter((one) => one.kind === "human" && one.tenant === this.tenant).map(person)
        const free = new Set(able.filter((one) => !used.has(one)))
        for (let empty = quorum - this.approvers(stage, name).size; empty > 0; empty -= 1) places.push(free)
      }
    })
    return canFill(places)
  }

  /** The request as if those had said nothing whose key is gone, or that of whoever had lent them the seat. */
  without(lost: Lost): Request {
    const other = new Request({ command: this.submit, now: this.at, policy: this.policy })
    for (const opinion of this.opinions) {
      const { by, seat, signature } = opinion.said
      const lenders = this.loans.filter((loan) => place(loan.seat) === place(seat) && person(loan.to) === person(by))
      const speaks = voice(seat) === person(by) || lenders.some((loan) => !lost(loan.signature))
      if (!lost(signature) && speaks) other.opinions.push(opinion)
    }
    return other
  }

  /** The request as it would be with one more opinion. */
  with(said: Opinion, now: number): Request {
    const other = new Request({ command: this.submit, now: this.at, policy: this.policy })
    other.opinions.push(...this.opinions, { said, at: now })
    return other
  }
}

const requests = (history: readonly Happened[]): Map<string, Request> => {
  const all = new Map<string, Request>()
  for (const one of history) {
    const { command, now, policy } = one
    if (command.type === "submit") all.set(command.id, new Request({ command, now, policy }))
    else all.get(command.id)?.take(one)
  }
  return all
}

export const statuses = (history: readonly Happened[]): ReadonlyMap<string, string> =>
  new Map([...requests(history)].map(([id, request]) => [id, request.status]))

/** What the table has against a command: names of guards, or that the request is unknown or its id taken. */
export const objections = (
  history: readonly Happened[],
  policy: Settings,
  command: Command,
  now: number,
): ReadonlySet<string> => {
  const all = requests(history)
  const request = all.get(command.id)
  const against = new Set<string>()
  /** Whether a key is no longer its signer's. */
  const lost: Lost = (signature) =>
    signature === null ||
    !Object.entries(policy.keyring).some(
      ([key, owner]) => key === signature.key && person(owner) === person(signature.signer),
    )
  const unless = (holds: boolean, guard: string) => {
    if (!holds) against.add(guard)
  }

  if (command.type === "submit") {
    if (request !== undefined) return new Set(["taken"])
    judgeSubmit(command)
    return against
  }
  if (request === undefined) return new Set(["unknown"])
  switch (command.type) {
    case "approve":
    case "reject":
      judgeOpinion(request, command)
      break
    case "delegate":
      judgeLoan(request, command)
      break
    case "consume":
      unless(
        !["rejected", "expired", "withdrawn", "cancelled", "superseded"].includes(request.status),
        "approvalIsLive",
      )
      unless(request.isMetThroughout, "quorumIsMet")
      unless(!request.isMetThroughout || request.without(lost).isMetThroughout, "signersKeepTheirKeys")
      unless(now < request.expiresAt, "approvalIsUnexpired")
      unless(request.uses < request.submit.uses, "approvalHasUsesLeft")
      unless(command.plan === request.submit.plan, "consumedPlanIsSealed")
      unless(policy.policy === request.policy, "policyIsUnchanged")
      unless(isRequester(request, command.by), "consumerIsRequester")
      break
    case "withdraw":
      unless(request.isOpen, "requestIsOpen")
      unless(
        request.opinions.some(({ said }) => said.type === "approve" && person(said.by) === person(command.by)),
        "withdrawerHasApproved",
      )
      break
    case "cancel": {
      const { actor } = command.by
      const isAdmin = actor.roles.map(String).includes("admin") && actor.tenant === request.tenant
      unless(request.isOpen, "requestIsOpen")
      unless(isOwner(request, command.by) || isAdmin, "cancellerIsInitiatorOrAdmin")
      break
    }
    case "supersede":
      unless(request.isOpen, "requestIsOpen")
      unless(isOwner(request, command.by), "supersederIsInitiator")
      break
    case "expire":
      unless(request.isOpen, "requestIsOpen")
      unless(now >= request.expiresAt, "expiryIsDue")
      break
  }
  return against

  function judgeSubmit(said: Said<"submit">) {
    const { stages, uses, lifetimeMs } = said
    const asked = new Request({ command: said, now, policy: policy.policy })
    const route = Object.entries(policy.routes).find(([name]) => name === said.route)?.[1]
    unless(route !== undefined && JSON.stringify(route) === JSON.stringify(stages), "stagesAreThePolicys")
    const groups = stages.flatMap((stage) => stage.groups)
    const asksNobody =
      stages.length === 0 ||
      stages.some((stage) => stage.groups.length === 0) ||
      groups.some(({ quorum }) => quorum < 1)
    unless(!asksNobody && asked.canBeMet, "quorumsAreReachable")
    unless(uses >= 1 && uses <= policy.maxUses, "usesAreWithinBounds")
    unless(lifetimeMs >= 1 && lifetimeMs <= policy.maxLifetimeMs, "lifetimeIsWithinBounds")
    let open = 0
    for (const other of all.values()) {
      if (other.initiator === asked.initiator && other.isOpen && now < other.expiresAt) open += 1
    }
    unless(open < policy.maxOpenRequests, "openRequestsAreBelowCap")
  }

  function judgeOpinion(of: Request, said: Opinion) {
    const { by, seat } = said
    const stage = of.stages[seat.stage]
    const opened = of.openedAt(seat.stage)
    const there = stage !== undefined
    unless(person(by) !== of.initiator, "initiatorIsNotApprover")
    unless(by.kind === "human", "approverIsHuman")
    unless(by.tenant === of.tenant, "approverIsOfTenant")
    unless(of.holds(by, seat), "approverHoldsSeat")
    unless(!of.opinions.some((one) => person(one.said.by) === person(by)), "approverHasNotDecided")
    unless(!of.opinions.some((one) => voice(one.said.seat) === voice(seat)), "seatIsUnspent")
    unless(!there || opened !== undefined, "stageIsOpen")
    unless(said.plan === of.submit.plan, "decisionNamesSealedPlan")
    unless(!there || opened === undefined || now - opened < stage.slaMs, "decisionIsInTime")
    unless(isSigned(of, said), "decisionIsSigned")
    unless(now < of.expiresAt, "requestIsUnexpired")
    unless(of.isOpen, "requestIsOpen")
    if (said.type === "reject") return
    let recent = 0
    for (const { command: earlier, now: at } of history) {
      if (earlier.type === "approve" && person(earlier.by) === person(by) && now - at < policy.decisionRate.windowMs)
        recent += 1
    }
    unless(recent < policy.decisionRate.max, "decisionRateIsWithinLimit")
    unless(!of.canBeMet || of.with(said, now).canBeMet, "quorumsStayReachable")
    unless(policy.policy === of.policy, "policyIsUnchanged")
  }

  function judgeLoan(of: Request, said: Said<"delegate">) {
    const { by, to, seat } = said
    const loans = of.loans.filter((loan) => place(loan.seat) === place(seat))
    unless(now < of.expiresAt, "requestIsUnexpired")
    unless(of.holds(by, seat), "delegatorHoldsSeat")
    unless(by.kind === "human", "delegatorIsHuman")
    unless(by.tenant === of.tenant, "delegatorIsOfTenant")
    unless(person(by) !== of.initiator, "delegatorIsNotInitiator")
    unless(!loans.some((loan) => person(loan.by) === person(by)), "delegatorHasNotDelegated")
    unless(person(to) !== of.initiator, "delegateIsNotInitiator")
    unless(to.kind === "human", "delegateIsHuman")
    unless(to.tenant === of.tenant, "delegateIsOfTenant")
    unless(policy.delegates.map(person).includes(person(to)), "delegateIsThePolicys")
    unless(isLent(of, said), "delegationIsSigned")
    unless(!loans.some((loan) => person(loan.to) === person(by)), "delegationIsFirstHop")
    unless(of.isOpen, "requestIsOpen")
  }
}

const isRequester = ({ submit: { by } }: Request, who: Said<"consume">["by"]) =>
  person(who.actor) === person(by.actor) && person(who.person) === person(by.person)

/** The initiator in person, or the requester. */
const isOwner = (request: Request, who: Said<"cancel">["by"]) =>
  person(who.actor) === request.initiator || isRequester(request, who)

const isLent = (of: Request, { by, id: request, seat, to, signature }: Said<"delegate">) => {
  if (signature === null || person(signature.signer) !== person(by)) return false
  const { statement } = signature
  return (
    statement.tenant === of.tenant &&
    statement.request === request &&
    statement.plan === of.submit.plan &&
    place(statement.seat) === place(seat) &&
    person(statement.delegator) === person(by) &&
    person(statement.to) === person(to) &&
    statement.expiresAt === of.expiresAt
  )
}

const isSigned = (of: Request, { type, by, id: request, plan, seat, signature }: Opinion) => {
  if (signature === null || person(signature.signer) !== person(by)) return false
  const { statement } = signature
  const { requester } = statement
  return (
    statement.tenant === of.tenant &&
    statement.request === request &&
    person(requester.actor) === person(of.submit.by.actor) &&
    person(requester.person) === person(of.submit.by.person) &&
    statement.plan === plan &&
    statement.policy === of.policy &&
    statement.uses === of.submit.uses &&
    place(statement.seat) === place(seat) &&
    person(statement.approver) === person(by) &&
    statement.decision === type &&
    statement.expiresAt === of.expiresAt
  )
}
