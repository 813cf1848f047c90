import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { BOUNDS } from "../../adapters/texts/bounds.ts"
import { evidenceTable } from "../../scripts/text-evidence.ts"

const page = readFileSync(new URL("../../docs/text-evidence.md", import.meta.url), "utf8")

it("docs/text-evidence.md has the table of how long a region has to be as it is", () => {
  expect(page).toContain(evidenceTable())
})

it.each([
  `| letters of a region | ${BOUNDS.least}, or ${BOUNDS.leastOfAll} to ${BOUNDS.mostOfLeast} as`,
  `| ${BOUNDS.indexed / 2 ** 20} MiB, as they came and as compared; ${BOUNDS.values.toLocaleString("en")} values |`,
  `| an argument | ${BOUNDS.argument / 1024} Ki units |`,
  `| ${BOUNDS.decoded.units / 2 ** 20} Mi units and ${BOUNDS.decoded.each} for each of its own |`,
  `| codings within each other | ${BOUNDS.nesting} |`,
  `| ${BOUNDS.steps.units / 1024} Ki and ${BOUNDS.steps.each} for each unit of the argument |`,
  `| places of one gram in one value | ${BOUNDS.places} |`,
  `| regions told | ${BOUNDS.regions} |`,
  `no longer than ${BOUNDS.whole.toLocaleString("en")} units, and at most ${BOUNDS.candidates.toLocaleString("en")} places`,
  `${BOUNDS.shown.toLocaleString("en")} units; what is beyond`,
])("docs/text-evidence.md has the bound as it is: %s", (row) => {
  expect(page).toContain(row)
})
