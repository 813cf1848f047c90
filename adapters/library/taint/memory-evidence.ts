import type { ConversationId, Handle } from "../../../kernel/taint/taint.ts"
import { type TextIndex, textIndex } from "../../texts/regions.ts"
import { type WholeIndex, wholeIndex } from "../../texts/wholes.ts"
import type { Content, Evidence } from "./evidence.ts"

/**
 * As many conversations of a tenant are remembered, and as many bytes of what was said in all of them. Beyond, the one is forgotten that
 * was longest not spoken in: its words are its agent's from then on.
 */
const MEMORY = { conversations: 256, bytes: 256 * 1024 * 1024 } as const

/** A number as programs read it, whichever: what is written otherwise is read as others by some of them. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

interface Remembered {
  bytes: number
  /** Whether nothing came in before it was remembered, nor anything since for which there was no room. */
  isComplete: boolean
  readonly regions: TextIndex<{ readonly value: Handle; readonly source: Content["source"] }>
  /** What people have brought in of sources that are trusted. */
  readonly wholes: WholeIndex<Handle>
}

/**
 * The door's memory of what was said, in this process alone. What it has forgotten, and what it can't look at to the end, it
 * knows nothing of: then words are whoever's who says them, with all that they have seen.
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
  const begun = (id: ConversationId, isComplete: boolean): Remembered => {
    const fresh: Remembered = { bytes: 0, isComplete, regions: textIndex(), wholes: wholeIndex<Handle>() }
    remembered.set(id, fresh)
    return fresh
  }
  let bytes = 0
  const forget = (): void => {
    for (const [id, oldest] of remembered) {
      if (remembered.size <= most.conversations && bytes <= most.bytes) return
      remembered.delete(id)
      bytes -= oldest.bytes
    }
  }
  return {
    begin: (id) => {
      if (touched(id) === undefined) begun(id, true)
      forget()
    },
    isComplete: (id) => remembered.get(id)?.isComplete ?? false,
    add: (id, value, { text, source, isTrusted }) => {
      const conversation = touched(id) ?? begun(id, false)
      const before = conversation.regions.effort().bytes
      const isAdded = conversation.regions.add(text, { value, source })
      const isWhole = !isTrusted || conversation.wholes.add(text, value)
      conversation.isComplete &&= isAdded && isWhole
      // What the index holds, and the text itself in each of the two.
      const more = conversation.regions.effort().bytes - before + 2 * text.length * (isTrusted ? 2 : 1)
      conversation.bytes += more
      bytes += more
      forget()
    },
    whole: (id, text) => {
      const { whole } = touched(id)?.wholes.occursWhole(text) ?? { whole: null }
      if (whole === null) return null
      // Letter by letter, or the same number: in another form a reader might see something else than the person wrote.
      const isTheirs = whole.alike === "exactly" || (whole.alike === "number" && PLAIN.test(text))
      return isTheirs ? whole.value : null
    },
    regions: (id, text) =>
      (touched(id)?.regions.find(text).regions ?? []).map(({ value, inArgument: { start, end } }) => ({
        ...value,
        text: text.slice(start, end),
      })),
  }
}
