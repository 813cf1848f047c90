import { randomBytes } from "node:crypto"
import type { Actor } from "../../../kernel/actors.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import type { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import type { Source } from "../../../kernel/taint/label.ts"
import { type EndorsementId, EndorsementId as Endorsement, Handle, type ValueId } from "../../../kernel/taint/taint.ts"
import { digestOf } from "../../digest.ts"

const BYTES = 12
const random = (): string => randomBytes(BYTES).toString("hex")

/** A handle that nobody could foresee. */
export const newHandle = (): Handle => Handle.parse(random())

/** No handle that is drawn, or follows from something, begins so: those are hexadecimal. */
const GATES_OWN = "gate"

/** A handle for words that stand, whole, in a value. */
export const newExcerptHandle = (): Handle => Handle.parse(`${GATES_OWN}${random()}`)

/** The handle of a value of another conversation as one of a conversation's own. */
export const copyHandle = (id: ValueId, source: Source): Handle =>
  Handle.parse(`${GATES_OWN}${handleFrom("inherited", id, source)}`)

/** Whether the gate has made a value of another one: then it has no text that isn't that one's. */
export const isGatesOwn = (handle: Handle): boolean => handle.startsWith(GATES_OWN)

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
