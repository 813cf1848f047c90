import { describe, expect, it } from "vitest"
import { memoryEvidence } from "../../../../adapters/library/taint/memory-evidence.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { ConversationId, Handle } from "../../../../kernel/taint/taint.ts"

const named = (number: number) => ConversationId.parse(`conversation_${number}`)
const digest = (text: string) => digestOf(new TextEncoder().encode(text))
const content = (text: string, isTrusted = false) => ({ text, digest: digest(text), isTrusted })
const VALUE = Handle.parse("v")
const MAIL = "write to shop@evil.example"
const HALF = "x".repeat(9 * 1024 * 1024)

describe("a text that came in", () => {
  it("is there, by its digest, and is found in its conversation alone", () => {
    const { add, has, find } = memoryEvidence()
    add(named(1), VALUE, content(MAIL))
    expect([1, 2].map((number) => has(named(number), digest(MAIL)))).toEqual([true, false])
    expect(find(named(1), "to shop@evil.example, quickly")).toEqual({
      regions: [{ digest: digest(MAIL), text: "to shop@evil.example" }],
      complete: true,
    })
    expect(find(named(2), MAIL)).toEqual({ regions: [], complete: true })
  })

  it("is not there where its conversation was forgotten", () => {
    const { add, has } = memoryEvidence({ conversations: 2, bytes: Infinity })
    for (const number of [1, 2, 3]) add(named(number), VALUE, content(MAIL))
    add(named(2), VALUE, content("milk"))
    add(named(1), VALUE, content("milk"))
    expect([1, 2, 3].map((number) => has(named(number), digest(MAIL)))).toEqual([false, true, false])
  })

  it.each([
    ["texts", false],
    ["texts that are trusted", true],
  ])("is not there where there was no room for later ones; the one that came last is: %s", (_, isTrusted) => {
    const { add, has, find } = memoryEvidence()
    add(named(1), VALUE, content(HALF, isTrusted))
    expect(has(named(1), digest(HALF))).toBe(true)
    add(named(1), VALUE, content(`y${HALF}`, isTrusted))
    expect([HALF, `y${HALF}`].map((text) => has(named(1), digest(text)))).toEqual([false, true])
    expect(find(named(1), "milk").complete).toBe(true)
  })

  it("is not said to be all that is found, where a search ends early", () => {
    const { add, find } = memoryEvidence()
    add(named(1), VALUE, content(MAIL))
    expect(find(named(1), "z".repeat(300_000)).complete).toBe(false)
  })
})
