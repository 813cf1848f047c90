import type { Binding } from "../domains/binding.ts"
import { asCommand, describeDifference } from "../explore/compare.ts"
import { INTACT } from "../explore/graph.ts"
import { unexercised } from "../explore/coverage.ts"
import { partsOf } from "../explore/knock-out.ts"
import { lintModels } from "../tlc/lint.ts"
import { digestsOf } from "./digests.ts"
import { type GraphDigests, staleGraphs } from "./graph-digests.ts"
import { type Expected, type Larger, checkLarger, checkLiveness } from "./expected.ts"
import { judgements } from "../judgements.ts"
import { addsNothing } from "../tlc/module.ts"
import { type DomainFiles, type Of, withinBounds } from "./model.ts"
import { type NegativeReport, checkNegatives, sitesOfRest } from "./negatives.ts"
import type { Progress } from "./progress.ts"
import { type SliceReport, faultsOfSlice, verifySlice } from "./slice.ts"
import { digestOfText } from "./sources.ts"
import type { Runner, Took } from "./runner.ts"

export interface DomainReport {
  readonly name: string
  readonly slices: readonly SliceReport[]
  readonly negatives: readonly NegativeReport[]
  readonly liveness: readonly Expected[]
  readonly witnesses: readonly Expected[]
  readonly larger: readonly Larger[]
  readonly faults: readonly string[]
  /** Where the time went. */
  readonly took: readonly Took[]
  readonly seconds: number
}

/** Everything that has to hold of one domain. */
export const verifyDomain = async (files: DomainFiles, runner: Runner, progress: Progress): Promise<DomainReport> => {
  const started = performance.now()
  const { binding } = files
  const say = (what: string) => {
    progress.step(`${binding.name}: ${what}`)
  }
  const told = ({ name, ok, verdict }: Expected) => {
    say(`${name} ${ok ? "as expected" : "NOT AS EXPECTED"}: ${verdict}`)
  }
  // The longest runs stand first in the queue of the JVM, so that none of them is left alone at the end.
  const [others, slices, liveness, ofRest] = await Promise.all([
    checkLarger(files, runner, told),
    Promise.all(
      files.instances
        .filter(({ slice }) => slice.purpose === "graph")
        .map(async (of) => {
          const report = await verifySlice(files, of, runner)
          const { name, states, edges, modelStates, negatives } = report
          const killed = negatives.filter((negative) => negative.killed).length
          say(
            `${name}: ${states} states, ${edges} edges, ${modelStates} in all machines, ${killed} of ${negatives.length} killed, ${faultsOfSlice(report).length === 0 ? "equal" : "AT FAULT"}`,
          )
          return report
        }),
    ),
    checkLiveness(files, runner, told),
    checkNegatives(files, sitesOfRest(files), runner, ({ site, killed, property }) => {
      say(`${site} ${killed ? `brings ${property} down` : "KILLS NOTHING"}`)
    }),
  ])
  const negatives = [...slices.flatMap((slice) => slice.negatives), ...ofRest]
  const report = {
    name: binding.name,
    slices,
    negatives: binding.sites.flatMap((site) => negatives.filter((negative) => negative.site === site)),
    liveness,
    witnesses: [...slices.flatMap(({ witnesses }) => witnesses), ...others.witnesses],
    larger: others.larger,
  }
  const lint = (await lintModels(files.folder)).map(({ file, line, why }) => `${file}:${line}: ${why}`)
  return {
    ...report,
    faults: [...faultsOf(files, report), ...lint],
    took: runner.took(binding.name),
    seconds: seconds(started),
  }
}

const seconds = (since: number) => Math.round(performance.now() - since) / 1000

/** The digest of each instance's graph. */
const graphsOf = (slices: readonly SliceReport[]): GraphDigests =>
  Object.fromEntries(slices.map(({ name, graph }) => [name, graph]))

/** What a report is held against: all that the domain's files ask for. */
export interface Wanted extends Pick<DomainFiles, "graphs"> {
  readonly binding: Pick<Binding, "name" | "sites" | "clauses">
  readonly instances: readonly {
    readonly file: Pick<Of["file"], "witnesses">
    readonly slice: Pick<Of["slice"], "name" | "purpose" | "properties">
  }[]
  readonly liveness: readonly Pick<DomainFiles["liveness"][number], "name">[]
}

