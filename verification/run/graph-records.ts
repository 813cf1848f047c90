import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { Name, readAs } from "../domains/instance.ts"
import { asCommand } from "../explore/compare.ts"
import type { Edges, Graph, Key } from "../explore/graph.ts"
import { INTACT } from "../explore/graph.ts"
import { partsOf } from "../explore/knock-out.ts"
import { digestOfText } from "./sources.ts"

/** What is committed of the intact graph of an instance: enough to say, when it is taken again, what is no longer there. */
export interface GraphRecord {
  /** SHA-256 of the graph: what mutants of the kernel are measured against without TLC. */
  readonly digest: string
  readonly states: number
  /** By label of the alphabet, what comes of it: TAKEN, and each guard for which alone it is refused somewhere. */
  readonly labels: Readonly<Record<string, readonly string[]>>
}

/** By instance. */
export type GraphRecords = Readonly<Record<string, GraphRecord>>

/** The label leads somewhere from some state. No guard is named so: guards are sentences. */
const TAKEN = "taken"

const words = z.string().transform((text): readonly string[] => (text === "" ? [] : text.split(" ")))
const GraphRecords = z.record(
  Name,
  z.strictObject({
    digest: z.string().regex(/^[0-9a-f]{64}$/, { error: "a SHA-256 in hex" }),
    states: z.int().min(1),
    labels: z.record(z.string(), words),
  }),
)
const fileIn = (folder: string): string => join(folder, "graphs.json")

/** Reads a `graphs.json`; a domain that has none yet has no graphs. Throws InstanceError. */
export const readGraphRecords = (folder: string): GraphRecords => {
  const file = fileIn(folder)
  if (!existsSync(file)) return {}
  return readAs(GraphRecords, JSON.parse(readFileSync(file, "utf8")), "graphs.json")
}

/** A line a label, so that a reader of the change sees what came and what went. */
export const writeGraphRecords = (folder: string, records: GraphRecords): void => {
  const written = Object.entries(records).map(([instance, { labels, ...record }]) => [
    instance,
    {
      ...record,
      labels: Object.fromEntries(Object.entries(labels).map(([label, comes]) => [label, comes.join(" ")])),
    },
  ])
  writeFileSync(fileIn(folder), `${JSON.stringify(Object.fromEntries(written), null, 2)}\n`)
}

/** One side's machines in an instance, intact and broken: TLC's dump of them, or the kernel's walkers. */
export interface Sided {
  readonly intact: Graph
  readonly labels: readonly string[]
  readonly sites: readonly string[]
  readonly row: (machine: string, state: Key) => Edges
}

/** A label is refused for one guard alone where the machine broken there takes it and the intact one does not. */
export const recordOf = ({ intact, labels, sites, row }: Sided): GraphRecord => {
  const comes = new Map(labels.map((label): [string, Set<string>] => [label, new Set()]))
  for (const state of intact.edges.keys()) {
    const taken = row(INTACT, state)
    for (const label of taken.keys()) comes.get(label)?.add(TAKEN)
    for (const site of sites) {
      const { name, at } = partsOf(site)
      if (at === "rule") continue
      for (const label of row(site, state).keys()) if (!taken.has(label)) comes.get(label)?.add(name)
    }
  }
  return {
    digest: digestOfGraph(intact),
    states: intact.edges.size,
    labels: Object.fromEntries(
      [...comes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, of]) => [label, [...of].sort()]),
    ),
  }
}

/** SHA-256 over initial states, states and labelled edges, whatever their order. */
export const digestOfGraph = ({ initial, edges }: Graph): string => {
  const lines = [...edges].flatMap(([from, row]) => [
    from,
    ...[...row].flatMap(([label, goals]) => goals.map((to) => `${from}\t${label}\t${to}`)),
  ])
  return digestOfText([...[...initial].sort(), ...lines.sort()].join("\n"))
}

/** What an instance showed and no longer shows. */
export interface Loss {
  readonly instance: string
  /** The digest of the graph that showed it. */
  readonly from: string
  /** A line each. */
  readonly lost: readonly string[]
}

/** What `after` lacks of `before`, an instance each. What is new is no loss, whatever else it replaces. */
export const lossesBetween = (before: GraphRecords, after: GraphRecords): readonly Loss[] =>
  Object.entries(before).flatMap(([instance, was]) => {
    const is = Object.hasOwn(after, instance) ? after[instance] : undefined
    const lost = is === undefined ? ["the instance"] : lostOf(was, is)
    return lost.length === 0 ? [] : [{ instance, from: was.digest, lost }]
  })

const lostOf = (was: GraphRecord, is: GraphRecord): readonly string[] => [
  ...(is.states < was.states ? [`${was.states - is.states} of ${was.states} states`] : []),
  ...Object.entries(was.labels).flatMap(([label, comes]) => {
    const still = Object.hasOwn(is.labels, label) ? is.labels[label] : undefined
    if (still === undefined) return [`the label ${asCommand(label)}`]
    return comes
      .filter((what) => !still.includes(what))
      .map((what) =>
        what === TAKEN
          ? `${asCommand(label)} is taken nowhere`
          : `${asCommand(label)} is refused by ${what} alone nowhere`,
      )
  }),
]
