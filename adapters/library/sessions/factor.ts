import { Effect } from "effect"
import type { Actor } from "../../../kernel/actors.ts"
import type { Opening, Given } from "../../../kernel/gate/ask.ts"
import type { Answered } from "../../../kernel/gate/configuration.ts"
import { ClockUnfitError } from "../../../kernel/gate/errors.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { sameJson } from "../../../kernel/json.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { Signable } from "../../identity/statement-proof.ts"
import type { Boundary } from "../boundary.ts"
import { FactorMissingError } from "../errors.ts"
import { type Signed, readSigned } from "../signed.ts"

const UNSIGNED = "nothing is signed: sign on the machine where your key is"
const MISSTATED = "what is signed says something else than what is asked for: sign what is asked for"
const MISTIMED = "it is not signed now: sign it again and send it at once, by a clock that agrees with the gate's"

/** What somebody signs at a moment, to prove then that it is they. */
interface Proving<Statement> {
  readonly by: Actor
  readonly signable: Signable<Statement>
  readonly signed: Signed | null
  /** What they have to have signed, to have done so at that moment. */
  readonly meant: (at: Instant) => Statement
}

/** Why what was signed is no factor by `now`, null where it is one. */
const whyNot = <Statement extends { readonly at: Instant }>(
  { signable, signed, meant }: Proving<Statement>,
  directory: Boundary["directory"],
  { now, factorMs }: { readonly now: Instant; readonly factorMs: number },
): string | null => {
  const { signature, why } = readSigned(signable, signed, directory)
  if (signature === null) return why ?? UNSIGNED
  const { at } = signature.statement
  if (!sameJson(signature.statement, meant(at))) return MISSTATED
  return at <= now && now < at + factorMs ? null : MISTIMED
}

/**
 * Asks what takes a factor, once the door has verified one: the kernel knows of none that it was not told of. What was asked with
 * its key before has its answer, however old what was signed for it has become.
 */
export const askProven = <Statement extends { readonly at: Instant }>(
  { directory, policyOf }: Pick<Boundary, "directory" | "policyOf">,
  ask: Opening | Given,
  key: IdempotencyKey | null,
  proving: Proving<Statement>,
): Effect.Effect<Answered, unknown, Gate> =>
  Effect.gen(function* () {
    const gate = yield* Gate
    const { tenant } = proving.by
    const earlier = key === null ? null : yield* gate.earlier(tenant, ask, key)
    if (earlier !== null) return earlier
    const { now, unfit } = yield* gate.time(tenant)
    if (unfit !== null) return yield* new ClockUnfitError({ tenant, unfit })
    const factorMs = policyOf(tenant)?.domains.sessions.factorMs ?? 0
    const why = whyNot(proving, directory, { now, factorMs })
    if (why !== null) return yield* new FactorMissingError({ why })
    return yield* gate.ask(tenant, ask, key)
  })
