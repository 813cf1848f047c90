import type { z } from "@hono/zod-openapi"
import type { DomainName, EntityOf } from "../domain.ts"
import type { Outcome, Refused, Unknown } from "../library/outcome.ts"
import { ProblemError } from "./problems.ts"
import type { CallBody } from "./schemas.ts"

/** @throws ProblemError for anything but acceptance */
export const accepted = <Yes extends { readonly type: "accepted" }>(result: Yes | Refused | Unknown): Yes => {
  if (result.type === "unknown") throw new ProblemError({ problem: "unknown" })
  if (result.type === "refused") {
    const { reasons: guards, warnings, left } = result
    throw new ProblemError({
      problem: "refused",
      further: { guards, warnings, ...(left === undefined ? {} : { left }) },
    })
  }
  return result
}

/** @throws ProblemError for anything but acceptance */
export const changed = <N extends DomainName>(outcome: Outcome<N>) => {
  const { id, status, record, warnings } = accepted(outcome)
  return { id, status, record, warnings }
}

/** The same of a domain whose entities are of several kinds, in the words of one of them. @throws ProblemError for anything but acceptance */
export const changedAs =
  <Id extends z.ZodType, Status extends z.ZodType>(id: Id, status: Status) =>
  (outcome: Outcome<DomainName>) => {
    const { id: changedId, status: changedStatus, record, warnings } = accepted(outcome)
    return { id: id.parse(changedId), status: status.parse(changedStatus), record, warnings }
  }

/** @throws ProblemError where there is no such thing in the tenant */
export const there = <Entity>(entity: Entity | null): Entity => {
  if (entity === null) throw new ProblemError({ problem: "unknown" })
  return entity
}

/** @throws ProblemError where there is no such thing in the tenant */
export const found = <N extends DomainName>(entity: EntityOf<N> | null): EntityOf<N> => there(entity)

/** An entity as it travels: what it keeps stands beside its id and status. */
export const asRead = <Id, Status, Kept extends object>({
  id,
  status,
  kept,
}: {
  readonly id: Id
  readonly status: Status
  readonly kept: Kept
}) => ({ id, status, ...kept })

/** The idempotency key as the library takes it. */
export const keyOf = <Key>(header: { readonly "idempotency-key"?: Key | undefined }) => ({
  key: header["idempotency-key"] ?? null,
})

/** Which page of a list, as the library takes it. */
export const pageOf = <Status, Cursor>({
  status,
  limit,
  cursor,
}: {
  readonly status?: Status | undefined
  readonly limit: number
  readonly cursor?: Cursor | undefined
}) => ({ status: status ?? null, limit, cursor: cursor ?? null })

/** What a person signed, as the library takes it. */
export const signedOf = <Proof>({
  statement,
  proof,
}: {
  readonly statement: string | null
  readonly proof: Proof | null
}) => (proof === null || statement === null ? null : { statement: new TextEncoder().encode(statement), proof })

/** The bytes of a payload as it travels. */
export const bytesOf = (payload: CallBody["payload"]): Uint8Array =>
  typeof payload === "string" ? new TextEncoder().encode(payload) : Buffer.from(payload.base64, "base64")

/** A call as it travels, as the library takes it. */
export const callOf = ({ tool, payload, artifact, conversation, endorsements }: CallBody) => ({
  tool,
  payload: bytesOf(payload),
  artifact: artifact ?? null,
  conversation: conversation ?? null,
  endorsements: endorsements ?? {},
})
