import type { Principal } from "../../../kernel/actors.ts"
import type { Command, ResourceType, Settings } from "../../../kernel/break-glass/break-glass.ts"
import { isCovered, termsOf } from "./words.ts"

/**
 * Break-glass a second time, straight from the words of its table and as naive as possible: a list of what was accepted,
 * and everything worked out anew from it whenever somebody asks. It shares types with the kernel and nothing else.
 */

export interface Happened {
  readonly command: Command
  readonly now: number
}

type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>
type Named = Pick<Principal, "id" | "tenant">

const person = (who: Named) => `${who.id}@${who.tenant}`

/** One grant, seen from the list: the commands that met it, the request first. */
class Grant {
  readonly request: Said<"request">
  readonly requestedAt: number
  readonly policy: Settings
  readonly later: Happened[] = []

  constructor(request: Said<"request">, requestedAt: number, policy: Settings) {
    this.request = request
    this.requestedAt = requestedAt
    this.policy = policy
  }

  first(...types: readonly Command["type"][]) {
    return this.later.find(({ command }) => types.includes(command.type))
  }

  get holder() {
    return person(this.request.by)
  }
  get settled() {
    return this.first("countersign", "deny", "lapse")
  }
  get lapsesAt() {
    return this.requestedAt + this.policy.requestMs
  }
  get activatedAt() {
    return this.first("countersign")?.now
  }
  get expiresAt() {
    return this.activatedAt === undefined ? undefined : this.activatedAt + this.request.durationMs
  }
  get uses() {
    return this.later.filter(({ command }) => command.type === "use").length
  }
  /** How it ended and when: a sweep tells of an end that has long been there. */
  get ended(): { readonly how: "revoked" | "expired"; readonly at: number } | undefined {
    const end = this.first("revoke", "expire")
    if (end === undefined) return undefined
    if (end.command.type === "revoke") return { how: "revoked", at: end.now }
    return { how: "expired", at: this.expiresAt ?? end.now }
  }
  get isWarned() {
    const settled = this.first("countersign")?.command
    return settled?.type === "countersign" && person(settled.by) === this.holder
  }

  get status() {
    if (this.ended !== undefined) return this.ended.how
    const settled = this.settled?.command.type
    if (settled === "countersign") return "active"
    if (settled === "deny") return "denied"
    return settled === "lapse" ? "lapsed" : "requested"
  }
  isFresh(now: number) {
    return this.settled !== undefined || now < this.lapsesAt
  }
  isUnexpired(now: number) {
    return this.expiresAt === undefined || now < this.expiresAt
  }
  isActiveBy(now: number) {
    return this.status === "active" && this.isUnexpired(now)
  }
  isOpenBy(now: number) {
    return (this.status === "requested" && now < this.lapsesAt) || this.isActiveBy(now)
  }
  /** When an activated grant was really over, if it is. */
  realEnd(now: number) {
    if (this.activatedAt === undefined) return undefined
    if (this.ended !== undefined) return this.ended.at
    return this.isUnexpired(now) ? undefined : this.expiresAt
  }
}

const grants = (history: readonly Happened[], policy: Settings): Map<string, Grant> => {
  const all = new Map<string, Grant>()
  for (const one of history) {
    const { command, now } = one
    if (command.type === "request") all.set(command.id, new Grant(command, now, policy))
    else all.get(command.id)?.later.push(one)
  }
  return all
}

/** What there is to see of each grant. */
export const seen = (history: readonly Happened[], policy: Settings): ReadonlyMap<string, object> =>
  new Map(
    [...grants(history, policy)].map(([id, grant]) => [
      id,
      {
        status: grant.status,
        lapsesAt: grant.lapsesAt,
        activatedAt: grant.activatedAt ?? null,
        expiresAt: grant.expiresAt ?? null,
        uses: grant.uses,
        ended: grant.ended ?? null,
        selfCountersigned: grant.isWarned,
      },
    ]),
  )

