import { domain as compile } from "../../kernel/machine.ts"
import type { Domain, Guards, Shape, Type } from "../../kernel/machine.ts"
import { breakSite, sitesOf } from "./knock-out.ts"
import type { BrokenRules } from "./knock-out.ts"

/** What each later command does to an entity: the fields of what is kept that it changes. */
export type Effects<S extends Shape> = {
  readonly [T in Exclude<Type<S>, S["opens"]>]: readonly (keyof S["kept"] & string)[]
}

/** A kernel that has drifted from its model in one place. */
export interface Drift<D> {
  /** `guard@command`, `rule@rule`, `field of command` for an effect that is dropped, `status` for one never weighed. */
  readonly name: string
  readonly domain: D
}

/** Kernels with one thing changed that the model doesn't know of: a guard or rule loosened, an effect or a status dropped. */
export const kernelDrifts = <S extends Shape, G extends Guards<S>>(
  intact: Domain<S, G>,
  broken: BrokenRules<S["rules"]>,
  effects: Effects<S>,
): readonly Drift<Domain<S, G>>[] => {
  const { definition } = intact
  const { chart } = definition
  const loosened = sitesOf(intact).map((site) => ({ name: site, domain: breakSite(intact, broken, site) }))
  const dropped = Object.entries<readonly string[]>(effects).flatMap(([command, fields]) =>
    fields.map((field) => ({
      name: `${field} of ${command}`,
      domain: compile<S>()({ ...definition, chart: { ...chart, follows: without(chart.follows, command, field) } }),
    })),
  )
  // The last status is the one that applies always.
  const unweighed = chart.weighs.slice(0, -1).map((row) => ({
    name: row.to,
    domain: compile<S>()({ ...definition, chart: { ...chart, weighs: chart.weighs.filter((other) => other !== row) } }),
  }))
  return [...loosened, ...dropped, ...unweighed]
}

/** What follows, but for one command that leaves a field as it was. */
const without = <F extends object>(follows: F, command: string, field: string): F => {
  const { to, apply } = Reflect.get(follows, command) as Follows
  const forgetful = (moment: Before) => ({ ...apply(moment), [field]: Reflect.get(moment.kept, field) as unknown })
  return { ...follows, [command]: { to, apply: forgetful } }
}

interface Before {
  readonly kept: object
}
interface Follows {
  readonly to: string
  readonly apply: (moment: Before) => object
}
