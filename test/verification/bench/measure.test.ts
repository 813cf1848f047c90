import { describe, expect, it } from "vitest"
import { type Bounds, type Contest, measure } from "../../../verification/bench/measure.ts"

/** A clock that only work moves, and work that says when it ran. */
const world = (took: { readonly subject: number; readonly yardstick: number }) => {
  let now = 0
  const ran: string[] = []
  const work = (name: "subject" | "yardstick") => () => {
    ran.push(name === "subject" ? "s" : "y")
    now += took[name]
  }
  const contest = (inFlight = 1): Contest => ({ subject: work("subject"), inFlight, yardstick: work("yardstick") })
  return { contest, ran, clock: () => now, order: () => ran.join("") }
}

const bounds = (changed: Partial<Bounds> = {}): Bounds => ({ warmMs: 0, runMs: Infinity, pairs: Infinity, ...changed })

describe("measuring", () => {
  it("lets subject and yardstick run in turns, and each go first half of the time", async () => {
    const { contest, clock, order } = world({ subject: 3, yardstick: 1 })
    const pairs = await measure(contest(), bounds({ pairs: 4 }), clock)
    expect(order()).toBe("syyssyys")
    expect(pairs).toEqual(Array.from({ length: 4 }, () => ({ subject: { took: 3, each: [3] }, yardstick: 1 })))
  })

  it("warms up first, and counts nothing of it", async () => {
    const { contest, clock, order } = world({ subject: 3, yardstick: 1 })
    const pairs = await measure(contest(), bounds({ warmMs: 8, pairs: 1 }), clock)
    expect(order()).toBe("sysysy")
    expect(pairs).toHaveLength(1)
  })

  it("ends when its time is over, and then has at least one pair", async () => {
    const { contest, clock } = world({ subject: 3, yardstick: 1 })
    expect(await measure(contest(), bounds({ runMs: 9 }), clock)).toHaveLength(3)
    expect(await measure(contest(), bounds({ runMs: 0 }), clock)).toHaveLength(1)
  })

  it("waits for a promise, and counts that time", async () => {
    const { contest, clock } = world({ subject: 3, yardstick: 1 })
    const { subject, ...rest } = contest()
    const late = async () => {
      await Promise.resolve()
      await subject()
    }
    const [pair] = await measure({ ...rest, subject: late }, bounds({ pairs: 1 }), clock)
    expect(pair?.subject).toEqual({ took: 3, each: [3] })
  })

  it("starts what is in flight together: each waits its own time, and the lap takes as long as the last", async () => {
    const { contest, clock, order } = world({ subject: 0, yardstick: 1 })
    const starts: number[] = []
    let now = 0
    const waiting = async () => {
      starts.push(now)
      const turn = starts.length
      for (let wait = 0; wait < turn; wait += 1) await Promise.resolve()
      now = Math.max(now, turn * 10)
    }
    const pairs = await measure({ ...contest(3), subject: waiting }, bounds({ pairs: 1 }), () => now + clock())
    expect(starts).toEqual([0, 0, 0])
    expect(pairs).toEqual([{ subject: { took: 30, each: [10, 20, 30] }, yardstick: 1 }])
    expect(order()).toBe("y")
  })

  it("fails when the work does: what didn't do its work has no figures", async () => {
    const { contest, clock } = world({ subject: 3, yardstick: 1 })
    const broken = () => Promise.reject(new Error("refused"))
    await expect(measure({ ...contest(), subject: broken }, bounds({ pairs: 1 }), clock)).rejects.toThrow("refused")
  })
})
