import type { Principal } from "../../../kernel/actors.ts"
import type { Amounts, Caps, Command, Kept, Settings, Signature } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import { type Kernel, START, ask, lapse, termsOf } from "../../fixtures/budgets.ts"
import type * as told from "../trail.ts"

/**
 * What no run may ever do, told from what happened: from the commands that were accepted, and when. Nothing here looks at a
 * guard or a fact; what an entity keeps is looked at only where the property is about what it keeps. Sums are exact, however
 * large.
 */

type Trail = told.Trail<Budgets>
type Type = Command["type"]
type Said<T extends Type> = Extract<Command, { readonly type: T }>
type Change = "widen" | "unfreeze"
type Who = Pick<Principal, "id" | "tenant">

/** A command that was accepted, and which of the trail it was. */
interface Deed<T extends Type = Type> {
  readonly command: Said<T>
  readonly now: number
  readonly index: number
}

const same = (a: Who, b: Who) => a.id === b.id && a.tenant === b.tenant
const isDeed = <T extends Type>(deed: Deed, ...types: readonly T[]): deed is Deed & Deed<T> =>
  types.some((type) => deed.command.type === type)
const DAY = 86_400_000
const dayOf = (now: number) => Math.floor(now / DAY)

/** One run as it was: read once, since all properties ask it. */
interface Run {
  readonly trail: Trail
  readonly deeds: readonly Deed[]
  readonly settings: Settings
}
const runs = new WeakMap<Trail, Run>()
const runOf = (trail: Trail): Run | undefined => {
  const [first] = trail
  if (first === undefined) return undefined
  const known = runs.get(trail)
  if (known !== undefined) return known
  const deeds = trail.flatMap(({ answer, command, now }, index) => (answer.accepted ? [{ command, now, index }] : []))
  const run = { trail, deeds, settings: first.before.settings }
  runs.set(trail, run)
  return run
}

/** What holds of every accepted command of this type, in the run as it was told up to then. */
const every = <T extends Type>(
  trail: Trail,
  types: T | readonly T[],
  holds: (command: Said<T>, deed: Deed<T>, before: Run) => boolean,
): boolean => {
  const run = runOf(trail)
  if (run === undefined) return true
  const wanted = typeof types === "string" ? [types] : types
  return run.deeds.every((deed, place) => {
    if (!isDeed(deed, ...wanted)) return true
    return holds(deed.command, deed, { ...run, deeds: run.deeds.slice(0, place) })
  })
}

/** What holds after every accepted command, told with what had been accepted by then: what is refused changes nothing. */
const always = (trail: Trail, holds: (played: Trail[number], run: Run) => boolean): boolean => {
  const run = runOf(trail)
  if (run === undefined) return true
  return run.deeds.every(({ index }, place) => {
    const played = trail[index]
    return played !== undefined && holds(played, { ...run, deeds: run.deeds.slice(0, place + 1) })
  })
}

/** A reservation as it was asked for, and what was done with it. */
interface Reservation {
  readonly id: string
  readonly asked: Deed<"reserve">
  readonly later: readonly Deed[]
}
const read = new WeakMap<readonly Deed[], readonly Reservation[]>()
const everyReservationOf = (deeds: readonly Deed[]): readonly Reservation[] => {
  const known = read.get(deeds)
  if (known !== undefined) return known
  const all = deeds.flatMap((deed) => {
    if (!isDeed(deed, "reserve")) return []
    const { id } = deed.command
    return [{ id, asked: deed, later: deeds.filter((one) => one.command.id === id && one.index > deed.index) }]
  })
  read.set(deeds, all)
  return all
}
const reservationsOf = ({ deeds }: Run, budget?: string): readonly Reservation[] =>
  everyReservationOf(deeds).filter(({ asked }) => budget === undefined || asked.command.budget === budget)
const reservationOf = (run: Run, id: string): Reservation | undefined =>
  reservationsOf(run).find((reservation) => reservation.id === id)
const did = ({ later }: Reservation, ...types: readonly Type[]): boolean => later.some((deed) => isDeed(deed, ...types))
const leaseOf = ({ asked }: Reservation, { settings: { leaseMs } }: Run): number => asked.now + leaseMs
const reportOf = ({ later }: Reservation): Amounts | undefined =>
  later.flatMap(({ command }) => (command.type === "settle" ? [command.amounts] : [])).at(-1)

