import { domain as compile } from "../../kernel/machine.ts"
import type { Domain, Guards, Shape } from "../../kernel/machine.ts"
import { ExplorationError } from "./errors.ts"

/** The broken form of every rule of a domain; a rule without one does not compile. */
export type BrokenRules<R> = { readonly [N in keyof R]: R[N] }

/** Every site of a domain, read from its tables: `guard@command` in the table's order, then `rule@rule`. */
export const sitesOf = <S extends Shape, G extends Guards<S>>({ definition }: Domain<S, G>): readonly string[] => [
  ...Object.entries<object>(definition.guards).flatMap(([command, row]) =>
    Object.keys(row).map((guard) => `${guard}@${command}`),
  ),
  ...Object.keys(definition.rules).map((rule) => `${rule}@rule`),
]

/** The parts of a site's name. */
export const partsOf = (site: string): { readonly name: string; readonly at: string } => {
  const [name = "", at = ""] = site.split("@")
  return { name, at }
}

/** The domain with one site broken: a guard that always holds, or a rule in its broken form. */
export const breakSite = <S extends Shape, G extends Guards<S>>(
  intact: Domain<S, G>,
  broken: BrokenRules<S["rules"]>,
  site: string,
): Domain<S, G> => {
  if (!sitesOf(intact).includes(site)) throw new ExplorationError(`${intact.definition.name} has no site ${site}`)
  const { name, at } = partsOf(site)
  const { definition } = intact
  if (at === "rule") {
    return compile<S>()({ ...definition, rules: { ...definition.rules, [name]: Reflect.get(broken, name) } })
  }
  const row = { ...Reflect.get(definition.guards, at), [name]: () => true }
  return compile<S>()({ ...definition, guards: { ...definition.guards, [at]: row } })
}
