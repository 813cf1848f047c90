import { expect, it } from "vitest"
import { guards } from "../../../kernel/calls/guards.ts"
import { sentences } from "../../../kernel/calls/sentences.ts"
import { oneSentenceEach, reasons, sentenceOf } from "../../../kernel/gate/sentences.ts"
import { everySentence } from "../../fixtures/sentences.ts"

everySentence(guards, sentences)

it("says the same of a name that others have too", () => {
  const others = reasons().map((name): [string, string] => [name, sentenceOf(name)])
  const together = oneSentenceEach([...others, ...Object.entries<string>(sentences)])
  expect(together.get("policyWasEvaluated")).toBe(sentences.policyWasEvaluated)
})
