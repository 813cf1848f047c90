import { Effect } from "effect"
import { expect, it } from "vitest"
import { inspectorsLayer } from "../../../adapters/effects/inspectors.ts"
import { EffectInspector, InspectionRefusedError } from "../../../kernel/ports.ts"
import { bytesOf } from "./corpus.ts"

const inspect = (payload: Uint8Array) =>
  EffectInspector.pipe(
    Effect.flatMap((inspector) => inspector.inspect("terraform", payload)),
    Effect.provide(inspectorsLayer),
  )

it("an inspector tells effects", async () => {
  expect(await Effect.runPromise(inspect(bytesOf("replace-one.json")))).toMatchObject({ counts: { replace: 1 } })
})

it("or refuses in its error channel", async () => {
  const refused = await Effect.runPromise(Effect.flip(inspect(bytesOf("malformed-corrupted.json"))))
  expect(refused).toBeInstanceOf(InspectionRefusedError)
  expect(refused.problem).toBe("state")
})
