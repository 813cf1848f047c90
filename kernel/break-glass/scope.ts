import { listed } from "../table.ts"
import type { Action, Address, GrantablePair, Resource, Scope, ScopePair } from "./break-glass.ts"

/** Where the name of a thing may end and the names of what lies under it go on. */
const BOUNDARIES: readonly (string | undefined)[] = [".", "/", "[", ":"]

/** Whether an address is what the prefix names, or lies under it: `db.main` covers `db.main[0]` and not `db.mainframe`. */
const liesUnder = (address: Address | Resource, prefix: Resource): boolean => {
  const written: string = address
  return (
    written === prefix ||
    (written.startsWith(prefix) && (BOUNDARIES.includes(prefix.at(-1)) || BOUNDARIES.includes(written[prefix.length])))
  )
}

const covers = (scope: readonly ScopePair[], tool: string, address: Address | Resource): boolean =>
  scope.some((pair) => pair.tool === tool && liesUnder(address, pair.prefix))

/** Whether each resource of an action is covered. What touches nothing that is known is covered by nothing. */
export const coversAction = (scope: Scope, { tool, resources }: Action): boolean =>
  resources.length > 0 && resources.every(({ address }) => covers(scope, tool, address))

/** Whether each pair of a scope lies within what may be granted. */
export const liesWithin = (scope: Scope, grantable: readonly ScopePair[]): boolean =>
  scope.every(({ tool, prefix }) => covers(grantable, tool, prefix))

/** Whether a grant lasts as long as the policy lets it: both bounds are allowed. */
export const lastsWithin = (
  durationMs: number,
  { minDurationMs, maxDurationMs }: Readonly<Record<"minDurationMs" | "maxDurationMs", number>>,
): boolean => durationMs >= minDurationMs && durationMs <= maxDurationMs

/** How many of the resources that an action opens lie under no pair that names their type. */
export const openedBeyond = (grantable: readonly GrantablePair[], { tool, resources }: Action): number =>
  resources.flatMap(({ address, opens }) =>
    listed(opens).filter((type) => {
      const naming = grantable.filter(({ types }) => types.includes(type))
      return !covers(naming, tool, address)
    }),
  ).length
