import { describe, expect, it } from "vitest"
import { compositions } from "../../../verification/selfcomposition/index.ts"
import {
  certified,
  compositionRow,
  compositionTable,
  counterexample,
} from "../../../verification/selfcomposition/told.ts"
import { broken, composition, compositionReport, held } from "./reports.ts"

describe("what is told of two runs", () => {
  // The digest is of files, so the composition that is reported on is one that is there.
  const [there] = compositions
  const report = (changed = {}) => compositionReport({ composition: there ?? composition().composition, ...changed })

  it("is a part of the certificate, with what each site broken comes to", () => {
    expect(certified(report())).toMatchObject({
      name: "NonInterference",
      domain: "taint",
      ok: true,
      properties: ["NothingDiffers"],
      states: 2,
      instances: [{ instance: "winter", holds: true, states: 2 }],
      witnesses: [{ name: "Never_Open", reached: true }],
      guards: [{ name: "isWarm", site: "open", expected: "falls", ok: true, trace: ["Open(left, one)", "Tick"] }],
    })
    expect(certified(report()).digest).toMatch(/^[0-9a-f]{64}$/)
    expect(certified(report({ faults: ["something"] })).ok).toBe(false)
  })

  it("is a row of its own", () => {
    const stands = broken({ site: "isDry@open", expect: "stands", ok: false })
    const table = compositionTable([
      compositionRow(report({ instances: [held(), held({ ok: false })], negatives: [broken(), stands] })),
    ])
    expect(table.split("\n").map((line) => line.split(/\s{2,}/))).toEqual([
      ["two runs", "domain", "instances", "states", "sites", "fall", "stand", "witnesses", "time"],
      ["NonInterference", "taint", "1/2", "4", "2", "1/1", "0/1", "2/2", "1.0 s"],
    ])
  })

  it("is, of a counterexample, what was said in which run", () => {
    expect(counterexample(composition().composition, broken()).split("\n")).toEqual([
      "house, winter: with isWarm not asked on open, NothingDiffers of Twice falls",
      "It freezes.",
      "step  run   what",
      "1     one   Open(left)",
      "2     both  Tick",
    ])
    expect(counterexample(composition().composition, broken({ site: "warmStaysWarm@rule" }))).toContain(
      "with the rule warmStaysWarm broken",
    )
    expect(counterexample(composition().composition, broken({ ok: false, verdict: "holds (exit 0)" }))).toBe(
      "isWarm@open: NothingDiffers of Twice was to fall, and TLC said: holds (exit 0)",
    )
  })
})
