import type { Negatives } from "../domains/negatives.ts"
import { partsOf } from "../explore/knock-out.ts"
import type { Certificate, Entry } from "./certificate.ts"
import type { Control, Objective, TestId } from "./rows.ts"
import { type Fate, type Run, idOf } from "./tests.ts"

/** Everything that a row is judged by. */
export interface Findings {
  readonly certificate: Certificate
  /** What each site protects, as reviewed: the model's `negatives.json`. Null where there is none. */
  readonly negatives: Negatives | null
  /** What a property says, in words. */
  readonly words: Readonly<Record<string, string>>
  readonly run: Run
  readonly sources: (objective: Objective, tests: readonly TestId[]) => readonly Source[]
}

export interface Source {
  readonly path: string
  readonly sha256: string
}

export interface SiteRow extends Omit<Entry, "property"> {
  readonly site: string
  readonly property: string | null
  readonly words: string | null
  /** What somebody would do, were the site broken. */
  readonly threat: string | null
  /** Prints the counterexample of the site broken. */
  readonly command: string
}

export interface TestRow {
  readonly id: string
  readonly expects: "positive" | "negative"
  readonly fate: Fate
}

/** A row of the evidence: one objective. */
export interface Row {
  readonly control: string
  readonly title: string
  readonly baseline: Control["baseline"]
  readonly objective: string
  readonly asks: string
  readonly origination: Objective["origination"]
  readonly max: Control["max"]
  readonly status: "satisfied" | "not-satisfied"
  /** Why it is not satisfied; empty where it is. */
  readonly because: readonly string[]
  readonly claim: string
  readonly threats: string
  readonly notShown: readonly string[]
  readonly sites: readonly SiteRow[]
  readonly tests: readonly TestRow[]
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly missing: number
  readonly sources: readonly Source[]
  /** Makes this row again. */
  readonly command: string
}

export interface ControlStatus {
  readonly control: string
  readonly title: string
  readonly baseline: Control["baseline"]
  readonly status: Control["max"] | "not-satisfied"
}

/** The kernel's own test of each guard that is cited, by what the table of sites calls it. Rules have none of their own. */
const testsOfSites = (sites: readonly string[], name: string): readonly TestId[] =>
  sites
    .filter((site) => partsOf(site).at !== "rule")
    .map((site) => ({
      file: "test/kernel/approvals/sites.test.ts",
      name: `every guard at every site > ${site} > ${name}`,
    }))

const testsOfProperties = (properties: readonly (string | null)[]): readonly TestId[] =>
  [...new Set(properties)]
    .filter((property) => property !== null)
    .map((property) => ({
      file: "test/properties/approvals/properties.test.ts",
      name: `whatever is said, in whatever order > ${property}`,
    }))

/** Every test of a row: those that it names, and those that follow from its sites and their properties. */
export const testsOf = (
  { sites, positive, negative }: Objective,
  negatives: Findings["negatives"],
): { readonly positive: readonly TestId[]; readonly negative: readonly TestId[] } => ({
  positive: [...positive, ...testsOfSites(sites, "lets the neighbour pass")],
  negative: [
    ...negative,
    ...testsOfSites(sites, "refuses alone"),
    ...testsOfProperties(sites.map((site) => negatives?.get(site)?.property ?? null)),
  ],
})

const siteRow = (site: string, { certificate, negatives, words }: Findings): SiteRow => {
  const entry = certificate.state === "current" ? certificate.sites[site] : undefined
  const protects = negatives?.get(site)
  const property = protects?.property ?? null
  const { name, at } = partsOf(site)
  return {
    site,
    property,
    words: property === null ? null : (words[property] ?? null),
    threat: protects?.because ?? null,
    killed: entry?.killed ?? false,
    equal: entry?.equal ?? false,
    replayed: entry?.replayed ?? false,
    command: `make approvals-negative GUARD=${name} AT=${at}`,
  }
}

const faultsOfSite = ({ site, property }: SiteRow, { certificate }: Findings): readonly string[] => {
  if (property === null) return [`negatives.json names no property for ${site}`]
  if (certificate.state !== "current") return []
  const entry = certificate.sites[site]
  if (entry === undefined) return [`the certificate has no entry for ${site}`]
  return [
    ...(entry.property === property ? [] : [`the certificate shows ${entry.property} for ${site}, not ${property}`]),
    ...(entry.killed ? [] : [`${site} broken does not bring ${property} down`]),
    ...(entry.equal ? [] : [`kernel and model differ with ${site} broken`]),
    ...(entry.replayed ? [] : [`the counterexample of ${site} is not replayed`]),
  ]
}

const faultsOfCertificate = (certificate: Certificate): readonly string[] =>
  certificate.state !== "current"
    ? [certificate.why]
    : [
        ...(certificate.equal ? [] : ["the certificate shows kernel and model to be two graphs"]),
        ...(certificate.ok ? [] : ["the certificate says that the verification falls short"]),
      ]

const rowOf = (control: Control, objective: Objective, findings: Findings): Row => {
  const sites = objective.sites.map((site) => siteRow(site, findings))
  const named = testsOf(objective, findings.negatives)
  const tests = (["positive", "negative"] as const).flatMap((expects) =>
    named[expects].map((test) => ({ id: idOf(test), expects, fate: findings.run(test) })),
  )
  const count = (fate: Fate) => tests.filter((test) => test.fate === fate).length
  const because = [
    ...faultsOfCertificate(findings.certificate),
    ...sites.flatMap((site) => faultsOfSite(site, findings)),
    ...(["positive", "negative"] as const)
      .filter((expects) => named[expects].length === 0)
      .map((expects) => `no ${expects} test is named`),
    ...tests.filter(({ fate }) => fate !== "passed").map(({ id, fate }) => `${fate}: ${id}`),
  ]
  return {
    control: control.id,
    title: control.title,
    baseline: control.baseline,
    objective: objective.id,
    asks: objective.asks,
    origination: objective.origination,
    max: control.max,
    status: because.length === 0 ? "satisfied" : "not-satisfied",
    because,
    claim: objective.claim,
    threats: objective.threats,
    notShown: objective.notShown,
    sites,
    tests,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    missing: count("missing"),
    sources: findings.sources(objective, [...named.positive, ...named.negative]),
    command: "make evidence",
  }
}

export interface Judgement {
  readonly ok: boolean
  readonly controls: readonly ControlStatus[]
  readonly rows: readonly Row[]
}

/** `build/evidence.json`. */
export interface Evidence extends Judgement {
  /** When, in ISO 8601, UTC. */
  readonly generated: string
  /** The deployment for which all of it is claimed. */
  readonly deployment: string
  readonly certificate: Certificate
}

/** A row per objective, and per control the most that its rows allow to be said. */
export const judge = (controls: readonly Control[], findings: Findings): Judgement => {
  const judged = controls.map((control) => ({
    control,
    rows: control.objectives.map((objective) => rowOf(control, objective, findings)),
  }))
  const holds = (rows: readonly Row[]) => rows.length > 0 && rows.every(({ status }) => status === "satisfied")
  return {
    ok: judged.every(({ rows }) => holds(rows)),
    controls: judged.map(({ control: { id, title, baseline, max }, rows }) => ({
      control: id,
      title,
      baseline,
      status: holds(rows) ? max : "not-satisfied",
    })),
    rows: judged.flatMap(({ rows }) => rows),
  }
}
