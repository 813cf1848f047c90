import { Effect } from "effect"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { corpus, opened } from "./fixture.ts"

/** How often the arguments of a call were looked at. */
const inspections = vi.hoisted(() => ({ count: 0 }))
vi.mock(import("../../../adapters/reading/child.ts"), async (original) => {
  const { child, ...rest } = await original()
  return {
    ...rest,
    child: (...given) =>
      Effect.map(child(...given), ({ ask }) => ({
        ask: (task) => {
          inspections.count += 1
          return ask(task)
        },
      })),
  }
})
beforeEach(() => {
  inspections.count = 0
})

describe("a call that is sent again with its key", () => {
  it("gets its first answer without anybody looking at its arguments again", async () => {
    const { gate, as, terraform } = await opened()
    const call = { ...terraform(), key: "k" }
    const first = await gate.decide(as("deployer"), call)
    expect([first.verdict, inspections.count]).toEqual(["step_up", 1])
    expect(await gate.decide(as("deployer"), call)).toEqual(first)
    expect(inspections.count).toBe(1)
    // Another key is another call.
    await gate.decide(as("deployer"), { ...call, key: "other" })
    expect(inspections.count).toBe(2)
  })

  it("is told again why its arguments can't be read, in the very words, though no record holds them", async () => {
    const { gate, as, terraform } = await opened()
    const call = { ...terraform(corpus("malformed-corrupted.json")), key: "k" }
    const first = await gate.decide(as("deployer"), call)
    expect(first.reasons).toEqual([
      { guard: "policyWasEvaluated", sentence: expect.stringMatching(/denied\. \(.+\)$/) as unknown },
    ])
    expect(await gate.decide(as("deployer"), call)).toEqual(first)
    expect((await gate.log.head(as("deployer").actor.tenant)).size).toBe(1)
  })
})
