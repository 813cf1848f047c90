import { Clock, Context, Deferred, Effect, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import type * as z from "zod"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { type Actor, type Caller, TenantId } from "../../../kernel/actors.ts"
import type { Deployment } from "../../../kernel/domain.ts"
import type { Keyring } from "../../../kernel/keyring.ts"
import type { RequestId, Vote } from "../../../kernel/approvals/approvals.ts"
import { type GrantId, commands } from "../../../kernel/break-glass/break-glass.ts"
import { statementOf as countersignatureOf } from "../../../kernel/break-glass/guards.ts"
import type { Ask, Call, Found, Given, Wanted } from "../../../kernel/gate/ask.ts"
import { type Decided, decide as decidePrepared, prepare } from "../../../kernel/gate/decide.ts"
import type { Defect } from "../../../kernel/gate/defect.ts"
import { type EntityStore, emptyStore } from "../../../kernel/gate/entity-store.ts"
import { type Resource, effectsOf } from "../../../kernel/effects.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { Standing } from "../../../kernel/gate/answer.ts"
import { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { Policy, policyDigest } from "../../../kernel/gate/policy.ts"
import { registersOf, settingsOf } from "../../../kernel/gate/registers.ts"
import { ToolName } from "../../../kernel/tool.ts"
import type { Timekeeping } from "../../../kernel/gate/watch.ts"
import type { GateState } from "../../../kernel/gate/state.ts"
import { type DecisionBody, transitionsIn } from "../../../kernel/ledger/body.ts"
import type { Head } from "../../../kernel/ledger/chain.ts"
import type { Signer } from "../../../kernel/ledger/signer.ts"
import { type HeadMovedError, LedgerStore, StoreFailedError } from "../../../kernel/ledger/store.ts"
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
  everybodysKeys,
  group,
  instant,
  keyOf,
  keyringOf,
  principal,
  seat,
  stage,
  statement,
} from "../../fixtures/approvals.ts"
import { CALLED_IN, type DomainName, type EntityOf } from "../../../kernel/registry.ts"
import type { Instant } from "../../../kernel/time.ts"
import { keys, signing } from "../ledger/fixtures.ts"
import { partsOf, toolPartsOf } from "../../fixtures/policy.ts"

/** A policy with a tool for each thing that a policy can say, and what asks it. */

export type Request = EntityOf<"approvals">
export type Grant = EntityOf<"break-glass">

export const acme = () => TenantId.parse("acme")
export const globex = () => TenantId.parse("globex")
export const agentOfAnn = (): Caller => caller(bot(), ann())
export const now = () => instant(START)

export const PERMIT_MS = 60_000
export const ANSWERS_MS = 7 * 86_400_000
export const LIFETIME_MS = 3_600_000

const tool = (name: string, said: object, approved: object = {}) => ({
  name,
  schema: digest("schema"),
  effect: "write",
  inspector: null,
  writes: "allow",
  ...said,
  domains: toolPartsOf({ approvals: { route: "two", uses: 1, lifetimeMs: LIFETIME_MS, ...approved } }),
})

export const REQUEST_MS = 600_000
export const GRANT_MS = 1_800_000

export const policyOf = ({
  tenant = "acme",
  maxOpenRequests = 100,
  permitMs = PERMIT_MS,
  answersMs = ANSWERS_MS,
  allowSelfCountersign = false,
} = {}): Policy => {
  const people = [bob(), carol(), dan()].map(({ id }) => actor(id, { tenant }))
  const route = (quorum: number) => [stage([group("ops", people, quorum)], "sequential", LIFETIME_MS)]
  return Policy.parse({
    tenant,
    tools: [
      tool("docs.read", { effect: "read", writes: "deny" }),
      tool("note.write", {}),
      tool("mail.send", { writes: "step_up" }, { route: "one" }),
      tool("mail.twice", { writes: "step_up" }, { route: "one", uses: 2 }),
      tool("pay.send", { writes: "deny" }),
      tool("db.drop", { effect: "destructive" }),
      tool("tf.allow", { effect: "destructive", inspector: "terraform" }),
      tool("tf.ask", { effect: "destructive", inspector: "terraform", writes: "step_up" }),
      tool("tf.deny", { effect: "destructive", inspector: "terraform", writes: "deny" }),
      tool("lost.route", { writes: "step_up" }, { route: "nowhere" }),
      tool("odd.route", { writes: "step_up" }, { route: "constructor" }),
      tool("long.lived", { writes: "step_up" }, { route: "one", lifetimeMs: 10 * LIFETIME_MS }),
    ],
    domains: partsOf({
      approvals: {
        routes: { one: route(1), two: route(2) },
        delegates: [],
        maxUses: 3,
        maxLifetimeMs: LIFETIME_MS,
        maxOpenRequests,
        decisionRate: { max: 100, windowMs: 1_000 },
      },
      "break-glass": {
        minDurationMs: 60_000,
        maxDurationMs: 2 * GRANT_MS,
        requestMs: REQUEST_MS,
        factorMs: 60_000,
        grantable: [{ tool: "tf.ask", prefix: "aws_thing", types: ["aws_role"] }],
        cooldownMs: 0,
        requestRate: { max: 100, windowMs: 1_000 },
        maxActiveGrants: 100,
        countersigners: ["responder"],
        allowSelfCountersign,
      },
    }),
    permitMs,
    answersMs,
  })
}

const byId = <Entity extends { readonly id: string }>(entities: readonly Entity[]) =>
  new Map<string, Entity>(entities.map((entity) => [entity.id, entity]))

/** Everybody of a story has the key with which they sign. */
export const keyring = (): Keyring => ({ ...everybodysKeys(), ...keyringOf([responder()]) })
export const deployed = (policy: Policy, keys = keyring()): Deployment => ({
  tenant: policy.tenant,
  policy: policyDigest(policy),
  keyring: keys,
})

export const worldOf = (
  requests: readonly Request[] = [],
  policy = policyOf(),
  grants: readonly Grant[] = [],
  keys = keyring(),
  calls: readonly EntityOf<"calls">[] = [],
): GateState => {
  const store: EntityStore = {
    ...emptyStore(),
    approvals: byId(requests),
    "break-glass": byId(grants),
    calls: byId(calls),
  }
  const settings = settingsOf(policy, deployed(policy, keys))
  return { policy, registers: registersOf(settings, (domain) => store[domain]) }
}

/** Decides what is asked, made ready first as the gate does beside its queue. */
export const decideWhole = (
  state: GateState,
  ask: Ask,
  at: { readonly now: Instant; readonly clock?: Instant; readonly seq: number },
): Decided =>
  decidePrepared(state, prepare(state.policy, ask), { clock: at.now, ...at, previous: digest(`record ${at.seq - 1}`) })

/** What is decided, besides what becomes of the call itself: course.test.ts has that. */
export const decide = (...given: Parameters<typeof decideWhole>): Decided => {
  const { body, shown } = decideWhole(...given)
  return { body: body.type === "decision" ? besides(body) : body, shown }
}

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
    picked: {},
    presented: null,
    flow: null,
    ...rest,
  }
}

