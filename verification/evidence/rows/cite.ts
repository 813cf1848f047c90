import type { ApprovalsSite } from "../../../kernel/approvals/index.ts"
import type { BreakGlassSite } from "../../../kernel/break-glass/index.ts"
import type { RoomName } from "../../../kernel/rooms.ts"
import type { LivenessId, SiteId, TestId } from "../control.ts"

/** Tests of one file under the same describes, by their own names. */
export const tests =
  (file: string, ...describes: readonly string[]) =>
  (...names: readonly string[]): readonly TestId[] =>
    names.map((name) => ({ file, name: [...describes, name].join(" > ") }))

/** A room without its sites here does not compile. */
interface Sites {
  readonly approvals: ApprovalsSite
  readonly "break-glass": BreakGlassSite
}

/** Sites of one domain. One that its kernel doesn't have doesn't compile. */
export const sitesOf =
  <R extends RoomName>(domain: R) =>
  (...sites: readonly Sites[R][]): readonly SiteId[] =>
    sites.map((site) => ({ domain, site }))

/** Runs of one domain's `liveness.json`, by their names. */
export const runsOf =
  (domain: RoomName) =>
  (...runs: readonly string[]): readonly LivenessId[] =>
    runs.map((run) => ({ domain, run }))

/** What every row of a domain stands on. */
export const sourcesOf = (domain: RoomName): readonly string[] => [
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
  "test/properties/trail.ts",
]
