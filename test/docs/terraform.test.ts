import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import known from "../../adapters/effects/terraform-known.json" with { type: "json" }
import { OPAQUE } from "../../adapters/effects/terraform-code.ts"
import { isOf } from "../../adapters/effects/terraform-concerns.ts"
import { corpusTable } from "../../scripts/terraform-corpus.ts"
import { HARMLESS_TYPES, SUSPECT_TYPES } from "../../scripts/terraform-judged-types.ts"
import { CHECKED_TYPES } from "../../scripts/terraform-judged.ts"

const page = readFileSync(new URL("../../docs/terraform.md", import.meta.url), "utf8")

it("docs/terraform.md has the table of what asks over the corpus as it is", () => {
  expect(page).toContain(corpusTable())
})

it("the generated list is sorted, names each type once, and none that runs code", () => {
  for (const names of [known.types, known.read, known.containers])
    expect(names).toEqual([...new Set<string>(names)].sort())
  expect(known.types.filter((type) => OPAQUE.includes(type))).toEqual([])
  expect(known.types.length).toBeGreaterThan(2500)
})

const isToldWhole = (type: string): boolean => isOf("iam", type) || isOf("network", type)

it("a type whose name sounds like access, a network or a guard is told whole, was read through, or is harmless by judgement", () => {
  const judged = new Set([...CHECKED_TYPES, ...HARMLESS_TYPES])
  const types: readonly string[] = known.types
  expect(types.filter((type) => SUSPECT_TYPES.test(type) && !isToldWhole(type) && !judged.has(type))).toEqual([])
})

it("what is harmless by judgement is known, sounds as if it weren't, and is on no other list", () => {
  const types = new Set<string>(known.types)
  expect(HARMLESS_TYPES).toHaveLength(new Set(HARMLESS_TYPES).size)
  expect(
    HARMLESS_TYPES.filter(
      (type) => !types.has(type) || !SUSPECT_TYPES.test(type) || isToldWhole(type) || CHECKED_TYPES.includes(type),
    ),
  ).toEqual([])
})
