import type { Property } from "../../explore/properties.ts"
import type { Address, Constants, ModelPair } from "./instance.ts"
import type { ModelAbsent, ModelGrant, ModelSettlement, ModelState } from "./values.ts"

/**
 * The properties of break-glass a second time, over the model's values, from the words of the table alone: nothing here
 * reads the kernel. They speak of what happened (who asked, settled, acted, ended, and when), from history, never of a
 * status or of a guard's verdict. A person's name in the model is the whole identity, so people are compared by name.
 */
export const propertyNames = [
  "EveryGrantHasAReason",
  "DurationIsBounded",
  "NoGrantToAgents",
  "NoGrantToOutsiders",
  "NoAgentFromOutside",
  "GrantsNeedAFreshFactor",
  "NoGrantBeyondTheGrantable",
  "OneOpenGrantPerHolder",
  "CooldownBetweenGrants",
  "RequestRateIsBounded",
  "ActiveGrantsAreCapped",
  "SettledOnce",
  "NoStaleCountersign",
  "NoStaleDeny",
  "NoStaleRevoke",
  "TwoPeople",
  "OnlyHumansCountersign",
  "NoCrossTenantGrant",
  "OnlyEligibleCountersign",
  "OnlyEligibleDeny",
  "NoUnsignedGrant",
  "CountersignaturesBindTheGrant",
  "NoGrantOfALostKey",
  "NoGrantOfALostScope",
  "NoGrantOfALostDuration",
  "OnlyHumansDeny",
  "NoCrossTenantDeny",
  "NoEarlyLapse",
  "NoUseOutsideGrant",
  "EndedNeverChanges",
  "NoUseAfterExpiry",
  "NoRevokeAfterExpiry",
  "OnlyHolderOrEligibleRevokes",
  "NoCrossTenantRevoke",
  "NoRevokeByAgents",
  "NoEarlyExpiry",
  "NoUseOutsideScope",
  "GrantIsNotTransferable",
  "NoOpeningBeyondTheGrantable",
  "NoOpeningToTheWorld",
  "NoUseWithoutTheHoldersKey",
  "NoUseWithoutTheCountersignersKey",
  "NoUseWithoutAnEligibleCountersigner",
  "NoUseByOnePersonAlone",
  "NoUseBeyondTheGrantable",
  "UsedDurationIsBounded",
  "NobodyWaitsForASweeper",
  "EndIsNeverLate",
  "SelfCountersignIsSeen",
] as const
export type PropertyName = (typeof propertyNames)[number]

/** A grant with the id that it has in the state. */
type Of = ModelGrant & { readonly id: string }

