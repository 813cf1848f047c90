import type { Digest } from "../../../kernel/digest.ts"
import type { ConversationId, Handle } from "../../../kernel/taint/taint.ts"

/** Content of a conversation as it came. */
export interface Content {
  readonly text: string
  readonly digest: Digest
  /** Whether somebody brought it in, of a source that is trusted. */
  readonly isTrusted: boolean
}

/**
 * What is known of where words stand: the door's own memory of the content of conversations, of which the log has digests alone. A text
 * is known by its digest: whatever the log calls a value of these bytes, it is this text.
 */
export interface Evidence {
  /** Content that has come in under this handle. */
  readonly add: (conversation: ConversationId, value: Handle, content: Content) => void
  /** Whether the text of this digest is looked through in this conversation. */
  readonly has: (conversation: ConversationId, digest: Digest) => boolean
  /** A value that somebody has brought in, of a trusted source, in which the text stands whole; null for none. */
  readonly whole: (conversation: ConversationId, text: string) => Handle | null
  /** What of the text stands in the texts that are known, the longest first; and whether that is all that stands in them. */
  readonly find: (conversation: ConversationId, text: string) => Found
}

export interface Found {
  readonly regions: readonly Region[]
  readonly complete: boolean
}

/** Words that stand in a text. */
export interface Region {
  /** Of that text. */
  readonly digest: Digest
  readonly text: string
}

/** Knows nothing. */
export const noEvidence: Evidence = {
  add: () => undefined,
  has: () => false,
  whole: () => null,
  find: () => ({ regions: [], complete: true }),
}
