import { Effect, Fiber, Layer, ManagedRuntime } from "effect"
import type * as z from "zod"
import { Actor, type Caller, type TenantId, principalOf } from "../../kernel/actors.ts"
import { RequestId } from "../../kernel/approvals/approvals.ts"
import type { Ask, Call } from "../../kernel/gate/ask.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import { keysOf } from "../../kernel/ledger/ed25519.ts"
import { replay } from "../../kernel/ledger/replay.ts"
import { Signer } from "../../kernel/ledger/signer.ts"
import { type Config, readConfig } from "../config/config.ts"
import { inspectorsLayer } from "../effects/inspectors.ts"
import { Receivers } from "../../kernel/notices/ports.ts"
import { deliver, deliverOnce } from "../notify/deliver.ts"
import { receiversOf } from "../notify/receivers.ts"
import { fileSigner } from "../signer/file.ts"
import { verifier } from "../signer/verifier.ts"
import { memoryStore } from "../store/memory.ts"
import { sqliteStore } from "../store/sqlite.ts"
import { signables } from "../identity/signable.ts"
import { breakGlassOn } from "./break-glass.ts"
import { readCall } from "./call.ts"
import { commanding } from "./commanding.ts"
import { door } from "./door.ts"
import { ActorUnknownError } from "./errors.ts"
import { AskedCall, Ending, Loan, SeatDecision, ToolCall, read } from "./inputs.ts"
import { kernelDigest } from "./kernel-digest.ts"
import type { OpenGate } from "./open-gate.ts"
import { type Advice, useOf, verdictOf } from "./outcome.ts"
import { statusOf } from "./status.ts"
import { publicKeyOf } from "./public-key.ts"
import { readSigned } from "./signed.ts"

const storeOf = (store: Config["store"]) => (store.kind === "sqlite" ? sqliteStore(store.path) : memoryStore)

const trusted = Effect.map(Signer, ({ publicKey }) => keysOf([publicKey], verifier))

const runtimeOf = ({ policies, signer, store, notify }: Config) => {
  const receivers = Layer.sync(Receivers, () => receiversOf(notify))
  const ports = Layer.mergeAll(storeOf(store), fileSigner(signer.key), inspectorsLayer, receivers)
  const gate = Effect.map(trusted, (keys) =>
    Gate.layer({ policies: [...policies.values()], kernel: kernelDigest(), keys }),
  )
  return ManagedRuntime.make(Layer.provideMerge(Layer.unwrap(gate), ports))
}
type Runtime = ReturnType<typeof runtimeOf>

/** The gate's own service, in whose name overdue requests end. */
const sweeperOf = (tenant: TenantId): Actor => Actor.parse({ id: "sweeper", tenant, kind: "service", roles: [] })

