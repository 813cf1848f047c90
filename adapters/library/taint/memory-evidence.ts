import type { ConversationId, Handle } from "../../../kernel/taint/taint.ts"
import { type TextIndex, textIndex } from "../../texts/regions.ts"
import { type WholeIndex, wholeIndex } from "../../texts/wholes.ts"
import type { Content, Evidence } from "./evidence.ts"

/**
 * As many conversations are remembered, and as many UTF-16 units of what was said in all of them. Beyond, the one is forgotten that was
 * longest not spoken in: its words are its agent's from then on.
 */
const MEMORY = { conversations: 256, units: 64 * 1024 * 1024 } as const

interface Remembered {
  units: number
  readonly regions: TextIndex<{ readonly value: Handle; readonly source: Content["source"] }>
  /** What people have brought in of sources that are trusted. */
  readonly wholes: WholeIndex<Handle>
}

/**
 * The door's memory of what was said, in this process alone. What it has forgotten, and what it can't look at to the end, it
 * knows nothing of: then words are whoever's who says them, with all that they have seen.
 */
export const memoryEvidence = (most: { readonly conversations: number; readonly units: number } = MEMORY): Evidence => {
  const remembered = new Map<ConversationId, Remembered>()
  /** The conversation, as the one that was spoken in last. */
  const touched = (id: ConversationId): Remembered | undefined => {
    const found = remembered.get(id)
    if (found === undefined) return undefined
    remembered.delete(id)
    remembered.set(id, found)
    return found
  }
  const begun = (id: ConversationId): Remembered => {
    const fresh: Remembered = { units: 0, regions: textIndex(), wholes: wholeIndex<Handle>() }
    remembered.set(id, fresh)
    return fresh
  }
  let units = 0
  const forget = (): void => {
    for (const [id, oldest] of remembered) {
      if (remembered.size <= most.conversations && units <= most.units) return
      remembered.delete(id)
      units -= oldest.units
    }
  }
  return {
    add: (id, value, { text, source, isTrusted }) => {
      const conversation = touched(id) ?? begun(id)
      if (conversation.regions.add(text, { value, source })) {
        conversation.units += text.length
        units += text.length
      }
      if (isTrusted) conversation.wholes.add(text, value)
      forget()
    },
    whole: (id, text) => {
      const { whole } = touched(id)?.wholes.occursWhole(text) ?? { whole: null }
      // Letter by letter, or the same number: in another form a reader might see something else than the person wrote.
      return whole === null || whole.alike === "normalised" ? null : whole.value
    },
    regions: (id, text) =>
      (touched(id)?.regions.find(text).regions ?? []).map(({ value, inArgument: { start, end } }) => ({
        ...value,
        text: text.slice(start, end),
      })),
  }
}
