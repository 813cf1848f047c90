import os from "node:os"
import { Effect } from "effect"
import { expect, it, vi } from "vitest"
import { sinceBoot, steadyOn } from "../../adapters/steady.ts"

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

it("reads the boot clock once a second, and at once where the machine has slept", () => {
  const at = { boot: 5_000, running: 100, wall: 1_700_000_000_000 }
  let reads = 0
  const steady = steadyOn({
    boot: () => {
      reads += 1
      return at.boot
    },
    running: () => at.running,
    wall: () => at.wall,
  })
  const pass = (ms: number) => {
    for (const clock of ["boot", "running", "wall"] as const) at[clock] += ms
  }
  expect([steady(), reads]).toEqual([5_000, 1])
  pass(999)
  expect([steady(), reads]).toEqual([5_999, 1])
  pass(1)
  expect([steady(), reads]).toEqual([6_000, 2])
  // Asleep: the running clock stands still, the others go on.
  at.boot += 3_600_000
  at.wall += 3_600_000
  expect([steady(), reads]).toEqual([3_606_000, 3])
  // Somebody sets the clock: the boot clock is looked at, and has no word of it.
  at.wall -= 86_400_000
  expect([steady(), reads]).toEqual([3_606_000, 4])
})
