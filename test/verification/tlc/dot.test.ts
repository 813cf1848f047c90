import { mkdtemp, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { readDot } from "../../../verification/tlc/dot.ts"
import type { Graph } from "../../../verification/tlc/dot.ts"

const sample = (): string => fileURLToPath(new URL("fixtures/sample.dot", import.meta.url))

async function dump(text: string): Promise<Graph> {
  const path = join(await mkdtemp(join(tmpdir(), "interlock-test-")), "graph.dot")
  await writeFile(path, text)
  return readDot(path)
}

const frame = (...lines: readonly string[]): string =>
  ["strict digraph DiskGraph {", "nodesep=0.35;", ...lines, "}", "}"].join("\n")

describe("TLC's dump of a state graph", () => {
  it("gives every state, the initial ones, and every labelled edge", async () => {
    const { states, initial, edges } = await readDot(sample())
    const x = (name: string): unknown => states.get(name)?.["x"]
    expect([...states.values()].map((state) => state["x"]).sort()).toEqual([0, 1, 2, 3])
    expect([...initial].map(x)).toEqual([0, 1])
    const steps = [0, 1, 2].flatMap((from) => [`${from} One ${from + 1}`, `${from} Also ${from + 1}`])
    const loops = [0, 1, 2, 3].map((at) => `${at} Stay ${at}`)
    expect(edges.map(({ from, label, to }) => `${String(x(from))} ${label} ${String(x(to))}`).sort()).toEqual(
      [...steps, ...loops, "3 Back 0"].sort(),
    )
  })

  it("reads what dot escapes", async () => {
    const [state] = [...(await readDot(sample())).states.values()]
    expect(state?.["kept"]).toMatchObject({ tuple: [1, 'q"u\\o\te, /\\ x = 1'], keys: { "a-b": true, c: true } })
  })

  it("isn't misled by a string that looks like a conjunct, or by a lone variable", async () => {
    const { states } = await dump(
      frame('1 [label="/\\\\ a = \\"\\\\n/\\\\\\\\ b = 1\\"\\n/\\\\ b = 2",style = filled]', '2 [label="c = -1"];'),
    )
    expect([...states.values()]).toEqual([{ a: "\n/\\ b = 1", b: 2 }, { c: -1 }])
  })

  it("keeps an edge once", async () => {
    const edge = '1 -> -1 [label="A",color="black",fontcolor="black"];'
    const { edges } = await dump(frame('1 [label="a = 1"];', '-1 [label="a = 2"];', edge, edge))
    expect(edges).toEqual([{ from: "1", label: "A", to: "-1" }])
  })

  it("refuses a dump that is cut short", async () => {
    const text = await readFile(sample(), "utf8")
    await expect(dump(text.slice(0, text.lastIndexOf("{rank")))).rejects.toThrow("cut short")
  })
  it("refuses an edge to a state that isn't there", async () => {
    await expect(dump(frame('1 [label="a = 1"];', '1 -> 2 [label="A"];'))).rejects.toThrow(
      "an edge without its states: 1 -> 2 (A)",
    )
  })
  it("refuses a line of no known kind", async () => {
    await expect(dump(frame("what is this"))).rejects.toThrow("no known kind")
  })
})
