import { type Actor, isSame } from "../../../kernel/actors.ts"
import type { ConversationId } from "../../../kernel/taint/taint.ts"
import type { Boundary } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ForbiddenError } from "../errors.ts"
import { asConversation } from "./kinds.ts"

/** A person speaks in their own conversations alone: what they say in one is taken for the word of whoever it is for. */
export const theirsOn = (boundary: Boundary) => {
  const { get } = entitiesOf(boundary, "taint")
  /** @throws ForbiddenError for a conversation of somebody else; of one that isn't there the gate says so itself */
  return async (by: Actor, id: ConversationId): Promise<void> => {
    if (by.kind !== "human") return
    const found = await get(by.tenant, id)
    const conversation = found === null ? null : asConversation(found)
    if (conversation !== null && !isSame(conversation.kept.initiator, by))
      throw new ForbiddenError({ reason: "theirs" })
  }
}
