import { Effect, Layer } from "effect"
import { expect, it } from "vitest"
import { inspectionLayer } from "../../../adapters/reading/inspection.ts"
import { Reading, ReadingStoppedError, readingLayer } from "../../../adapters/reading/pool.ts"
import { EffectInspector, InspectionRefusedError } from "../../../kernel/ports.ts"
import { acme } from "../../kernel/ledger/fixtures.ts"
import { bytesOf } from "../effects/corpus.ts"

const inReality = readingLayer(() => undefined)
const answering = (read: Reading["Service"]["read"]) => Layer.succeed(Reading, { read })
const inspect = (payload: Uint8Array, reading: Layer.Layer<Reading> = inReality) =>
  EffectInspector.pipe(
    Effect.flatMap((inspector) => inspector.inspect("terraform", payload, acme())),
    Effect.provide(Layer.provide(inspectionLayer, reading)),
  )

it("an inspector tells effects", async () => {
  expect(await Effect.runPromise(inspect(bytesOf("replace-one.json")))).toMatchObject({ counts: { replace: 1 } })
})

it("or refuses in its error channel", async () => {
  const refused = await Effect.runPromise(Effect.flip(inspect(bytesOf("malformed-corrupted.json"))))
  expect(refused).toBeInstanceOf(InspectionRefusedError)
  expect(refused.problem).toBe("state")
})

it.each([
  ["reading that was stopped", () => Effect.fail(new ReadingStoppedError({ problem: "tooLong" })), "tooLong"],
  ["an answer to another question", () => Effect.succeed({ type: "json", value: null } as const), "defect"],
])("%s is a refusal too", async (_, read, problem) => {
  const refused = await Effect.runPromise(Effect.flip(inspect(new Uint8Array(), answering(read))))
  expect([refused._tag, refused.problem]).toEqual(["InspectionRefusedError", problem])
})
