import { describe, expect, it } from "vitest"
import { withSignals } from "../../../adapters/executor/signals.ts"

describe("signals that come while something is executed", () => {
  it("are kept while nobody takes them, and go to whoever does then", async () => {
    const received: string[] = []
    const came = await withSignals((signals) => {
      const before = signals.came()
      process.emit("SIGHUP", "SIGHUP")
      signals.passTo((signal) => received.push(signal))
      return Promise.resolve([before, signals.came()])
    })
    expect([came, received]).toEqual([[false, true], ["SIGTERM"]])
  })

  it("are this process's again at the end", async () => {
    const before = process.listenerCount("SIGHUP")
    await expect(withSignals(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed")
    expect(process.listenerCount("SIGHUP")).toBe(before)
  })
})
