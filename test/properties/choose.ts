import * as fc from "fast-check"

/** How small drawn numbers choose among what is there. */

/** Made once, when first asked for: values that a run asks for a thousand times. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The element at an index, around and around. */
export const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length]
  if (found === undefined) throw new Error("nothing to choose from")
  return found
}

/** The first list that isn't empty. */
export const some = <T>(...lists: readonly (readonly T[])[]): readonly T[] =>
  lists.find((list) => list.length > 0) ?? []

export const weighed = <T>(...weights: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> =>
  fc.oneof(...weights.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))
