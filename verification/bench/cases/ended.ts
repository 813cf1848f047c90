import { execFile } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { Clock, Effect, Layer, ManagedRuntime } from "effect"
import { digestOf } from "../../../adapters/digest.ts"
import { verifier } from "../../../adapters/signer/verifier.ts"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { keysOf } from "../../../kernel/ledger/ed25519.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { endedRequests, signing, writeLog } from "../logs.ts"
import { READING, makeWorld } from "../world.ts"
import type { Case } from "./case.ts"

const HEAP = new URL("../heap.ts", import.meta.url)

/** A gate in process over a log in memory of so many requests that have ended, and a call that it allows. */
const gateAfter = async (folder: string, requests: number) => {
  await mkdir(folder)
  const world = await makeWorld(folder, "memory")
  const ports = Layer.mergeAll(memoryStore, signing(world))
  const written = Layer.effectDiscard(writeLog(world, endedRequests(world, requests)))
  const gate = Layer.unwrap(
    Effect.map(Signer, ({ publicKey }) =>
      Gate.layer({
        policies: [world.policy],
        kernel: digestOf(new TextEncoder().encode("the bench")),
        keyring: {},
        keys: keysOf([publicKey], verifier),
        digest: digestOf,
        report: ({ cause }) => {
          throw cause
        },
        stored: () => undefined,
        time: { steady: Clock.currentTimeMillis, maxGapMs: Number.MAX_SAFE_INTEGER, report: () => undefined },
      }),
    ),
  )
  const runtime = ManagedRuntime.make(gate.pipe(Layer.provide(written), Layer.provide(ports)))
  const tool = world.policy.tools.find(({ name }) => name === READING)?.name
  if (tool === undefined) throw new Error(`the bench's policy has no ${READING}`)
  let asked = 0
  const decide = async () => {
    asked += 1
    const payload = digestOf(new TextEncoder().encode(`${asked}`))
    const call = { caller: world.caller, tool, payload, artifact: null, found: null, picked: {} }
    const { answer } = await runtime.runPromise(
      Gate.use((its) => its.ask(world.policy.tenant, { type: "decide", call, under: null }, null)),
    )
    if (answer.type !== "decision" || answer.verdict !== "allow")
      throw new Error("a call that should be allowed was not")
  }
  await decide()
  return { decide, close: () => runtime.dispose() }
}

const heapAfter = async (folder: string, requests: number): Promise<number> => {
  await mkdir(folder)
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", HEAP.pathname, folder, `${requests}`])
  return Number(stdout)
}

export const endedCases = (requests: number): readonly Case[] => [
  {
    name: `decide.ended.${requests}`,
    what: `as decide.memory, at the gate itself, with ${requests.toLocaleString("en")} ended requests in the log`,
    against: "the same with none",
    aim: 1.1,
    open: async (folder) => {
      const [after, before] = [
        await gateAfter(join(folder, "after"), requests),
        await gateAfter(join(folder, "before"), 0),
      ]
      return {
        subject: after.decide,
        inFlight: 1,
        yardstick: before.decide,
        close: async () => {
          await Promise.all([after.close(), before.close()])
        },
      }
    },
  },
  {
    name: `heap.ended.${requests}`,
    what: `the heap of a process whose gate has ${requests.toLocaleString("en")} ended requests in its log on disk, collected`,
    against: "the same with none",
    aim: 1.5,
    weigh: async (folder) => ({
      subject: await heapAfter(join(folder, "after"), requests),
      yardstick: await heapAfter(join(folder, "before"), 0),
    }),
  },
]