/** What is wrong with a domain, a sentence or a line of one each. */
export const faultsOf = (
  files: Wanted,
  { slices, negatives, liveness, witnesses, larger }: Omit<DomainReport, "faults" | "took" | "seconds">,
): readonly string[] => [
  ...slices.flatMap(({ name, differences, reasons, ...rest }) => [
    ...faultsOfSlice({ differences, reasons, ...rest }).map((fault) => `${name}: ${fault}`),
    ...[...differences]
      .slice(0, 1)
      .flatMap(([machine, difference]) => [
        `${name}: ${machine === INTACT ? "intact" : `broken at ${machine}`}:`,
        ...describeDifference(difference),
      ]),
    ...reasons.wrong
      .slice(0, 1)
      .map(
        ({ label, site, guards }) =>
          `${name}: on ${asCommand(label)} the kernel names ${guards.join(", ")}; the model broken at ${site} disagrees`,
      ),
  ]),
  ...missingFrom(files, { slices, negatives, liveness, witnesses, larger }),
  ...staleGraphs(files.binding.name, files.graphs, graphsOf(slices)),
  ...unexercised(
    files.binding.sites,
    slices.map(({ coverage }) => coverage),
  ).map((site) => `${site} is exercised in no instance`),
  ...files.binding.clauses.flatMap((clause) =>
    judgements.isNeeded(
      slices.flatMap(({ bounded }) => bounded.needed),
      clause,
    )
      ? []
      : [`${clause} of what lasts can be left out, and no command in any instance is told anything else`],
  ),
  ...negatives
    .filter(({ killed }) => !killed)
    .map(({ site, property, verdict }) => `${site} broken does not bring ${property} down: ${verdict}`),
  ...negatives
    .filter(({ killed }) => killed)
    .flatMap(({ site, replay }) =>
      (replay?.faults ?? ["there was none"]).map((fault) => `replay of ${site}: ${fault}`),
    ),
  ...[...liveness, ...witnesses, ...larger]
    .filter(({ ok }) => !ok)
    .map(({ name, instance, verdict }) => `${name} in ${instance}: ${verdict}`),
]

/** What nobody asked. Told from the files and the report alone, not from the lists by which the runs were made. */
const missingFrom = (
  { binding, instances, liveness: runs }: Wanted,
  {
    slices,
    negatives,
    liveness,
    witnesses,
    larger,
  }: Pick<DomainReport, "slices" | "negatives" | "liveness" | "witnesses" | "larger">,
): readonly string[] => {
  const unreported = (wanted: readonly string[], reported: readonly string[], why: string) =>
    wanted.flatMap((name) => (judgements.isReported(reported, name) ? [] : [`${name} ${why}`]))
  const named = (purpose: Of["slice"]["purpose"]) =>
    instances.flatMap(({ slice }) => (slice.purpose === purpose ? [slice.name] : []))
  /** What the intact model of an instance has to be asked for: its types, and every property but those of rest. */
  const notAsked = (of: string, asked: readonly string[], besides: readonly string[]) => {
    const properties = instances.find(({ slice }) => slice.name === of)?.slice.properties ?? {}
    const judged = Object.entries(properties).flatMap(([property, { over }]) => (over === "rest" ? [] : [property]))
    return ["TypeOK", ...besides, ...judged].flatMap((wanted) =>
      judgements.wasAskedFor(asked, wanted) ? [] : [`${of}: the intact model was not asked for ${wanted}`],
    )
  }
  const inInstance = ({ name, instance }: Expected) => `${name} in ${instance}`
  return [
    ...unreported(
      binding.sites,
      negatives.map(({ site }) => site),
      "was not broken",
    ),
    ...unreported(
      named("graph"),
      slices.map(({ name }) => name),
      "was not compared",
    ),
    ...unreported(
      named("invariants"),
      larger.map(({ name }) => name),
      "was not run",
    ),
    ...unreported(
      runs.map(({ name }) => name),
      liveness.map(({ name }) => name),
      "was not run",
    ),
    ...unreported(
      instances.flatMap(({ slice, file }) => file.witnesses.map((name) => `${name} in ${slice.name}`)),
      witnesses.map(inInstance),
      "was not looked for",
    ),
    ...slices.flatMap(({ name, intact }) =>
      notAsked(
        name,
        intact.flatMap(({ asked }) => asked),
        [addsNothing, withinBounds],
      ),
    ),
    ...larger.flatMap(({ name, asked }) => notAsked(name, asked, [])),
  ]
}

