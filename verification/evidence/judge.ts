import type { Negatives } from "../domains/negatives.ts"
import { partsOf } from "../explore/knock-out.ts"
import type { Liveness } from "../run/model.ts"
import type { Certificate, Entry, Run as LivenessEntry } from "./certificate.ts"
import type { Control, LivenessId, Objective, SiteId, TestId } from "../domains/control.ts"
import { type Fate, type Run, idOf } from "./tests.ts"

/** What is known of one domain. */
export interface DomainFindings {
  readonly certificate: Certificate
  /** What each site protects, as reviewed: the model's `negatives.json`. */
  readonly negatives: Negatives
  /** What comes about, and what it takes: the model's `liveness.json`. */
  readonly liveness: readonly Pick<Liveness, "name" | "property" | "expect" | "because">[]
  /** What a property says, in words. */
  readonly words: Readonly<Record<string, string>>
}

/** Everything that a row is judged by. */
export interface Findings {
  readonly domains: ReadonlyMap<string, DomainFindings>
  readonly run: Run
  readonly sources: (objective: Objective, tests: readonly TestId[]) => readonly Source[]
}

export interface Source {
  readonly path: string
  readonly sha256: string
}

export interface SiteRow extends SiteId, Omit<Entry, "property"> {
  readonly property: string | null
  readonly words: string | null
  /** What somebody would do, were the site broken. */
  readonly threat: string | null
  /** Prints the counterexample of the site broken. */
  readonly command: string
}

