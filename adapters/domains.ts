import { keysOf } from "../kernel/table.ts"
import type { Instant } from "../kernel/time.ts"
import type { DomainName, EntityOf } from "./domain.ts"
import { approvals } from "./domains/approvals.ts"
import { breakGlass } from "./domains/break-glass.ts"
import { budgets } from "./domains/budgets.ts"
import { calls } from "./domains/calls.ts"
import type { Doors } from "./domains/doors.ts"
import { sessions } from "./domains/sessions.ts"
import { taint } from "./domains/taint.ts"
import type { Boundary } from "./library/boundary.ts"

/** Every domain at every door. A domain of the kernel that is missing here does not compile. */
export const domains = {
  approvals,
  "break-glass": breakGlass,
  budgets,
  calls,
  sessions,
  taint,
} as const satisfies { readonly [N in DomainName]: Doors<N> }

type Table = typeof domains
type Standing<N extends DomainName> = ReturnType<Table[N]["standing"]["of"]>
type StandingOf<N extends DomainName> = (entities: readonly EntityOf<N>[], now: Instant) => Standing<N>
/** The same table, so that what holds of each can be said of any. */
const table: { readonly [N in DomainName]: { readonly standing: { readonly of: StandingOf<N> } } } = domains

export const domainNames: readonly DomainName[] = keysOf(domains)

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name
const camel = (name: string): string => name.replace(/-[a-z]/g, ([, letter = ""]) => letter.toUpperCase())

/** The gate's namespaces, a domain each: `gate.breakGlass`. */
export type Namespaces = { readonly [N in DomainName as Camel<N>]: ReturnType<Table[N]["library"]> }
/** How a tenant stands, a domain each. */
export type Standings = { readonly [N in DomainName as Table[N]["items"]]: Standing<N> }

/** A table by domain, under another name each. Its one cast: a list of entries has no types by name. */
const byName = <Named extends object>(
  nameOf: (domain: DomainName) => string,
  partOf: (domain: DomainName) => Named[keyof Named],
): Named => Object.fromEntries(domainNames.map((domain) => [nameOf(domain), partOf(domain)])) as Named

export const namespacesOn = (boundary: Boundary): Namespaces =>
  byName(camel, (domain) => domains[domain].library(boundary))

export const standingOf = <N extends DomainName>(
  domain: N,
  entities: readonly EntityOf<N>[],
  now: Instant,
): Standing<N> => table[domain].standing.of(entities, now)

/** @param found how each domain stands, in the order of `domainNames` */
export const standings = (found: readonly Standing<DomainName>[]): Standings =>
  byName(
    (domain) => domains[domain].items,
    (domain) => {
      const standing = found[domainNames.indexOf(domain)]
      if (standing === undefined) throw new Error(`nobody has looked how ${domain} stands`)
      return standing
    },
  )

/** How a tenant stands as it travels, by the word for each domain's entities. */
export const standingShape = byName<{
  readonly [N in DomainName as Table[N]["items"]]: Table[N]["standing"]["schema"]
}>(
  (domain) => domains[domain].items,
  (domain) => domains[domain].standing.schema,
)

/** Something of each domain, by its name. */
export const settingsOf = (of: (domain: DomainName) => unknown): Readonly<Record<string, unknown>> =>
  byName((domain) => domain, of)
