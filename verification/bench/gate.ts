import { mkdir } from "node:fs/promises"
import { Clock, Effect, Layer, ManagedRuntime } from "effect"
import { digestOf } from "../../adapters/digest.ts"
import { verifier } from "../../adapters/signer/verifier.ts"
import { memoryStore } from "../../adapters/store/memory.ts"
import type { Caller } from "../../kernel/actors.ts"
import type { Ask } from "../../kernel/gate/ask.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import type { Presented } from "../../kernel/known.ts"
import type { Body } from "../../kernel/ledger/body.ts"
import { keysOf } from "../../kernel/ledger/ed25519.ts"
import { Signer } from "../../kernel/ledger/signer.ts"
import { signing, writeLog } from "./logs.ts"
import { READING, type Setup, makeWorld } from "./world.ts"

/** A gate in process over a log in memory that was written beforehand, and calls that it allows. */
export const gateOver = async (
  folder: string,
  bodiesOf: (world: Setup) => readonly Body[],
  changed: (world: Setup) => Setup = (world) => world,
) => {
  await mkdir(folder)
  const world = changed(await makeWorld(folder, "memory"))
  const ports = Layer.mergeAll(memoryStore, signing(world))
  const written = Layer.effectDiscard(writeLog(world, bodiesOf(world)))
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
  const ask = (given: Ask) => runtime.runPromise(Gate.use((its) => its.ask(world.policy.tenant, given, null)))
  /** A call of its own, no two alike. */
  const decide = async (caller: Caller = world.caller, presented: Presented | null = null) => {
    asked += 1
    const payload = digestOf(new TextEncoder().encode(`${asked}`))
    const call = { caller, tool, payload, artifact: null, found: null, picked: {}, presented, flow: null }
    const { answer } = await ask({ type: "decide", call, under: null })
    if (answer.type !== "decision" || answer.verdict !== "allow")
      throw new Error(`a call that should be allowed was not: ${JSON.stringify(answer)}`)
    return answer
  }
  /** A command that has to be accepted; gives the id of what it changed. */
  const command = async (given: Ask): Promise<string> => {
    const { answer } = await ask(given)
    if (answer.type !== "accepted") throw new Error(`a command was not accepted: ${JSON.stringify(answer)}`)
    return answer.id
  }
  return { world, decide, command, close: () => runtime.dispose() }
}
