import { describe, expect, it } from "vitest"
import { oneSentenceEach, reasons, sentenceOf } from "../../../kernel/gate/sentences.ts"
import { commandSentences, ownSentences } from "../../../kernel/gate/stages.ts"
import { domainNames, registry } from "../../../kernel/registry.ts"

const namesIn = (domain: (typeof domainNames)[number]): readonly string[] => {
  const { sentences, stage, authority, warnings } = registry[domain]
  return [sentences, stage?.sentences ?? {}, authority?.sentences ?? {}, warnings].flatMap((table) =>
    Object.keys(table),
  )
}
const every = [
  ...domainNames.flatMap(namesIn),
  ...Object.keys(ownSentences),
  ...commandSentences.map(([name]) => name),
  ...["toolIsKnown", "policyWasEvaluated", "recordIsWithinBounds", "unknown", "taken", "credentialIsKnown"],
  ...["clockIsNotBehind", "clockIsNotAhead", "clockKeepsPace"],
]

describe("the sentence of a reason", () => {
  it.each([...new Set(every)])("is there for %s", (name) => {
    expect(sentenceOf(name)).toMatch(/^[A-Z].+\.$/)
  })

  it("is there for nothing else", () => {
    expect([...reasons()].toSorted()).toEqual([...new Set(every)].toSorted())
  })

  it("is one: a name that says two things is refused, and both are told", () => {
    expect([
      ...oneSentenceEach([
        ["a", "A."],
        ["b", "B."],
        ["a", "A."],
      ]),
    ]).toEqual([
      ["a", "A."],
      ["b", "B."],
    ])
    expect(() =>
      oneSentenceEach([
        ["a", "A."],
        ["a", "Another."],
      ]),
    ).toThrow(new TypeError('a says "A." and "Another.": a name has one sentence, whatever domain it stands in'))
  })

  it("is one, though several domains have a guard of that name", () => {
    for (const domain of domainNames)
      for (const [name, says] of Object.entries(registry[domain].sentences)) expect(sentenceOf(name)).toBe(says)
  })

  it.each(["aGuardOfAnotherVersion", "constructor", "__proto__"])("is the name itself for %s", (name) => {
    expect(sentenceOf(name)).toBe(name)
  })
})
