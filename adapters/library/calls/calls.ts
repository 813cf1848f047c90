import { Effect } from "effect"
import type { Actor, Caller, TenantId } from "../../../kernel/actors.ts"
import { CallId, type Command, resolutionOf } from "../../../kernel/calls/calls.ts"
import type { Digest } from "../../../kernel/digest.ts"
import type { Given as Commanded } from "../../../kernel/gate/ask.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { type Permit, permitOf } from "../../../kernel/gate/permit.ts"
import { decodeRecord } from "../../../kernel/ledger/chain.ts"
import { digestOf } from "../../digest.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { deciding } from "../decide.ts"
import { entitiesOf } from "../entities.ts"
import type { AskedCall, Cursor } from "../inputs.ts"
import type { Accepted, Outcome, Refused, Unknown } from "../outcome.ts"
import { holdAgainst, readOwnPermit } from "../permit.ts"
import { type Given, read } from "../read.ts"
import { settling } from "../settling.ts"
import { CallCancelling, CallCompletion, CallFailure, CallPage, CallPerforming, CallResolving } from "./inputs.ts"
import { type CallEntity, asCall, asResolution, callStatuses } from "./kinds.ts"
import { type Performing, type Ran, running } from "./run.ts"

/** A part of a list, the latest first. `next` is where it goes on; null at the end. */
interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next: Cursor | null
}

/** A call that may start now, with what its permit says: which tool, plan and bytes. */
export type Performed = (Accepted<"calls"> & { readonly permit: Permit }) | Refused | Unknown

/**
 * What became of a report; beside one that was accepted `settled` says what became of its `amounts`, null where there were none.
 * That is unknown where the call was charged with nothing, or in another record than it was received in: report those amounts by the
 * verdict's `reservation`.
 */
export type Reported = (Accepted<"calls"> & { readonly settled: Outcome<"budgets"> | null }) | Refused | Unknown

/**
 * The life of calls: what was allowed is started once, and how it ended is told, or unknown and found out by a person. A refusal by the
 * rules is no error but a result. Every promise may be rejected as those of the gate itself.
 */
export interface Calls {
  /**
   * Says that a call is about to start, by its permit, before anything has an effect. Accepted means: run it now, and nobody will be told so
   * again, not even whoever lost this answer. Who crashes after that doesn't know whether it ran: its outcome is unknown, until somebody
   * has looked.
   * @param performing `payload` are the bytes that will run; they are held against the permit
   * @throws PermitError where the permit proves nothing, is none that this log gave, is another tenant's or too old, or for other bytes:
   * nothing is recorded
   * @example
   * ```ts
   * const outcome = await gate.calls.perform(executor, { permit: presented, payload })
   * if (outcome.type === "accepted") console.log("run", outcome.permit.aud, "now, and report", outcome.id)
   * ```
   */
  readonly perform: (actor: Actor, performing: Given<typeof CallPerforming>) => Promise<Performed>
  /**
   * Reports that a call had its effect, as whoever performed it. Of the output the digest is kept, and nothing else.
   * @param completion with `amounts` what it was charged with is settled too, by a service with a reporter's role
   * @example
   * ```ts
   * const { call } = await gate.decide(caller, { tool: "mail.send", payload })
   * if (call !== null) await gate.calls.complete(executor, { id: call, output: "sent", amounts: { spend: 1_250, affected: 1 } })
   * ```
   */
  readonly complete: (actor: Actor, completion: Given<typeof CallCompletion>) => Promise<Reported>
  /**
   * Reports that a call had no effect, which has to be known: of what may have happened nothing is reported, and its outcome is unknown.
   * @example
   * ```ts
   * const { call } = await gate.decide(caller, { tool: "mail.send", payload })
   * if (call !== null) await gate.calls.fail(executor, { id: call, nothingHappened: true })
   * ```
   */
  readonly fail: (actor: Actor, failure: Given<typeof CallFailure>) => Promise<Reported>
  /**
   * Takes a call back before it may start, as whoever called, the person for whom, or an administrator.
   * @example
   * ```ts
   * const { call } = await gate.decide(caller, { tool: "terraform.apply", payload })
   * if (call !== null) await gate.calls.cancel(caller.actor, { id: call })
   * ```
   */
  readonly cancel: (actor: Actor, cancelling: Given<typeof CallCancelling>) => Promise<Outcome<"calls">>
  /**
   * Says how a call ended of which nobody had reported, as an administrator or operator who has looked. The call itself stays as it is.
   * @example
   * ```ts
   * const { items } = await gate.calls.list(tenant, { status: "outcomeUnknown" })
   * for (const { id, resolution } of items)
   *   if (resolution === null) await gate.calls.resolve(person, { call: id, outcome: "failed" })
   * ```
   */
  readonly resolve: (actor: Actor, resolving: Given<typeof CallResolving>) => Promise<Outcome<"calls">>
  /**
   * The calls of a tenant, the latest first, page by page.
   * @param page `limit` is 1 to 500, 100 where nobody says; `cursor` is the `next` of the page before
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items } = await gate.calls.list(tenant, { status: "outcomeUnknown" })
   * console.log(items.filter(({ resolution }) => resolution === null).length, "wait for a person")
   * ```
   */
  readonly list: (tenant: TenantId, page?: Given<typeof CallPage>) => Promise<PageOf<CallEntity>>
  /**
   * One call, with its resolution where it has one; null where the tenant has none of this id.
   * @example
   * ```ts
   * const call = await gate.calls.get(tenant, "call_0123456789abcdef01234567")
   * console.log(call?.status, call?.resolution?.kept.outcome)
   * ```
   */
  readonly get: (tenant: TenantId, id: string) => Promise<CallEntity | null>
  /**
   * Performs a call where it is allowed: decides, records that it starts, calls `perform` once with the exact bytes, and records how it
   * ended. It is never retried. Where `perform` throws, the call has failed only if that says so (NothingHappenedError); of anything else
   * nobody knows what happened, and its outcome is unknown.
   * @param perform gives what came out, of which the digest is kept
   * @returns never rejected for what `perform` throws, which is in `error`
   * @example
   * ```ts
   * const ran = await gate.calls.run(caller, { tool: "mail.send", payload }, async (what) => {
   *   const response = await fetch("https://mail.internal/send", { method: "POST", body: new Blob([Uint8Array.from(what.payload)]) })
   *   if (response.status === 422) throw new NothingHappenedError({ cause: "it was refused as it stood" })
   *   return response.text()
   * })
   * if (ran.type === "completed") console.log(ran.output)
   * if (ran.type === "decided") console.log(ran.verdict.verdict)
   * ```
   */
  readonly run: <Out extends Uint8Array | string | null | undefined>(
    caller: Caller,
    ask: Given<typeof AskedCall>,
    perform: (what: Performing) => Promise<Out>,
  ) => Promise<Ran<Out>>
}

