import { ADMIN, Actor, Caller, type Identity, type Principal, principalOf } from "../../../kernel/actors.ts"
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
import type { Keyring } from "../../../kernel/keyring.ts"
import { type Clock, clockOf } from "../clock.ts"
import { InstanceError, readAs } from "../instance.ts"
import { memo, named, namedActors, namedCallers, onlyOne, table, unsayable } from "../names.ts"
import { keyOf } from "../signatures.ts"
import type { Constants, ModelStage } from "./instance.ts"

type Form = Pick<Kept, "requester" | "plan" | "route" | "stages"> & {
  readonly uses: number
  readonly lifetimeMs: number
}

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface Interpretation {
  readonly requests: readonly RequestId[]
  readonly clock: Clock
  readonly actor: (name: string) => Actor
  readonly principal: (name: string) => Principal
  readonly caller: (name: string) => Caller
  readonly form: (name: string) => Form
  readonly seat: (name: string) => Seat
  readonly digest: (name: string) => Digest
  /** The settings with the policy of that name in force, and the keyring of that name. */
  readonly settings: (policy: string, keyring: string) => Settings
  /** A name of a keyring, for commands to which the keys mean nothing. */
  readonly anyKeyring: string
  readonly nameOf: {
    readonly actor: (who: Identity) => string
    readonly caller: (caller: Caller) => string
    readonly seat: (seat: Seat) => string
    readonly digest: (digest: Digest) => string
    readonly form: (kept: Kept) => string
  }
}

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const interpretationOf = (constants: Constants): Interpretation => {
  const { Actors, Callers, Forms, Settings: given, Seats, Keyrings, Requests, Horizon } = constants
  const actors = table("actor", Actors, ({ id, tenant, kind, admin }) =>
    readAs(Actor, { id, tenant, kind, roles: admin ? [ADMIN] : [] }, "an actor"),
  )
  const principal = (name: string): Principal => principalOf(actors.of(name))
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
  const keyring = memo((name: string): Keyring => {
    const lost = Object.hasOwn(Keyrings, name) ? Keyrings[name] : undefined
    if (lost === undefined) throw new InstanceError(`no such keyring: ${name}`)
    const holders = actors.entries.filter(([holder]) => !lost.includes(holder))
    return Object.fromEntries(holders.map(([, holder]) => [keyOf(holder), holder]))
  })
  const settingsIn = memo((policy: string) =>
    readAs(
      Settings,
      {
        policy: digest(policy),
        keyring: {},
        routes,
        delegates: given.delegates.map(principal),
        maxUses: given.maxUses,
        maxLifetimeMs: given.maxLifetime,
        maxOpenRequests: given.maxOpen,
        decisionRate: { max: given.rateMax, windowMs: given.rateWindow },
      },
      "the settings",
    ),
  )
  const settings = memo((names: string): Settings => {
    const [policy = "", ring = ""] = names.split(" ")
    return { ...settingsIn(policy), keyring: keyring(ring) }
  })
  const byIdentity = namedActors(actors.entries)
  const bySeat = named(
    "seat",
    seats.entries,
    ({ stage, group, member }: Seat) => `${stage} ${group} ${byIdentity(member)}`,
  )
  return {
    requests: Requests.map((id) => readAs(RequestId, id, "a request")),
    clock: clockOf(Horizon),
    actor: actors.of,
    principal,
    caller: callers.of,
    form: forms.of,
    seat: seats.of,
    digest,
    anyKeyring: Object.keys(Keyrings)[0] ?? "",
    settings: (policy, ring) => settings(`${policy} ${ring}`),
    nameOf: {
      actor: byIdentity,
      caller: namedCallers(callers.entries, byIdentity),
      seat: bySeat,
      digest: (value) => digests.get(value) ?? unsayable("plan or policy", value),
      form: formNamer(forms.entries),
    },
  }
}

/** The form of which a request is: everything that was sealed has to be as the form says. */
const formNamer =
  (forms: readonly (readonly [string, Form])[]) =>
  ({ tenant, requester, plan, route, stages, uses, submittedAt, expiresAt }: Kept): string => {
    const sealed = { requester, plan, route, stages, uses, lifetimeMs: expiresAt - submittedAt }
    const found = forms.filter(([, form]) => sameJson(form, sealed) && form.requester.person.tenant === tenant)
    return onlyOne(
      "form",
      found.map(([name]) => name),
      sealed,
    )
  }