/** What was shown of one domain, of what, within which bounds: its part of the certificate. */
export const certified = (report: DomainReport, instances: DomainFiles["instances"]) => {
  const { slices, negatives, liveness, witnesses, larger } = report
  return {
    name: report.name,
    ok: judgements.isFaultless(report.faults),
    seconds: report.seconds,
    states: sum(slices.map(({ states }) => states)),
    edges: sum(slices.map(({ edges }) => edges)),
    modelStates: sum(slices.map(({ modelStates }) => modelStates)),
    equal: slices.every(({ differences }) => differences.size === 0),
    reasons: {
      equal: slices.every(({ reasons }) => reasons.wrong.length === 0),
      refusals: sum(slices.map(({ reasons }) => reasons.refusals)),
      alone: sum(slices.map(({ reasons }) => reasons.alone)),
      beyond: sum(slices.map(({ reasons }) => reasons.beyond)),
    },
    lasting: {
      pairs: sum(slices.map(({ bounded }) => bounded.pairs)),
      enough: slices.every(({ bounded }) => bounded.differing.length === 0),
      needed: [...new Set(slices.flatMap(({ bounded }) => bounded.needed))].sort(),
    },
    liveness: liveness.map(({ name, holds, ok, states }) => ({
      property: name,
      expected: holds ? "holds" : "falls",
      ok,
      states,
    })),
    witnesses: witnesses.map(({ name, instance, ok }) => ({ name, instance, reached: ok })),
    larger: larger.map(({ name, states, ok }) => ({ name, states, ok })),
    guards: negatives.map(({ site, property, instance, killed, replay, trace }) => ({
      name: partsOf(site).name,
      site: partsOf(site).at,
      property,
      instance,
      killed,
      equal: slices.every(({ differences }) => !differences.has(site)),
      replayed: replay?.ok ?? false,
      trace: trace.flatMap(({ action }) => (action === null ? [] : [asCommand(action)])),
      ...restOf(replay),
    })),
    bounds: instances.map(({ file, slice }) => ({
      instance: slice.name,
      about: slice.about,
      purpose: slice.purpose,
      constants: digestOfText(JSON.stringify(file.constants)),
      bound: file.bound,
      ...statesOf(slices.find(({ name }) => name === slice.name)),
    })),
    digests: {
      ...digestsOf(report.name),
      graphs: graphsOf(slices),
    },
    faults: report.faults,
  }
}
export type Certified = ReturnType<typeof certified>

/** What `make verify` leaves behind. */
export const certificateOf = <C extends { readonly ok: boolean }>(
  domains: readonly Certified[],
  compositions: readonly C[],
  { toolchain }: Pick<Runner, "toolchain">,
  took: number,
) => ({
  ok: domains.length > 0 && [...domains, ...compositions].every(({ ok }) => ok),
  seconds: took,
  toolchain: { tlc: "2.18", jar: toolchain.sha256, java: toolchain.release, node: process.versions.node },
  domains,
  /** What takes two runs of a domain's machine to be said. */
  compositions,
})

/** For a property of rest: what the broken kernel refuses for ever, and by which guards. */
const restOf = (replay: NegativeReport["replay"]) => {
  const goesOn = replay?.goesOn ?? null
  return goesOn === null ? {} : { refusesForEver: { command: asCommand(goesOn.label), guards: goesOn.refusedBy } }
}

/** Nothing of an instance whose graph was not compared. */
const statesOf = (slice: SliceReport | undefined) => (slice === undefined ? {} : { states: slice.states })

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
