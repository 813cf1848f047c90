import type { Role, TenantId } from "../actors.ts"
import type { Definition } from "../machine.ts"
import { later } from "../time.ts"
import type { BudgetKept, Caps, Command, EntityId, Kept, Left, ReservationKept, Settings, Status } from "./budgets.ts"
import { capsInForce } from "./caps.ts"
import { runningBy } from "./running.ts"
import { type Rules, callDigest, dayOf, endOfDay } from "./rules.ts"

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
  readonly reserve: Left
  readonly release: { readonly reporters: readonly Role[] }
  readonly settle: { readonly reporters: readonly Role[] }
  readonly unreserve: { readonly reporters: readonly Role[] }
  readonly lapse: null
  readonly widen: null
  readonly narrow: null
  readonly unfreeze: null
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
      repeats: rules.repeatsCountInTheWindow(calls, callDigest(command)),
      ...runningBy(kept.running, now),
      windowFreesAt: oldest === undefined ? null : later(oldest.at, windowMs),
      dayEndsAt: endOfDay(now),
      windowMs,
      leaseMs,
    }
  },
  release: reporting,
  settle: reporting,
  unreserve: reporting,
  lapse: none,
  widen: none,
  narrow: none,
  unfreeze: none,
}
