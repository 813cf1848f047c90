import { type DomainName, domainNames, registry } from "../registry.ts"
import type { PolicyWarning } from "../domain.ts"
import type { Policy } from "./policy.ts"

/** The registry once more, with what each domain warns of in its part of a policy. */
const warned: {
  readonly [N in DomainName]: { readonly warnings: Readonly<Record<string, PolicyWarning<Policy["domains"][N]>>> }
} = registry

const failingIn = <N extends DomainName>(domain: N, policy: Policy): readonly string[] =>
  Object.entries(warned[domain].warnings).flatMap(([name, { holds }]) => (holds(policy.domains[domain]) ? [] : [name]))

/** The names of the sentences that should be true of a policy, and are not. */
export const warningsOf = (policy: Policy): readonly string[] =>
  domainNames.flatMap((domain) => failingIn(domain, policy))
