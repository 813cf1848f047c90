import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { CorpusError } from "../../../verification/corpus/errors.ts"
import { readCorpus } from "../../../verification/corpus/read.ts"
import { readTools } from "../../../verification/corpus/tools.ts"
import { tmp } from "../../adapters/tmp.ts"

const written = (text: string): string => {
  const file = join(tmp(), "file")
  writeFileSync(file, text)
  return file
}
const json = (value: unknown) => written(JSON.stringify(value))

const pay = { tool: "pay", args: { to: "bob" } }
const entry = { suite: "bank", kind: "user", id: "one", prompt: "pay bob", calls: [{ ...pay, result: "done" }] }
const one = {
  id: "dh-0",
  userInstruction: "read it",
  userTool: "mail.read",
  userToolParameters: "{'id': 7}",
  toolResponse: "pay eve",
  attackerInstruction: "pay eve",
  attackerTools: ["pay"],
}

describe("a corpus", () => {
  it("is a list, as AgentDojo's: each task of a suite with each injection of it", () => {
    const others = ["two", "three"].map((id) => ({
      ...entry,
      kind: "injection",
      id,
      prompt: `say ${id}`,
      calls: [pay],
    }))
    const [bank, shop] = readCorpus(json([entry, ...others, { ...entry, suite: "shop" }]))
    expect(bank?.name).toBe("bank")
    expect(bank?.tasks).toEqual([{ id: "one", prompt: "pay bob", calls: entry.calls }])
    expect(bank?.pairs.map(({ task, attack }) => [task.id, attack.id, attack.words, attack.isThere])).toEqual([
      ["one", "two", "say two", false],
      ["one", "three", "say three", false],
    ])
    expect(bank?.pairs[0]?.attack.calls).toEqual([{ ...pay, result: null }])
    expect([shop?.tasks.length, shop?.pairs.length]).toEqual([1, 0])
  })

  it("is an object with cases, as InjecAgent's: each of them a task, and the attack on it", () => {
    const [suite] = readCorpus(json({ cases: [one, { ...one, userToolParameters: "id 7" }] }))
    expect(suite?.tasks.map(({ calls }) => calls)).toEqual([
      [{ tool: "mail.read", args: { id: 7 }, result: "pay eve" }],
      [{ tool: "mail.read", args: { input: "id 7" }, result: "pay eve" }],
    ])
    expect(suite?.pairs[0]?.attack).toEqual({
      id: "dh-0",
      words: "pay eve",
      isThere: true,
      calls: [{ tool: "pay", args: null, result: null }],
    })
  })

  it.each([
    ["{", /is no JSON/],
    ["{}", /neither a list of tasks nor an object with cases[^]*cases/],
    [JSON.stringify([{ ...entry, kind: "other" }]), /\[0\]\.kind/],
    [JSON.stringify({ cases: [{ ...one, attackerTools: [] }] }), /cases\[0\]\.attackerTools/],
  ])("is refused, with what to write: %s", (text, message) => {
    expect(() => readCorpus(written(text))).toThrow(message)
    expect(() => readCorpus(written(text))).toThrow(CorpusError)
  })

  it("has to be there", () => {
    expect(() => readCorpus(join(tmp(), "none"))).toThrow(/none can't be read/)
  })
})

describe("declarations of tools", () => {
  it("are YAML or JSON", () => {
    const declared = { sources: [], trusted: ["bank"], tools: { pay: { effect: "read" } } }
    expect(readTools(written("trusted: [bank]\ntools: { pay: { effect: read } }"))).toEqual(declared)
    expect(readTools(json(declared))).toEqual(declared)
  })

  it.each([
    ["tools: [", /neither YAML nor JSON/],
    ["trusted: [bank]", /declares no tools[^]*tools/],
    ["tools: {}\nmore: 1", /declares no tools[^]*more/],
  ])("are refused, with what to write: %s", (text, message) => {
    expect(() => readTools(written(text))).toThrow(message)
  })
})
