import { Context, Deferred, Effect, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { type Actor, type Caller, TenantId } from "../../../kernel/actors.ts"
import type { RequestId, Verdict } from "../../../kernel/approvals/approvals.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { type Digest, digestOf } from "../../../kernel/digest.ts"
import type { Ask, Call, Found, World } from "../../../kernel/gate/decide.ts"
import { type Resource, effectsOf } from "../../../kernel/gate/effects.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { ToolName } from "../../../kernel/tool.ts"
import type { Changed } from "../../../kernel/ledger/body.ts"
import type { Head } from "../../../kernel/ledger/chain.ts"
import type { Signer } from "../../../kernel/ledger/signer.ts"
import { type HeadMoved, LedgerStore, StoreFailed } from "../../../kernel/ledger/store.ts"
import {
  START,
  actor,
  ann,
  bob,
  bot,
  caller,
  carol,
  dan,
  digest,
  group,
  instant,
  principal,
  seat,
  stage,
  statement,
} from "../../fixtures/approvals.ts"
import { keys, signing } from "../ledger/fixtures.ts"

/** A policy with a tool for each thing that a policy can say, and what asks it. */

export const acme = () => TenantId.parse("acme")
export const globex = () => TenantId.parse("globex")
export const agentOfAnn = (): Caller => caller(bot(), ann())
export const now = () => instant(START)

export const PERMIT_MS = 60_000
export const LIFETIME_MS = 3_600_000

const tool = (name: string, said: object) => ({
  name,
  schema: digest("schema"),
  effect: "write",
  inspector: null,
  writes: "allow",
  route: "two",
  uses: 1,
  lifetimeMs: LIFETIME_MS,
  ...said,
})

export const policyOf = ({ tenant = "acme", maxOpenRequests = 100, permitMs = PERMIT_MS } = {}): Policy => {
  const people = [bob(), carol(), dan()].map(({ id }) => actor(id, { tenant }))
  const route = (quorum: number) => [stage([group("ops", people, quorum)], "sequential", LIFETIME_MS)]
  return Policy.parse({
    tenant,
    tools: [
      tool("docs.read", { effect: "read", writes: "deny" }),
      tool("note.write", {}),
      tool("mail.send", { writes: "step_up", route: "one" }),
      tool("mail.twice", { writes: "step_up", route: "one", uses: 2 }),
      tool("pay.send", { writes: "deny" }),
      tool("db.drop", { effect: "destructive" }),
      tool("tf.allow", { effect: "destructive", inspector: "terraform" }),
      tool("tf.ask", { effect: "destructive", inspector: "terraform", writes: "step_up" }),
      tool("tf.deny", { effect: "destructive", inspector: "terraform", writes: "deny" }),
      tool("lost.route", { writes: "step_up", route: "nowhere" }),
      tool("odd.route", { writes: "step_up", route: "constructor" }),
      tool("long.lived", { writes: "step_up", route: "one", lifetimeMs: 10 * LIFETIME_MS }),
    ],
    approvals: {
      routes: { one: route(1), two: route(2) },
      maxUses: 3,
      maxLifetimeMs: LIFETIME_MS,
      maxOpenRequests,
      decisionRate: { max: 100, windowMs: 1_000 },
    },
    permitMs,
  })
}

export const policyDigest = (policy: Policy): Digest => digestOf(canonicalize(policy))

export const worldOf = (entities: readonly Changed[] = [], policy = policyOf()): World => ({
  policy,
  approvals: {
    settings: { ...policy.approvals, policy: policyDigest(policy) },
    entities: new Map<string, Changed>(entities.map((entity) => [entity.id, entity])),
  },
})

/** What an inspector found: one resource that changes like this, and whether something stays unresolved. */
export const found = (part: Partial<Resource> = {}, unresolved: readonly string[] = []): Found => ({
  effects: effectsOf(
    [{ address: "aws_thing.a", type: "aws_thing", change: "create", iam: "none", network: "none", ...part }],
    unresolved,
    2,
  ),
})

export const call = (name: string, changed: Partial<Call> & { readonly bytes?: string } = {}): Call => {
  const { bytes = "payload", ...rest } = changed
  return {
    caller: agentOfAnn(),
    tool: ToolName.parse(name),
    payload: digest(bytes),
    artifact: null,
    found: null,
    ...rest,
  }
}

export const asks = (...given: Parameters<typeof call>): Ask => ({ type: "call", call: call(...given) })
export const consumes = (request: RequestId, ...given: Parameters<typeof call>): Ask => ({
  type: "consume",
  request,
  call: call(...given),
})
export const cancels = (request: RequestId, by: Caller = agentOfAnn()): Ask => ({
  type: "command",
  command: { type: "cancel", request, by },
  proof: null,
})
export const expires = (request: RequestId, by: Actor = actor("sweeper", { kind: "service" })): Ask => ({
  type: "command",
  command: { type: "expire", request, by },
  proof: null,
})

/** A decision in the first stage, signed as it should be. */
export const decides = (type: Verdict, { id, kept }: Changed, by: Actor): Ask => {
  const command = { type, request: id, by, seat: seat(0, "ops", by), plan: kept.plan, signature: null }
  const signature = { signer: principal(by), statement: statement(kept, command, type) }
  return { type: "command", command: { ...command, signature }, proof: null }
}

export const key = (text: string): IdempotencyKey => IdempotencyKey.parse(text)

/** A gate in the scope around it. Opened again on the same store, it is that gate after a restart, or a second process. */
export const openGate = (...policies: readonly Policy[]) =>
  Effect.map(
    Layer.build(
      Gate.layer({ policies: policies.length === 0 ? [policyOf()] : policies, kernel: digest("kernel"), keys: keys() }),
    ),
    (services) => Context.get(services, Gate),
  )

/** A gate with a scope of its own, to be closed by hand. */
export const openGateIn = (scope: Scope.Scope, policy = policyOf()) =>
  Effect.provideService(openGate(policy), Scope.Scope, scope)

type Append = Effect.Effect<Head, HeadMoved | StoreFailed>
/** What becomes of an append. */
export type Fate = (append: Append) => Append

const failed = () => new StoreFailed({ message: "the disk is full" })
export const lost: Fate = () => failed()
export const landedAllTheSame: Fate = (append) => Effect.andThen(append, failed())
export const heldBy =
  (latch: Deferred.Deferred<null>, reached: Deferred.Deferred<null>): Fate =>
  (append) =>
    Effect.andThen(Deferred.succeed(reached, null), Effect.andThen(Deferred.await(latch), append))

/** The memory store, of which each append has the next of these fates, and a good one after them. */
export const storeWith = (fates: Fate[]) =>
  Layer.effect(
    LedgerStore,
    Effect.map(LedgerStore, (store) =>
      LedgerStore.of({
        ...store,
        append: (...given) =>
          Effect.suspend(() => {
            const fate = fates.shift()
            const append = store.append(...given)
            return fate === undefined ? append : fate(append)
          }),
      }),
    ),
  ).pipe(Layer.provide(memoryStore))

/** Tells a story in a world with a clock of its own, which begins at START. */
export const story = <A, E>(
  told: Effect.Effect<A, E, LedgerStore | Signer | Scope.Scope>,
  { store = memoryStore, signer = signing() } = {},
): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(Effect.andThen(TestClock.setTime(START), told)).pipe(
      Effect.provide(Layer.mergeAll(store, signer, TestClock.layer())),
    ),
  )