/** What a reservation is charged with: as reported, nothing where it was taken back, as asked otherwise. */
const chargeOf = (reservation: Reservation): Amounts =>
  reportOf(reservation) ?? (did(reservation, "unreserve") ? { spend: 0, affected: 0 } : reservation.asked.command.asked)
const isOverrun = (asked: Amounts, reported: Amounts) =>
  reported.spend > asked.spend || reported.affected > asked.affected

/** What is charged on a day, summed from nothing. */
const charged = (run: Run, budget: string, day: number, what: keyof Amounts): bigint =>
  reservationsOf(run, budget)
    .filter(({ asked }) => dayOf(asked.now) === day)
    .reduce((total, reservation) => total + BigInt(chargeOf(reservation)[what]), 0n)

const changesOf = ({ deeds }: Run, budget: string) =>
  deeds.flatMap((deed) => (isDeed(deed, "widen", "narrow") && deed.command.id === budget ? [deed] : []))

/** The caps in force, from all widenings and narrowings that there were. */
const capsOf = (run: Run, budget: string, now: number): Caps => {
  const changes = changesOf(run, budget)
  const last = changes.at(-1)
  if (last === undefined) return run.settings.newCaps
  if (last.command.type === "narrow" || now >= last.command.from) return last.command.caps
  const before = { ...run, deeds: run.deeds.filter(({ index }) => index < last.index) }
  return capsOf(before, budget, last.now)
}
const isWaiting = (run: Run, budget: string, now: number): boolean => {
  const last = changesOf(run, budget).at(-1)?.command
  return last?.type === "widen" && now < last.from
}
const NUMBERS = ["spend", "affected", "blast", "depth", "rate", "open", "unknown"] as const
const isWithin = (caps: Caps, other: Caps) =>
  NUMBERS.every((name) => caps[name] <= other[name]) && caps.tools.every((tool) => other.tools.includes(tool))

/** Overruns that happened, by budget. */
const overrunsOf = (run: Run, budget: string): readonly Deed[] =>
  reservationsOf(run, budget).flatMap(({ asked, later }) =>
    later.filter(({ command }) => command.type === "settle" && isOverrun(asked.command.asked, command.amounts)),
  )
const isFrozen = (run: Run, budget: string): boolean => {
  const thaws = run.deeds.filter(({ command }) => command.type === "unfreeze" && command.id === budget)
  const last = thaws.at(-1)?.index ?? -1
  return overrunsOf(run, budget).some(({ index }) => index > last)
}
/** How many changes there were of which two people have to have known. */
const serialOf = (run: Run, budget: string): number =>
  run.deeds.filter((deed) => isDeed(deed, "widen", "narrow", "unfreeze") && deed.command.id === budget).length +
  overrunsOf(run, budget).length

const ownerOf = ({ deeds, settings: { tenant } }: Run, budget: string): Who | undefined =>
  deeds.flatMap(({ command }) =>
    command.type === "open" && command.id === budget ? [{ id: command.owner, tenant }] : [],
  )[0]

const isAdmin = ({ roles }: { readonly roles: readonly string[] }) => roles.includes("admin")
const isOwners = (run: Run, budget: string, who: Who) => {
  const owner = ownerOf(run, budget)
  return owner !== undefined && same(owner, who)
}

const isSignedBy = (run: Run, command: Said<Change>, who: Principal, signature: Signature | null): boolean => {
  if (signature === null || !same(signature.signer, who)) return false
  const { tenant, budget, what, terms, signer } = signature.statement
  return (
    tenant === run.settings.tenant &&
    budget === command.id &&
    what === (command.type === "widen" ? "widening" : "thaw") &&
    terms === termsOf(run.settings.tenant, command) &&
    same(signer, who) &&
    signer.kind === who.kind
  )
}

/** What both changes ask of whoever changes, and of whoever countersigns. */
const byAdmin = (type: Change) => (trail: Trail) => every(trail, type, ({ by }) => isAdmin(by))
const byHuman = (type: Change) => (trail: Trail) => every(trail, type, ({ by }) => by.kind === "human")
const byOurs = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ by }, _, { settings }) => by.tenant === settings.tenant)
const byAnother = (type: Change) => (trail: Trail) => every(trail, type, ({ id, by }, _, run) => !isOwners(run, id, by))
const bySigner = (type: Change) => (trail: Trail) =>
  every(trail, type, (command, _, run) => isSignedBy(run, command, command.by, command.signature))
