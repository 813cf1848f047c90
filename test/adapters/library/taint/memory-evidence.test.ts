import { describe, expect, it } from "vitest"
import { memoryEvidence } from "../../../../adapters/library/taint/memory-evidence.ts"
import { ConversationId, Handle } from "../../../../kernel/taint/taint.ts"

const named = (number: number) => ConversationId.parse(`conversation_${number}`)
const content = (text: string) => ({ text, source: null, isTrusted: false })
const VALUE = Handle.parse("v")

describe("whether all that came into a conversation is known", () => {
  it("is so of one that began here, whatever has come in since", () => {
    const { begin, add, isComplete } = memoryEvidence()
    begin(named(1))
    add(named(1), VALUE, content("milk"))
    begin(named(1))
    expect(isComplete(named(1))).toBe(true)
  })

  it("is not of one that began elsewhere, whatever has come in since", () => {
    const { begin, add, isComplete } = memoryEvidence()
    expect(isComplete(named(1))).toBe(false)
    add(named(1), VALUE, content("milk"))
    begin(named(1))
    expect(isComplete(named(1))).toBe(false)
  })

  it("is not of one that was forgotten", () => {
    const { begin, add, isComplete } = memoryEvidence({ conversations: 2, bytes: Infinity })
    for (const number of [1, 2, 3]) begin(named(number))
    add(named(1), VALUE, content("milk"))
    expect([1, 2, 3].map((number) => isComplete(named(number)))).toEqual([false, false, true])
  })

  it("is not of one in which there was no room for something", () => {
    const { begin, add, isComplete } = memoryEvidence()
    begin(named(1))
    const half = "x".repeat(5 * 1024 * 1024)
    add(named(1), VALUE, content(half))
    expect(isComplete(named(1))).toBe(true)
    for (const text of [half, half, half]) add(named(1), VALUE, content(text))
    expect(isComplete(named(1))).toBe(false)
  })
})
