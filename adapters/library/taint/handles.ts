import { randomBytes } from "node:crypto"
import type { Actor } from "../../../kernel/actors.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import type { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { type EndorsementId, EndorsementId as Endorsement, Handle } from "../../../kernel/taint/taint.ts"
import { digestOf } from "../../digest.ts"

const BYTES = 12
const random = (): string => randomBytes(BYTES).toString("hex")

/** A handle that nobody could foresee. */
export const newHandle = (): Handle => Handle.parse(random())

/** What the markers around a content are known by: nobody could foresee it, and no other content has it. */
export const newMarker = (): string => random()

/** A handle that follows from these words alone. */
export const handleFrom = (...words: readonly string[]): Handle =>
  Handle.parse(digestOf(canonicalize(words)).slice(0, 2 * BYTES))

/**
 * The handle of a value that comes into being: nobody could foresee it, but whoever has a key for what they ask; sent again with
 * it, the ask has to be the very same.
 */
export const handleFor = ({ tenant, id }: Actor, key: IdempotencyKey | null, ...of: readonly string[]): Handle =>
  key === null ? newHandle() : handleFrom(tenant, id, key, ...of)

/**
 * An id for an endorsement that is new: it stands in what is signed.
 * @example
 * ```ts
 * const statement = endorsementOf(person, { id: newEndorsementId(), conversation, tool: "bank.send", slot: "/recipient", payload })
 * console.log(statement.endorsement)
 * ```
 */
export const newEndorsementId = (): EndorsementId => Endorsement.parse(`endorsement_${random()}`)
