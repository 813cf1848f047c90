import type { Caller, TenantId } from "../../kernel/actors.ts"
import type { Confirmed } from "../../kernel/gate/confirming.ts"
import type { Head, Problem, SealedRecord } from "../../kernel/ledger/chain.ts"
import type { Namespaces, Standings } from "../domains.ts"
import type { Instant } from "../../kernel/time.ts"
import type { AskedCall } from "./inputs.ts"
import type { Reason, Verdict } from "./outcome.ts"
import type { PublicKey } from "./public-key.ts"
import type { Given } from "./read.ts"

/** What a log's verification found: all of it up to this head, or the first record that is wrong. */
export type Verification =
  | { readonly ok: true; readonly head: Head }
  | { readonly ok: false; readonly seq: number; readonly problem: Problem; readonly message: string }

/** How a tenant's gate stands, domain by domain and by the clock, and what is not as it should be in its policy. */
export type Status = {
  readonly tenant: TenantId
  readonly log: Head
  readonly clock: {
    /** What the clock of this machine says. */
    readonly clock: Instant
    /** The gate's own time, which is never before its newest record's. */
    readonly now: Instant
    /** Whether anything is decided by this clock; `warnings` say why not. */
    readonly fit: boolean
  }
  readonly warnings: readonly Reason[]
} & Standings

/**
 * A gate in this process: what every domain shares, and a namespace for each domain (`approvals`, `breakGlass`). Every promise may be
 * rejected with NotRecordedError (take it as a denial), KeyReusedError, TenantUnknownError, ChainBrokenError, StoreFailedError, InputError or
 * GateClosedError; what decides something also with ClockUnfitError (nothing is, while the clock is not fit); a refusal by the rules is no error but a result, with the guards that failed.
 *
 * Times are milliseconds since the epoch, lengths of time milliseconds, digests SHA-256 in 64 hexadecimal digits.
 */
