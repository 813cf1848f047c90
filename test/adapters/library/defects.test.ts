import { afterEach, describe, expect, it, vi } from "vitest"
import { defectLine, onStandardError } from "../../../adapters/library/defects.ts"
import { ChainBrokenError } from "../../../kernel/ledger/replay.ts"
import { acme } from "./fixture.ts"

const SECRET = "hunter2 of db.internal"
const line = (cause: unknown) => defectLine({ tenant: acme(), what: "decide", cause })

afterEach(() => {
  vi.restoreAllMocks()
})

describe("the line on a defect", () => {
  it("says whose ask, which, of what kind and where in the code, and nothing that the message says", () => {
    const told = line(new TypeError(SECRET))
    expect(told).toMatch(
      /^DEFECT: "decide" of acme was denied as policyWasEvaluated because the gate failed on it: TypeError at .+defects\.test\.ts:\d+:\d+\)?; report this$/,
    )
    expect(told).not.toContain("hunter2")
  })

  it("stays one line without the message, also where that is of many lines or looks like a place", () => {
    for (const message of [`one\n${SECRET}\nthree`, `\n    at ${SECRET}`, `\n    at a (${SECRET}:1:2)\n    at b`]) {
      const told = line(new Error(message))
      expect(told).not.toContain("hunter2")
      expect(told).not.toContain("\n")
      expect(told).toContain("defects.test.ts")
    }
  })

  it("names an error of the gate's own by its tag", () => {
    expect(line(new ChainBrokenError({ tenant: acme(), seq: 7, problem: "index" }))).toContain(": ChainBrokenError ")
  })

  it("says only what kind of thing was thrown where it is no error, or has no place", () => {
    expect(line(SECRET)).toContain(" failed on it: string; report this")
    expect(line(undefined)).toContain(" failed on it: undefined; report this")
    const placeless = new RangeError(SECRET)
    delete placeless.stack
    expect(line(placeless)).toContain(" failed on it: RangeError; report this")
  })

  it("tells no place where the stack has a message that the error no longer has", () => {
    const changed = new Error(`${SECRET}\n    at ${SECRET}`)
    // A stack is written when it is first read.
    expect(changed.stack).toContain(SECRET)
    for (const message of ["", "another"]) {
      changed.message = message
      expect(line(changed)).toContain(" failed on it: Error; report this")
    }
  })

  it("is told on standard error", () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true)
    const defect = { tenant: acme(), what: "cancel", cause: SECRET }
    onStandardError(defect)
    expect(write.mock.calls).toEqual([[`${defectLine(defect)}\n`]])
  })
})
