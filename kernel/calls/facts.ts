import type { TenantId } from "../actors.ts"
import type { Digest } from "../digest.ts"
import type { Definition, Register } from "../machine.ts"
import type { CallKept, Command, EntityId, Kept, ResolutionKept, Settings, Status } from "./calls.ts"
import { isUndecided } from "./life.ts"
import type { Rules } from "./rules.ts"

/** The types of this domain, by name. */
export interface Calls {
  readonly id: EntityId
  readonly status: Status
  readonly kept: Kept
  readonly command: Command
  readonly opens: "receive" | "resolve"
  readonly settings: Settings
  readonly facts: Facts
  readonly rules: Rules
  readonly keeps: Readonly<Record<Exclude<Command["type"], "resolve">, CallKept> & { resolve: ResolutionKept }>
  readonly beside: { readonly resolve: { readonly call: CallKept } }
}

/** What the kernel derives from settings and siblings, by command. */
export interface Facts {
  /** How many calls have this key that nobody has decided; none where there is no key. */
  readonly receive: { readonly undecided: number }
  readonly wait: { readonly waitMs: number }
  readonly admit: null
  readonly refuse: null
  readonly timeout: null
  readonly cancel: OfTenant
  readonly release: { readonly freshMs: number; readonly windowMs: number; readonly reportMs: number }
  readonly perform: OfTenant
  readonly complete: OfTenant
  readonly fail: OfTenant
  readonly recover: null
  readonly resolve: OfTenant
}

interface OfTenant {
  readonly tenant: TenantId
}

/** The statuses from which nothing follows any more. */
export const ended = [
  "refused",
  "cancelled",
  "dryRun",
  "completed",
  "failed",
  "outcomeUnknown",
  "resolved",
] as const satisfies readonly Status[]

interface Look {
  readonly register: Register<Calls>
}

const undecidedWith = ({ entities }: Register<Calls>, key: Digest): number =>
  [...entities.values()].filter(({ kept }) => kept.entity === "call" && kept.key === key && isUndecided(kept)).length

const ofTenant = ({ register: { settings } }: Look): OfTenant => ({ tenant: settings.tenant })
const none = () => null

export const facts: Definition<Calls>["facts"] = {
  // Where there is no key nobody is looked at: what a decision costs doesn't grow with the calls that run.
  receive: ({ register, command: { key } }) => ({ undecided: key === null ? 0 : undecidedWith(register, key) }),
  wait: ({ register: { settings } }) => ({ waitMs: settings.waitMs }),
  admit: none,
  refuse: none,
  timeout: none,
  cancel: ofTenant,
  release: ({ register: { settings } }) => ({
    freshMs: settings.freshMs,
    windowMs: settings.windowMs,
    reportMs: settings.reportMs,
  }),
  perform: ofTenant,
  complete: ofTenant,
  fail: ofTenant,
  recover: none,
  resolve: ofTenant,
}
