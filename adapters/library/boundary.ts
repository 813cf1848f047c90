import { Effect } from "effect"
import type * as z from "zod"
import type { Actor, Caller, TenantId } from "../../kernel/actors.ts"
import type { Ask, Call } from "../../kernel/gate/ask.ts"
import type { Answered } from "../../kernel/gate/configuration.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import type { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import type { SignFailedError } from "../../kernel/ledger/signer.ts"
import type { DomainName } from "../domain.ts"
import type { Directory } from "../identity/directory.ts"
import type { Reading } from "../reading/pool.ts"
import type { ToolCall } from "./inputs.ts"
import { type Advice, outcomeIn } from "./outcome.ts"
import type { PublicKey } from "./public-key.ts"
import type { Evidence } from "./taint/evidence.ts"

/** What a domain's namespace stands on: the open gate as the library sees it. */
export interface Boundary {
  /** Runs something against the gate, unless it is closed. */
  readonly run: <Answer, Problem>(effect: Effect.Effect<Answer, Problem, Gate | Reading>) => Promise<Answer>
  readonly directory: Directory
  /** By what a tenant is decided; undefined where there is no such tenant. */
  readonly policyOf: (tenant: TenantId) => Policy | undefined
  /** What the door remembers of a tenant's conversations. */
  readonly evidenceOf: (tenant: TenantId) => Evidence
  /** Reads and inspects a call, then asks what `askedWith` makes of it. */
  readonly call: (
    caller: Caller,
    input: z.output<typeof ToolCall>,
    askedWith: (call: Call) => Ask,
  ) => Promise<{ readonly answered: Answered; readonly advice: Advice }>
  /** The key that signs what the gate gives away, and how it does. */
  readonly publicKey: PublicKey
  readonly sign: (bytes: Uint8Array) => Effect.Effect<Uint8Array, SignFailedError>
  /** Comes when the gate begins to close: who waits for something waits no longer. */
  readonly closing: Effect.Effect<null>
}

/** Gives commands to one domain, in the tenant of whoever gives them, and tells what became of them. */
export const commanding =
  <N extends DomainName>({ run }: Pick<Boundary, "run">, domain: N) =>
  ({ tenant }: Actor, ask: Ask, key: IdempotencyKey | null, advice: Advice = {}) =>
    run(
      Effect.map(
        Effect.flatMap(Gate, (gate) => gate.ask(tenant, ask, key)),
        (answered) => outcomeIn(domain, answered, advice),
      ),
    )