/** The properties over an instance's constants. */
export const propertiesOf = (constants: Constants): Readonly<Record<PropertyName, Property<ModelState>>> => {
  const { Settings, Terms } = constants
  const words = wordsOf(constants)
  const { form, actor, holder, deadline, lapsesAt, caller, deed, isOpen, realEnd } = words

  /** True of every grant by itself, in every state. */
  const always = (holds: (grant: Of) => boolean): Property<ModelState> => ({
    over: "state",
    holds: (state) => grantsIn(state).every(holds),
  })
  const everySettlement = (
    how: ModelSettlement["how"],
    holds: (settlement: ModelSettlement, grant: Of) => boolean,
  ): Property<ModelState> =>
    always((grant) => grant.settlements.every((settlement) => settlement.how !== how || holds(settlement, grant)))
  const everyUse = (holds: (use: ModelGrant["uses"], grant: Of) => boolean) =>
    always((grant) => grant.uses.count === 0 || holds(grant.uses, grant))
  const everyEnd = (how: ModelGrant["ended"]["how"], holds: (end: ModelGrant["ended"], grant: Of) => boolean) =>
    always((grant) => grant.ended.how !== how || holds(grant.ended, grant))
  const isOfTenant = (name: string) => actor(name)?.tenant === Settings.tenant
  const isEligible = (name: string) =>
    actor(name)?.roles.some((role) => Settings.countersigners.includes(role)) === true

  return {
    EveryGrantHasAReason: always((grant) => /\S/.test(form(grant).reason)),
    DurationIsBounded: always(
      (grant) => form(grant).duration >= Settings.minDuration && form(grant).duration <= Settings.maxDuration,
    ),
    NoGrantToAgents: always((grant) => actor(holder(grant))?.kind === "human"),
    NoGrantToOutsiders: always((grant) => isOfTenant(holder(grant))),
    NoAgentFromOutside: always((grant) => form(grant).agent === "none" || isOfTenant(form(grant).agent)),
    // A second factor, proven before the request and not long before.
    GrantsNeedAFreshFactor: always(
      ({ factorAt, requestedAt }) =>
        factorAt >= 0 && factorAt <= requestedAt && requestedAt < factorAt + Settings.factorTime,
    ),
    NoGrantBeyondTheGrantable: always((grant) =>
      form(grant).scope.every(({ tool, prefix }) => isCovered(Settings.grantable, tool, prefix)),
    ),
    // Of nobody's grants are two open by the clock.
    OneOpenGrantPerHolder: {
      over: "state",
      holds: (state) => {
        const open = grantsIn(state).filter((grant) => isOpen(grant, state.now))
        return areDistinct(open.map(holder))
      },
    },
    // Nobody asks again before the cooldown since their last grant's real end, swept or not. (The order within a tick is not kept.)
    CooldownBetweenGrants: {
      over: "state",
      holds: (state) =>
        everyTwo(grantsIn(state), (earlier, later) => {
          const end = realEnd(earlier)
          return (
            holder(earlier) !== holder(later) ||
            end === null ||
            later.requestedAt <= earlier.requestedAt ||
            later.requestedAt < end ||
            later.requestedAt >= end + Settings.cooldown
          )
        }),
    },
    // In no window has a person asked more often than the rate.
    RequestRateIsBounded: {
      over: "state",
      holds: (state) =>
        grantsIn(state).every(
          (grant) =>
            grantsIn(state).filter(
              (other) =>
                holder(other) === holder(grant) &&
                other.requestedAt <= grant.requestedAt &&
                other.requestedAt > grant.requestedAt - Settings.rateWindow,
            ).length <= Settings.rateMax,
        ),
    },
    // No more grants are active by the clock than the cap.
    ActiveGrantsAreCapped: {
      over: "state",
      holds: (state) =>
        grantsIn(state).filter((grant) => words.isActive(grant, state.now)).length <= Settings.maxActive,
    },
    // One settlement at most, none after an end, and what is revoked or expired was denied by nobody.
    SettledOnce: always(
      ({ settlements, ended }) =>
        settlements.length <= 1 &&
        settlements.every(({ how, at }) => ended.how === "none" || (how === "countersigned" && at <= ended.at)),
    ),
    NoStaleCountersign: everySettlement("countersigned", ({ at }, grant) => at < lapsesAt(grant)),
    NoStaleDeny: everySettlement("denied", ({ at }, grant) => at < lapsesAt(grant)),
    NoStaleRevoke: everyEnd("revoked", ({ at }, grant) => grant.settlements.length > 0 || at < lapsesAt(grant)),
    TwoPeople: everySettlement("countersigned", ({ by }, grant) => Settings.allowSelf || by !== holder(grant)),
    OnlyHumansCountersign: everySettlement("countersigned", ({ by }) => actor(by)?.kind === "human"),
    NoCrossTenantGrant: everySettlement("countersigned", ({ by }) => isOfTenant(by)),
    OnlyEligibleCountersign: everySettlement("countersigned", ({ by }) => isEligible(by)),
    OnlyEligibleDeny: everySettlement("denied", ({ by }) => isEligible(by)),
    NoUnsignedGrant: everySettlement("countersigned", ({ signature }) => signature === "good"),
    // Whoever countersigned named this very grant, as it was asked for.
    CountersignaturesBindTheGrant: everySettlement("countersigned", ({ terms }, grant) => {
      const named = Terms[terms]
      return named?.grant === grant.id && named.form === grant.form
    }),
    // Whoever asked still had the key of it when it was countersigned, and could still have asked for just this.
    NoGrantOfALostKey: everySettlement("countersigned", ({ lost }) => !lost.holderKey),
    NoGrantOfALostScope: everySettlement("countersigned", ({ lost }) => !lost.scope),
    NoGrantOfALostDuration: everySettlement("countersigned", ({ lost }) => !lost.duration),
    OnlyHumansDeny: everySettlement("denied", ({ by }) => actor(by)?.kind === "human"),
    NoCrossTenantDeny: everySettlement("denied", ({ by }) => isOfTenant(by)),
    NoEarlyLapse: everySettlement("lapsed", ({ at }, grant) => at >= lapsesAt(grant)),
    // Nothing is done under a grant that nobody countersigned, and nothing after its end.
    NoUseOutsideGrant: everyUse(
      ({ count, at }, { settlements, activatedAt, ended }) =>
        settlements.at(-1)?.how === "countersigned" &&
        at >= activatedAt &&
        (ended.how === "none" || (count === ended.uses && at <= ended.at)),
    ),
    // After an end, a denial or a lapse nothing of the grant changes.
    EndedNeverChanges: {
      over: "step",
      holds: (before, after) =>
        grantsIn(before).every(({ id }) => {
          const grant = before.gr[id]
          return grant === undefined || !isThere(grant) || !isOver(grant) || same(grant, after.gr[id])
        }),
    },
    NoUseAfterExpiry: everyUse(({ at }, grant) => {
      const end = deadline(grant)
      return end === null || at < end
    }),
    NoRevokeAfterExpiry: everyEnd("revoked", ({ at }, grant) => {
      const end = deadline(grant)
      return end === null || at < end
    }),
    OnlyHolderOrEligibleRevokes: everyEnd("revoked", ({ by }, grant) => by === holder(grant) || isEligible(by)),
    NoCrossTenantRevoke: everyEnd("revoked", ({ by }) => isOfTenant(by)),
    NoRevokeByAgents: everyEnd("revoked", ({ by }) => actor(by)?.kind !== "agent"),
    NoEarlyExpiry: everyEnd("expired", ({ at }, grant) => {
      const end = deadline(grant)
      return end !== null && at >= end
    }),
    NoUseOutsideScope: everyUse((use, grant) => {
      const { tool, resources } = deed(use.deed)
      return resources.every((resource) => isCovered(form(grant).scope, tool, resource))
    }),
    // The holder in person, or by the one agent that the grant names.
    GrantIsNotTransferable: everyUse(({ by }, grant) => {
      const { actor, person } = caller(by)
      return person === holder(grant) && (actor === person || actor === form(grant).agent)
    }),
    // What is opened lies under what the policy says that may be opened, by its type.
    NoOpeningBeyondTheGrantable: everyUse((use) => {
      const { tool, opens } = deed(use.deed)
      return opens.every(({ resource, type }) =>
        Settings.grantable.some((pair) => pair.types.includes(type) && isCovered([pair], tool, resource)),
      )
    }),
    NoOpeningToTheWorld: everyUse((use) => !deed(use.deed).toWorld),
    // Whoever asked, and whoever countersigned, still had the key of it when something was done.
    NoUseWithoutTheHoldersKey: everyUse(({ lost }) => !lost.holderKey),
    NoUseWithoutTheCountersignersKey: everyUse(({ lost }) => !lost.countersignerKey),
    // What the policy no longer lets anybody have gave nothing.
    NoUseWithoutAnEligibleCountersigner: everyUse(({ lost }) => !lost.countersignerRole),
    NoUseByOnePersonAlone: everyUse(({ lost }) => !lost.selfCountersign),
    NoUseBeyondTheGrantable: everyUse(({ lost }) => !lost.scope),
    UsedDurationIsBounded: everyUse(({ lost }) => !lost.duration),
    // With nobody sweeping, everybody gets to ask in the end, or still has a grant that is open by the clock.
    NobodyWaitsForASweeper: {
      over: "rest",
      fair: ["Tick", "Request"],
      holds: ({ now, gr }) =>
        Object.values(gr).every(isThere) || Object.values(gr).some((grant) => isThere(grant) && isOpen(grant, now)),
    },
    // However late the sweeper comes: what is written down is the end that the grant had.
    EndIsNeverLate: always((grant) => {
      const end = deadline(grant)
      return grant.ended.how === "none" || end === null || grant.ended.at <= end
    }),
    SelfCountersignIsSeen: everySettlement(
      "countersigned",
      ({ by }, grant) => by !== holder(grant) || grant.selfCountersigned,
    ),
  }
}