/** A property of runs that go on for ever: that it holds, or that it falls where something is left out. */
export interface LivenessRow extends LivenessId {
  readonly property: string | null
  readonly expected: LivenessEntry["expected"] | null
  /** What holds then, or what is missing. */
  readonly words: string | null
  /** TLC said so. */
  readonly ok: boolean
  /** Asks TLC again. */
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
  readonly liveness: readonly LivenessRow[]
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

const domainOf = ({ domains }: Pick<Findings, "domains">, name: string): DomainFindings => {
  const found = domains.get(name)
  if (found === undefined) throw new Error(`no domain ${name} is tied to a model`)
  return found
}

/** Each domain that an objective speaks of, once. */
const domainsOf = ({ sites, liveness }: Objective): readonly string[] => [
  ...new Set([...sites, ...liveness].map(({ domain }) => domain)),
]

/** The kernel's own test of each guard that is cited, by what the table of sites calls it. Rules have none of their own. */
const testsOfSites = (sites: readonly SiteId[], name: string): readonly TestId[] =>
  sites
    .filter(({ site }) => partsOf(site).at !== "rule")
    .map(({ domain, site }) => ({
      file: `test/kernel/${domain}/sites.test.ts`,
      name: `every guard at every site > ${site} > ${name}`,
    }))

const livenessOf = ({ domain, run }: LivenessId, findings: Pick<Findings, "domains">) =>
  domainOf(findings, domain).liveness.find(({ name }) => name === run)

/** The property test of what each site protects, and of what is said to come about. */
const testsOfProperties = ({ sites, liveness }: Objective, findings: Pick<Findings, "domains">): readonly TestId[] => {
  const named = [
    ...sites.map(({ domain, site }) => ({
      domain,
      property: domainOf(findings, domain).negatives.get(site)?.property,
    })),
    ...liveness.map((one) => ({ domain: one.domain, property: livenessOf(one, findings)?.property })),
  ].flatMap(({ domain, property }) =>
    property === undefined
      ? []
      : [
          {
            file: `test/properties/${domain}/properties.test.ts`,
            name: `whatever is said, in whatever order > ${property}`,
          },
        ],
  )
  return [...new Map(named.map((test) => [idOf(test), test])).values()]
}

/** Every test of a row: those that it names, and those that follow from its sites, its runs and their properties. */
export const testsOf = (
  objective: Objective,
  findings: Pick<Findings, "domains">,
): { readonly positive: readonly TestId[]; readonly negative: readonly TestId[] } => ({
  positive: [...objective.positive, ...testsOfSites(objective.sites, "lets the neighbour pass")],
  negative: [
    ...objective.negative,
    ...testsOfSites(objective.sites, "refuses alone"),
    ...testsOfProperties(objective, findings),
  ],
})

/** How a site or a run is named where domains stand side by side. */
export const fullName = (of: SiteId | LivenessId): string => `${of.domain}/${"site" in of ? of.site : of.run}`

const siteRow = ({ domain, site }: SiteId, findings: Findings): SiteRow => {
  const { certificate, negatives, words } = domainOf(findings, domain)
  const entry = certificate.state === "current" ? certificate.sites[site] : undefined
  const protects = negatives.get(site)
  const property = protects?.property ?? null
  const { name, at } = partsOf(site)
  return {
    domain,
    site,
    property,
    words: property === null ? null : (words[property] ?? null),
    threat: protects?.because ?? null,
    killed: entry?.killed ?? false,
    equal: entry?.equal ?? false,
    replayed: entry?.replayed ?? false,
    command: `make ${domain}-negative GUARD=${name} AT=${at}`,
  }
}

const faultsOfSite = (row: SiteRow, findings: Findings): readonly string[] => {
  const { certificate } = domainOf(findings, row.domain)
  const { property } = row
  const site = fullName(row)
  if (property === null) return [`negatives.json names no property for ${site}`]
  if (certificate.state !== "current") return []
  const entry = certificate.sites[row.site]
  if (entry === undefined) return [`the certificate has no entry for ${site}`]
  return [
    ...(entry.property === property ? [] : [`the certificate shows ${entry.property} for ${site}, not ${property}`]),
    ...(entry.killed ? [] : [`${site} broken does not bring ${property} down`]),
    ...(entry.equal ? [] : [`kernel and model differ with ${site} broken`]),
    ...(entry.replayed ? [] : [`the counterexample of ${site} is not replayed`]),
  ]
}

const livenessRow = (id: LivenessId, findings: Findings): LivenessRow => {
  const { certificate } = domainOf(findings, id.domain)
  const said = livenessOf(id, findings)
  const entry = certificate.state === "current" ? certificate.liveness[id.run] : undefined
  return {
    ...id,
    property: said?.property ?? null,
    expected: said === undefined ? null : said.expect === "holds" ? "holds" : "falls",
    words: said?.because ?? null,
    ok: entry?.ok ?? false,
    command: `make ${id.domain}`,
  }
}

const faultsOfLiveness = (row: LivenessRow, findings: Findings): readonly string[] => {
  const { certificate } = domainOf(findings, row.domain)
  const { expected, property } = row
  const run = fullName(row)
  if (property === null || expected === null) return [`liveness.json has no ${run}`]
  if (certificate.state !== "current") return []
  const entry = certificate.liveness[row.run]
  if (entry === undefined) return [`the certificate has no entry for ${run}`]
  return [
    ...(entry.expected === expected ? [] : [`the certificate asked of ${run} whether ${property} ${entry.expected}`]),
    ...(entry.ok ? [] : [`TLC does not say in ${run} that ${property} ${expected}`]),
  ]
}

const faultsOfCertificate = (name: string, findings: Findings): readonly string[] => {
  const { certificate } = domainOf(findings, name)
  return certificate.state !== "current"
    ? [certificate.why]
    : [
        ...(certificate.equal ? [] : [`the certificate shows kernel and model of ${name} to be two graphs`]),
        ...(certificate.ok ? [] : [`the certificate says that the verification of ${name} falls short`]),
      ]
}

const rowOf = (control: Control, objective: Objective, findings: Findings): Row => {
  const sites = objective.sites.map((site) => siteRow(site, findings))
  const liveness = objective.liveness.map((run) => livenessRow(run, findings))
  const named = testsOf(objective, findings)
  const tests = (["positive", "negative"] as const).flatMap((expects) =>
    named[expects].map((test) => ({ id: idOf(test), expects, fate: findings.run(test) })),
  )
  const count = (fate: Fate) => tests.filter((test) => test.fate === fate).length
  const because = [
    ...new Set(domainsOf(objective).flatMap((domain) => faultsOfCertificate(domain, findings))),
    ...sites.flatMap((site) => faultsOfSite(site, findings)),
    ...liveness.flatMap((run) => faultsOfLiveness(run, findings)),
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
    liveness,
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
  /** By domain. */
  readonly certificates: Readonly<Record<string, Certificate>>
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
