import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Part, parts } from "../../../verification/mutation/parts.ts"
import { dependedOn, forget, isKept, keep, keyOf } from "../../../verification/mutation/reuse.ts"

const part = (name: string): Part => {
  const found = parts.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no part ${name}`)
  return found
}

describe("what becomes of a part's mutants", () => {
  it.each([
    "kernel/calls/guards.ts",
    "kernel/machine.ts",
    "adapters/library/index.ts",
    "verification/mutation/setup.ts",
    "models/calls/Calls.tla",
    "docs/domains/calls.md",
    "test/fixtures/calls.ts",
    "test/properties/trail.ts",
    "test/kernel/calls/sites/case.ts",
    "test/kernel/calls/sites/admit.test.ts",
    "test/properties/calls/reference.test.ts",
  ])("depends on %s", (file) => {
    expect(dependedOn(part("calls"), [file])).toEqual([file])
  })

  it.each([
    "verification/mutation/mutation-survivors.json",
    "verification/mutation/graph-survivors.json",
    "test/kernel/taint/rules.test.ts",
    "test/adapters/http/app.test.ts",
  ])("does not depend on %s", (file) => {
    expect(dependedOn(part("calls"), [file])).toEqual([])
  })

  it("depends on no test where graphs have to kill", () => {
    expect(dependedOn(part("graphs-calls"), ["test/kernel/calls/facts.test.ts", "kernel/calls/facts.ts"])).toEqual([
      "kernel/calls/facts.ts",
    ])
  })

  it("is another one for each part, and the same one as long as nothing changes", () => {
    const keys = [part("calls"), part("taint"), part("graphs-calls")].map(keyOf)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keyOf(part("calls"))).toBe(keys[0])
  })
})

describe("a report", () => {
  it("is kept of the very sources that it was made of, and of no others", () => {
    const report = join(mkdtempSync(join(tmpdir(), "interlock-mutation-")), "calls.json")
    keep(report, "one")
    expect(isKept(report, "one")).toBe(false)
    writeFileSync(report, "{}")
    expect(isKept(report, "one")).toBe(true)
    expect(isKept(report, "another")).toBe(false)
  })

  it("that is forgotten, or of which nobody said what it was made of, is not kept", () => {
    const report = join(mkdtempSync(join(tmpdir(), "interlock-mutation-")), "calls.json")
    writeFileSync(report, "{}")
    expect(isKept(report, "one")).toBe(false)
    keep(report, "one")
    forget(report)
    expect(isKept(report, "one")).toBe(false)
  })
})
