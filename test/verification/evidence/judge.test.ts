import { describe, expect, it } from "vitest"
import { judge } from "../../../verification/evidence/judge.ts"
import { runOf } from "../../../verification/evidence/tests.ts"
import {
  certificate,
  certificateWith,
  certificateWithRun,
  certificateWithTwice,
  certifiedBy,
  control,
  domains,
  findings,
  judged,
  objective,
  report,
  test,
} from "./findings.ts"

const positive = "xx-1_obj.a > lets good ones pass"
const negative = "xx-1_obj.a > refuses bad ones"
const ofSite = "every guard at every site > isGood@go > refuses alone"
const ofProperty = "whatever is said, in whatever order > OneIsOne"
const ofRun = "whatever is said, in whatever order > AllGrow"

const because = (changed: Parameters<typeof judged>[0]) => judged(changed).rows.map((row) => row.because)

describe("a row", () => {
  it("is satisfied when every test passed and the certificate shows every site", () => {
    const { ok, controls, rows } = judged()
    expect(ok).toBe(true)
    expect(controls).toEqual([{ control: "XX-1", title: "Something", baseline: "Moderate", status: "implemented" }])
    expect(rows.map(({ objective, status, because }) => ({ objective, status, because }))).toEqual([
      { objective: "xx-1_obj.a", status: "satisfied", because: [] },
      { objective: "xx-1_obj.b", status: "satisfied", because: [] },
    ])
  })

  it("counts the tests that it names, those of its guards and those of its properties", () => {
    expect(judged().rows[0]).toMatchObject({ passed: 10, failed: 0, skipped: 0, missing: 0 })
    expect(judged().rows[0]?.tests.map(({ id, expects }) => `${expects} ${id}`)).toEqual([
      "positive test/a.test.ts > xx-1_obj.a > lets good ones pass",
      "positive test/kernel/house/sites.test.ts > every guard at every site > isGood@go > lets the neighbour pass",
      "positive test/kernel/garden/sites.test.ts > every guard at every site > isGood@go > lets the neighbour pass",
      "negative test/a.test.ts > xx-1_obj.a > refuses bad ones",
      "negative test/kernel/house/sites.test.ts > every guard at every site > isGood@go > refuses alone",
      "negative test/kernel/garden/sites.test.ts > every guard at every site > isGood@go > refuses alone",
      "negative test/properties/house/properties.test.ts > whatever is said, in whatever order > OnlyGood",
      "negative test/properties/house/properties.test.ts > whatever is said, in whatever order > OneIsOne",
      "negative test/properties/garden/properties.test.ts > whatever is said, in whatever order > OnlyGreen",
      "negative test/properties/garden/properties.test.ts > whatever is said, in whatever order > AllGrow",
    ])
  })

  it("names the property of each site in words, and how to see it fall", () => {
    expect(judged().rows[0]?.sites).toEqual([
      {
        domain: "house",
        site: "isGood@go",
        property: "OnlyGood",
        words: "Only good ones pass.",
        threat: "not OnlyGood",
        killed: true,
        equal: true,
        replayed: true,
        command: "make house-negative GUARD=isGood AT=go",
      },
      {
        domain: "house",
        site: "sameIsSame@rule",
        property: "OneIsOne",
        words: "One is one.",
        threat: "not OneIsOne",
        killed: true,
        equal: true,
        replayed: true,
        command: "make house-negative GUARD=sameIsSame AT=rule",
      },
      {
        domain: "garden",
        site: "isGood@go",
        property: "OnlyGreen",
        words: "Only green ones pass.",
        threat: "not OnlyGreen",
        killed: true,
        equal: true,
        replayed: true,
        command: "make garden-negative GUARD=isGood AT=go",
      },
    ])
  })

  it("says of each run what comes about, and whether TLC says so", () => {
    expect(judged().rows[0]?.liveness).toEqual([
      {
        domain: "garden",
        run: "itGrows",
        property: "AllGrow",
        expected: "holds",
        words: "It rains.",
        ok: true,
        command: "make garden",
      },
    ])
  })

  const fates = [
    ["failed", "failed"],
    ["skipped", "skipped"],
    ["skipped", "pending"],
    ["skipped", "todo"],
    ["skipped", "constructor"],
    ["missing", null],
  ] as const
  describe.each(fates)("is not satisfied by a %s test (%s)", (fate, status) => {
    it.each([positive, negative, ofProperty, ofRun])("%s", (name) => {
      const { ok, controls, rows } = judged({ run: runOf(report({ [name]: status })) })
      expect(ok).toBe(false)
      expect(controls[0]?.status).toBe("not-satisfied")
      expect(rows[0]).toMatchObject({ status: "not-satisfied", passed: 9, [fate]: 1 })
      expect(rows[0]?.because).toEqual([expect.stringMatching(new RegExp(`^${fate}: .* > ${name}$`))])
    })
  })

  it("is not satisfied by one domain's test of a site where the other's failed", () => {
    const { rows } = judged({ run: runOf(report({ [ofSite]: "failed" })) })
    expect(rows[0]?.because).toEqual(
      ["house", "garden"].map((domain) => `failed: test/kernel/${domain}/sites.test.ts > ${ofSite}`),
    )
  })

  it("is not satisfied without a report that can be read", () => {
    for (const text of [null, "", "{}", '{"testResults":[{}]}'])
      expect(judged({ run: runOf(text) }).rows[0]).toMatchObject({ status: "not-satisfied", passed: 0, missing: 10 })
  })

  it("takes the worst of two tests with one name, and no test of another file", () => {
    const twice = (first: string, second: string, file: string) => {
      const result = (status: string) => ({ ancestorTitles: ["a"], title: "b", status })
      const name = `${process.cwd()}/${file}`
      return runOf(JSON.stringify({ testResults: [{ name, assertionResults: [result(first), result(second)] }] }))(
        test("a > b"),
      )
    }
    expect(twice("passed", "passed", "test/a.test.ts")).toBe("passed")
    expect(twice("passed", "failed", "test/a.test.ts")).toBe("failed")
    expect(twice("skipped", "passed", "test/a.test.ts")).toBe("skipped")
    expect(twice("passed", "passed", "test/b.test.ts")).toBe("missing")
  })

  it.each(["positive", "negative"] as const)("is not satisfied without any %s test", (kind) => {
    // A rule has no test of its own, and a property's is a negative one.
    const sites = kind === "positive" ? [{ domain: "house", site: "sameIsSame@rule" }] : []
    const only = objective("xx-1_obj.a", { sites, liveness: [], [kind]: [] })
    const one = control({ objectives: [only] })
    expect(judged({ run: runOf(report({}, one)) }, one).rows[0]?.because).toEqual([`no ${kind} test is named`])
  })
})

