import { createReadStream } from "node:fs"
import { TlcError } from "./errors.ts"
import { parseState } from "./parse.ts"
import type { State, Value } from "./values.ts"

export interface Edge {
  readonly from: string
  /** The name of the action, without parameters. */
  readonly label: string
  readonly to: string
}

/** A state graph as TLC dumped it; states are named by their fingerprints. Self loops are edges, no edge is there twice. */
export interface Graph {
  readonly states: ReadonlyMap<string, State>
  readonly initial: ReadonlySet<string>
  readonly edges: readonly Edge[]
}

/**
 * Reads what TLC 2.18 writes under `-dump dot,actionlabels`. States share the values that they have in common.
 * Throws TlcError on a dump that is cut short, has a line of no known kind, or an edge to a state that isn't there.
 */
export async function readDot(path: string): Promise<Graph> {
  const states = new Map<string, State>()
  const initial = new Set<string>()
  const edges: Edge[] = []
  const names = new Map<string, string>()
  const seen = new Map<string, Map<string, Set<string>>>()
  const stateOf = makeStateReader()
  let last = ""

  /** The one copy of a name that is kept: a slice of a line would keep the whole line alive. */
  function intern(name: string): string {
    const known = names.get(name)
    if (known !== undefined) return known
    const copy = Buffer.from(name).toString()
    names.set(copy, copy)
    return copy
  }

  function addState(line: string, space: number): void {
    const name = intern(line.slice(0, space))
    const close = line.lastIndexOf('"')
    states.set(name, stateOf(line.slice(space + ' [label="'.length, close)))
    if (line.startsWith(",style = filled]", close + 1)) initial.add(name)
  }

  function addEdge(line: string, space: number): void {
    const bracket = line.indexOf(" [label=", space + " -> ".length)
    const start = bracket + ' [label="'.length
    const from = intern(line.slice(0, space))
    const to = intern(line.slice(space + " -> ".length, bracket))
    const label = intern(line.slice(start, line.indexOf('"', start)))
    const byLabel = entry(seen, from, () => new Map<string, Set<string>>())
    const targets = entry(byLabel, label, () => new Set<string>())
    if (targets.has(to)) return
    targets.add(to)
    edges.push({ from, label, to })
  }

  for await (const line of lines(path)) {
    const space = line.indexOf(" ")
    if (line !== "") last = line
    if (isFingerprint(line) && line.startsWith(' [label="', space)) addState(line, space)
    else if (isFingerprint(line) && line.startsWith(" -> ", space)) addEdge(line, space)
    else if (!frame.test(line))
      throw new TlcError(`${path}: a line of no known kind in TLC's dump: ${line.slice(0, 200)}`)
  }
  if (last !== "}") throw new TlcError(`${path}: TLC's dump is cut short`)
  const stray = edges.find(({ from, to }) => !states.has(from) || !states.has(to))
  if (stray !== undefined)
    throw new TlcError(`${path}: an edge without its states: ${stray.from} -> ${stray.to} (${stray.label})`)
  return { states, initial, edges }
}

/** What stands around the states and edges. */
const frame = /^(?:strict digraph DiskGraph \{|nodesep=.*|subgraph cluster_\w+ \{|color=.*|\{rank = same;.*\}|\}|)$/

function isFingerprint(line: string): boolean {
  const first = line.charCodeAt(0)
  return (first >= 48 && first <= 57) || first === 45
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Lines of a file, each a string of its own, whatever the size of the file. */
async function* lines(path: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const block: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = block.indexOf(10); end !== -1; end = block.indexOf(10, start)) {
      yield block.toString("utf8", start, end)
      start = end + 1
    }
    rest = block.subarray(start)
  }
  if (rest.length > 0) yield rest.toString("utf8")
}

/**
 * Reads the label of a state: `/\\ x = 1\n/\\ y = 2`, escaped for dot. Few values differ from state to state, so the
 * conjuncts are split while escaped (a line break within a string has one backslash more) and each text is parsed once.
 */
function makeStateReader(): (label: string) => State {
  const parsed = new Map<string, readonly [string, Value]>()
  return (label) => {
    const state: Record<string, Value> = {}
    for (const piece of label.split("\\n/\\\\ ")) {
      const conjunct = piece.startsWith("/\\\\ ") ? piece.slice("/\\\\ ".length) : piece
      const [name, value] = entry(parsed, conjunct, () => {
        const only = Object.entries(parseState(unescape(conjunct)))[0]
        if (only === undefined) throw new TlcError(`TLC's dump has a state without variables: ${label.slice(0, 200)}`)
        return only
      })
      state[name] = value
    }
    return state
  }
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped))
}
