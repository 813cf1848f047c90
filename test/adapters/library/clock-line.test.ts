import { describe, expect, it, vi } from "vitest"
import { clockLine, clockOnStandardError } from "../../../adapters/library/clock-line.ts"
import { acme } from "./fixture.ts"

describe("the line on the clock", () => {
  it("says for whom nothing is decided, why, and what to do", () => {
    expect(clockLine({ tenant: acme(), unfit: "clockIsNotBehind" })).toBe(
      "CLOCK: nothing is decided for acme: The clock is behind the newest record. Set the clock of this machine right; where it is right, an administrator runs `interlock clock confirm`.",
    )
  })

  it("says that it is over", () => {
    expect(clockLine({ tenant: acme(), unfit: null })).toBe("CLOCK: acme is decided for again")
  })

  it("is told on standard error", () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true)
    const change = { tenant: acme(), unfit: null }
    clockOnStandardError(change)
    expect(write.mock.calls).toEqual([[`${clockLine(change)}\n`]])
    write.mockRestore()
  })
})