const byTwo = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ by, countersigner }) => !same(by, countersigner))
const secondIsAdmin = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ countersigner }) => isAdmin(countersigner))
const secondIsHuman = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ countersigner }) => countersigner.kind === "human")
const secondIsOurs = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ countersigner }, _, { settings }) => countersigner.tenant === settings.tenant)
const secondIsAnother = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ id, countersigner }, _, run) => !isOwners(run, id, countersigner))
const secondHasSigned = (type: Change) => (trail: Trail) =>
  every(trail, type, (command, _, run) => isSignedBy(run, command, command.countersigner, command.countersignature))
/** What was signed for as a change of that number is no change of another one: it is the budget's next. */
const isNext = (type: Change) => (trail: Trail) =>
  every(trail, type, ({ id, serial }, { index }) => {
    const kept = trail[index]?.after.entities.get(id)?.kept
    return kept?.entity === "budget" && serial === kept.serial
  })

const isReporter = (by: Principal & { readonly roles: readonly string[] }, { tenant, reporters }: Settings) =>
  by.kind === "service" && by.tenant === tenant && by.roles.some((role) => reporters.some((one) => one === role))

const everyCall = <T extends "release" | "settle" | "unreserve" | "lapse">(
  trail: Trail,
  type: T,
  holds: (reservation: Reservation, deed: Deed<T>, run: Run) => boolean,
): boolean =>
  every(trail, type, (command, deed, run) => {
    const { id }: Command = command
    const reservation = reservationOf(run, id)
    return reservation !== undefined && holds(reservation, deed, run)
  })

/** What holds of each budget, and of each reservation, at every moment. */
const everyBudget = (
  trail: Trail,
  holds: (id: string, kept: Extract<Kept, { readonly entity: "budget" }>, run: Run, played: Trail[number]) => boolean,
): boolean =>
  always(trail, (played, run) =>
    run.deeds.every((deed) => {
      if (!isDeed(deed, "open")) return true
      const kept = played.after.entities.get(deed.command.id)?.kept
      return kept?.entity === "budget" && holds(deed.command.id, kept, run, played)
    }),
  )
const everyReservation = (trail: Trail, holds: (charged: Amounts, reservation: Reservation) => boolean): boolean =>
  always(trail, (played, run) =>
    reservationsOf(run).every((reservation) => {
      const kept = played.after.entities.get(reservation.id)?.kept
      return kept?.entity === "reservation" && holds(kept.charged, reservation)
    }),
  )
const atLeast = (a: Amounts, b: Amounts) => a.spend >= b.spend && a.affected >= b.affected
/** What the meter shows of a sum that is more than is exact. */
const BEYOND = Number.MAX_SAFE_INTEGER
const WHAT = ["spend", "affected"] as const

