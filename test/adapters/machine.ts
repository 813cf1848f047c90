import os from "node:os"
import { onTestFinished, vi } from "vitest"

/**
 * The clocks of the machine that a test runs on, all of which stand still until it says otherwise: what the clock says, how
 * long the machine has been up, and how long it was awake, which in a test is always.
 */
export const machineAt = (start: number) => {
  let up = 0
  vi.useFakeTimers({ toFake: ["Date"], now: start })
  const uptime = vi.spyOn(os, "uptime").mockImplementation(() => up / 1000)
  const awake = vi.spyOn(performance, "now").mockImplementation(() => up)
  onTestFinished(() => {
    uptime.mockRestore()
    awake.mockRestore()
    vi.useRealTimers()
  })
  const setClock = (to: number) => vi.setSystemTime(to)
  return {
    /** Time passes, and both clocks tell it. */
    pass: (ms: number) => {
      up += ms
      setClock(Date.now() + ms)
    },
    /** Somebody sets the clock, or it fails: no time passes. */
    setClock,
    /** Time passes while the clock stands still. */
    stall: (ms: number) => {
      up += ms
    },
  }
}
