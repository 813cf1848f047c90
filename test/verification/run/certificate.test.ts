import { describe, expect, it } from "vitest"
import * as z from "zod"
import { digestsOf } from "../../../verification/run/digests.ts"
import { certificateOf, certified, faultsOf } from "../../../verification/run/verify.ts"
import { domainReport, expected, larger, negativeReport, sliceReport, wanted } from "./reports.ts"

const toolchain = { jar: "", sha256: "f".repeat(64), std: "", driver: "", java: "", javac: "", release: 17 }
// The digests are of files, so the domain that is reported on is one that is there.
const certificate = (...reports: readonly ReturnType<typeof domainReport>[]) =>
  certificateOf(
    reports.map((report) => certified(report, [])),
    [],
    { toolchain },
    2,
  )
const approvals = (changed = {}) => domainReport({ name: "approvals", ...changed })

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Certificate = z.object({
  ok: z.boolean(),
  seconds: z.number(),
  toolchain: z.object({ jar: Sha256 }),
  domains: z.array(
    z.object({
      name: z.string(),
      states: z.int(),
      edges: z.int(),
      modelStates: z.int(),
      equal: z.boolean(),
      liveness: z.array(z.object({ property: z.string(), ok: z.boolean() })),
      witnesses: z.array(z.object({ name: z.string(), reached: z.boolean() })),
      guards: z.array(
        z.object({
          name: z.string(),
          site: z.string(),
          property: z.string(),
          killed: z.boolean(),
          equal: z.boolean(),
          replayed: z.boolean(),
          trace: z.array(z.string()),
        }),
      ),
      bounds: z.array(z.unknown()),
      digests: z.object({ model: Sha256, library: Sha256, kernel: Sha256, graphs: z.record(z.string(), Sha256) }),
    }),
  ),
})

describe("the certificate", () => {
  it("has the shape that its readers know, also as JSON", () => {
    const made = certificate(approvals())
    const read = Certificate.parse(JSON.parse(JSON.stringify(made)))
    expect(read).toMatchObject({ ok: true, seconds: 2 })
    expect(read.domains[0]?.guards).toEqual([
      {
        name: "isWarm",
        site: "open",
        property: "StaysWarm",
        killed: true,
        equal: true,
        replayed: true,
        trace: ["Open(left, ann)"],
      },
    ])
  })

  it("says of a property of rest what the broken kernel refuses for ever", () => {
    const { replay, ...report } = negativeReport()
    const goesOn = { step: 2, label: "Open__right__bob", refusedBy: ["isWarm"] }
    const resting = { ...report, replay: replay && { ...replay, goesOn } }
    const [domain] = certificate(approvals({ negatives: [negativeReport(), resting] })).domains
    expect(domain?.guards.map((row) => ("refusesForEver" in row ? row.refusesForEver : null))).toEqual([
      null,
      { command: "Open(right, bob)", guards: ["isWarm"] },
    ])
  })

  it("is not ok where one domain has one fault", () => {
    const made = certificate(approvals(), approvals({ faults: ["something"] }))
    expect([made.ok, ...made.domains.map(({ ok }) => ok)]).toEqual([false, true, false])
  })

  it("is not ok where nothing was checked", () => {
    expect(certificate().ok).toBe(false)
  })

  it.each([true, false])("is ok where its domains are and two runs of each: %s", (ok) => {
    const made = certificateOf([certified(approvals(), [])], [{ ok: true }, { ok }], { toolchain }, 2)
    expect(made).toMatchObject({ ok, compositions: [{ ok: true }, { ok }] })
  })

  it("carries the digests of the sources that it speaks of", () => {
    expect(certificate(approvals()).domains[0]?.digests).toEqual({
      ...digestsOf("approvals"),
      graphs: { winter: "0".repeat(64) },
    })
  })
})

describe("a fault", () => {
  const side = { to: [], refusedBy: [] }
  const difference = { path: [], at: null, label: "Open__left", kernel: side, model: side, fields: [] }
  const wrong = {
    state: "",
    label: "Open__left",
    site: "isWarm@open",
    claimedBy: "kernel" as const,
    guards: ["isWarm"],
  }

  it("is none where all is well", () => {
    expect(faultsOf(wanted(), domainReport())).toEqual([])
  })

  it.each([
    [
      "an instance at fault",
      { slices: [sliceReport({ coverage: { ...sliceReport().coverage, beyond: 2 } })] },
      /^winter: the intact machine leaves the bound 2 times/,
    ],
    [
      "a graph that differs",
      { slices: [sliceReport({ differences: new Map([["intact", difference]]) })] },
      /^winter: 1 machines differ from the model\nwinter: intact:/,
    ],
    [
      "a reason that differs",
      { slices: [sliceReport({ reasons: { ...sliceReport().reasons, wrong: [wrong] } })] },
      /on Open\(left\) the kernel names isWarm/,
    ],
    [
      "a site exercised nowhere",
      { slices: [sliceReport({ coverage: { ...sliceReport().coverage, exercised: [] } })] },
      /^isWarm@open is exercised in no instance/,
    ],
    ["a site that kills nothing", { negatives: [negativeReport({ killed: false })] }, /does not bring StaysWarm down/],
    ["a site that was not asked", { negatives: [] }, /^isWarm@open was not broken/],
    [
      "a trace that nobody walked",
      { negatives: [negativeReport({ replay: null })] },
      /^replay of isWarm@open: there was none/,
    ],
    ["liveness", { liveness: [expected({ ok: false })] }, /^WinterEnds in winter:/],
    ["a witness", { witnesses: [expected({ name: "Never_Open", ok: false })] }, /^Never_Open in winter:/],
    ["a larger instance", { larger: [larger({ ok: false })] }, /^street in winter:/],
    [
      "a larger instance that was not asked for its types",
      { larger: [larger({ asked: [] })] },
      /^street: the intact model was not asked for TypeOK/,
    ],
  ])("is %s", (_, changed, told) => {
    expect(faultsOf(wanted(), domainReport(changed)).join("\n")).toMatch(told)
  })

  it.each([
    ["an instance for graphs", { slices: [] }, "winter was not compared"],
    ["a run of liveness", { liveness: [] }, "WinterEnds was not run"],
    ["a witness", { witnesses: [] }, "Never_Open in winter was not looked for"],
  ])("is %s that nobody looked at", (_, changed, told) => {
    expect(faultsOf(wanted(), domainReport(changed))).toContain(told)
  })

  it("is a larger instance that nobody ran", () => {
    const street = { name: "street", purpose: "invariants", properties: {} } as const
    const instances = [...wanted().instances, { file: { witnesses: [] }, slice: street }]
    expect(faultsOf(wanted({ instances }), domainReport())).toEqual(["street was not run"])
    expect(faultsOf(wanted({ instances }), domainReport({ larger: [larger()] }))).toEqual([])
  })

  it("is a digest of another graph, and the fault says how it is taken anew", () => {
    expect(faultsOf(wanted({ graphs: { winter: "1".repeat(64) } }), domainReport())).toEqual([
      "models/house/graphs.json is not of the model's graphs in winter: run `node verification/cli.ts graphs` and read what changed",
    ])
  })
})
