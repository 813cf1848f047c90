import type { EntityOf, RoomName } from "../../kernel/rooms.ts"
import type { Outcome, Use } from "../library/index.ts"
import { ProblemError } from "./problems.ts"

/** @throws ProblemError for anything but acceptance */
const accepted = <Yes extends { readonly type: "accepted" }>(
  result: Yes | Exclude<Use, { readonly type: "accepted" }>,
): Yes => {
  if (result.type === "unknown") throw new ProblemError({ problem: "unknown" })
  if (result.type === "refused")
    throw new ProblemError({ problem: "refused", further: { guards: result.reasons, warnings: result.warnings } })
  return result
}

/** @throws ProblemError for anything but acceptance */
export const changed = <R extends RoomName>(outcome: Outcome<R>) => {
  const { id, status, record, warnings } = accepted(outcome)
  return { id, status, record, warnings }
}

/** @throws ProblemError for anything but acceptance */
export const used = (use: Use) => {
  const { id, status, record, warnings, permit } = accepted(use)
  return { id, status, record, warnings, permit }
}

/** Those of a status, where one is asked for: the latest first, no more than `limit`. */
export const latest = <Entity extends { readonly status: string }>(
  all: readonly Entity[],
  { status, limit }: { readonly status?: Entity["status"] | undefined; readonly limit: number },
): readonly Entity[] =>
  all
    .filter((entity) => status === undefined || entity.status === status)
    .toReversed()
    .slice(0, limit)

/** @throws ProblemError where there is no such thing in the tenant */
export const found = <R extends RoomName>(entity: EntityOf<R> | null): EntityOf<R> => {
  if (entity === null) throw new ProblemError({ problem: "unknown" })
  return entity
}

/** The idempotency key as the library takes it. */
export const keyOf = (header: { readonly "idempotency-key"?: string | undefined }) => ({
  key: header["idempotency-key"] ?? null,
})

/** What a person signed, as the library takes it. */
export const signedOf = <Proof>({
  statement,
  proof,
}: {
  readonly statement: string | null
  readonly proof: Proof | null
}) => (proof === null || statement === null ? null : { statement: new TextEncoder().encode(statement), proof })
