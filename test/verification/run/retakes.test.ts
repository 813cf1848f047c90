import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { InstanceError } from "../../../verification/domains/instance.ts"
import type { GraphRecords } from "../../../verification/run/graph-records.ts"
import { describeRetake, judgeRetake, readRetakes } from "../../../verification/run/retakes.ts"

const OLD = "0".repeat(64)
const NEW = "1".repeat(64)
const graphs = (digest: string, states: number): GraphRecords => ({
  winter: { digest, states, labels: { Tick__: ["taken"] } },
})
const excuse = { instance: "winter", from: OLD, why: "The winters are shorter." }

describe("a retake", () => {
  it("that lost nothing needs no word", () => {
    const judged = judgeRetake(graphs(OLD, 9), graphs(NEW, 9), [])
    expect(judged).toEqual({ excused: [], refused: [] })
    expect(describeRetake("house", judged)).toEqual([])
  })

  it("that lost something is refused, and says what to write where", () => {
    const judged = judgeRetake(graphs(OLD, 9), graphs(NEW, 8), [])
    expect(judged).toEqual({ excused: [], refused: [{ instance: "winter", from: OLD, lost: ["1 of 9 states"] }] })
    expect(describeRetake("house", judged)).toEqual([
      "lost  house  winter: 1 of 9 states",
      "models/house/graphs.json stays as it is: say in models/house/retakes.json why this may be lost, or mend it",
      `  {"instance":"winter","from":"${OLD}","why":""}`,
    ])
  })

  it("that lost something for a reason is told with it", () => {
    const judged = judgeRetake(graphs(OLD, 9), graphs(NEW, 8), [excuse])
    expect(judged.refused).toEqual([])
    expect(describeRetake("house", judged)).toEqual([
      "lost  house  winter: 1 of 9 states",
      "house  winter: because The winters are shorter.",
    ])
  })

  it.each([
    ["another instance", { ...excuse, instance: "summer" }],
    ["another loss", { ...excuse, from: NEW }],
  ])("is not excused by a word about %s", (_, other) => {
    expect(judgeRetake(graphs(OLD, 9), graphs(NEW, 8), [other]).refused).toHaveLength(1)
  })
})

describe("words of why", () => {
  let folder = ""
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "retakes-"))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const written = (json: unknown) => {
    writeFileSync(join(folder, "retakes.json"), JSON.stringify(json))
    return () => readRetakes(folder)
  }

  it("are none where nothing was lost", () => {
    expect(readRetakes(folder)).toEqual([])
  })

  it("are read, and are words", () => {
    expect(written([excuse])()).toEqual([excuse])
    expect(written([{ ...excuse, why: "" }])).toThrow(InstanceError)
    expect(written([{ ...excuse, why: " -" }])).toThrow(/a word of why/)
  })
})
