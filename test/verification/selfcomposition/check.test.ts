import { describe, expect, it } from "vitest"
import { withRunner } from "../../../verification/run/runner.ts"
import { type Broken, checkNegatives, faultsOf } from "../../../verification/selfcomposition/check.ts"
import { type Negative, readComposition } from "../../../verification/selfcomposition/files.ts"
import { compositions } from "../../../verification/selfcomposition/index.ts"
import { broken, composition, compositionReport, held } from "./reports.ts"

describe("a fault", () => {
  it("is none where all is well", () => {
    expect(faultsOf(composition(), compositionReport())).toEqual([])
  })

  const [witness] = held().witnesses
  it.each([
    [
      "an instance that does not hold",
      { instances: [held({ ok: false, verdict: "invariant of TypeOK (exit 12)" })] },
      "winter: invariant of TypeOK (exit 12)",
    ],
    [
      "a site that brings nothing down",
      { negatives: [broken({ ok: false, verdict: "holds (exit 0)" })] },
      "isWarm@open broken: NothingDiffers was to fall, and TLC said: holds (exit 0)",
    ],
    [
      "a site that brings down what it was said not to",
      { negatives: [broken({ expect: "stands", ok: false, verdict: "invariant of NothingDiffers (exit 12)" })] },
      "isWarm@open broken: NothingDiffers was to stand, and TLC said: invariant of NothingDiffers (exit 12)",
    ],
    [
      "a site that stands for want of a case",
      { negatives: [broken({ expect: "stands", states: 2 })] },
      "isWarm@open broken makes no difference in winter, where it says nothing that NothingDiffers stands",
    ],
    [
      "a witness that is never reached",
      { instances: [held({ witnesses: witness === undefined ? [] : [{ ...witness, ok: false, verdict: "stands" }] })] },
      "Never_Open in winter: stands",
    ],
    [
      "a witness that nobody looked for",
      { instances: [held({ witnesses: [] })] },
      "Never_Open in winter was not looked for",
    ],
    ["a site that nobody broke", { negatives: [] }, "isWarm@open was not broken"],
  ])("is %s", (_, changed, told) => {
    expect(faultsOf(composition(), compositionReport(changed))).toEqual([told])
  })

  it("is an instance that nobody ran", () => {
    expect(faultsOf(composition(), compositionReport({ instances: [] }))).toEqual([
      "winter was not run",
      "Never_Open in winter was not looked for",
    ])
  })
})

describe("a site of NonInterference, broken", () => {
  const [of] = compositions.filter(({ name }) => name === "NonInterference").map(readComposition)

  const checked = (...rows: readonly Partial<Negative>[]) => {
    if (of === undefined) throw new Error("there is no NonInterference")
    const asked = rows.map((row) => ({ ...of.negatives.find(({ site }) => site === row.site), ...row }) as Negative)
    return withRunner(async (runner) => {
      const checked: Broken[] = []
      // One after another: a site has one folder, and is here more than once.
      for (const one of asked) checked.push(...(await checkNegatives(of, [one], runner, () => undefined)))
      return checked
    })
  }

  it("brings exactly its property down, or is told to be no such site", async () => {
    const rows = await checked(
      { site: "sinkArgumentIsTrusted@call" },
      { site: "controlReadersIncludeRecipient@call" },
      // Wrong: said to stand what falls, to fall what stands, and to be another's property that falls.
      { site: "childStartsWithParent@rule", expect: "stands" },
      { site: "controlReadersIncludeRecipient@call", expect: "falls" },
      { site: "endorserIsHuman@endorse", property: "NonInterference" },
    )
    expect(rows.map(({ ok, verdict }) => [ok, verdict])).toEqual([
      [true, "invariant of NonInterference (exit 12)"],
      [true, "holds (exit 0)"],
      [false, "invariant of NonInterference (exit 12)"],
      [false, "holds (exit 0)"],
      [false, "invariant of DifferencesStartWithAPerson (exit 12)"],
    ])
    expect(rows[0]?.trace.map(({ action }) => action)).toEqual([null, "Call__s1__k1__wipePage__both"])
  })
})
