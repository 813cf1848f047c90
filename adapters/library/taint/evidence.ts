import type { Source } from "../../../kernel/taint/label.ts"
import type { ConversationId, Handle } from "../../../kernel/taint/taint.ts"

/** Content of a conversation as it came. */
export interface Content {
  readonly text: string
  /** Null for what a tool gave back, and for what was read. */
  readonly source: Source | null
  /** Whether somebody brought it in, of a source that is trusted. */
  readonly isTrusted: boolean
}

/** What is known of where words stand: the door's own memory of the content of conversations, of which the log has digests alone. */
export interface Evidence {
  /** A conversation that begins here, with nothing in it: from now on all that comes into it is known. */
  readonly begin: (conversation: ConversationId) => void
  /** Whether all that came into it is known: not of one that began elsewhere, or before a restart, nor of one that was forgotten. */
  readonly isComplete: (conversation: ConversationId) => boolean
  /** Content that has come in under this handle. What is told twice is the same. */
  readonly add: (conversation: ConversationId, value: Handle, content: Content) => void
  /** A value that somebody has brought in, of a trusted source, in which the text stands whole; null for none. */
  readonly whole: (conversation: ConversationId, text: string) => Handle | null
  /** What of the text stands in which values, the longest first. */
  readonly regions: (conversation: ConversationId, text: string) => readonly Region[]
}

/** Words that stand in a value. */
export interface Region extends Pick<Content, "source"> {
  readonly value: Handle
  readonly text: string
}

/** Knows nothing: then words are whoever's who says them, with all that they have seen. */
export const noEvidence: Evidence = {
  begin: () => undefined,
  isComplete: () => false,
  add: () => undefined,
  whole: () => null,
  regions: () => [],
}