export const asks = (...given: Parameters<typeof call>): Ask => ({ type: "decide", call: call(...given), under: null })
export const consumes = (request: RequestId, ...given: Parameters<typeof call>): Ask => ({
  type: "decide",
  call: call(...given),
  under: { domain: "approvals", id: request },
})
/** A call under a grant. */
export const under = (grant: GrantId, ...given: Parameters<typeof call>): Ask => ({
  type: "decide",
  call: call(...given),
  under: { domain: "break-glass", id: grant },
})
export const cancels = (request: RequestId, by: Caller = agentOfAnn()): Given<"approvals"> => ({
  type: "command",
  domain: "approvals",
  command: { type: "cancel", id: request, by },
  proof: null,
})
export const expires = (request: RequestId, by: Actor = sweeper()): Given<"approvals"> => ({
  type: "command",
  domain: "approvals",
  command: { type: "expire", id: request, by },
  proof: null,
})

/** A decision in the first stage, signed as it should be. */
export const decides = (type: Vote, { id, kept }: Request, by: Actor): Given<"approvals"> => {
  const command = { type, id, by, seat: seat(0, "ops", by), plan: kept.plan, signature: null }
  const signature = { signer: principal(by), key: keyOf(by), statement: statement(kept, command, type) }
  return { type: "command", domain: "approvals", command: { ...command, signature }, proof: null }
}

/** The entities as a decision leaves them. */
export const changedIn = ({ body }: Pick<Decided, "body">): readonly EntityOf<DomainName>[] =>
  transitionsIn(body).flatMap(({ domain, outcome }): readonly EntityOf<DomainName>[] =>
    outcome.accepted && domain !== CALLED_IN ? outcome.after : [],
  )

/** What a decision does, besides what becomes of the call itself: course.test.ts has that. */
export const besides = <Body extends Pick<DecisionBody, "transitions">>(body: Body): Body => ({
  ...body,
  transitions: body.transitions.filter(({ domain }) => domain !== CALLED_IN),
})

/** The calls as a decision leaves them. */
export const callsIn = ({ body }: Pick<Decided, "body">): readonly EntityOf<"calls">[] =>
  transitionsIn(body).flatMap(({ domain, outcome }) => (domain === CALLED_IN && outcome.accepted ? outcome.after : []))

/** The entities that changed, besides the call itself. */
export const changedBesides = (changed: readonly Standing[]): readonly Standing[] =>
  changed.filter(({ domain }) => domain !== CALLED_IN)

