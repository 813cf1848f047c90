import type { TenantId } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { digestOf } from "../digest.ts"
import { type DomainName, type Shapes, registry } from "../registry.ts"
import type { Place } from "./state.ts"

/** The registry once more, with what an id of each domain looks like. */
const named: {
  readonly [N in DomainName]: {
    readonly prefixes: Readonly<Record<string, string>>
    readonly schemas: { readonly id: { readonly parse: (id: string) => Shapes[N]["id"] } }
  }
} = registry

/**
 * The id of what a command brings into being at a place of the log. Ids are data, not chance; and what people sign names them, so that none
 * comes again in another life of the log, which begins with the same records: the time is a part of it. The domain is not: what one record
 * brings into being in several domains has the same digits (`req_X`, `reservation_X`), so that a reader follows one decision over them.
 * Each id is one of a kind all the same, since no two domains have a prefix in common, and each has a register of its own.
 * @throws {RangeError} for a command that names what it brings into being
 */
export const mint = <N extends DomainName>(
  domain: N,
  opens: Shapes[N]["opens"],
  tenant: TenantId,
  { seq, previous, now, clock }: Place,
): Shapes[N]["id"] => {
  const { prefixes, schemas } = named[domain]
  const prefix = prefixes[opens]
  if (prefix === undefined) throw new RangeError(`${domain} gives no ids to what comes of ${opens}`)
  return schemas.id.parse(`${prefix}_${digestOf(canonicalize({ tenant, seq, previous, now, clock })).slice(0, 24)}`)
}
