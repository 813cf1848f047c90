import type { RequestId } from "../../../kernel/approvals/approvals.ts"
import type { Answered } from "../../../kernel/gate/configuration.ts"
import type { SignedPermit } from "../../../kernel/gate/sealing.ts"
import {
  type Accepted,
  type Advice,
  type Refused,
  type Unknown,
  type Verdict,
  reservationIn,
  calledIn,
  leftIn,
  reasonsFor,
} from "../outcome.ts"

/**
 * A use that was allowed: what it may be executed with, the agent's call as it is charged, null where no budget is, and what it is
 * called in its conversation, null where it is of none.
 */
type Used = Accepted<"approvals"> & Pick<Verdict, "reservation" | "called"> & { readonly permit: SignedPermit }

/** What became of the use of an approval. */
export type Use = Used | Refused | Unknown

/** The use of an approval is a decision under it: allowed, it comes with a permit; denied, with everything that failed. */
export const useOf = (id: RequestId, { answer, permit }: Answered, advice: Advice): Use => {
  if (answer.type === "accepted") throw new Error("a use is not answered as a command")
  const { record } = answer
  const warnings = reasonsFor(answer.warnings)
  if (answer.type === "unknown") return { type: "unknown" }
  if (answer.type === "refused")
    return { type: "refused", reasons: reasonsFor(answer.guards, advice), left: null, record, warnings }
  if (answer.verdict !== "allow") {
    // Why people were asked is why there is an approval at all: what refuses its use is told alone.
    const reasons = answer.refusedBy.length > 0 ? answer.refusedBy : answer.reasons
    return reasons.includes("unknown")
      ? { type: "unknown" }
      : { type: "refused", reasons: reasonsFor(reasons, advice), left: leftIn(answer.left), record, warnings }
  }
  const used = answer.changed.find((standing) => standing.domain === "approvals" && standing.id === id)
  if (used?.domain !== "approvals" || permit === null) throw new Error("a use that was allowed comes with a permit")
  const { changed } = answer
  const named = { reservation: reservationIn(changed), called: calledIn(changed) }
  return { type: "accepted", id, status: used.status, record, warnings, ...named, permit }
}
