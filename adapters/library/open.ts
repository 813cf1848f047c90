import { Effect, Fiber, Layer, ManagedRuntime } from "effect"
import { Actor, type TenantId } from "../../kernel/actors.ts"
import type { Answered, Stored } from "../../kernel/gate/configuration.ts"
import { ClockUnfitError } from "../../kernel/gate/errors.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import { asGateError } from "../../kernel/gate/failures.ts"
import { policyDigest } from "../../kernel/gate/policy.ts"
import { LedgerStore } from "../../kernel/ledger/store.ts"
import { canonicalize } from "../../kernel/canonical.ts"
import { type KeyId, keyIdOf } from "../../kernel/ledger/ed25519.ts"
import { Signer } from "../../kernel/ledger/signer.ts"
import { Receivers } from "../../kernel/notices/ports.ts"
import { type Config, readConfig } from "../config/config.ts"
import { digestOf } from "../digest.ts"
import { namespacesOn } from "../domains.ts"
import { deliver, deliverOnce } from "../notify/deliver.ts"
import { receiversOf } from "../notify/receivers.ts"
import { KeyFileError, fileSigner } from "../signer/file.ts"
import { signsThen } from "../signer/trusted.ts"
import { type HeadKeeper, headKeeper, seenBy } from "../store/heads.ts"
import { headsPathOf } from "../store/heads-file.ts"
import { type ReadBody, readBody } from "../reading/body.ts"
import { inspectionLayer } from "../reading/inspection.ts"
import { readingLayer } from "../reading/pool.ts"
import type { Deployed } from "../store/deployed.ts"
import { memoryStore } from "../store/memory.ts"
import { sqliteStore } from "../store/sqlite.ts"
import { sinceBoot } from "../steady.ts"
import { toStandardError } from "../streams.ts"
import type { Boundary } from "./boundary.ts"
import { frame } from "../texts/framed.ts"
import { nameCall } from "./call.ts"
import { clockOnStandardError } from "./clock-line.ts"
import { deciding } from "./decide.ts"
import { onStandardError } from "./defects.ts"
import { failing } from "./failing.ts"
import { inFlight } from "./in-flight.ts"
import { kernelDigest } from "./kernel-digest.ts"
import { formerKeys, logKeys } from "./log-keys.ts"
import type { OpenGate } from "./open-gate.ts"
import type { SigningKey } from "./permit.ts"
import { type PublicKey, publicKeyOf } from "./public-key.ts"
import { read } from "./read.ts"
import { statusOf } from "./status.ts"
import { cameIntoBy } from "./taint/came-in.ts"
import { noEvidence } from "./taint/evidence.ts"
import { newMarker } from "./taint/handles.ts"
import { Content } from "./taint/inputs.ts"
import { memoryEvidence } from "./taint/memory-evidence.ts"
import { verifyLog } from "./verify-log.ts"

/** What a store in memory has seen is gone with it, so nothing is kept of it. */
const NO_KEEPER: HeadKeeper = { note: () => undefined, settled: () => Promise.resolve() }

const keeperOf = ({ store, signer }: Config): HeadKeeper =>
  store.kind === "memory" ? NO_KEEPER : headKeeper(headsPathOf(signer.key), toStandardError)

/** What each tenant is decided by: its policy, who is in it with which roles, and whose key each is; and the gate's own keys. */
const deployedBy = (config: Config, signer: KeyId): Deployed => ({
  tenants: new Map(
    [...config.policies].map(([tenant, policy]) => [
      tenant,
      digestOf(canonicalize({ policy: policyDigest(policy), known: config.directory.known(tenant) })),
    ]),
  ),
  signer,
  former: formerKeys(config).map(({ publicKey }) => keyIdOf(publicKey)),
})

const storeOf = (config: Config, keeper: HeadKeeper) => {
  const { store, signer } = config
  if (store.kind === "memory") return memoryStore
  // Keys that the config has wrong are said before what follows of them: another key has another file of heads.
  const sqlite = Effect.map(
    Effect.tap(Signer, () => logKeys(config)),
    ({ keyId }) => sqliteStore(store.path, deployedBy(config, keyId)),
  )
  return Layer.provideMerge(seenBy(keeper, headsPathOf(signer.key)), Layer.unwrap(sqlite))
}