describe("a row is not satisfied by a certificate", () => {
  it("that isn't there", () => {
    expect(because(certifiedBy(null))).toEqual(Array(2).fill(["there is no certificate: run `make verify`"]))
  })

  it.each([{}, { domains: [] }, certificate("house", { guards: undefined }), certificate("garden", { name: "yard" })])(
    "that can't be read, or that has not each of its domains",
    (written) => {
      expect(because(certifiedBy(written))[0]).toContain(
        "build/verify.json holds no certificate of garden: run `make verify`",
      )
    },
  )

  it.each([
    ["a site", "house", { sites: [{ domain: "house", site: "isGood@go" }], liveness: [] }],
    ["a run", "garden", { sites: [], liveness: [{ domain: "garden", run: "itGrows" }] }],
  ] as const)("of a domain, where it cites %s of it, and of no other", (_, cited, speaksOf) => {
    const one = control({ objectives: [objective("xx-1_obj.a", speaksOf)] })
    const run = runOf(report({}, one))
    for (const domain of ["house", "garden"]) {
      const { ok } = judged({ ...certifiedBy(certificate(domain, { ok: false })), run }, one)
      expect(ok).toBe(domain !== cited)
    }
  })

  it.each([
    ["model", ["models/house", "models/garden"]],
    ["library", ["models/lib"]],
    ["kernel", ["kernel/house or the files of kernel/ itself", "kernel/garden or the files of kernel/ itself"]],
  ] as const)("of another %s", (part, paths) => {
    const now = { model: "m", library: "l", kernel: "k", [part]: "another" }
    expect(because(certifiedBy(certificate(), now))[0]).toEqual(
      paths.map((path) => `the certificate is of another ${path}: run \`make verify\``),
    )
  })

  const faults = [
    [null, (site: string) => `the certificate has no entry for ${site}`],
    [{ killed: false }, (site: string, falls: string) => `${site} broken does not bring ${falls} down`],
    [{ equal: false }, (site: string) => `kernel and model differ with ${site} broken`],
    [{ replayed: false }, (site: string) => `the counterexample of ${site} is not replayed`],
    [{ property: "Other" }, (site: string, falls: string) => `the certificate shows Other for ${site}, not ${falls}`],
  ] as const
  describe.each([
    ["house", "OnlyGood"],
    ["garden", "OnlyGreen"],
  ])("of %s", (domain, falls) => {
    it.each(faults)("whose entry is %j", (changed, fault) => {
      const written = certificateWith(domain, changed)
      expect(because(certifiedBy(written))[0]).toEqual([fault(`${domain}/isGood@go`, falls)])
    })
  })

  it.each([
    [null, "the certificate has no entry for garden/itGrows"],
    [{ ok: false }, "TLC does not say in garden/itGrows that AllGrow holds"],
    [{ expected: "falls" }, "the certificate asked of garden/itGrows whether AllGrow falls"],
  ])("whose run is %j", (changed, fault) => {
    expect(because(certifiedBy(certificateWithRun(changed)))[0]).toEqual([fault])
  })

  it.each(["house", "garden"])("by which kernel and model of %s differ, or anything else falls short", (domain) => {
    expect(because(certifiedBy(certificate(domain, { equal: false })))[0]).toEqual([
      `the certificate shows kernel and model of ${domain} to be two graphs`,
    ])
    expect(because(certifiedBy(certificate(domain, { ok: false })))[0]).toEqual([
      `the certificate says that the verification of ${domain} falls short`,
    ])
  })

  it.each([
    [null, ["build/verify.json holds no certificate of Twice: run `make verify`"]],
    [{ domain: "garden" }, ["build/verify.json holds no certificate of Twice: run `make verify`"]],
    [{ ok: false }, ["the certificate says that the verification of house falls short"]],
    [{}, []],
  ])("of whose two runs is said %j", (changed, faults) => {
    expect(because(certifiedBy(certificateWithTwice(changed)))[0]).toEqual(faults)
  })

  it("for a site without a reviewed property, or a run that nobody wrote", () => {
    expect(because({ domains: domains({ garden: { negatives: new Map() } }) })[0]).toEqual([
      "negatives.json names no property for garden/isGood@go",
    ])
    expect(because({ domains: domains({ garden: { liveness: [] } }) })[0]).toEqual([
      "liveness.json has no garden/itGrows",
    ])
  })
})

describe("a control", () => {
  it("is implemented only when every objective is satisfied", () => {
    const { ok, controls, rows } = judged({ run: runOf(report({ "xx-1_obj.b > refuses bad ones": "failed" })) })
    expect(rows.map(({ status }) => status)).toEqual(["satisfied", "not-satisfied"])
    expect(controls[0]?.status).toBe("not-satisfied")
    expect(ok).toBe(false)
  })

  it("is no more than its ceiling", () => {
    expect(judged({}, control({ max: "partial" })).controls[0]?.status).toBe("partial")
  })

  it("without objectives is not satisfied", () => {
    expect(judge([control({ objectives: [] })], findings())).toMatchObject({
      ok: false,
      controls: [{ status: "not-satisfied" }],
    })
  })
})
