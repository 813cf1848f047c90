import type { TenantId } from "../../../kernel/actors.ts"
import type { Boundary } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { type ConversationEntity, asConversation } from "./kinds.ts"

/** Where content comes from, and what it may decide. */
export interface Taint {
  /**
   * A conversation, null where the tenant has none of this id.
   * @example
   * ```ts
   * const conversation = await gate.taint.get(tenant, "conversation_0123456789abcdef01234567")
   * console.log(conversation?.kept.label)
   * ```
   */
  readonly get: (tenant: TenantId, id: string) => Promise<ConversationEntity | null>
}

export const taintOn = (boundary: Boundary): Taint => {
  const { get } = entitiesOf(boundary, "taint")
  return {
    get: async (tenant, id) => {
      const found = await get(tenant, id)
      return found === null ? null : asConversation(found)
    },
  }
}
