import { describe, expect, it } from "vitest"
import { assertSound, tlcArguments } from "../../../verification/tlc/arguments.ts"
import type { Job } from "../../../verification/tlc/arguments.ts"
import { UnsoundRunError } from "../../../verification/tlc/errors.ts"

const job = (): Job => ({ dir: "/d", module: "M.tla", cfg: "M.cfg", kind: "safety" })

describe("the arguments of a run", () => {
  it("give one worker, a fixed fingerprint and a folder of its own", () => {
    expect(tlcArguments(job(), "/s").join(" ")).toBe(
      "-tool -workers 1 -fp 0 -fpmem 0.02 -metadir /s -config /d/M.cfg /d/M.tla",
    )
  })
  it("dump the graph where it is wanted", () => {
    expect(tlcArguments({ ...job(), dump: "/d/g.dot" }, "/s").join(" ")).toContain(" -dump dot,actionlabels /d/g.dot ")
  })
  it.each([
    [["-workers", "2"]],
    [["-workers", "auto"]],
    [["-workers", "1", "-workers", "2"]],
    [[]],
    [["-workers", "1", "-continue"]],
    [["-workers", "1", "-simulate"]],
  ])("are refused where they prove nothing: %j", (args) => {
    expect(() => assertSound(args)).toThrow(UnsoundRunError)
  })
})
