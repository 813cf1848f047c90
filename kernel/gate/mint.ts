import type { TenantId } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { digestOf } from "../digest.ts"
import { type DomainName, type Shapes, registry } from "../registry.ts"
import type { Place } from "./state.ts"

/** The registry once more, with what an id of each domain looks like. */
const named: {
  readonly [N in DomainName]: {
    readonly prefix: string
    readonly schemas: { readonly id: { readonly parse: (id: string) => Shapes[N]["id"] } }
  }
} = registry

/** The id of what comes into being at a place of the log. Ids are data, not chance: the same log gives the same ids. */
export const mint = <N extends DomainName>(domain: N, tenant: TenantId, { seq, previous }: Place): Shapes[N]["id"] => {
  const { prefix, schemas } = named[domain]
  return schemas.id.parse(`${prefix}_${digestOf(canonicalize({ domain, tenant, seq, previous })).slice(0, 24)}`)
}
