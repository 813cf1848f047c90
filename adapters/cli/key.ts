import { randomUUID } from "node:crypto"

/** A new name for what is asked, which nobody else takes. It begins with when it was made. */
export const newKey = (now: number): string => `${now}-${randomUUID()}`

/**
 * When a key of ours was made; null of any other. What is signed for a moment is signed for this one: sent again with its key, a
 * command has the very same bytes.
 */
export const madeAt = (key: string): number | null => {
  const [, at] = /^([1-9][0-9]{12,14})-[0-9a-f-]{36}$/.exec(key) ?? []
  return at === undefined ? null : Number(at)
}
