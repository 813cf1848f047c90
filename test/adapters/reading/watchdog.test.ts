import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { setTimeout } from "node:timers/promises"
import { expect, it } from "vitest"
import * as z from "zod"

const gate = (): ChildProcess =>
  fork(new URL("gate.ts", import.meta.url), { execArgv: ["--disable-warning=ExperimentalWarning"] })

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it("a process that reads ends with the gate that started it, though that was killed while it was busy", async () => {
  const killed = gate()
  const [reader] = z.tuple([z.int(), z.unknown()]).parse(await once(killed, "message"))
  expect(isThere(reader)).toBe(true)
  killed.kill("SIGKILL")
  await once(killed, "exit")
  // It looks for itself every half a second; the test has no other end than this one.
  while (isThere(reader)) await setTimeout(20)
})
