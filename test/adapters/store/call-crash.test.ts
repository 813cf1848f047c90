import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { text as allOf } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import * as z from "zod"
import { openGate } from "../../../adapters/library/index.ts"
import { acme, deployment } from "../library/fixture.ts"

/** A process that is killed while it makes and runs a call leaves one effect at most, and an outcome that is true of it. */

/** As often is each place tried. `CRASHES=25` plays two hundred. */
const ROUNDS = z.coerce.number().int().min(1).default(1).parse(process.env["CRASHES"])

/** What the log says of the call afterwards, how often it had its effect, and what becomes of it once nobody can report it any more. */
const places = [
  ["before 1", null, 0, null],
  ["after 1", "released", 0, "outcomeUnknown"],
  ["before 2", "released", 0, "outcomeUnknown"],
  ["after 2", "performing", 0, "outcomeUnknown"],
  ["before effect", "performing", 0, "outcomeUnknown"],
  ["after effect", "performing", 1, "outcomeUnknown"],
  ["before 3", "performing", 1, "outcomeUnknown"],
  ["after 3", "completed", 1, "completed"],
  ["nowhere", "completed", 1, "completed"],
] as const

const Told = z.strictObject({ call: z.string(), permit: z.string() })

/** Makes and runs one call in a process of its own, which is killed there. */
const crashed = async (killed: string) => {
  const { folder, text, apiKey } = deployment("sqlite: ledger.db")
  const [config, effects] = [join(folder, "interlock.yaml"), join(folder, "effects")]
  writeFileSync(config, text)
  writeFileSync(effects, "")
  const script = fileURLToPath(new URL("call-runner.ts", import.meta.url))
  const child = spawn(process.execPath, [script, config, apiKey("deployer"), effects, killed], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = once(child, "exit")
  const told = await allOf(child.stdout)
  await ended
  expect(child.signalCode).toBe(killed === "nowhere" ? null : "SIGKILL")
  return {
    config,
    apiKey,
    told: told === "" ? null : Told.parse(JSON.parse(told)),
    effects: readFileSync(effects).length,
  }
}

/** Long after anybody could have started or reported it. */
const LATER_MS = 3 * 3_600_000

describe.each(Array.from({ length: ROUNDS }, (_, round) => round))("round %i: a call", () => {
  it.each(places)(
    "whose process is killed: %s: one effect at most, and an outcome that is true",
    async (killed, status, effects, atLast) => {
      const left = await crashed(killed)
      expect(left.effects).toBe(effects)

      const gate = await openGate(left.config)
      const [found] = (await gate.calls.list(acme())).items
      expect(found?.status ?? null).toBe(status)
      const agent = gate.authenticate(left.apiKey("deployer"))
      if (agent === null) throw new Error("nobody is known by this key")
      // What has been started once is started by nobody else; what hasn't can be, by whoever has the permit.
      if (left.told !== null) {
        const again = await gate.calls.perform(agent.actor, { permit: left.told.permit })
        expect(again.type).toBe(status === "released" ? "accepted" : "refused")
      }
      expect((await gate.log.verify(acme())).ok).toBe(true)
      await gate.close()

      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + LATER_MS })
      onTestFinished(() => {
        vi.useRealTimers()
      })
      const later = await openGate(left.config)
      await later.sweep()
      const [ended] = (await later.calls.list(acme())).items
      expect(ended?.status ?? null).toBe(atLast)
      await later.close()
    },
  )
})
