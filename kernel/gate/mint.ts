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
 * comes again in another life of the log, which begins with the same records: the time is a part of it.
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
  return schemas.id.parse(
    `${prefix}_${digestOf(canonicalize({ domain, tenant, seq, previous, now, clock })).slice(0, 24)}`,
  )
}