export interface OpenGate extends Namespaces {
  /**
   * Who presents this API key, null for nobody. Constant in time, whether the key is unknown or wrong.
   * @param bearer the key as it is presented, `ik_<id>_<secret>`
   * @example
   * ```ts
   * const who = gate.authenticate("ik_deployer_…")
   * if (who === null) throw new Error("nobody is known by this key")
   * console.log(who.actor.id, "for", who.person.id)
   * ```
   */
  readonly authenticate: (bearer: string) => Caller | null
  /**
   * May this call happen? Decided, recorded and synced before the answer comes.
   * @param call `payload` is the exact bytes that will be executed; `artifact` the file that the executor runs where it is
   * another one (its bytes or its digest); `grant` names the emergency access under which it is asked; with `key`, the same
   * ask sent again gets the first answer
   * @returns `allow` with a signed permit, `deny` with each guard that failed, or `step_up` with the request that waits for
   * people
   * @example
   * ```ts
   * const { verdict, permit, request, reasons } = await gate.decide(caller, { tool: "terraform.apply", payload, key: "run-7" })
   * if (verdict === "allow") console.log(permit)
   * if (verdict === "step_up") console.log("people are asked in", request)
   * if (verdict === "deny") for (const { guard, sentence } of reasons) console.log(guard, sentence)
   * ```
   */
  readonly decide: (caller: Caller, call: Given<typeof AskedCall>) => Promise<Verdict>
  /**
   * Content from outside as text that says what it is: between two markers with words that nobody could foresee, drawn anew each time,
   * the first of which says that it is data and no instructions. Whatever the content holds opens and closes nothing. Nothing is asked
   * or recorded; `gate.taint` gives content that it brings in like this already.
   *
   * It goes into a prompt as the result of a tool, or as a part of what the user says, and nowhere else: **never as a system or developer
   * message**, which a model takes for its deployer's own word, nor as a part of one. The markers tell a model what it reads; that it
   * minds them is not what the gate relies on.
   * @param content at most 1 MiB of UTF-8
   * @throws InputError for what is longer, or no text that UTF-8 can carry
   * @example
   * ```ts
   * const framed = gate.frame("Dear Alice, …")
   * const message = { role: "tool", content: framed }
   * console.log(message)
   * ```
   */
  readonly frame: (content: string) => string
  /**
   * How a tenant's gate stands: where its log ends, what waits, what is not as it should be in the policy in force.
   * @example
   * ```ts
   * const { log, approvals, grants, warnings } = await gate.status(tenant)
   * console.log(log.size, approvals.open, grants.active, warnings.length)
   * ```
   */
  readonly status: (tenant: TenantId) => Promise<Status>
  /** The clock that it is decided by. */
  readonly clock: {
    /**
     * Confirms it, for a tenant: from then on the time is what the clock says, also where that is earlier. Recorded. Where the clock
     * is fit, nothing has to be confirmed, and nothing is.
     * @param caller an administrator, in person
     * @throws NotAdministratorError for anybody else
     * @example
     * ```ts
     * const { record, from, to } = await gate.clock.confirm(caller)
     * console.log(record === null ? "the clock is fit" : `record ${record}: ${to - from} ms`)
     * ```
     */
    readonly confirm: (caller: Caller) => Promise<Confirmed>
  }
  /**
   * Whether it decides: that every tenant's log opens, and its clock is fit.
   * @throws ClockUnfitError, and what reading a log is rejected with
   * @example
   * ```ts
   * await gate.ready()
   * ```
   */
  readonly ready: () => Promise<void>
  /** The log of a tenant. */
  readonly log: {
    /**
     * Where it ends: how many records there are, and the hash of the last one.
     * @example
     * ```ts
     * const { size, hash } = await gate.log.head(tenant)
     * console.log(size, hash)
     * ```
     */
    readonly head: (tenant: TenantId) => Promise<Head>
    /**
     * Records from number `from` (0 is the first) on, `limit` at most: canonical bytes, hash and signature of each.
     * @example
     * ```ts
     * const records = await gate.log.records(tenant, 0, 100)
     * for (const { bytes } of records) console.log(new TextDecoder().decode(bytes))
     * ```
     */
    readonly records: (tenant: TenantId, from: number, limit: number) => Promise<readonly SealedRecord[]>
    /**
     * Reads the whole log and verifies each record: bytes, hash, signature, order, link, time.
     * @example
     * ```ts
     * const found = await gate.log.verify(tenant)
     * if (!found.ok) console.error(`record ${found.seq}: ${found.message}`)
     * ```
     */
    readonly verify: (tenant: TenantId) => Promise<Verification>
  }
  /**
   * Ends what is overdue, in every tenant; gives how many. Tidies only: the kernel asks the clock, not the sweeper.
   * @example
   * ```ts
   * const ended = await gate.sweep()
   * console.log(ended)
   * ```
   */
  readonly sweep: () => Promise<number>
  /**
   * Tells the config's receivers of emergency access, each from where it was told last. `report` takes a line for each
   * failure; a receiver that is down is told later, and nothing waits for it.
   */
  readonly notices: {
    /**
     * From now on until the gate closes.
     * @example
     * ```ts
     * gate.notices.deliver((line) => console.error(line))
     * ```
     */
    readonly deliver: (report: (line: string) => void) => void
    /**
     * What waits now, once; gives how many were told.
     * @example
     * ```ts
     * const delivered = await gate.notices.deliverOnce((line) => console.error(line))
     * console.log(delivered)
     * ```
     */
    readonly deliverOnce: (report: (line: string) => void) => Promise<number>
  }
  /** The key that signs records and permits, as executors and auditors need it. */
  readonly publicKey: PublicKey
  /**
   * Takes nothing more, finishes what is under way, closes the store. Waits end with what is so by then.
   * @example
   * ```ts
   * await gate.close()
   * ```
   */
  readonly close: () => Promise<void>
}
