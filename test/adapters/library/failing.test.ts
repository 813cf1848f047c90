import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { failing } from "../../../adapters/library/failing.ts"
import { openGate } from "../../../adapters/library/index.ts"
import { acme, deployment, planBytes } from "./fixture.ts"

const standardError = () => {
  const lines: string[] = []
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    lines.push(...String(text).trimEnd().split("\n"))
    return true
  })
  onTestFinished(() => {
    spy.mockRestore()
  })
  return lines
}

/** A gate on SQLite whose store fails from a point on, as a disk that is full does. */
const full = async () => {
  const deployed = deployment("sqlite: interlock.db")
  const gate = await openGate(deployed.config())
  onTestFinished(() => gate.close())
  const other = new DatabaseSync(join(deployed.folder, "interlock.db"))
  onTestFinished(() => {
    other.close()
  })
  other.exec("CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
  return {
    gate,
    deployed,
    mend: () => {
      other.exec("DROP TRIGGER full")
    },
  }
}

describe("attack 20: a store that fails while the gate runs", () => {
  it("leaves one line with the cause for whoever operates it, however many ask, and nothing of what is asked", async () => {
    const lines = standardError()
    const { gate, deployed, mend } = await full()
    const caller = gate.authenticate(deployed.apiKey("deployer"))
    if (caller === null) throw new Error("nobody")
    const payload = planBytes()
    for (let asks = 0; asks < 5; asks += 1)
      await expect(
        gate.decide(caller, { tool: "terraform.apply", payload, key: `secret-${asks}` }),
      ).rejects.toMatchObject({
        _tag: "NotRecordedError",
      })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^STORE: .*nothing was appended for .*database or disk is full/)
    expect(lines.join("\n")).not.toMatch(/secret|ik_|deployer/)
    mend()
    expect(await gate.decide(caller, { tool: "terraform.apply", payload })).toMatchObject({ verdict: "step_up" })
    expect((await gate.log.head(acme())).size).toBe(1)
  })

  it("is told of again after a minute, with how often it was; what is no failure is not", () => {
    const lines: string[] = []
    let now = 0
    const told = failing(
      (line) => lines.push(line),
      () => now,
    )
    const error = (tag: string) => Object.assign(new Error("the disk is full"), { _tag: tag })
    for (const tag of ["NotRecordedError", "NotRecordedError", "InputError", "KeyReusedError"]) told(error(tag))
    told(new Error("nothing"))
    told("nothing")
    now = 60_000
    told(error("NotRecordedError"))
    expect(lines).toEqual([
      "STORE: the disk is full",
      "STORE: the disk is full, and once more since the last such line",
    ])
  })
})