const runtimeOf = (config: Config, keeper: HeadKeeper, stored: Stored) => {
  const { policies, directory, signer, notify, clock } = config
  const inspection = Layer.provideMerge(inspectionLayer, readingLayer(toStandardError))
  const receivers = Layer.sync(Receivers, () => receiversOf(notify))
  const keyed = Layer.provideMerge(storeOf(config, keeper), fileSigner(signer.key))
  const ports = Layer.mergeAll(keyed, inspection, receivers)
  const gate = Effect.map(logKeys(config), (keys) =>
    Gate.layer({
      policies: [...policies.values()],
      kernel: kernelDigest(),
      keyring: directory.keyring,
      keys,
      digest: digestOf,
      report: onStandardError,
      stored,
      time: { steady: sinceBoot, maxGapMs: clock.maxGapMs, report: clockOnStandardError },
    }),
  )
  return ManagedRuntime.make(Layer.provideMerge(Layer.unwrap(gate), ports))
}
type Runtime = ReturnType<typeof runtimeOf>

/** A former key's permits are good as its records are: for those that it signed. */
const permitKeysOf = ({ raw }: PublicKey, config: Config): readonly SigningKey[] => [
  { publicKey: raw, signs: () => true },
  ...formerKeys(config).map((former) => ({ publicKey: former.publicKey, signs: signsThen(former) })),
]

/** The gate's own service, in whose name overdue requests end. */
const sweeperOf = (tenant: TenantId): Actor => Actor.parse({ id: "sweeper", tenant, kind: "service", roles: [] })

const isUnreadable = ({ answer }: Answered): boolean =>
  answer.type === "decision" && answer.reasons.includes("policyWasEvaluated")

/** A record that the key in use signs before the former one has signed its last would be no key's: none is written. */
const refuseEarly = async (runtime: Runtime, { policies, signer }: Config): Promise<void> => {
  for (const tenant of policies.keys()) {
    const { size } = await runtime.runPromise(Effect.flatMap(Gate, (gate) => gate.head(tenant)))
    const late = signer.trusted.find(({ until }) => size < (until.get(tenant) ?? 0))
    if (late !== undefined)
      throw new KeyFileError({
        path: late.publicKey,
        message: `signer.trusted has ${late.publicKey} sign ${tenant} until record ${late.until.get(tenant)}, and its log has ${size} records: write ${size} there, if that key signed all of them, and remove its handover, if the loss of what it handed over was accepted`,
      })
  }
}

/** Keeps where the logs end that have just been verified: a file of heads that is new, or lagged behind, has them from now on. */
const noteHeads = (runtime: Runtime, policies: Config["policies"], keeper: HeadKeeper): Promise<void> =>
  runtime.runPromise(
    Effect.flatMap(Gate, (gate) =>
      Effect.forEach(policies.keys(), (tenant) =>
        Effect.map(gate.head(tenant), (head) => {
          if (head.size > 0) keeper.note(tenant, head)
        }),
      ),
    ).pipe(Effect.asVoid),
  )

/** An open gate, and what only the door beside it needs. */
interface Service {
  readonly gate: OpenGate
  readonly readBody: (tenant: TenantId, bytes: Uint8Array) => Promise<ReadBody>
  /** From now on this is the process that decides, and no other that was started with another config. Until then it decides only where none was. */
  readonly announce: () => Promise<void>
}

