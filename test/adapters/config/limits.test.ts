import { describe, expect, it } from "vitest"
import { DEFAULTS } from "../../../adapters/caps/limits.ts"
import { config, lines, problems } from "./fixture.ts"

const withLimits = (limits: string) => [...lines(), `limits: ${limits}`].join("\n")

describe("limits", () => {
  it("are the defaults where nothing is said", () => {
    expect(config(lines().join("\n")).limits).toEqual(DEFAULTS)
  })

  it("are what is said, and for the rest the defaults", () => {
    const { limits } = config(withLimits("{ actor: { calls: 7 } }"))
    expect(limits).toEqual({ ...DEFAULTS, actor: { ...DEFAULTS.actor, calls: 7 } })
  })

  it.each([
    ["{ actor: { calls: 0 } }", "limits.actor.calls: write a whole number from 1"],
    ["{ tenant: { bodyBytes: 8388607 } }", "limits.tenant.bodyBytes: write a number of bytes from 8388608"],
    ["{ all: { wait: 1 } }", 'limits.all.wait: there is no such key (did you mean "waits"?)'],
    ["{ actors: {} }", "limits.actors: there is no such key"],
  ])("%s is told with its place", (limits, wanted) => {
    expect(problems(withLimits(limits))).toEqual([expect.stringContaining(wanted)])
  })
})
