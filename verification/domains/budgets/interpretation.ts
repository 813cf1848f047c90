import { Actor, type Identity } from "../../../kernel/actors.ts"
import {
  type Amounts,
  type BudgetId,
  BudgetId as Budget,
  Caps,
  type ReservationId,
  ReservationId as Reservation,
  type ReservationKept,
  Settings,
} from "../../../kernel/budgets/budgets.ts"
import { DAY_MS, callDigest, dayOf } from "../../../kernel/budgets/rules.ts"
import { type Digest, digestOf } from "../../../kernel/digest.ts"
import { sameJson } from "../../../kernel/json.ts"
import type { Instant } from "../../../kernel/time.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { type Clock, NEVER, clockOf } from "../clock.ts"
import { InstanceError, readAs } from "../instance.ts"
import { named, namedActors, onlyOne, table, unsayable } from "../names.ts"
import type { Constants, ModelCaps } from "./instance.ts"

type Form = Pick<ReservationKept, "tool" | "digest" | "asked" | "depth">

/** What a widening says: caps, a moment, and a number. */
interface Terms {
  readonly caps: Caps
  readonly from: Instant
  readonly serial: number
}

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface Interpretation {
  readonly clock: Clock
  readonly settings: Settings
  readonly budgets: readonly string[]
  readonly reservations: readonly string[]
  readonly budgetId: (name: string) => BudgetId
  readonly reservationId: (name: string) => ReservationId
  readonly actor: (name: string) => Actor
  readonly form: (name: string) => Form
  readonly report: (name: string) => Amounts
  readonly caps: (name: string) => Caps
  readonly terms: (name: string) => Terms
  readonly number: (name: string) => number
  readonly nameOf: {
    readonly actor: (who: Identity) => string
    readonly form: (kept: Form) => string
    readonly caps: (caps: Caps) => string
    /** The tool and the digest of a call that was admitted. */
    readonly call: (call: Digest) => { readonly tool: string; readonly digest: string }
    readonly budget: (id: BudgetId) => string
    readonly tick: (at: Instant | null) => number
    readonly day: (day: number) => number
  }
}

const digestNamed = (name: string): Digest => digestOf(new TextEncoder().encode(`arguments ${name}`))

const capsOf = ({ tools, ...numbers }: ModelCaps): Caps => readAs(Caps, { ...numbers, tools }, "caps")

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const interpretationOf = (constants: Constants): Interpretation => {
  const { Actors, Forms, Reports, CapsNamed, WideningTerms, Numbers, Settings: policy, Horizon } = constants
  if (DAY_MS % policy.dayLength !== 0)
    throw new InstanceError("a day is of so many ticks that each is whole milliseconds")
  const tickMs = DAY_MS / policy.dayLength
  const clock = clockOf(Horizon, tickMs)
  const firstDay = dayOf(clock.start)
  const actors = table("actor", Actors, ({ id, tenant, kind, roles }) =>
    readAs(Actor, { id, tenant, kind, roles }, "an actor"),
  )
  const caps = table("caps", CapsNamed, capsOf)
  const forms = table("form", Forms, ({ tool, digest, spend, affected, depth }) => ({
    tool: readAs(ToolName, tool, "a tool"),
    digest: digestNamed(digest),
    asked: { spend, affected },
    depth,
  }))
  const reports = table("report", Reports, (amounts): Amounts => amounts)
  const terms = table("terms", WideningTerms, ({ caps: name, from, serial }) => ({
    caps: caps.of(name),
    from: clock.at(from),
    serial,
  }))
  const numbers = table("number", Numbers, (number) => number)
  const calls = new Map(
    Object.values(Forms).map(({ tool, digest }) => [
      callDigest({ tool: readAs(ToolName, tool, "a tool"), digest: digestNamed(digest) }),
      { tool, digest },
    ]),
  )
  const budgets = constants.Budgets.map((name) => [name, readAs(Budget, actors.of(name).id, "a budget")] as const)
  const settings = readAs(
    Settings,
    {
      tenant: policy.tenant,
      required: true,
      windowMs: policy.window * tickMs,
      leaseMs: policy.lease * tickMs,
      newCaps: caps.of(policy.newCaps),
      reporters: policy.reporters,
    },
    "settings",
  )
  return {
    clock,
    settings,
    budgets: constants.Budgets,
    reservations: constants.Reservations,
    budgetId: table("budget", Object.fromEntries(budgets), (id) => id).of,
    reservationId: (name) => readAs(Reservation, `reservation_${name}`, "a reservation"),
    actor: actors.of,
    form: forms.of,
    report: reports.of,
    caps: caps.of,
    terms: terms.of,
    number: numbers.of,
    nameOf: {
      actor: namedActors(actors.entries),
      form: ({ tool, digest, asked, depth }) =>
        onlyOne(
          "form",
          forms.entries.flatMap(([name, form]) => (sameJson(form, { tool, digest, asked, depth }) ? [name] : [])),
          { tool, digest, asked, depth },
        ),
      caps: named("caps", caps.entries, (value: Caps) => JSON.stringify(value)),
      call: (call) => calls.get(call) ?? unsayable("call", call),
      budget: named("budget", budgets, (id: BudgetId) => id),
      tick: (at) => (at === null ? NEVER : clock.tick(at)),
      day: (day) => day - firstDay,
    },
  }
}
