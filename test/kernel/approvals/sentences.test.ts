import { expect, it } from "vitest"
import { approvals } from "../../../kernel/approvals/index.ts"
import { sentences } from "../../../kernel/approvals/sentences.ts"

it("has one sentence for each guard of the tables, and no two alike", () => {
  const guards = new Set(Object.values<object>(approvals.definition.guards).flatMap((row) => Object.keys(row)))
  expect(Object.keys(sentences).toSorted()).toEqual([...guards].toSorted())
  const said = Object.values(sentences)
  expect(new Set(said).size).toBe(said.length)
  for (const sentence of said) expect(sentence).toMatch(/^[A-Z][^\n]{15,}[.]$/)
})
