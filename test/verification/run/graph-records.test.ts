import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { bindings } from "../../../verification/domains/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { type Graph, INTACT } from "../../../verification/explore/graph.ts"
import {
  type GraphRecord,
  type GraphRecords,
  lossesBetween,
  readGraphRecords,
  recordOf,
  writeGraphRecords,
} from "../../../verification/run/graph-records.ts"
import { readDomain } from "../../../verification/run/model.ts"

const graph = (...edges: readonly (readonly [from: string, label: string, to: string])[]): Graph => ({
  initial: ["shut"],
  edges: new Map(
    ["shut", "ajar"].map((state) => [
      state,
      new Map(edges.flatMap(([from, label, to]): [string, string[]][] => (from === state ? [[label, [to]]] : []))),
    ]),
  ),
  value: () => ({}),
})

const intact = () => graph(["shut", "Open__ann", "ajar"])
/** By site, the machine broken there. */
const broken = () =>
  new Map([
    ["isWarm@open", graph(["shut", "Open__ann", "ajar"], ["ajar", "Open__ann", "ajar"], ["shut", "Open__eve", "ajar"])],
    ["isKnown@open", graph(["shut", "Open__ann", "ajar"], ["shut", "Open__eve", "ajar"])],
    ["counts@rule", graph(["ajar", "Open__eve", "shut"])],
  ])
const record = () =>
  recordOf({
    intact: intact(),
    labels: ["Open__eve", "Open__ann", "Tick__"],
    sites: [...broken().keys()],
    row: (machine, state) => (machine === INTACT ? intact() : broken().get(machine))?.edges.get(state) ?? new Map(),
  })

describe("what is kept of a graph", () => {
  it("is its states, and of each label where it leads and which guard refuses it alone", () => {
    expect(record()).toMatchObject({
      states: 2,
      labels: { Open__ann: ["isWarm", "taken"], Open__eve: ["isKnown", "isWarm"], Tick__: [] },
    })
  })

  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "graphs-"))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it("is read as it was written, a line a label", () => {
    expect(readGraphRecords(folder)).toEqual({})
    writeGraphRecords(folder, { winter: record() })
    expect(readGraphRecords(folder)).toEqual({ winter: record() })
    expect(readFileSync(join(folder, "graphs.json"), "utf8")).toContain('\n      "Open__eve": "isKnown isWarm",\n')
  })

  it("is refused where it can't be meant", () => {
    writeGraphRecords(folder, { winter: { ...record(), digest: "none" } })
    expect(() => readGraphRecords(folder)).toThrow(InstanceError)
  })
})

describe("what a retake lost", () => {
  const committed = (): GraphRecords => ({ winter: record(), summer: record() })
  const taken = (changed: Partial<GraphRecord>): GraphRecords => ({
    ...committed(),
    winter: { ...record(), ...changed },
  })
  const { labels, digest } = record()
  const fewer = Object.fromEntries(Object.entries(labels).filter(([label]) => label !== "Open__ann"))

  it("is nothing where there is as much, or more", () => {
    expect(lossesBetween(committed(), committed())).toEqual([])
    const more = { digest: "another", states: 3, labels: { ...labels, Tick__: ["taken"], Open__bob: [] } }
    expect(lossesBetween(committed(), { ...taken(more), autumn: record() })).toEqual([])
    expect(lossesBetween({}, committed())).toEqual([])
  })

  it.each<[string, GraphRecords, string]>([
    ["states", taken({ states: 1 }), "1 of 2 states"],
    ["a label", taken({ labels: fewer }), "the label Open(ann)"],
    ["a way to go", taken({ labels: { ...labels, Open__ann: ["isWarm"] } }), "Open(ann) is taken nowhere"],
    [
      "a refusal for one guard alone",
      taken({ labels: { ...labels, Open__eve: ["isKnown"] } }),
      "Open(eve) is refused by isWarm alone nowhere",
    ],
    ["an instance", { summer: record() }, "the instance"],
  ])("is told: %s", (_, after, lost) => {
    expect(lossesBetween(committed(), after)).toEqual([{ instance: "winter", from: digest, lost: [lost] }])
  })
})

describe.each(bindings)("what is committed of the graphs of $name", (binding) => {
  const { instances, folder } = readDomain(binding)
  const committed = readGraphRecords(folder)
  const graphs = instances.flatMap(({ slice }) => (slice.purpose === "graph" ? [slice] : []))

  it("is of its instances, and of no other", () => {
    expect(Object.keys(committed)).toEqual(graphs.map(({ name }) => name))
  })

  // `make verify` holds the model to them; the kernel is held to them here, without TLC.
  it.each(graphs)("is what the kernel does: $name", ({ name, machines: { labels, sites, walker } }) => {
    const { graph } = explore(walker(INTACT))
    const row = (machine: string, state: string) => walker(machine).row(state).edges
    expect(recordOf({ intact: graph, labels, sites, row })).toEqual(committed[name])
  })
})