const digestOfOutput = (output: Uint8Array | string | null): Digest | null => {
  if (output === null) return null
  return digestOf(typeof output === "string" ? new TextEncoder().encode(output) : output)
}

export const callsOn = (boundary: Boundary): Calls => {
  const { run, permitKeys } = boundary
  const commanded = commanding(boundary, "calls")
  const { list, get } = entitiesOf(boundary, "calls")
  const settle = settling(boundary)

  const give = (
    by: Actor,
    command: Commanded<"calls">["command"],
    key: IdempotencyKey | null,
  ): Promise<Outcome<"calls">> => commanded(by, { type: "command", domain: "calls", command, proof: null }, key)

  const start = (by: Actor, { id, plan }: { readonly id: CallId; readonly plan: Digest }) =>
    give(by, { type: "perform", id, by, plan, mode: "live" }, null)

  /** The permit that a record gave. Of what a key signed that others have by now, it is the log that says what it was. */
  const givenIn = Effect.fnUntraced(function* (tenant: TenantId, seq: number) {
    const gate = yield* Gate
    const [sealed] = yield* gate.records(tenant, seq, 1)
    const record = sealed === undefined ? null : decodeRecord(sealed.bytes)
    return sealed === undefined || record === null ? null : permitOf({ record, hash: sealed.hash })
  })

  const reported = async (
    by: Actor,
    command: Extract<Command, { readonly type: "complete" | "fail" }>,
    { amounts, key }: Pick<ReturnType<typeof read<typeof CallFailure>>, "amounts" | "key">,
  ): Promise<Reported> => {
    const outcome = await give(by, command, key)
    if (outcome.type !== "accepted") return outcome
    return { ...outcome, settled: amounts === null ? null : await settle(by, command.id, { amounts, key }) }
  }

  const complete: Calls["complete"] = async (by, given) => {
    const { id, output, ...more } = read(CallCompletion, given)
    return reported(by, { type: "complete", id, by, output: digestOfOutput(output) }, more)
  }
  const fail: Calls["fail"] = async (by, given) => {
    const { id, nothingHappened, ...more } = read(CallFailure, given)
    return reported(by, { type: "fail", id, by, nothingHappened }, more)
  }

  /** Only of what nobody knows somebody may have found out. */
  const withResolution = async (tenant: TenantId, call: Omit<CallEntity, "resolution">): Promise<CallEntity> => {
    const found = call.status === "outcomeUnknown" ? await get(tenant, resolutionOf(call.id)) : null
    return { ...call, resolution: found === null ? null : asResolution(found) }
  }

  return {
    perform: async (by, given) => {
      const { permit: presented, payload } = read(CallPerforming, given)
      const { tenant } = by
      const { clock } = await run(Effect.flatMap(Gate, (gate) => gate.time(tenant)))
      const from = (seq: number) => run(givenIn(tenant, seq))
      const permit = await readOwnPermit(presented, { keys: permitKeys, tenant, now: clock, from })
      if (payload !== null) holdAgainst(permit, payload)
      const outcome = await start(by, { id: CallId.parse(permit.call), plan: permit.plan })
      return outcome.type === "accepted" ? { ...outcome, permit } : outcome
    },
    complete,
    fail,
    cancel: async (by, given) => {
      const { id, key } = read(CallCancelling, given)
      return give(by, { type: "cancel", id, by }, key)
    },
    resolve: async (by, given) => {
      const { call, outcome, key } = read(CallResolving, given)
      return give(by, { type: "resolve", id: resolutionOf(call), call, by, outcome }, key)
    },
    list: async (tenant, page = {}) => {
      const { status, ...wanted } = read(CallPage, page)
      const { items, next } = await list(tenant, { ...wanted, status: status ?? callStatuses })
      const calls = items.flatMap((item) => asCall(item) ?? [])
      return { items: await Promise.all(calls.map((call) => withResolution(tenant, call))), next }
    },
    get: async (tenant, id) => {
      const found = await get(tenant, id)
      const call = found === null ? null : asCall(found)
      return call === null ? null : withResolution(tenant, call)
    },
    run: running({
      decide: deciding(boundary),
      start: ({ actor }, id, plan) => start(actor, { id, plan }),
      complete,
      fail,
    }),
  }
}