const serviceOn = async (runtime: Runtime, config: Config): Promise<Service> => {
  const { policies, directory } = config
  const trusted = logKeys(config)
  const { run, closing, close } = inFlight(runtime, failing())
  const { publicKey: raw, sign } = await runtime.runPromise(Signer)
  const publicKey = publicKeyOf(raw)
  const told = { policies: [...policies.values()] }
  const policyOf: Boundary["policyOf"] = (tenant) => policies.get(tenant)
  // Each tenant has its own: what one says makes nothing of another's forgotten.
  const remembered = new Map([...policies.keys()].map((tenant) => [tenant, memoryEvidence()] as const))
  const evidenceOf: Boundary["evidenceOf"] = (tenant) => remembered.get(tenant) ?? noEvidence
  let telling: Fiber.Fiber<never, unknown> | null = null

  const call: Boundary["call"] = (caller, input, askedWith) => {
    const { tenant } = caller.actor
    return run(
      Effect.gen(function* () {
        const gate = yield* Gate
        const { call, inspected } = nameCall(policyOf(tenant), caller, input, {
          evidence: evidenceOf(tenant),
          cameInto: (conversation) => cameIntoBy(gate, tenant, conversation),
          made: (commands) =>
            Effect.forEach(
              commands,
              (command) => gate.ask(tenant, { type: "command", domain: "taint", command, proof: null }, null),
              { discard: true },
            ),
        })
        const earlier = input.key === null ? null : yield* gate.earlier(tenant, askedWith(call), input.key)
        // Why arguments can't be read is in no record: who asks again is told again.
        if (earlier !== null && !isUnreadable(earlier)) return { answered: earlier, advice: {} }
        const { call: seen, advice } = yield* inspected
        return { answered: earlier ?? (yield* gate.ask(tenant, askedWith(seen), input.key)), advice }
      }),
    )
  }

  const boundary: Boundary = {
    run,
    directory,
    policyOf,
    evidenceOf,
    call,
    publicKey,
    permitKeys: permitKeysOf(publicKey, config),
    sign,
    closing,
  }
  const gate: OpenGate = {
    ...namespacesOn(boundary),
    authenticate: (bearer) => directory.callerOfApiKey(bearer) ?? null,
    decide: deciding(boundary),
    frame: (content) => frame(read(Content, content), newMarker()),
    status: (tenant) => run(statusOf(tenant, policies.get(tenant))),
    clock: {
      confirm: (caller) => run(Effect.flatMap(Gate, (gate) => gate.confirmClock(caller.actor.tenant, caller))),
    },
    ready: () =>
      run(
        Effect.gen(function* () {
          const gate = yield* Gate
          const store = yield* LedgerStore
          for (const tenant of policies.keys()) {
            yield* asGateError(store.current(tenant))
            const { unfit } = yield* gate.time(tenant)
            if (unfit !== null) return yield* new ClockUnfitError({ tenant, unfit })
          }
        }),
      ),
    log: {
      head: (tenant) => run(Effect.flatMap(Gate, (gate) => gate.head(tenant))),
      records: (tenant, from, limit) => run(Effect.flatMap(Gate, (gate) => gate.records(tenant, from, limit))),
      verify: (tenant) => run(Effect.flatMap(trusted, (keys) => verifyLog(tenant, keys))),
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
    publicKey,
    close: async () => {
      if (telling !== null) await Effect.runPromise(Fiber.interrupt(telling))
      await close()
    },
  }
  return {
    gate,
    readBody: (tenant, bytes) => run(readBody(tenant, bytes)),
    announce: () => run(Effect.flatMap(LedgerStore, (store) => asGateError(store.announce))),
  }
}

/**
 * Opens a gate: store, key and inspectors as the config says, every log verified from its first record.
 * @param config the path of a config file, or what was read from one
 * @throws ConfigError, KeyFileError, WebhookSecretError, StoreFailedError, ChainBrokenError, LogBehindError, HeadsFileError
 * @example
 * ```ts
 * const gate = await openGate("interlock.yaml")
 * try {
 *   const { verdict } = await gate.decide(caller, { tool: "tickets.search", payload: new TextEncoder().encode("{}") })
 *   console.log(verdict)
 * } finally {
 *   await gate.close()
 * }
 * ```
 */
export const openGate = async (config: Config | string): Promise<OpenGate> => {
  const { gate, announce } = await openService(typeof config === "string" ? readConfig(config) : config)
  await announce()
  return gate
}

/**
 * The same beside a gate that decides: what tidies the log of a service goes by what that decides by, and where it was started with
 * another config it changes nothing.
 */
export const openGateBeside = async (config: string): Promise<OpenGate> => (await openService(readConfig(config))).gate

/**
 * The same, for the door in this package.
 * @param stored hears who has stored how much
 */
export const openService = async (settled: Config, stored: Stored = () => undefined): Promise<Service> => {
  const keeper = keeperOf(settled)
  const runtime = runtimeOf(settled, keeper, stored)
  try {
    await refuseEarly(runtime, settled)
    await noteHeads(runtime, settled.policies, keeper)
    return await serviceOn(runtime, settled)
  } catch (error) {
    await runtime.dispose()
    throw error
  }
}
