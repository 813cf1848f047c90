import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { deliver } from "../../../adapters/notify/deliver.ts"
import { webhook } from "../../../adapters/notify/webhook.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { START } from "../../fixtures/break-glass.ts"
import { chainOf } from "../../kernel/ledger/fixtures.ts"
import { tmp } from "../tmp.ts"
import { append, delivery, log, story } from "./fixture.ts"
import { accepts, receiver, status } from "./receiver.ts"
import { SECRET, name, secret } from "./secrets.ts"

/** A log in a file, with the ids of its two notices. */
const ledger = (path: string) => ({
  store: sqliteStore(path),
  ids: [0, 3].map((seq) => chainOf(log(4)).records[seq]?.hash),
})
const silence = () => undefined
const path = () => join(tmp(), "ledger.db")

describe("a webhook over a real store and a real network", () => {
  it("that is down, answers 500, stays silent and hangs up loses nothing, and has each notice in order", async () => {
    const { store, ids } = ledger(path())
    const pager = await receiver(status(500), silence, (response) => response.destroy(), status(204), status(302))
    await pager.close()
    const failures = [
      { why: "ECONNREFUSED", waits: 1 },
      { why: "it answered 500", waits: 2 },
      { why: "within 15 seconds", waits: 4 },
      { why: "can't be reached", waits: 8 },
      { why: "it answered 302", waits: 1 },
    ]
    const reports = failures.map(() => Deferred.makeUnsafe<string>())
    const lines: string[] = []
    await story(
      [webhook({ name: name(), url: pager.url, secret: secret() })],
      Effect.gen(function* () {
        yield* append(log(4))
        const report = (line: string) => {
          const told = reports[lines.push(line) - 1]
          if (told !== undefined) Deferred.doneUnsafe(told, Effect.succeed(line))
        }
        const running = yield* Effect.forkScoped(deliver({ ...delivery(), report }), { startImmediately: true })
        for (const [nth, { why, waits }] of failures.entries()) {
          if (why === "within 15 seconds") {
            yield* Effect.promise(() => pager.got(2))
            yield* TestClock.adjust("15 seconds")
          }
          expect(yield* Deferred.await(reports[nth] ?? (yield* Effect.never))).toContain(why)
          if (nth === 0) yield* Effect.promise(() => pager.reopen())
          yield* TestClock.adjust(`${waits} seconds`)
        }
        yield* Effect.promise(() => pager.got(6))
        yield* Fiber.interrupt(running)
      }),
      store,
    )
    expect(lines).toHaveLength(failures.length)
    const [first, last] = ids
    expect(pager.requests.map(({ id }) => id)).toEqual([first, first, first, first, last, last])
    for (const request of pager.requests) {
      expect(Number(request.timestamp)).toBeGreaterThanOrEqual(START / 1000)
      expect(accepts(SECRET, request, Number(request.timestamp))).toBe(true)
    }
  })

  it("has a notice again, under the same id, when the sender is killed before it kept its cursor", async () => {
    const file = path()
    const { store, ids } = ledger(file)
    const pager = await receiver()
    await story([], append(log(4)), store)
    const send = (...given: string[]) => {
      const script = fileURLToPath(new URL("sender.ts", import.meta.url))
      const child = spawn(process.execPath, [script, file, pager.url, ...given], { stdio: "inherit" })
      return { child, ended: once(child, "exit") }
    }

    const stuck = send("stuck")
    await pager.got(1)
    stuck.child.kill("SIGKILL")
    expect(await stuck.ended).toEqual([null, "SIGKILL"])
    expect(await send().ended).toEqual([0, null])
    expect(await send().ended).toEqual([0, null])

    const [first, last] = ids
    expect(pager.requests.map(({ id }) => id)).toEqual([first, first, last])
    for (const request of pager.requests) expect(accepts(SECRET, request, Number(request.timestamp))).toBe(true)
    expect(pager.requests[1]?.body).toBe(pager.requests[0]?.body)
  })
})
