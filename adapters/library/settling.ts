import type { Actor } from "../../kernel/actors.ts"
import { Amounts, ReservationId } from "../../kernel/budgets/budgets.ts"
import type { CallId } from "../../kernel/calls/calls.ts"
import { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import { digestOf } from "../digest.ts"
import { type Boundary, commanding } from "./boundary.ts"
import type { Outcome } from "./outcome.ts"

/** What a call really cost and touched. */
export const Spent = Amounts

/** What one record brings into being in several domains has the same digits. */
const reservationOf = (call: CallId): ReservationId => ReservationId.parse(call.replace(/^call_/, "reservation_"))

/** Two commands are two asks, each with a name of its own; the one follows from the other. */
const alongside = (key: IdempotencyKey): IdempotencyKey =>
  IdempotencyKey.parse(`settles-${digestOf(new TextEncoder().encode(key))}`)

/**
 * Settles what a call was charged with, once it is known how it ended. Unknown where it was charged with nothing, or is charged in
 * another record than it was received in, as one is for which people were asked: that reservation is reported by its own id.
 */
export const settling = (boundary: Pick<Boundary, "run">) => {
  const commanded = commanding(boundary, "budgets")
  return (
    by: Actor,
    call: CallId,
    { amounts, key }: { readonly amounts: Amounts; readonly key: IdempotencyKey | null },
  ): Promise<Outcome<"budgets">> => {
    const command = { type: "settle", id: reservationOf(call), by, amounts } as const
    return commanded(
      by,
      { type: "command", domain: "budgets", command, proof: null },
      key === null ? null : alongside(key),
    )
  }
}
