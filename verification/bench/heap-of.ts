/** `node --expose-gc heap-of.ts <folder> <of> <count>`: the bytes of heap that a gate leaves in use after so many of what its log tells. */
import { Effect, Layer } from "effect"
import { openGate } from "../../adapters/library/index.ts"
import { sqliteStore } from "../../adapters/store/sqlite.ts"
import { fullBudgets } from "./budgets.ts"
import type { Told } from "./heap.ts"
import { endedRequests, signing, writeLog } from "./logs.ts"
import { liveSessions } from "./sessions.ts"
import { READING, makeWorld } from "./world.ts"

const [folder = ".", of = "", count = "0"] = process.argv.slice(2)
const bodies = { ended: endedRequests, budgets: fullBudgets, sessions: liveSessions } satisfies Record<Told, unknown>
const isTold = (name: string): name is Told => Object.hasOwn(bodies, name)
if (!isTold(of)) throw new Error(`no log tells of ${of}`)
const world = await makeWorld(folder, "sqlite")
const { store } = world.config
if (store.kind !== "sqlite") throw new Error("the bench's log is not on disk")
await Effect.runPromise(
  writeLog(world, bodies[of](world, Number(count))).pipe(
    Effect.provide(Layer.mergeAll(sqliteStore(store.path), signing(world))),
  ),
)
const gate = await openGate(world.config)
const payload = new TextEncoder().encode("{}")
const { verdict } = await gate.decide(world.caller, { tool: READING, payload })
if (verdict !== "allow") throw new Error(`a call that should be allowed got ${verdict}`)
if (globalThis.gc === undefined) throw new Error("run with --expose-gc")
// What only the event loop still held is let go between the two.
await globalThis.gc({ execution: "async" })
await globalThis.gc({ execution: "async" })
process.stdout.write(`${process.memoryUsage().heapUsed}`)
await gate.close()
