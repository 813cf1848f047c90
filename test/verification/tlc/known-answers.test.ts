import { readdir } from "node:fs/promises"
import { describe, expect, it } from "vitest"
import { folder, knownAnswers, verifyToolchain } from "../../../verification/tlc/known-answers.ts"
import type { Row } from "../../../verification/tlc/known-answers.ts"
import { ensureToolchain } from "../../../verification/tlc/toolchain.ts"

describe("the known answers", () => {
  it("all stand, and are told one by one", async () => {
    const told: Row[] = []
    const rows = await verifyToolchain(await ensureToolchain(), (row) => told.push(row))
    expect(rows.filter(({ ok }) => !ok)).toEqual([])
    expect(rows.length).toBeGreaterThan(knownAnswers.length)
    expect(new Set(told)).toEqual(new Set(rows))
  })

  it("hold every outcome once at least", () => {
    const outcomes = new Set(knownAnswers.map(({ answer }) => answer.split(" ")[1]))
    const all = [
      "holds",
      "assumption",
      "deadlock",
      "invariant",
      "property",
      "assertion",
      "evaluation",
      "parse",
      "config",
      "error",
      "contradiction",
    ]
    expect(outcomes).toEqual(new Set(all))
  })

  it("leave no specification unasked", async () => {
    const files = await readdir(folder)
    expect(files.filter((name) => name.endsWith(".cfg")).sort()).toEqual(
      knownAnswers.map(({ name }) => `${name}.cfg`).sort(),
    )
    expect(new Set(files.filter((name) => name.endsWith(".tla")))).toEqual(
      new Set(knownAnswers.map(({ module }) => module)),
    )
  })
})
