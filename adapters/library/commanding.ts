import { Effect } from "effect"
import type { Actor } from "../../kernel/actors.ts"
import type { Ask } from "../../kernel/gate/ask.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import type { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import type { RoomName } from "../../kernel/rooms.ts"
import { type Advice, outcomeIn } from "./outcome.ts"

/** Runs something against the open gate. */
export type Run = <Answer, Problem>(effect: Effect.Effect<Answer, Problem, Gate>) => Promise<Answer>

/** Gives commands to one room, in the tenant of whoever gives them, and tells what became of them. */
export const commanding =
  <R extends RoomName>(run: Run, room: R) =>
  ({ tenant }: Actor, ask: Ask, key: IdempotencyKey | null, advice: Advice = {}) =>
    run(
      Effect.map(
        Effect.flatMap(Gate, (gate) => gate.ask(tenant, ask, key)),
        (answered) => outcomeIn(room, answered, advice),
      ),
    )
