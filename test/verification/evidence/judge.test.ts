import { describe, expect, it } from "vitest"
import { judge } from "../../../verification/evidence/judge.ts"
import { runOf } from "../../../verification/evidence/tests.ts"
import {
  certificate,
  certificateWith,
  certified,
  control,
  findings,
  judged,
  negatives,
  objective,
  report,
  test,
} from "./findings.ts"

const positive = "xx-1_obj.a > lets good ones pass"
const negative = "xx-1_obj.a > refuses bad ones"
const ofSite = "every guard at every site > isGood@go > refuses alone"
const ofProperty = "whatever is said, in whatever order > OneIsOne"

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
    expect(judged().rows[0]).toMatchObject({ passed: 6, failed: 0, skipped: 0, missing: 0 })
    expect(judged().rows[0]?.tests.map(({ id, expects }) => `${expects} ${id}`)).toEqual([
      "positive test/a.test.ts > xx-1_obj.a > lets good ones pass",
      "positive test/kernel/approvals/sites.test.ts > every guard at every site > isGood@go > lets the neighbour pass",
      "negative test/a.test.ts > xx-1_obj.a > refuses bad ones",
      "negative test/kernel/approvals/sites.test.ts > every guard at every site > isGood@go > refuses alone",
      "negative test/properties/approvals/properties.test.ts > whatever is said, in whatever order > OnlyGood",
      "negative test/properties/approvals/properties.test.ts > whatever is said, in whatever order > OneIsOne",
    ])
  })

  it("names the property of each site in words, and how to see it fall", () => {
    expect(judged().rows[0]?.sites).toEqual([
      {
        site: "isGood@go",
        property: "OnlyGood",
        words: "Only good ones pass.",
        threat: "not OnlyGood",
        killed: true,
        equal: true,
        replayed: true,
        command: "make approvals-negative GUARD=isGood AT=go",
      },
      {
        site: "sameIsSame@rule",
        property: "OneIsOne",
        words: "One is one.",
        threat: "not OneIsOne",
        killed: true,
        equal: true,
        replayed: true,
        command: "make approvals-negative GUARD=sameIsSame AT=rule",
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
    it.each([positive, negative, ofSite, ofProperty])("%s", (name) => {
      const { ok, controls, rows } = judged({ run: runOf(report({ [name]: status })) })
      expect(ok).toBe(false)
      expect(controls[0]?.status).toBe("not-satisfied")
      expect(rows[0]).toMatchObject({ status: "not-satisfied", passed: 5, [fate]: 1 })
      expect(rows[0]?.because).toEqual([expect.stringMatching(new RegExp(`^${fate}: .* > ${name}$`))])
    })
  })

  it("is not satisfied without a report that can be read", () => {
    for (const text of [null, "", "{}", '{"testResults":[{}]}'])
      expect(judged({ run: runOf(text) }).rows[0]).toMatchObject({ status: "not-satisfied", passed: 0, missing: 6 })
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
    const only = objective("xx-1_obj.a", { sites: kind === "positive" ? ["sameIsSame@rule"] : [], [kind]: [] })
    const one = control({ objectives: [only] })
    expect(judged({ run: runOf(report({}, one)) }, one).rows[0]?.because).toEqual([`no ${kind} test is named`])
  })
})

describe("a row is not satisfied by a certificate", () => {
  it("that isn't there", () => {
    expect(because({ certificate: certified(null) })).toEqual(
      Array(2).fill(["there is no certificate: run `make verify`"]),
    )
  })

  it.each([{}, certificate({ name: "garden" }), certificate({ guards: undefined })])(
    "that can't be read",
    (written) => {
      expect(because({ certificate: certified(written) })[0]).toEqual([
        "build/verify.json holds no certificate of house: run `make verify`",
      ])
    },
  )

  it.each([
    ["model", "models/house"],
    ["library", "models/lib"],
    ["kernel", "kernel/house or the files of kernel/ itself"],
  ] as const)("of another %s", (part, path) => {
    const now = { model: "m", library: "l", kernel: "k", [part]: "another" }
    expect(because({ certificate: certified(certificate(), now) })[0]).toEqual([
      `the certificate is of another ${path}: run \`make verify\``,
    ])
  })

  it.each([
    [null, "the certificate has no entry for isGood@go"],
    [{ killed: false }, "isGood@go broken does not bring OnlyGood down"],
    [{ equal: false }, "kernel and model differ with isGood@go broken"],
    [{ replayed: false }, "the counterexample of isGood@go is not replayed"],
    [{ property: "Other" }, "the certificate shows Other for isGood@go, not OnlyGood"],
  ])("whose entry is %j", (changed, fault) => {
    expect(because({ certificate: certified(certificateWith(changed)) })[0]).toEqual([fault])
  })

  it("by which kernel and model differ, or anything else falls short", () => {
    expect(because({ certificate: certified(certificate({ equal: false })) })[0]).toHaveLength(1)
    expect(because({ certificate: certified(certificate({ ok: false })) })[0]).toHaveLength(1)
  })

  it("for a site without a reviewed property", () => {
    const { rows } = judged({ negatives: new Map([...negatives()].slice(1)) })
    expect(rows[0]?.because).toEqual(["negatives.json names no property for isGood@go"])
    expect(judged({ negatives: null }).rows[0]?.because).toHaveLength(2)
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
