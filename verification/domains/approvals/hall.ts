/** How many people a group needs, and who may fill a place in it. */
export interface Demand {
  readonly need: number
  readonly people: readonly string[]
}

/** Hall's condition as it is stated: any groups together have at least as many people as they need together. */
export const canBeFilled = (demands: readonly Demand[]): boolean =>
  subsetsOf(demands.filter(({ need }) => need > 0)).every(
    (some) => new Set(some.flatMap(({ people }) => people)).size >= some.reduce((sum, { need }) => sum + need, 0),
  )

const subsetsOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.reduce<readonly (readonly T[])[]>(
    (subsets, one) => [...subsets, ...subsets.map((subset) => [...subset, one])],
    [[]],
  )
