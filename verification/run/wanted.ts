import type { Binding } from "../domains/binding.ts"
import { partsOf } from "../explore/knock-out.ts"

/** The call asks for something that is not there. The message is one line and says what is. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** The sites of a guard or rule, of a command, of both, or all. Throws UsageError where there is none. */
export const wantedSites = (
  { name: domain, sites }: Pick<Binding, "name" | "sites">,
  { guard, at }: { readonly guard?: string; readonly at?: string },
): readonly string[] => {
  const all = sites.map((site) => ({ site, ...partsOf(site) }))
  const ofGuard = all.filter(({ name }) => guard === undefined || name === guard)
  if (ofGuard.length === 0)
    throw new UsageError(`${domain} has no guard or rule ${guard ?? ""}; it has ${listed(all.map(({ name }) => name))}`)
  const found = ofGuard.filter((site) => at === undefined || site.at === at)
  if (found.length === 0)
    throw new UsageError(
      `${guard === undefined ? `${domain} has no guard` : `${guard} does not stand`} at ${at ?? ""}, but at ${listed(ofGuard.map((site) => site.at))}`,
    )
  return found.map(({ site }) => site)
}

const listed = (names: readonly string[]): string => [...new Set(names)].sort().join(", ")
