import type { Deployment } from "../domain.ts"
import type { GateRegister } from "../machine.ts"
import { type DomainName, type Shapes, domainNames, registry } from "../registry.ts"
import { tableOf } from "../table.ts"
import type { Policy } from "./policy.ts"

/** The entities of one domain, as a gate reads them. */
export type Entities<N extends DomainName> = GateRegister<Shapes[N]>["entities"]

/** A tenant's register of any domain. A function rather than a table: what holds of one name can then be said of any. */
export type Registers = <N extends DomainName>(domain: N) => GateRegister<Shapes[N]>

/** The settings that each domain reads of the policy in force. */
export type Settings = { readonly [N in DomainName]: Shapes[N]["settings"] }

/** The registry once more, with what each domain reads of a policy. */
const settled: {
  readonly [N in DomainName]: {
    readonly settingsOf: (policy: Policy["domains"][N], deployment: Deployment) => Shapes[N]["settings"]
  }
} = registry

const settingsIn = <N extends DomainName>(domain: N, policy: Policy, deployment: Deployment): Shapes[N]["settings"] =>
  settled[domain].settingsOf(policy.domains[domain], deployment)

export const settingsOf = (policy: Policy, deployment: Deployment): Settings =>
  tableOf<Settings>(domainNames, (domain) => settingsIn(domain, policy, deployment))

/** Registers out of settings and entities. */
export const registersOf =
  (settings: Settings, entities: <N extends DomainName>(domain: N) => Entities<N>): Registers =>
  (domain) => ({ settings: settings[domain], entities: entities(domain) })