/** The request that a decision brought or changed. */
export const requestIn = ({ body }: Pick<Decided, "body">): Request => {
  const [transition] = transitionsIn(body)
  const [request] = transition?.domain === "approvals" && transition.outcome.accepted ? transition.outcome.after : []
  if (request === undefined) throw new Error("no request changed")
  return request
}
/** The grant that a decision brought or changed. */
export const grantIn = ({ body }: Pick<Decided, "body">): Grant => {
  const [transition] = transitionsIn(body)
  const [grant] = transition?.domain === "break-glass" && transition.outcome.accepted ? transition.outcome.after : []
  if (grant === undefined) throw new Error("no grant changed")
  return grant
}

export const responder = () => actor("rita", { roles: ["responder"] })
export const sweeper = () => actor("sweeper", { kind: "service" })

/** Emergency access that ann asks for, for herself and her agent, with a factor as fresh as can be. */
export const wanted = (changed: Partial<z.input<typeof commands.request>> = {}): Wanted<"break-glass"> => {
  const { type, by, agent, reason, scope, durationMs, factor } = commands.request.parse({
    type: "request",
    id: "grant_any",
    by: ann(),
    agent: principal(bot()),
    reason: "the database is down",
    scope: [{ tool: "tf.ask", prefix: "aws_thing" }],
    durationMs: GRANT_MS,
    factor: { key: keyOf(ann()), at: START },
    ...changed,
  })
  return { type, by, agent, reason, scope, durationMs, factor }
}

export const requestsAccess = (changed: Parameters<typeof wanted>[0] = {}): Ask => ({
  type: "open",
  domain: "break-glass",
  wanted: wanted(changed),
  proof: null,
})

/** A countersignature, signed as it should be. */
export const countersigns = ({ id, kept }: Grant, by: Actor = responder()): Given<"break-glass"> => {
  const command = { type: "countersign", id, by, terms: kept.terms } as const
  const signature = { signer: principal(by), key: keyOf(by), statement: countersignatureOf(kept, command) }
  return { type: "command", domain: "break-glass", command: { ...command, signature }, proof: null }
}

export const revokes = (grant: GrantId, by: Actor = ann()): Given<"break-glass"> => ({
  type: "command",
  domain: "break-glass",
  command: { type: "revoke", id: grant, by },
  proof: null,
})

/** Ann's grant, before and after it was countersigned. */
export const requestedGrant = (changed: Parameters<typeof wanted>[0] = {}): Grant =>
  grantIn(decide(worldOf(), requestsAccess(changed), { now: now(), seq: 7 }))
export const activeGrant = (changed: Parameters<typeof wanted>[0] = {}): Grant => {
  const grant = requestedGrant(changed)
  return grantIn(decide(worldOf([], policyOf(), [grant]), countersigns(grant), { now: now(), seq: 8 }))
}

export const key = (text: string): IdempotencyKey => IdempotencyKey.parse(text)

/** What was reported to whoever operates the gates of this file. */
export const defects: Defect[] = []
/** Whose asks were stored, and how many bytes of each. */
export const stored: { readonly by: Actor; readonly bytes: number }[] = []

/** A gate in the scope around it. Opened again on the same store, it is that gate after a restart, or a second process. */
export const openGate = (...policies: readonly Policy[]) => openGateBy(timekeeping(), ...policies)

/** By the test's own clock, of which the steady one knows everything: nobody has set it. */
export const timekeeping = (changes: Partial<Timekeeping> = {}): Timekeeping => ({
  steady: Clock.currentTimeMillis,
  maxGapMs: MAX_GAP_MS,
  report: () => undefined,
  ...changes,
})
export const MAX_GAP_MS = 30 * 86_400_000

export const openGateBy = (time: Timekeeping, ...policies: readonly Policy[]) =>
  Effect.map(
    Layer.build(
      Gate.layer({
        policies: policies.length === 0 ? [policyOf()] : policies,
        kernel: digest("kernel"),
        keyring: keyring(),
        keys: keys(),
        report: (defect) => defects.push(defect),
        stored: (by, bytes) => stored.push({ by, bytes }),
        time,
      }),
    ),
    (services) => Context.get(services, Gate),
  )

/** A gate with a scope of its own, to be closed by hand. */
export const openGateIn = (scope: Scope.Scope, policy = policyOf()) =>
  Effect.provideService(openGate(policy), Scope.Scope, scope)

type Append = Effect.Effect<Head, HeadMovedError | StoreFailedError>
/** What becomes of an append. */
export type Fate = (append: Append) => Append

const failed = () => new StoreFailedError({ message: "the disk is full" })
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
  {
    store = memoryStore,
    signer = signing(),
  }: { readonly store?: Layer.Layer<LedgerStore>; readonly signer?: Layer.Layer<Signer> } = {},
): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(Effect.andThen(TestClock.setTime(START), told)).pipe(
      Effect.provide(Layer.mergeAll(store, signer, TestClock.layer())),
    ),
  )
