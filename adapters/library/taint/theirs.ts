import { type Caller, isSame } from "../../../kernel/actors.ts"
import type { ConversationId } from "../../../kernel/taint/taint.ts"
import type { Boundary } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ForbiddenError } from "../errors.ts"
import { asConversation } from "./kinds.ts"

/** A person speaks in their own conversations alone, and an agent in those of whom it acts for: what is said in one is taken for the word of whoever it is for. */
export const theirsOn = (boundary: Boundary) => {
  const { get } = entitiesOf(boundary, "taint")
  /** @throws ForbiddenError for a conversation of somebody else; of one that isn't there the gate says so itself */
  return async ({ actor, person }: Caller, id: ConversationId): Promise<void> => {
    if (actor.kind === "service") return
    const found = await get(actor.tenant, id)
    const conversation = found === null ? null : asConversation(found)
    if (conversation !== null && !isSame(conversation.kept.initiator, person))
      throw new ForbiddenError({ reason: actor.kind === "agent" ? "another" : "theirs" })
  }
}
