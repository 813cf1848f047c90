/** Where a composition stands: a module of its own beside a domain's, with a folder for its instances and negatives. */
export interface Composition {
  /** Of the module too. */
  readonly name: string
  /** The domain whose machine runs twice. */
  readonly domain: string
  /** Below models/<domain>. */
  readonly folder: string
}

/**
 * What takes two runs of one machine to be said: no single run shows that something makes no difference. A domain's own model
 * is tied to the kernel; a composition says of the same guards and rules, by their names, what they are for together.
 */
export const compositions: readonly Composition[] = [
  { name: "NonInterference", domain: "taint", folder: "noninterference" },
]

export const compositionsOf = (domain: string | undefined): readonly Composition[] =>
  compositions.filter((one) => domain === undefined || one.domain === domain)
