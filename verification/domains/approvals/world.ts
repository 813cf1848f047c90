import { ADMIN, Actor, Caller, type Principal } from "../../../kernel/actors.ts"
import {
  type Kept,
  RequestId,
  RouteName,
  type Seat,
  Seat as SeatSchema,
  Settings,
  Stages,
} from "../../../kernel/approvals/approvals.ts"
import { type Digest, digestOf } from "../../../kernel/digest.ts"
import { sameJson } from "../../../kernel/json.ts"
import { Instant } from "../../../kernel/time.ts"
import { ExplorationError } from "../../explore/errors.ts"
import { InstanceError, readAs } from "../instance.ts"
import type { Constants, ModelStage } from "./instance.ts"

/** The kernel time of the model's 0. One tick is a millisecond. Far from 0, so that no clamp of the kernel's hides anything. */
const EPOCH = 1_700_000_000_000

/** The actor that expires requests; the model has it by that name. */
export const SWEEPER = "sweeper"

type Form = Pick<Kept, "requester" | "plan" | "route" | "stages"> & {
  readonly uses: number
  readonly lifetimeMs: number
}

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface World {
  readonly requests: readonly RequestId[]
  readonly horizon: Instant
  readonly start: Instant
  readonly actor: (name: string) => Actor
  readonly principal: (name: string) => Principal
  readonly caller: (name: string) => Caller
  readonly form: (name: string) => Form
  readonly seat: (name: string) => Seat
  readonly digest: (name: string) => Digest
  /** The settings with the policy of that name in force. */
  readonly settings: (policy: string) => Settings
  readonly nameOf: {
    readonly actor: (who: Pick<Principal, "id" | "tenant">) => string
    readonly caller: (caller: Caller) => string
    readonly seat: (seat: Seat) => string
    readonly digest: (digest: Digest) => string
    readonly form: (kept: Kept) => string
    readonly tick: (at: Instant) => number
  }
}

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const worldOf = (constants: Constants): World => {
  const { Actors, Callers, Forms, Settings: given, Seats, Requests, Horizon } = constants
  const actors = table("actor", Actors, ({ id, tenant, kind, admin }) =>
    readAs(Actor, { id, tenant, kind, roles: admin ? [ADMIN] : [] }, "an actor"),
  )
  const principal = (name: string): Principal => {
    const { id, tenant, kind } = actors.of(name)
    return { id, tenant, kind }
  }
  const stagesOf = (stages: readonly ModelStage[]): Stages =>
    readAs(
      Stages,
      stages.map(({ mode, groups, sla }) => ({
        mode,
        groups: groups.map(({ name, seats, quorum }) => ({ name, seats: seats.map(principal), quorum })),
        slaMs: sla,
      })),
      "stages",
    )
  const digests = new Map<Digest, string>()
  const digest = memo((name: string) => {
    const made = digestOf(new TextEncoder().encode(name))
    digests.set(made, name)
    return made
  })
  const callers = table("caller", Callers, ({ actor, person }) =>
    readAs(Caller, { actor: actors.of(actor), person: actors.of(person) }, "a caller"),
  )
  const seats = table("seat", Seats, ({ stage, group, member }) =>
    // A seat of a stage before the first can't be said; one after the last can.
    readAs(SeatSchema, { stage: stage - 1, group, member: principal(member) }, "a seat"),
  )
  const forms = table("form", Forms, ({ requester, plan, route, stages, uses, lifetime }) => ({
    requester: callers.of(requester),
    plan: digest(plan),
    route: readAs(RouteName, route, "a route"),
    stages: stagesOf(stages),
    uses,
    lifetimeMs: lifetime,
  }))
  const routes = Object.fromEntries(Object.entries(given.routes).map(([route, stages]) => [route, stagesOf(stages)]))
  const settings = memo((policy: string) =>
    readAs(
      Settings,
      {
        policy: digest(policy),
        routes,
        maxUses: given.maxUses,
        maxLifetimeMs: given.maxLifetime,
        maxOpenRequests: given.maxOpen,
        decisionRate: { max: given.rateMax, windowMs: given.rateWindow },
      },
      "the settings",
    ),
  )
  const byIdentity = named<Pick<Principal, "id" | "tenant">>(
    "actor",
    actors.entries,
    ({ id, tenant }) => `${tenant}/${id}`,
  )
  const byCaller = named(
    "caller",
    callers.entries,
    ({ actor, person }: Caller) => `${byIdentity(actor)} ${byIdentity(person)}`,
  )
  const bySeat = named(
    "seat",
    seats.entries,
    ({ stage, group, member }: Seat) => `${stage} ${group} ${byIdentity(member)}`,
  )
  return {
    requests: Requests.map((id) => readAs(RequestId, id, "a request")),
    horizon: instant(EPOCH + Horizon),
    start: instant(EPOCH),
    actor: actors.of,
    principal,
    caller: callers.of,
    form: forms.of,
    seat: seats.of,
    digest,
    settings,
    nameOf: {
      actor: byIdentity,
      caller: byCaller,
      seat: bySeat,
      digest: (value) => digests.get(value) ?? unsayable("plan or policy", value),
      form: formNamer(forms.entries),
      tick: (at) => at - EPOCH,
    },
  }
}

/** The form of which a request is: everything that was sealed has to be as the form says. */
const formNamer =
  (forms: readonly (readonly [string, Form])[]) =>
  ({ tenant, requester, plan, route, stages, uses, submittedAt, expiresAt }: Kept): string => {
    const sealed = { requester, plan, route, stages, uses, lifetimeMs: expiresAt - submittedAt }
    const found = forms.filter(([, form]) => sameJson(form, sealed) && form.requester.person.tenant === tenant)
    if (found.length > 1)
      throw new InstanceError(`two forms are the same: ${found.map(([name]) => name).join(" and ")}`)
    return found[0]?.[0] ?? unsayable("request", sealed)
  }

const instant = (ms: number): Instant => readAs(Instant, ms, "a time")

const memo = <T>(make: (name: string) => T): ((name: string) => T) => {
  const known = new Map<string, T>()
  return (name) => {
    const value = known.get(name) ?? make(name)
    known.set(name, value)
    return value
  }
}

const table = <A, B>(what: string, raw: Readonly<Record<string, A>>, make: (raw: A) => B) => {
  const made = new Map(Object.entries(raw).map(([name, value]) => [name, make(value)]))
  const of = (name: string): B => {
    const value = made.get(name)
    if (value === undefined) throw new InstanceError(`the instance has no ${what} named ${name}`)
    return value
  }
  return { of, entries: [...made] }
}

/** Names by what they stand for; two names of one thing would make a value ambiguous. */
const named = <T>(what: string, entries: readonly (readonly [string, T])[], keyOf: (value: T) => string) => {
  const names = new Map<string, string>()
  for (const [name, value] of entries) {
    const key = keyOf(value)
    const other = names.get(key)
    if (other !== undefined) throw new InstanceError(`${other} and ${name} are the same ${what}`)
    names.set(key, name)
  }
  return (value: T): string => names.get(keyOf(value)) ?? unsayable(what, value)
}

const unsayable = (what: string, value: unknown): never => {
  throw new ExplorationError(`the model has no name for this ${what}: ${JSON.stringify(value)}`)
}
