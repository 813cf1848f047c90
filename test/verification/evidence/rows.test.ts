import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type ApprovalsSite, approvals } from "../../../kernel/approvals/index.ts"
import { type Control, type Objective, controls } from "../../../verification/evidence/rows.ts"
import { sitesOf } from "../../../verification/explore/knock-out.ts"
import { ROOT } from "../../../verification/run/sources.ts"

const objectives = (): readonly Objective[] => controls.flatMap((control: Control) => control.objectives)

describe("the rows", () => {
  it("have every leaf objective of their controls (SP 800-53A rev. 5), and each ceiling", () => {
    expect(
      controls.map(({ id, baseline, max, objectives }) => [id, baseline, max, ...objectives.map(({ id }) => id)]),
    ).toEqual([
      ["AC-3(2)", "supplemental", "implemented", "ac-3.2_obj"],
      ["AC-5", "Moderate", "partial", "ac-5_obj.a", "ac-5_obj.b"],
    ])
  })

  it("name sites that the kernel has, each once an objective", () => {
    const known = sitesOf(approvals)
    for (const { id, sites } of objectives()) {
      expect(
        sites.filter((site) => !known.includes(site)),
        id,
      ).toEqual([])
      expect(new Set(sites).size, id).toBe(sites.length)
    }
    // @ts-expect-error A misspelt site doesn't compile.
    const misspelt: ApprovalsSite = "initiatorIsNotAprover@approve"
    expect(known).not.toContain(misspelt)
  })

  it("name tests of both kinds, and sources and test files that are there", () => {
    for (const { id, positive, negative, sources } of objectives()) {
      expect(positive.length, id).toBeGreaterThan(0)
      expect(negative.length, id).toBeGreaterThan(0)
      const paths = [...sources, ...[...positive, ...negative].map(({ file }) => file)]
      expect(
        paths.filter((path) => !existsSync(join(ROOT, path))),
        id,
      ).toEqual([])
    }
  })

  it("say with each objective what is not shown", () => {
    for (const { id, notShown } of objectives()) expect(notShown.length, id).toBeGreaterThan(0)
  })
})
