import type { Expected, Larger } from "../../../verification/run/expected.ts"
import type { NegativeReport } from "../../../verification/run/negatives.ts"
import type { SliceReport } from "../../../verification/run/slice.ts"
import type { DomainReport, Wanted } from "../../../verification/run/verify.ts"

/** What the files of `house` ask for, if they are not changed: everything that the reports below report on. */
export const wanted = (changed: Partial<Wanted> = {}): Wanted => ({
  binding: { name: "house", sites: ["isWarm@open"], clauses: ["stands"] },
  graphs: { winter: "0".repeat(64) },
  instances: [
    {
      file: { witnesses: ["Never_Open"] },
      slice: { name: "winter", purpose: "graph", properties: { StaysWarm: { over: "state", holds: () => true } } },
    },
  ],
  liveness: [{ name: "WinterEnds" }],
  ...changed,
})

/** Reports on a domain `house` with one site and one instance, in which all is well but for what is changed. */

export const negativeReport = (changed: Partial<NegativeReport> = {}): NegativeReport => ({
  site: "isWarm@open",
  property: "StaysWarm",
  instance: "winter",
  killed: true,
  verdict: "invariant of StaysWarm (exit 12)",
  trace: [
    { step: 1, action: null, state: { left: "shut" } },
    { step: 2, action: "Open__left__ann", state: { left: "open" } },
  ],
  replay: {
    ok: true,
    site: "isWarm@open",
    property: "StaysWarm",
    walked: 1,
    falls: 1,
    departure: null,
    goesOn: null,
    faults: [],
  },
  ...changed,
})

export const sliceReport = (changed: Partial<SliceReport> = {}): SliceReport => ({
  name: "winter",
  states: 2,
  edges: 3,
  modelStates: 5,
  properties: 1,
  differences: new Map(),
  reasons: { refusals: 6, alone: 4, beyond: 0, wrong: [] },
  coverage: { exercised: ["isWarm@open"], missing: [], undeclared: [], beyond: 0 },
  bounded: { pairs: 8, differing: [], needed: ["stands"], revived: [] },
  graph: "0".repeat(64),
  negatives: [],
  witnesses: [],
  intact: [{ asked: ["TypeOK", "WithinBounds", "MC_AddsNothing", "StaysWarm"], outcome: "holds", property: null }],
  falls: [],
  ...changed,
})

export const expected = (changed: Partial<Expected> = {}): Expected => ({
  name: "WinterEnds",
  instance: "winter",
  holds: true,
  ok: true,
  verdict: "holds (exit 0)",
  states: 2,
  ...changed,
})

export const larger = (changed: Partial<Larger> = {}): Larger => ({
  ...expected({ name: "street" }),
  asked: ["TypeOK", "StaysWarm"],
  ...changed,
})

export const domainReport = (changed: Partial<DomainReport> = {}): DomainReport => ({
  name: "house",
  slices: [sliceReport()],
  negatives: [negativeReport()],
  liveness: [expected()],
  witnesses: [expected({ name: "Never_Open", holds: false })],
  larger: [],
  faults: [],
  took: [],
  seconds: 1.5,
  ...changed,
})
