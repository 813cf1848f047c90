import type { Answered, SignedPermit } from "../../../kernel/gate/gate.ts"
import { type Accepted, type Advice, type Refused, type Unknown, outcomeIn } from "../outcome.ts"

/** What became of the use of an approval. */
export type Use = (Accepted<"approvals"> & { readonly permit: SignedPermit }) | Refused | Unknown

export const useOf = (answered: Answered, advice: Advice): Use => {
  const outcome = outcomeIn("approvals", answered, advice)
  if (outcome.type !== "accepted") return outcome
  if (answered.permit === null) throw new Error("a use that was accepted comes with a permit")
  return { ...outcome, permit: answered.permit }
}
