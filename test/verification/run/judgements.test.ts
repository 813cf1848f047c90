import { afterEach, describe, expect, it, vi } from "vitest"
import { type Judgement, judgements } from "../../../verification/judgements.ts"
import { certificateFor } from "../../../verification/evidence/certificate.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import { type Property, fallsIn } from "../../../verification/explore/properties.ts"
import { replay } from "../../../verification/replay.ts"
import { witnessesIn } from "../../../verification/run/expected.ts"
import { staleGraphs } from "../../../verification/run/graph-digests.ts"
import { ShownDomain, keep, kept, shownOf } from "../../../verification/run/reuse.ts"
import { twice } from "../../../verification/run/runner.ts"
import { faultsOfSlice } from "../../../verification/run/slice.ts"
import { certified, faultsOf } from "../../../verification/run/verify.ts"
import { parseOutput } from "../../../verification/tlc/output.ts"
import { tmp } from "../../adapters/tmp.ts"
import { certificate } from "../evidence/findings.ts"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { instance } from "../domains/approvals/instance.ts"
import { sweeperless, traceOf } from "../traces.ts"
import { faultsOf as faultsOfComposition } from "../../../verification/selfcomposition/check.ts"
import { broken, composition, compositionReport } from "../selfcomposition/reports.ts"
import { domainReport, sliceReport, wanted } from "./reports.ts"

const [SUBMIT, TICK] = ["Submit__r1__good__v1", "Tick__"]
const [ASK, AGAIN] = ["Request__g1__good__m0", "Request__g2__good__m2"]

const atRest = (site: string, labels: readonly string[]) =>
  replay(sweeperless(), site, "NobodyWaitsForASweeper", traceOf(site, labels, sweeperless().machines))

/** Whether a property falls in the graph of one state that leads to itself. */
const falls = (property: Property) => {
  const graph = { initial: ["s"], edges: new Map([["s", new Map([["Go__", ["s"]]])]]), value: () => ({}) }
  return fallsIn(graph, { property }).length > 0
}
const side = () => ({ to: [], refusedBy: [] })
const difference = () => ({ path: [], at: null, label: "Open__left", kernel: side(), model: side(), fields: [] })
const misreason = () => ({
  state: "",
  label: "Open__left",
  site: "isWarm@open",
  claimedBy: "kernel" as const,
  guards: [],
})

/**
 * The seeded faults of the harness, one a judgement: in turn each says yes to everything. Each row is something wrong that
 * the harness notices, and that it would let pass if this one judgement could not fail. A judgement without a row does not
 * compile.
 */
const rows: Readonly<Record<Judgement, () => boolean | Promise<boolean>>> = {
  isExpected: async () => {
    const another = { verdict: { ...parseOutput(12, ""), property: "StaysDry" }, ms: 1, output: "" }
    const ask = () => Promise.resolve(another)
    return !(await twice({ outcome: "invariant", property: "StaysWarm" }, ask, ask)).asExpected
  },
  holds: () =>
    faultsOfSlice(sliceReport({ intact: [{ asked: [], outcome: "invariant", property: "StaysWarm" }] })).length > 0,
  wasAskedFor: () =>
    faultsOf(
      wanted(),
      domainReport({
        slices: [
          sliceReport({
            intact: [{ asked: ["MC_AddsNothing", "WithinBounds", "StaysWarm"], outcome: "holds", property: null }],
          }),
        ],
      }),
    ).length > 0,
  isReported: () => faultsOf(wanted(), domainReport({ negatives: [] })).length > 0,
  fell: () => {
    const of = { file: { name: "winter", witnesses: ["Never_Open"] } }
    return witnessesIn(of, { fell: new Map(), states: 2 }).some(({ ok }) => !ok)
  },
  makesADifference: () => {
    const stands = broken({ expect: "stands", states: 2 })
    return faultsOfComposition(composition(), compositionReport({ negatives: [stands] })).length > 0
  },
  holdsInState: () => falls({ over: "state", holds: () => false }),
  holdsInStep: () => falls({ over: "step", holds: () => false }),
  holdsAtRest: () => falls({ over: "rest", fair: [], holds: () => false }),
  fallsAtTheEnd: () => {
    const site = "initiatorIsNotApprover@reject"
    const trace = traceOf(site, [SUBMIT, "Reject__r1__alice__opsAlice__p1__good__v1", TICK])
    return !replay(approvals.open(instance()), site, "NoSelfDecision", trace).ok
  },
  leavesByTheGuard: () => {
    const never = { Never: { over: "step", holds: () => false } } as const
    const slice = { ...approvals.open(instance()), properties: never }
    return !replay(slice, "expiryIsDue@expire", "Never", traceOf("intact", [SUBMIT])).ok
  },
  comesToRest: () => {
    const site = "holderFactorIsFresh@request"
    const never = { Never: { over: "rest", fair: ["Tick"], holds: () => false } } as const
    const trace = traceOf(site, [TICK, TICK, TICK, ASK], sweeperless().machines)
    return !replay({ ...sweeperless(), properties: never }, site, "Never", trace).ok
  },
  rests: () => !atRest("openIsByNow@rule", [ASK, TICK, TICK]).ok,
  goesOn: () => !atRest("openIsByNow@rule", [TICK, TICK, AGAIN, TICK]).ok,
  isEqual: () => faultsOfSlice(sliceReport({ differences: new Map([[INTACT, difference()]]) })).length > 0,
  givesTheSameReasons: () =>
    faultsOfSlice(sliceReport({ reasons: { ...sliceReport().reasons, wrong: [misreason()] } })).length > 0,
  needsNoMore: () =>
    faultsOfSlice(sliceReport({ bounded: { ...sliceReport().bounded, differing: ["Open__left"] } })).length > 0,
  endsForGood: () =>
    faultsOfSlice(sliceReport({ bounded: { ...sliceReport().bounded, revived: ["Open__left"] } })).length > 0,
  isNeeded: () =>
    faultsOf(wanted(), domainReport({ slices: [sliceReport({ bounded: { ...sliceReport().bounded, needed: [] } })] }))
      .length > 0,
  keepsToItsBound: () => faultsOfSlice(sliceReport({ coverage: { ...sliceReport().coverage, beyond: 1 } })).length > 0,
  exercisesWhatItSays: () =>
    faultsOfSlice(sliceReport({ coverage: { ...sliceReport().coverage, missing: ["isDry@open"] } })).length > 0,
  isOfTheGraph: () => staleGraphs("house", { winter: "0" }, { winter: "1" }).length > 0,
  isOfTheKey: () => {
    const folder = tmp()
    keep(folder, "key", shownOf(domainReport({ name: "approvals" }), { instances: [] }))
    return kept(folder, "approvals", "another key", ShownDomain) === null
  },
  isOfTheSources: () =>
    certificateFor("house", JSON.stringify(certificate()), { model: "m", library: "l", kernel: "another" }, [])
      .state === "outdated",
  isFaultless: () => !certified(domainReport({ name: "approvals", faults: ["something"] }), []).ok,
}

const names = Object.keys(rows) as readonly Judgement[]
const sayYes = (name: Judgement) => vi.spyOn(judgements, name).mockReturnValue(true)

afterEach(() => {
  vi.restoreAllMocks()
})

describe("a judgement that can't fail", () => {
  it.each(names)(
    "is no judgement: %s notices something, and lets it pass once it says yes to everything",
    async (name) => {
      expect(await rows[name]()).toBe(true)
      sayYes(name)
      expect(await rows[name]()).toBe(false)
    },
  )
})
