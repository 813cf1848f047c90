import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bindings } from "../../../verification/domains/index.ts"
import type { Binding } from "../../../verification/domains/binding.ts"
import type { Control, Objective } from "../../../verification/domains/control.ts"
import { certificateFor } from "../../../verification/evidence/certificate.ts"
import { type DomainFindings, judge, testsOf } from "../../../verification/evidence/judge.ts"
import { controls } from "../../../verification/evidence/rows.ts"
import { sitesOf } from "../../../verification/domains/cite.ts"
import { type Fate, idOf } from "../../../verification/evidence/tests.ts"
import { partsOf } from "../../../verification/explore/knock-out.ts"
import { readDomain } from "../../../verification/run/model.ts"
import { ROOT } from "../../../verification/run/sources.ts"

const objectives = (): readonly Objective[] => controls.flatMap((control: Control) => control.objectives)

/** A domain as committed, under a certificate in which all is well. */
const certifiedDomain = (binding: Binding): DomainFindings => {
  const { negatives, liveness } = readDomain(binding)
  const digests = { model: "m", library: "l", kernel: "k" }
  const well = { killed: true, equal: true, replayed: true }
  const domain = {
    ...{ name: binding.name, ok: true, states: 2, edges: 3, equal: true, bounds: [], digests },
    guards: [...negatives].map(([site, { property }]) => {
      const { name, at } = partsOf(site)
      return { name, site: at, property, ...well }
    }),
    liveness: liveness.map(({ name, expect }) => ({
      property: name,
      expected: expect === "holds" ? "holds" : "falls",
      ok: true,
    })),
  }
  const written = JSON.stringify({ toolchain: { tlc: "2.18", jar: "j" }, domains: [domain], compositions: [] })
  return { certificate: certificateFor(binding.name, written, digests, []), negatives, liveness, words: binding.words }
}

describe("the rows", () => {
  it("have every leaf objective of their controls (SP 800-53A rev. 5), and each ceiling", () => {
    expect(
      controls.map(({ id, baseline, max, objectives }) => [id, baseline, max, ...objectives.map(({ id }) => id)]),
    ).toEqual([
      ["AC-2(2)", "Moderate", "partial", "ac-2.2_obj"],
      ["AC-2(12)", "FedRAMP Class C", "partial", "ac-2.12_obj.a", "ac-2.12_obj.b"],
      ["AC-2(13)", "Moderate", "partial", "ac-2.13_obj"],
      ["AC-3(2)", "supplemental", "implemented", "ac-3.2_obj"],
      ["AC-3(8)", "supplemental", "implemented", "ac-3.8_obj-1", "ac-3.8_obj-2"],
      ["AC-3(10)", "supplemental", "implemented", "ac-3.10_obj"],
      ["AC-4", "Moderate", "partial", "ac-4_obj"],
      ["AC-4(1)", "supplemental", "partial", "ac-4.1_obj-1", "ac-4.1_obj-2"],
      ["AC-5", "Moderate", "partial", "ac-5_obj.a", "ac-5_obj.b"],
      ["AC-12", "Moderate", "implemented", "ac-12_obj"],
      [
        ...["AC-16", "supplemental", "partial", "ac-16_obj.a-1", "ac-16_obj.a-2", "ac-16_obj.b-1", "ac-16_obj.b-2"],
        ...["ac-16_obj.c-1", "ac-16_obj.c-2", "ac-16_obj.d", "ac-16_obj.e", "ac-16_obj.f-1", "ac-16_obj.f-2"],
      ],
      ["IA-2(8)", "Moderate", "partial", "ia-2.8_obj"],
      ["SC-5", "Moderate", "partial", "sc-5_obj.a", "sc-5_obj.b"],
      ["SC-6", "supplemental", "implemented", "sc-6_obj"],
      ["SC-16(1)", "supplemental", "partial", "sc-16.1_obj-1", "sc-16.1_obj-2"],
      ["SC-23", "Moderate", "partial", "sc-23_obj"],
      ["SC-23(1)", "supplemental", "implemented", "sc-23.1_obj"],
      ["SI-10(6)", "supplemental", "partial", "si-10.6_obj"],
    ])
  })

  it("name sites that the kernel has, in their domain, each once an objective", () => {
    const known = new Map(bindings.map(({ name, sites }) => [name, sites]))
    for (const { id, sites } of objectives()) {
      expect(
        sites.filter(({ domain, site }) => !known.get(domain)?.includes(site)),
        id,
      ).toEqual([])
      expect(new Set(sites.map(({ domain, site }) => `${domain}/${site}`)).size, id).toBe(sites.length)
    }
    // @ts-expect-error A misspelt site doesn't compile.
    expect(sitesOf("approvals")("initiatorIsNotAprover@approve")).toHaveLength(1)
    // @ts-expect-error Nor does another domain's.
    expect(sitesOf("break-glass")("initiatorIsNotApprover@approve")).toHaveLength(1)
  })

  it("name runs that their domain's liveness.json has, each once, those that hold and those that fall", () => {
    const known = new Map(bindings.map((binding) => [binding.name, readDomain(binding).liveness]))
    for (const { id, liveness } of objectives()) {
      const found = liveness.map(({ domain, run }) => known.get(domain)?.find(({ name }) => name === run)?.expect)
      expect(found, id).not.toContain(undefined)
      expect(new Set(liveness.map(({ domain, run }) => `${domain}/${run}`)).size, id).toBe(liveness.length)
      if (liveness.length > 0) expect(new Set(found), id).toEqual(new Set(["holds", "violated"]))
    }
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

  it("name commands that are targets of the Makefile", () => {
    const { stdout } = spawnSync("make", ["--dry-run", "help"], { cwd: ROOT, encoding: "utf8" })
    const speaksOf = new Set(
      objectives().flatMap(({ sites, liveness }) => [...sites, ...liveness].map(({ domain }) => domain)),
    )
    for (const domain of speaksOf)
      for (const target of [domain, `${domain}-negative`]) expect(stdout.split(/\s+/)).toContain(target)
  })
})

describe("each row", () => {
  const domains = new Map(bindings.map((binding) => [binding.name, certifiedDomain(binding)]))
  const judged = (victim: string | null, fate: Fate) => {
    const run = (test: Parameters<typeof idOf>[0]): Fate => (idOf(test) === victim ? fate : "passed")
    return judge(controls, { domains, run, sources: () => [] })
  }

  it("is satisfied where every test passed and the certificates show every site and run", () => {
    expect(judged(null, "passed").rows.flatMap(({ because }) => because)).toEqual([])
    expect(judged(null, "passed").controls.map(({ control, status }) => [control, status])).toEqual(
      controls.map(({ id, max }) => [id, max]),
    )
  })

  const rows = objectives().map(
    (objective) => [objective.id, Object.values(testsOf(objective, { domains })).flat()] as const,
  )
  describe.each(rows)("%s", (id, tests) => {
    it.each(["failed", "skipped", "missing"] as const)("is not satisfied by any one of its tests %s", (fate) => {
      for (const test of tests) {
        const row = judged(idOf(test), fate).rows.find(({ objective }) => objective === id)
        expect(row).toMatchObject({ status: "not-satisfied", because: [`${fate}: ${idOf(test)}`], [fate]: 1 })
      }
    })
  })
})
