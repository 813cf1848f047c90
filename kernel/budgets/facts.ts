import { type Role, type TenantId, gateOf } from "../actors.ts"
import type { Definition } from "../machine.ts"
import { type Instant, later } from "../time.ts"
import type {
  Amounts,
  BudgetKept,
  Caps,
  Command,
  EntityId,
  Kept,
  ReservationKept,
  Settings,
  Status,
} from "./budgets.ts"
import { capsInForce } from "./caps.ts"
import { type Rules, dayOf } from "./rules.ts"

/** The types of this domain, by name. */
export interface Budgets {
  readonly id: EntityId
  readonly status: Status
  readonly kept: Kept
  readonly command: Command
  readonly opens: "open" | "reserve"
  readonly settings: Settings
  readonly facts: Facts
  readonly rules: Rules
  readonly keeps: Readonly<
    Record<"open" | "widen" | "narrow" | "unfreeze", BudgetKept> &
      Record<"reserve" | "release" | "settle" | "unreserve" | "lapse", ReservationKept>
  >
  readonly beside: Readonly<
    Record<"reserve" | "release" | "settle" | "unreserve" | "lapse", { readonly budget: BudgetKept }>
  >
}

/** What the kernel derives from settings and the agent's budget, by command. */
export interface Facts {
  readonly open: { readonly tenant: TenantId; readonly newCaps: Caps }
  readonly reserve: Left & { readonly leaseMs: number; readonly windowMs: number }
  readonly release: { readonly reporters: readonly Role[] }
  readonly settle: { readonly reporters: readonly Role[] }
  readonly unreserve: { readonly reporters: readonly Role[] }
  readonly lapse: null
  readonly widen: null
  readonly narrow: null
  readonly unfreeze: null
}

/** What an agent has left when it asks: its caps in force, and how much of each is used. */
export interface Left {
  readonly caps: Caps
  /** Charged on this day. */
  readonly today: Amounts
  /** Admitted in the window. */
  readonly recent: number
  /** The same call, admitted in the window. */
  readonly repeats: number
  /** Reservations whose lease runs. */
  readonly open: number
  /** Calls that were released and never reported in their lease. */
  readonly unknown: number
  /** When the window lets go of its oldest call; null where it has none. */
  readonly windowFreesAt: Instant | null
}

/** The statuses from which nothing follows any more: what has lapsed may still be reported. */
export const ended = ["settled", "unreserved"] as const satisfies readonly Status[]

const reporting = ({ register }: { readonly register: { readonly settings: Settings } }) => ({
  reporters: register.settings.reporters,
})
const none = () => null

export const facts: Definition<Budgets>["facts"] = {
  open: ({ register: { settings } }) => ({ tenant: settings.tenant, newCaps: settings.newCaps }),
  reserve: ({
    register: { settings },
    command,
    now,
    rules,
    beside: {
      budget: { kept },
    },
  }) => {
    const { windowMs, leaseMs } = settings
    const calls = rules.windowForgetsByAge(kept.calls, { now, windowMs })
    const [oldest] = calls
    return {
      caps: capsInForce(kept, now),
      today: rules.dayStartsAtZero(kept.meter, dayOf(now)),
      recent: calls.length,
      repeats: rules.repeatsCountInTheWindow(calls, command),
      open: kept.running.filter(({ until }) => now < until).length,
      unknown: kept.running.filter(({ until, released }) => released && now >= until).length,
      windowFreesAt: oldest === undefined ? null : later(oldest.at, windowMs),
      leaseMs,
      windowMs,
    }
  },
  // How a call went, an executor may report as well; that it starts, the gate alone says.
  release: ({ register: { settings } }) => ({ reporters: gateOf(settings.tenant).roles }),
  settle: reporting,
  unreserve: reporting,
  lapse: none,
  widen: none,
  narrow: none,
  unfreeze: none,
}
