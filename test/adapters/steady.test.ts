import os from "node:os"
import { Effect } from "effect"
import { expect, it, vi } from "vitest"
import { sinceBoot } from "../../adapters/steady.ts"

it("counts the milliseconds since the machine was started, and has no word of its clock", () => {
  const before = os.uptime() * 1000
  vi.useFakeTimers({ toFake: ["Date"], now: 0 })
  try {
    const counted = Effect.runSync(sinceBoot)
    expect(counted).toBeGreaterThanOrEqual(before)
    expect(counted).toBeLessThan(before + 60_000)
  } finally {
    vi.useRealTimers()
  }
})
