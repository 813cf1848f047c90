import type { EntityOf, RoomName } from "../../kernel/rooms.ts"
import type { Outcome, Use } from "../library/index.ts"
import { Refusal } from "./problems.ts"

type Yes<R extends RoomName> = Extract<Outcome<R>, { readonly type: "accepted" }>

/** @throws Refusal for anything but acceptance */
export const changed = <R extends RoomName>(outcome: Outcome<R>): Omit<Yes<R>, "type"> => {
  if (outcome.type === "unknown") throw new Refusal({ problem: "unknown" })
  if (outcome.type === "refused")
    throw new Refusal({ problem: "refused", further: { guards: outcome.reasons, warnings: outcome.warnings } })
  const { id, status, record, warnings } = outcome
  return { id, status, record, warnings }
}

/** @throws Refusal for anything but acceptance */
export const used = (use: Use) => {
  const change = changed<"approvals">(use)
  if (use.type !== "accepted") throw new Refusal({ problem: "internal" })
  return { ...change, permit: use.permit }
}

/** @throws Refusal where there is no such thing in the tenant */
export const found = <R extends RoomName>(entity: EntityOf<R> | null): EntityOf<R> => {
  if (entity === null) throw new Refusal({ problem: "unknown" })
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
