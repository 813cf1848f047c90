import { domain as compile } from "../../kernel/machine.ts"
import type { Besides, Domain, Guards, KeptBeside, KeptBy, Pairing, Shape, Type } from "../../kernel/machine.ts"
import { breakSite, sitesOf } from "./knock-out.ts"
import type { BrokenRules } from "./knock-out.ts"

/** What each later command does to an entity: the fields of what is kept that it changes. */
export type Effects<S extends Shape> = {
  readonly [T in Exclude<Type<S>, S["opens"]>]: readonly (keyof KeptBy<S, T> & string)[]
}

/** What each command does to the entities beside the one that it addresses, in the same way. */
export type SideEffects<S extends Shape> = {
  readonly [T in Pairing<S>]: {
    readonly [N in keyof KeptBeside<S, T>]: readonly FieldOf<KeptBeside<S, T>[N]>[]
  }
}

/** A field of what is kept, of each where there are several. */
type FieldOf<K> = keyof NonNullable<[K] extends [readonly (infer One)[]] ? One : K> & string

/** A kernel that has drifted from its model in one place. */
export interface Drift<D> {
  /** `guard@command`, `rule@rule`, `field of command` for an effect that is dropped, `status` for one never derived. */
  readonly name: string
  readonly domain: D
}

/** Kernels with one thing changed that the model doesn't know of: a guard or rule loosened, an effect or a status dropped. */
export const kernelDrifts = <S extends Shape, G extends Guards<S>>(
  intact: Domain<S, G>,
  broken: BrokenRules<S["rules"]>,
  effects: Effects<S>,
  besides: SideEffects<S>,
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
  const underived = chart.derives.slice(0, -1).map((row) => ({
    name: row.to,
    domain: compile<S>()({
      ...definition,
      chart: { ...chart, derives: chart.derives.filter((other) => other !== row) },
    }),
  }))
  const undone = Object.entries<Readonly<Record<string, readonly string[]>>>(besides).flatMap(([command, others]) =>
    Object.entries(others).flatMap(([name, fields]) =>
      fields.map((field) => ({
        name: `${field} of ${name} by ${command}`,
        domain: compile<S>()({ ...definition, beside: withoutBeside(besideOf(definition), { command, name, field }) }),
      })),
    ),
  )
  return [...loosened, ...dropped, ...underived, ...undone]
}

/** What follows, but for one command that leaves a field as it was. */
const without = <F extends object>(follows: F, command: string, field: string): F => {
  const keeps = Reflect.get(follows, command) as (moment: Before) => object
  const forgetful = (moment: Before) => ({ ...keeps(moment), [field]: Reflect.get(moment.kept, field) as unknown })
  return { ...follows, [command]: forgetful }
}

const besideOf = <S extends Shape>(definition: object): Besides<S> => Reflect.get(definition, "beside") as Besides<S>

/** How the entities beside follow, but for one command that leaves a field of one of them as it was. */
const withoutBeside = <B extends object>(
  beside: B,
  { command, name, field }: { readonly command: string; readonly name: string; readonly field: string },
): B => {
  const row = Reflect.get(beside, command) as object
  const cell = Reflect.get(row, name) as { readonly follows: Following }
  // What comes into being has nothing that it could stay.
  const follows: Following = (moment, after, one) => {
    const kept = cell.follows(moment, after, one)
    return kept === null || one === null ? kept : { ...kept, [field]: Reflect.get(one.kept, field) as unknown }
  }
  return { ...beside, [command]: { ...row, [name]: { ...cell, follows } } }
}

interface Before {
  readonly kept: object
}
type Following = (moment: object, after: object, one: Before | null) => object | null
