import { describe, expect, it } from "vitest"
import { parseOutput } from "../../../verification/tlc/output.ts"
import { twice } from "../../../verification/run/runner.ts"

/** A run that says what exit code 12, or 13, says of a property. */
const run = (exit: 12 | 13, property: string) => ({
  verdict: { ...parseOutput(exit, ""), property },
  ms: 1,
  output: "",
})
const expectation = { outcome: "invariant", property: "StaysWarm" } as const
const unasked = () => Promise.reject(new Error("nobody had to ask again"))
const answers = (given: ReturnType<typeof run>) => () => Promise.resolve(given)

describe("a verdict", () => {
  it("that was expected stands", async () => {
    expect(await twice(expectation, answers(run(12, "StaysWarm")), unasked)).toMatchObject({ asExpected: true })
  })

  it.each([
    ["another property", run(12, "StaysDry")],
    ["another exit code", run(13, "StaysWarm")],
  ])("of %s is asked for again alone, and the second one counts", async (_, odd) => {
    const fine = run(12, "StaysWarm")
    expect(await twice(expectation, answers(odd), answers(fine))).toEqual({ ...fine, asExpected: true })
    expect(await twice(expectation, answers(odd), answers(odd))).toEqual({ ...odd, asExpected: false })
  })
})