export const properties: Readonly<Record<string, (trail: Trail, kernel?: Kernel) => boolean>> = {
  OnlyAdminsOpen: (trail) => every(trail, "open", ({ by }) => isAdmin(by)),
  NoCrossTenantOpening: (trail) => every(trail, "open", ({ by }, _, { settings }) => by.tenant === settings.tenant),

  BudgetIsNotTransferable: (trail) =>
    every(trail, "reserve", ({ by, budget }, _, { settings: { tenant } }) => {
      return by.kind === "agent" && same(by, { id: budget, tenant })
    }),
  OnlyAllowlistedTools: (trail) =>
    every(trail, "reserve", ({ budget, tool }, { now }, run) => capsOf(run, budget, now).tools.includes(tool)),
  OnlyAllowlistedToolsStart: (trail) =>
    everyCall(trail, "release", ({ asked: { command } }, { now }, run) =>
      capsOf(run, command.budget, now).tools.includes(command.tool),
    ),
  NoAdmissionAboveSpendCap: (trail) =>
    every(trail, "reserve", ({ budget, asked }, { now }, run) => {
      const total = charged(run, budget, dayOf(now), "spend") + BigInt(asked.spend)
      return total <= BigInt(capsOf(run, budget, now).spend)
    }),
  NoAdmissionAboveAffectedCap: (trail) =>
    every(trail, "reserve", ({ budget, asked }, { now }, run) => {
      const total = charged(run, budget, dayOf(now), "affected") + BigInt(asked.affected)
      return total <= BigInt(capsOf(run, budget, now).affected)
    }),
  BlastRadiusIsBounded: (trail) =>
    every(trail, "reserve", ({ budget, asked }, { now }, run) => asked.affected <= capsOf(run, budget, now).blast),
  DependencyDepthIsBounded: (trail) =>
    every(trail, "reserve", ({ budget, depth }, { now }, run) => depth <= capsOf(run, budget, now).depth),
  RateIsBounded: (trail) =>
    every(trail, "reserve", ({ budget }, { now }, run) => {
      const recent = reservationsOf(run, budget).filter(({ asked }) => now - asked.now < run.settings.windowMs)
      return recent.length + 1 <= capsOf(run, budget, now).rate
    }),
  NoFourthIdenticalCall: (trail) =>
    every(trail, "reserve", ({ budget, tool, digest }, { now }, run) => {
      const again = reservationsOf(run, budget).filter(
        ({ asked: { command, now: then } }) =>
          now - then < run.settings.windowMs && command.tool === tool && command.digest === digest,
      )
      return again.length + 1 <= 3
    }),
  OpenReservationsAreBounded: (trail) =>
    every(trail, "reserve", ({ budget }, { now }, run) => {
      const running = reservationsOf(run, budget).filter(
        (one) => now < leaseOf(one, run) && !did(one, "settle", "unreserve"),
      )
      return running.length + 1 <= capsOf(run, budget, now).open
    }),
  UnknownOutcomesAreBounded: (trail) =>
    every(trail, "reserve", ({ budget }, { now }, run) => {
      const unknown = reservationsOf(run, budget).filter(
        (one) => now >= leaseOf(one, run) && did(one, "release") && !did(one, "settle"),
      )
      return unknown.length < capsOf(run, budget, now).unknown
    }),
  FrozenAgentReservesNothing: (trail) => every(trail, "reserve", ({ budget }, _, run) => !isFrozen(run, budget)),
  FrozenAgentStartsNothing: (trail) =>
    everyCall(trail, "release", ({ asked }, _, run) => !isFrozen(run, asked.command.budget)),

  OnlyTheGateReleases: (trail) => every(trail, "release", ({ by }, _, { settings }) => isReporter(by, settings)),
  OnlyTheGateSettles: (trail) => every(trail, "settle", ({ by }, _, { settings }) => isReporter(by, settings)),
  OnlyTheGateUnreserves: (trail) => every(trail, "unreserve", ({ by }, _, { settings }) => isReporter(by, settings)),
  NoReleaseAfterEnd: (trail) => everyCall(trail, "release", (one) => !did(one, "settle", "unreserve", "lapse")),
  UnreservedAtMostOnce: (trail) => everyCall(trail, "unreserve", (one) => !did(one, "settle", "unreserve", "lapse")),
  LapsedAtMostOnce: (trail) => everyCall(trail, "lapse", (one) => !did(one, "settle", "unreserve", "lapse")),
  SettledAtMostOnce: (trail) => everyCall(trail, "settle", (one) => !did(one, "settle", "unreserve")),
  RunsOncePerReservation: (trail) => everyCall(trail, "release", (one) => !did(one, "release")),
  NoReleaseAfterLease: (trail) => everyCall(trail, "release", (one, { now }, run) => now < leaseOf(one, run)),
  NoEarlyLapse: (trail) => everyCall(trail, "lapse", (one, { now }, run) => now >= leaseOf(one, run)),
  NothingRanForFree: (trail) => everyCall(trail, "unreserve", (one) => !did(one, "release")),

  OnlyAdminsWiden: byAdmin("widen"),
  OnlyHumansWiden: byHuman("widen"),
  NoCrossTenantWidening: byOurs("widen"),
  NoSelfWidening: byAnother("widen"),
  NoWideningUnsignedByTheWidener: bySigner("widen"),
  WideningHasTwoPeople: byTwo("widen"),
  NoRetroactiveWidening: (trail) => every(trail, "widen", ({ from }, { now }) => from >= now),
  OnlyAdminsCountersignWidening: secondIsAdmin("widen"),
  OnlyHumansCountersignWidening: secondIsHuman("widen"),
  NoCrossTenantCountersignedWidening: secondIsOurs("widen"),
  NoSelfCountersignedWidening: secondIsAnother("widen"),
  NoUnsignedWidening: secondHasSigned("widen"),
  NoReplayedWidening: isNext("widen"),

  OnlyAdminsNarrow: (trail) => every(trail, "narrow", ({ by }) => isAdmin(by)),
  NoCrossTenantNarrowing: (trail) => every(trail, "narrow", ({ by }, _, { settings }) => by.tenant === settings.tenant),
  NoWideningByNarrowing: (trail) =>
    every(trail, "narrow", ({ id, caps }, { now }, run) => isWithin(caps, capsOf(run, id, now))),
  EveryNarrowingChanges: (trail) =>
    every(trail, "narrow", ({ id, caps }, { now }, run) => {
      return isWaiting(run, id, now) || !isWithin(capsOf(run, id, now), caps)
    }),

  EveryThawEndsAFreeze: (trail) => every(trail, "unfreeze", ({ id }, _, run) => isFrozen(run, id)),
  OnlyAdminsThaw: byAdmin("unfreeze"),
  OnlyHumansThaw: byHuman("unfreeze"),
  NoCrossTenantThaw: byOurs("unfreeze"),
  NoSelfThaw: byAnother("unfreeze"),
  NoThawUnsignedByTheThawer: bySigner("unfreeze"),
  ThawHasTwoPeople: byTwo("unfreeze"),
  OnlyAdminsCountersignThaw: secondIsAdmin("unfreeze"),
  OnlyHumansCountersignThaw: secondIsHuman("unfreeze"),
  NoCrossTenantCountersignedThaw: secondIsOurs("unfreeze"),
  NoSelfCountersignedThaw: secondIsAnother("unfreeze"),
  NoUnsignedThaw: secondHasSigned("unfreeze"),
  NoReplayedThaw: isNext("unfreeze"),

  EverySettlementCounts: (trail) =>
    everyReservation(trail, (charge, one) => {
      const reported = reportOf(one)
      return reported === undefined || atLeast(charge, reported)
    }),
  NothingIsChargedTwice: (trail) => everyReservation(trail, (charge, one) => atLeast(chargeOf(one), charge)),
  NoLapseForFree: (trail) =>
    everyReservation(trail, (charge, one) => {
      return !did(one, "lapse") || did(one, "settle", "unreserve") || atLeast(charge, one.asked.command.asked)
    }),
  OverrunFreezes: (trail) => everyBudget(trail, (id, { frozen }, run) => frozen === isFrozen(run, id)),
  NoThawOfAnUnseenOverrun: (trail) =>
    every(trail, "unfreeze", ({ id, serial }, _, run) => serial === serialOf(run, id) + 1),
  YesterdayIsNotCharged: (trail) =>
    everyBudget(trail, (id, { meter }, run) =>
      WHAT.every((what) => meter[what] === BEYOND || BigInt(meter[what]) <= charged(run, id, meter.day, what)),
    ),
  /** Where a sum is beyond what is exact, the meter shows the most that can be said. */
  NoChargeIsLost: (trail) =>
    everyBudget(trail, (id, { meter }, run) =>
      WHAT.every((what) => {
        const total = charged(run, id, meter.day, what)
        return BigInt(meter[what]) >= total || meter[what] === BEYOND
      }),
    ),
  NarrowingHolds: (trail) =>
    everyBudget(trail, (id, { caps, widening }, run, { now }) => {
      const last = changesOf(run, id).at(-1)?.command
      if (last?.type !== "narrow") return true
      // Now, and whenever what it keeps would come into force.
      return (
        isWithin(caps, last.caps) && (widening === null || (now >= widening.from && isWithin(widening.caps, last.caps)))
      )
    }),

  /** Nobody reports, and yet every reservation ends when its lease is over and somebody sweeps. */
  EveryReservationSettles: (trail, kernel = budgets) => {
    const run = runOf(trail)
    const last = trail.at(-1)
    if (run === undefined || last === undefined) return true
    return reservationsOf(run).every((one) => {
      if (did(one, "settle", "unreserve", "lapse")) return true
      const due = Math.max(last.now, leaseOf(one, run)) - START
      return ask(last.after, [due, lapse(one.id)], kernel).accepted
    })
  },
}