const gateOn = async (runtime: Runtime, { policies, directory }: Config): Promise<OpenGate> => {
  const { run, closing, close } = door(runtime)
  const { publicKey } = await runtime.runPromise(Signer)
  const told = { policies: [...policies.values()] }
  let telling: Fiber.Fiber<never, unknown> | null = null

  const called = async (caller: Caller, input: z.output<typeof ToolCall>, askedWith: (call: Call) => Ask) => {
    const { tenant } = caller.actor
    return run(
      Effect.gen(function* () {
        const gate = yield* Gate
        const { call, advice } = yield* readCall(policies.get(tenant), caller, input)
        return { answered: yield* gate.ask(tenant, askedWith(call), input.key), advice }
      }),
    )
  }

  const commanded = commanding(run, "approvals")

  const decided = (type: "approve" | "reject") => async (by: Actor, given: SeatDecision) => {
    const { request, seat, plan, signed, key } = read(SeatDecision, given)
    const { signature, proof, why } = readSigned(signables.decision, signed, directory)
    const command = { type, id: request, by, seat, plan, signature } as const
    const advice: Advice = why === null ? {} : { decisionIsSigned: why }
    return commanded(by, { type: "command", domain: "approvals", command, proof }, key, advice)
  }

  const ended = (type: "cancel" | "supersede") => async (by: Caller, given: Ending) => {
    const { request, key } = read(Ending, given)
    const command = { type, id: request, by } as const
    return commanded(by.actor, { type: "command", domain: "approvals", command, proof: null }, key)
  }

  return {
    authenticate: (bearer) => directory.callerOfApiKey(bearer) ?? null,
    decide: async (caller, given) => {
      const input = read(AskedCall, given)
      const { grant } = input
      const { answered, advice } = await called(caller, input, (call) => ({ type: "call", call, grant }))
      return verdictOf(answered, advice)
    },
    consume: async (caller, id, given) => {
      const request = read(RequestId, id)
      const input = read(ToolCall, given)
      const { answered, advice } = await called(caller, input, (call) => ({ type: "consume", request, call }))
      return useOf(answered, advice)
    },
    approve: decided("approve"),
    reject: decided("reject"),
    delegate: async (by, given) => {
      const { request, seat, to: id, key } = read(Loan, given)
      const to = directory.actor(by.tenant, id)
      if (to === undefined) throw new ActorUnknownError({ id })
      const command = { type: "delegate", id: request, by, seat, to: principalOf(to) } as const
      return commanded(by, { type: "command", domain: "approvals", command, proof: null }, key)
    },
    cancel: ended("cancel"),
    supersede: ended("supersede"),
    requests: (tenant) => run(Effect.flatMap(Gate, (gate) => gate.entities(tenant, "approvals"))),
    request: (tenant, id) => run(Effect.flatMap(Gate, (gate) => gate.entity(tenant, "approvals", id))),
    breakGlass: breakGlassOn(run, directory),
    plan: (tenant, digest) => run(Effect.flatMap(Gate, (gate) => gate.plan(tenant, digest))),
    waitFor: (tenant, id, { status, timeoutMs }) =>
      run(
        Effect.flatMap(Gate, (gate) => {
          const asItIs = gate.entity(tenant, "approvals", id)
          return gate
            .change(tenant, "approvals", id, status)
            .pipe(
              Effect.timeoutOrElse({ duration: timeoutMs, orElse: () => asItIs }),
              Effect.raceFirst(Effect.andThen(closing, asItIs)),
            )
        }),
      ),
    status: (tenant) => run(statusOf(tenant, policies.get(tenant))),
    log: {
      head: (tenant) => run(Effect.flatMap(Gate, (gate) => gate.head(tenant))),
      records: (tenant, from, limit) => run(Effect.flatMap(Gate, (gate) => gate.records(tenant, from, limit))),
      verify: (tenant) =>
        run(
          Effect.flatMap(trusted, (keys) => replay({ tenant, keys }, null, () => null)).pipe(
            Effect.map(({ tip: { size, hash } }) => ({ ok: true, head: { size, hash } }) as const),
            Effect.catchTag("ChainBroken", ({ seq, problem, message }) =>
              Effect.succeed({ ok: false, seq, problem, message } as const),
            ),
          ),
        ),
    },
    sweep: () =>
      run(
        Effect.gen(function* () {
          const gate = yield* Gate
          let ended = 0
          for (const tenant of policies.keys()) ended += yield* gate.sweep(tenant, sweeperOf(tenant))
          return ended
        }),
      ),
    notices: {
      deliver: (report) => {
        telling ??= runtime.runFork(Effect.flatMap(trusted, (keys) => deliver({ ...told, keys, report })))
      },
      deliverOnce: (report) => run(Effect.flatMap(trusted, (keys) => deliverOnce({ ...told, keys, report }))),
    },
    publicKey: publicKeyOf(publicKey),
    close: async () => {
      if (telling !== null) await Effect.runPromise(Fiber.interrupt(telling))
      await close()
    },
  }
}

/**
 * Opens a gate: store, key and inspectors as the config says, every log verified from its first record.
 * @param config the path of a config file, or what was read from one
 * @throws ConfigError, KeyFileError, StoreFailed, ChainBroken
 */
export const openGate = async (config: Config | string): Promise<OpenGate> => {
  const settled = typeof config === "string" ? readConfig(config) : config
  const runtime = runtimeOf(settled)
  try {
    return await gateOn(runtime, settled)
  } catch (error) {
    await runtime.dispose()
    throw error
  }
}
