import type { Digest } from "../../../kernel/digest.ts"
import type { ConversationId, Handle } from "../../../kernel/taint/taint.ts"
import { type TextIndex, textIndex } from "../../texts/regions.ts"
import { type WholeIndex, wholeIndex } from "../../texts/wholes.ts"
import type { Content, Evidence } from "./evidence.ts"

/**
 * As many conversations of a tenant are remembered, and as many bytes of what was said in all of them. Beyond, the one is forgotten that
 * was longest not spoken in, as is one whose index is full: what an argument is made of is then all that came in.
 */
const MEMORY = { conversations: 256, bytes: 256 * 1024 * 1024 } as const

/** A number as programs read it, whichever: what is written otherwise is read as others by some of them. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

interface Remembered {
  bytes: number
  readonly texts: Set<Digest>
  readonly regions: TextIndex<Digest>
  /** What people have brought in of sources that are trusted. */
  readonly wholes: WholeIndex<Handle>
}

const nothing = (): Remembered => ({
  bytes: 0,
  texts: new Set(),
  regions: textIndex<Digest>(),
  wholes: wholeIndex<Handle>(),
})

/** Adds content to what is remembered of a conversation. False where there is no room for it. */
const remember = (of: Remembered, value: Handle, { text, digest, isTrusted }: Content): boolean => {
  const isNew = !of.texts.has(digest)
  if (isNew && !of.regions.add(text, digest)) return false
  of.texts.add(digest)
  return !isTrusted || of.wholes.add(text, value)
}

/**
 * The door's memory of what was said, in this process alone.
 * INVARIANT: of what it has, it finds all that it doesn't call incomplete.
 */
export const memoryEvidence = (most: { readonly conversations: number; readonly bytes: number } = MEMORY): Evidence => {
  const remembered = new Map<ConversationId, Remembered>()
  /** The conversation, as the one that was spoken in last. */
  const touched = (id: ConversationId): Remembered | undefined => {
    const found = remembered.get(id)
    if (found === undefined) return undefined
    remembered.delete(id)
    remembered.set(id, found)
    return found
  }
  let bytes = 0
  const forget = (id: ConversationId): void => {
    bytes -= remembered.get(id)?.bytes ?? 0
    remembered.delete(id)
  }
  const begun = (id: ConversationId): Remembered => {
    const fresh = nothing()
    remembered.set(id, fresh)
    return fresh
  }
  const forgetOldest = (): void => {
    for (const id of remembered.keys()) {
      if (remembered.size <= most.conversations && bytes <= most.bytes) return
      forget(id)
    }
  }
  const add = (id: ConversationId, value: Handle, content: Content): boolean => {
    const conversation = touched(id) ?? begun(id)
    const before = conversation.regions.effort().bytes
    const hasRoom = remember(conversation, value, content)
    // What the index holds, and the text itself in each of the two.
    const held = 2 * content.text.length * (content.isTrusted ? 2 : 1)
    const more = conversation.regions.effort().bytes - before + held
    conversation.bytes += more
    bytes += more
    return hasRoom
  }
  return {
    add: (id, value, content) => {
      if (!add(id, value, content)) {
        forget(id)
        add(id, value, content)
      }
      forgetOldest()
    },
    has: (id, digest) => remembered.get(id)?.texts.has(digest) ?? false,
    whole: (id, text) => {
      const { whole } = touched(id)?.wholes.occursWhole(text) ?? { whole: null }
      if (whole === null) return null
      // Letter by letter, or the same number: in another form a reader might see something else than the person wrote.
      const isTheirs = whole.alike === "exactly" || (whole.alike === "number" && PLAIN.test(text))
      return isTheirs ? whole.value : null
    },
    find: (id, text) => {
      const { regions, complete } = touched(id)?.regions.find(text) ?? { regions: [], complete: true }
      return {
        regions: regions.map(({ value: digest, inArgument: { start, end } }) => ({
          digest,
          text: text.slice(start, end),
        })),
        complete,
      }
    },
  }
}