/** What the table has against a command: names of guards, or that the grant is unknown or its id taken. */
export const objections = (
  history: readonly Happened[],
  policy: Settings,
  command: Command,
  now: number,
): ReadonlySet<string> => {
  const all = grants(history, policy)
  const grant = all.get(command.id)
  const against = new Set<string>()
  const unless = (holds: boolean, guard: string) => {
    if (!holds) against.add(guard)
  }
  const isKeyOf = (key: string, who: Named) =>
    Object.entries(policy.keyring).some(([one, owner]) => one === key && person(owner) === person(who))
  const isEligible = ({ roles }: Said<"deny">["by"]) => policy.countersigners.some((role) => roles.includes(role))

  if (command.type === "request") {
    if (grant !== undefined) return new Set(["taken"])
    judgeRequest(command)
    return against
  }
  if (grant === undefined) return new Set(["unknown"])
  const { tenant } = grant.request.by
  /** What a request rests on, which is asked when it is countersigned and again when the grant is used. */
  const judgeRest = ({ factor, by: holder, scope, durationMs }: Said<"request">) => {
    unless(factor === null || isKeyOf(factor.key, holder), "holderKeepsTheKey")
    unless(
      scope.every((pair) => isCovered(pair.tool, pair.prefix, policy.grantable)),
      "scopeIsGrantable",
    )
    unless(durationMs >= policy.minDurationMs && durationMs <= policy.maxDurationMs, "durationIsWithinBounds")
  }
  const isRequested = grant.status === "requested"
  switch (command.type) {
    case "countersign": {
      const active = [...all.values()].filter((one) => one.isActiveBy(now)).length
      unless(isRequested, "grantIsRequested")
      unless(grant.isFresh(now), "requestIsFresh")
      unless(active < policy.maxActiveGrants, "activeGrantsAreBelowCap")
      unless(policy.allowSelfCountersign || person(command.by) !== grant.holder, "countersignerIsNotHolder")
      unless(command.by.kind === "human", "countersignerIsHuman")
      unless(command.by.tenant === tenant, "countersignerIsOfTenant")
      unless(isEligible(command.by), "countersignerIsEligible")
      unless(isSigned(command, policy), "countersignatureIsSigned")
      unless(command.terms === termsOf(grant.request, policy), "countersignatureNamesTheGrant")
      judgeRest(grant.request)
      break
    }
    case "deny":
      unless(isRequested, "grantIsRequested")
      unless(grant.isFresh(now), "requestIsFresh")
      unless(isEligible(command.by), "countersignerIsEligible")
      unless(command.by.kind === "human", "denierIsHuman")
      unless(command.by.tenant === tenant, "denierIsOfTenant")
      break
    case "lapse":
      unless(isRequested, "grantIsRequested")
      unless(now >= grant.lapsesAt, "lapseIsDue")
      break
    case "use": {
      const { tool, resources } = command.action
      const { scope, agent } = grant.request
      unless(grant.status === "active", "grantIsActive")
      unless(grant.isUnexpired(now), "grantIsUnexpired")
      unless(
        resources.every(({ address }) => isCovered(tool, address, scope)),
        "actionIsInScope",
      )
      const [caller, behind] = [person(command.by.actor), person(command.by.person)]
      const callers = agent === null ? [grant.holder] : [grant.holder, person(agent)]
      unless(behind === grant.holder && callers.includes(caller), "callerIsHolder")
      const isOpenable = (address: string, type: ResourceType) =>
        policy.grantable.some((pair) => pair.types.includes(type) && isCovered(tool, address, [pair]))
      unless(
        resources.every(({ address, opens }) => opens === null || isOpenable(address, opens)),
        "openedTypesAreGrantable",
      )
      unless(!command.action.opensToWorld, "nothingIsOpenedToTheWorld")
      judgeRest(grant.request)
      const signatures = grant.later.flatMap((one) => ("signature" in one.command ? [one.command.signature] : []))
      unless(
        signatures.every((given) => given === null || isKeyOf(given.key, given.signer)),
        "countersignerKeepsTheKey",
      )
      const rolesNow = (key: string) =>
        Object.entries(policy.keyring).flatMap(([k, { roles }]) => (k === key ? roles : []))
      unless(
        signatures.every(
          (given) =>
            given === null ||
            !isKeyOf(given.key, given.signer) ||
            policy.countersigners.some((role) => rolesNow(given.key).includes(role)),
        ),
        "countersignerIsEligible",
      )
      unless(policy.allowSelfCountersign || !grant.isWarned, "countersignerIsNotHolder")
      break
    }
    case "revoke":
      unless(isRequested || grant.status === "active", "grantIsOpen")
      unless(grant.isFresh(now), "requestIsFresh")
      unless(grant.isUnexpired(now), "grantIsUnexpired")
      unless(person(command.by) === grant.holder || isEligible(command.by), "revokerIsHolderOrEligible")
      unless(command.by.tenant === tenant, "revokerIsOfTenant")
      unless(command.by.kind !== "agent", "revokerIsNotAgent")
      break
    case "expire":
      unless(grant.status === "active", "grantIsActive")
      unless(grant.expiresAt !== undefined && now >= grant.expiresAt, "expiryIsDue")
      break
  }
  return against

  function judgeRequest({ by, agent, reason, durationMs, factor, scope }: Said<"request">) {
    const own = [...all.values()].filter(({ holder }) => holder === person(by))
    unless(/[\p{L}\p{N}]/u.test(reason), "reasonIsGiven")
    unless(durationMs >= policy.minDurationMs && durationMs <= policy.maxDurationMs, "durationIsWithinBounds")
    unless(by.kind === "human", "holderIsHuman")
    unless(by.tenant === policy.tenant, "holderIsOfTenant")
    unless(agent === null || agent.tenant === policy.tenant, "agentIsOfTenant")
    const age = factor === null ? Infinity : now - factor.at
    unless(age >= 0 && age < policy.factorMs, "holderFactorIsFresh")
    unless(
      scope.every(({ tool, prefix }) => isCovered(tool, prefix, policy.grantable)),
      "scopeIsGrantable",
    )
    unless(!own.some((one) => one.isOpenBy(now)), "holderHasNoOpenGrant")
    const rested = own.every((one) => {
      const end = one.realEnd(now)
      return end === undefined || now - end >= policy.cooldownMs
    })
    unless(rested, "cooldownHasPassed")
    const recent = own.filter((one) => now - one.requestedAt < policy.requestRate.windowMs).length
    unless(recent < policy.requestRate.max, "requestRateIsWithinLimit")
  }
}

const isSigned = ({ by, id: grant, terms, signature }: Said<"countersign">, { tenant }: Settings) => {
  if (signature === null || person(signature.signer) !== person(by)) return false
  const { statement } = signature
  return (
    statement.tenant === tenant &&
    statement.grant === grant &&
    statement.terms === terms &&
    person(statement.countersigner) === person(by)
  )
}
