import { Context, Data, type Effect } from "effect"
import * as z from "zod"
import type { TenantId } from "../actors.ts"
import type { Tip } from "../ledger/chain.ts"
import type { StoreFailedError } from "../ledger/store.ts"
import type { Notice } from "./notice.ts"

/** By this name a receiver's place in each log is kept: under another one it is told everything again. */
export const ReceiverName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
  .brand("ReceiverName")
export type ReceiverName = z.infer<typeof ReceiverName>

/** The receiver did not say that it has the notice; it may have it all the same. The message holds no secret and no address. */
export class NotDeliveredError extends Data.TaggedError("NotDeliveredError")<{ readonly message: string }> {}

/** Somebody who is told of break-glass, and tells the people. */
export interface Receiver {
  readonly name: ReceiverName
  /** Succeeds once the receiver has the notice. One that it has already, by its id, is to change nothing there. */
  readonly tell: (notice: Notice) => Effect.Effect<void, NotDeliveredError>
}

/** Everybody who is told, under distinct names. */
export class Receivers extends Context.Service<Receivers, readonly Receiver[]>()(
  "interlock/kernel/notices/Receivers",
) {}

/** Keeps how far each receiver has been told of each tenant's log, as durably as the log itself is kept. */
export class NoticeCursors extends Context.Service<
  NoticeCursors,
  {
    /** Where the log ended that the receiver has been told of, `EMPTY` for a new receiver. */
    readonly at: (receiver: ReceiverName, tenant: TenantId) => Effect.Effect<Tip, StoreFailedError>
    /** Moves on to `tip`. A cursor never goes back, whoever else moves it. */
    readonly move: (receiver: ReceiverName, tenant: TenantId, tip: Tip) => Effect.Effect<void, StoreFailedError>
  }
>()("interlock/kernel/notices/NoticeCursors") {}