/** The words in which the properties are said. */
const wordsOf = ({ Actors, Callers, Forms, Deeds, Settings }: Constants) => {
  const form = (grant: ModelGrant) => named(Forms, grant.form)
  const lapsesAt = ({ requestedAt }: ModelGrant): number => requestedAt + Settings.requestTime
  /** When an activated grant ends if nobody ends it before, null for one that never was active. */
  const deadline = (grant: ModelGrant): number | null =>
    grant.activatedAt < 0 ? null : grant.activatedAt + form(grant).duration
  const isActive = (grant: ModelGrant, now: number): boolean => {
    const end = deadline(grant)
    return grant.ended.how === "none" && end !== null && now < end
  }
  return {
    form,
    lapsesAt,
    deadline,
    isActive,
    holder: (grant: ModelGrant): string => form(grant).holder,
    actor: (name: string) => Actors[name],
    caller: (name: string) => named(Callers, name),
    deed: (name: string) => named(Deeds, name),
    /** By the clock: asked for and in time, or active and unexpired. */
    isOpen: (grant: ModelGrant, now: number): boolean =>
      isActive(grant, now) || (!isOver(grant) && grant.settlements.length === 0 && now < lapsesAt(grant)),
    /** When an activated grant ended, or will at the latest. */
    realEnd: (grant: ModelGrant): number | null => {
      const end = deadline(grant)
      return end === null || grant.ended.how === "none" ? end : Math.min(end, grant.ended.at)
    },
  }
}

/** Over by what happened: an end, a denial or a lapse. */
const isOver = ({ ended, settlements }: ModelGrant): boolean =>
  ended.how !== "none" || ["denied", "lapsed"].includes(settlements.at(-1)?.how ?? "")

const isThere = (grant: ModelGrant | ModelAbsent): grant is ModelGrant => grant.status !== "absent"
const grantsIn = ({ gr }: ModelState): readonly Of[] =>
  Object.entries(gr).flatMap(([id, grant]) => (isThere(grant) ? [{ ...grant, id }] : []))
const everyTwo = <T>(all: readonly T[], holds: (one: T, other: T) => boolean): boolean =>
  all.every((one) => all.every((other) => one === other || holds(one, other)))
const areDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length

/** Whether a thing is what a pair names, or lies under it. */
const isCovered = (pairs: readonly ModelPair[], tool: string, address: Address): boolean =>
  pairs.some((pair) => pair.tool === tool && pair.prefix.every((name, index) => name === address[index]))

const named = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const found = table[name]
  if (found === undefined) throw new RangeError(`the instance has no ${name}`)
  return found
}

/** Equal as JSON whose objects are written in one order, as the projection of one instance is. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
