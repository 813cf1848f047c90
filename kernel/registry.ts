import { module as approvals } from "./approvals/index.ts"
import { module as breakGlass } from "./break-glass/index.ts"
import { module as budgets } from "./budgets/index.ts"
import { module as calls } from "./calls/index.ts"
import type { Module, ShapeOf } from "./domain.ts"
import type { Changed } from "./machine.ts"
import { module as sessions } from "./sessions/index.ts"
import { keysOf } from "./table.ts"
import { module as taint } from "./taint/index.ts"

/**
 * Every domain that the gate decides with, by the name that its records have. A further one is a further line: gate, ledger,
 * policy, sweeps, sentences and notices derive from this table.
 */
export const registry = {
  approvals,
  "break-glass": breakGlass,
  budgets,
  calls,
  sessions,
  taint,
} as const

type Registry = typeof registry
export type DomainName = keyof Registry

/** The names of the domains, in the table's order. */
export const domainNames: readonly DomainName[] = keysOf(registry)

/** The types of each domain. */
export type Shapes = { readonly [N in DomainName]: ShapeOf<Registry[N]> }
export type CommandOf<N extends DomainName> = Shapes[N]["command"]
/** An entity of a domain with its id. */
export type EntityOf<N extends DomainName> = Changed<Shapes[N]>

/** The same table as a mapped type, so that what holds of each domain can be said of any (a literal's type can't be indexed by a generic name). */
export const modules: { readonly [N in DomainName]: Module<Shapes[N]> } = registry

/** The domain that is asked about a call where the caller names nothing under which it is made. */
export const ASKED_BY_DEFAULT = "approvals" satisfies DomainName

/** The domain of what is presented with a call. */
export const PRESENTED_IN = "sessions" satisfies DomainName

/** The domain of the conversations that calls are of. */
export const FLOWS_IN = "taint" satisfies DomainName

/** The domain to which an agent's calls are charged. */
export const CHARGED_IN = "budgets" satisfies DomainName

/** The domain in which a call itself has its life. */
export const CALLED_IN = "calls" satisfies DomainName

/** An entity by its domain and id. */
export type Reference<N extends DomainName = DomainName> = {
  [M in N]: { readonly domain: M; readonly id: Shapes[M]["id"] }
}[N]
