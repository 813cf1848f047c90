import type { Actor, Caller, TenantId } from "../../kernel/actors.ts"
import type { Digest } from "../../kernel/digest.ts"
import type { Plan } from "../../kernel/gate/plan.ts"
import type { Head, SealedRecord } from "../../kernel/ledger/chain.ts"
import type { EntityOf } from "../../kernel/rooms.ts"
import type { BreakGlass } from "./break-glass.ts"
import type { AskedCall, Ending, Loan, SeatDecision, ToolCall } from "./inputs.ts"
import type { Outcome, Reason, Use, Verdict } from "./outcome.ts"
import type { PublicKey } from "./public-key.ts"

/** What a log's verification found: all of it up to this head, or the first record that is wrong. */
export type Verification =
  | { readonly ok: true; readonly head: Head }
  | { readonly ok: false; readonly seq: number; readonly problem: string; readonly message: string }

/** How a tenant's gate stands, and what is not as it should be in its policy. */
export interface Status {
  readonly tenant: TenantId
  readonly log: Head
  readonly warnings: readonly Reason[]
  /** Requests that wait, or that may be used, and have not expired. */
  readonly approvals: { readonly open: number }
  /** Grants that wait for their countersignature, and those that are active, by the clock. */
  readonly grants: { readonly requested: number; readonly active: number }
}

/**
 * A gate in this process. Every promise may be rejected with NotRecorded (take it as a denial), KeyReused, TenantUnknown,
 * ChainBroken, InputError or GateClosedError; a refusal by the rules is no error but a result, with the guards that failed.
 */
export interface OpenGate {
  /** Who presents this API key, null for nobody. Constant in time, whether the key is unknown or wrong. */
  readonly authenticate: (bearer: string) => Caller | null
  /** May this call happen? */
  readonly decide: (caller: Caller, call: AskedCall) => Promise<Verdict>
  /** Uses an approval for this call, which has to be the very one that was approved; gives a permit. */
  readonly consume: (caller: Caller, request: string, call: ToolCall) => Promise<Use>
  readonly approve: (actor: Actor, decision: SeatDecision) => Promise<Outcome<"approvals">>
  readonly reject: (actor: Actor, decision: SeatDecision) => Promise<Outcome<"approvals">>
  /** Lends a seat. Rejected with ActorUnknownError where the tenant has no such actor. */
  readonly delegate: (actor: Actor, loan: Loan) => Promise<Outcome<"approvals">>
  readonly cancel: (caller: Caller, ending: Ending) => Promise<Outcome<"approvals">>
  readonly supersede: (caller: Caller, ending: Ending) => Promise<Outcome<"approvals">>
  /** In the order of their submission. */
  readonly requests: (tenant: TenantId) => Promise<readonly EntityOf<"approvals">[]>
  readonly request: (tenant: TenantId, id: string) => Promise<EntityOf<"approvals"> | null>
  /** The plan that people read before they decide, null where it isn't kept (any longer). */
  readonly plan: (tenant: TenantId, digest: Digest) => Promise<Plan | null>
  /** The request once its status is another one than `status`, or as it is after `timeoutMs` or when the gate closes. */
  readonly waitFor: (
    tenant: TenantId,
    id: string,
    patience: { readonly status: string; readonly timeoutMs: number },
  ) => Promise<EntityOf<"approvals"> | null>
  readonly breakGlass: BreakGlass
  /** How a tenant's gate stands. */
  readonly status: (tenant: TenantId) => Promise<Status>
  readonly log: {
    readonly head: (tenant: TenantId) => Promise<Head>
    readonly records: (tenant: TenantId, from: number, limit: number) => Promise<readonly SealedRecord[]>
    /** Reads the whole log and verifies each record. */
    readonly verify: (tenant: TenantId) => Promise<Verification>
  }
  /** Ends what is overdue, in every tenant; gives how many. Tidies only: the kernel asks the clock, not the sweeper. */
  readonly sweep: () => Promise<number>
  /**
   * Tells the config's receivers of emergency access, each from where it was told last. `report` takes a line for each
   * failure; a receiver that is down is told later, and nothing waits for it.
   */
  readonly notices: {
    /** From now on until the gate closes. */
    readonly deliver: (report: (line: string) => void) => void
    /** What waits now, once; gives how many were told. */
    readonly deliverOnce: (report: (line: string) => void) => Promise<number>
  }
  /** The key that signs records and permits. */
  readonly publicKey: PublicKey
  /** Takes nothing more, finishes what is under way, closes the store. */
  readonly close: () => Promise<void>
}
