import { Effect } from "effect"
import { expect, it } from "vitest"
import { SignFailedError, signEach } from "../../../kernel/ledger/signer.ts"
import { utf8 } from "./fixtures.ts"

const messages = () => ["a", "b", "c"].map(utf8)
/** Signs by turning a message round, so that it can be seen what was signed. */
const sign = (message: Uint8Array) => Effect.succeed(message.toReversed())

it("signs several one after the other where the signer signs one", () => {
  expect(Effect.runSync(signEach({ sign }, ["ab", "cd"].map(utf8)))).toEqual(["ba", "dc"].map(utf8))
})

it("hands several over at once where the signer takes them", () => {
  const taken: (readonly Uint8Array[])[] = []
  const signAll = (all: readonly Uint8Array[]) => {
    taken.push(all)
    return Effect.succeed(all.map((message) => Uint8Array.of(...message, 1)))
  }
  const failing = () => Effect.fail(new SignFailedError({ message: "one by one" }))
  expect(Effect.runSync(signEach({ sign: failing, signAll }, messages()))).toEqual(
    messages().map((message) => Uint8Array.of(...message, 1)),
  )
  expect(taken).toEqual([messages()])
})

it("fails where one of them can't be signed", () => {
  const failure = new SignFailedError({ message: "no key" })
  expect(Effect.runSync(Effect.flip(signEach({ sign: () => Effect.fail(failure) }, messages())))).toBe(failure)
})
