import type { RuleSite, Site } from "../../kernel/machine.ts"
import type { DomainName, Shapes, registry } from "../../kernel/registry.ts"
import type { LivenessId, SiteId, TestId } from "./control.ts"

/** Tests of one file under the same describes, by their own names. */
export const tests =
  (file: string, ...describes: readonly string[]) =>
  (...names: readonly string[]): readonly TestId[] =>
    names.map((name) => ({ file, name: [...describes, name].join(" > ") }))

/** Every place of a domain where something can be broken, from its own tables. */
type SiteOf<N extends DomainName> =
  Site<(typeof registry)[N]["machine"]["definition"]["guards"]> | RuleSite<Shapes[N]["rules"]>

/** Sites of one domain. One that its kernel doesn't have doesn't compile. */
export const sitesOf =
  <N extends DomainName>(domain: N) =>
  (...sites: readonly SiteOf<N>[]): readonly SiteId[] =>
    sites.map((site) => ({ domain, site }))

/** Runs of one domain's `liveness.json`, by their names. */
export const runsOf =
  (domain: DomainName) =>
  (...runs: readonly string[]): readonly LivenessId[] =>
    runs.map((run) => ({ domain, run }))

/** What every row of a domain stands on. */
export const sourcesOf = (domain: DomainName): readonly string[] => [
  `kernel/${domain}`,
  "kernel/machine.ts",
  "kernel/actors.ts",
  "kernel/json.ts",
  "kernel/time.ts",
  `models/${domain}`,
  "models/lib",
  `test/fixtures/${domain}.ts`,
  "test/fixtures/people.ts",
  "test/fixtures/sites.ts",
  "test/fixtures/story.ts",
  `test/kernel/${domain}/sites`,
  `test/properties/${domain}`,
  "test/properties/every-property.ts",
  "test/properties/every-site.ts",
  "test/properties/page.ts",
  "test/properties/trail.ts",
]
