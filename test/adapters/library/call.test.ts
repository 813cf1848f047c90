import { Effect } from "effect"
import { expect, it } from "vitest"
import { nameCall } from "../../../adapters/library/call.ts"
import { ToolCall } from "../../../adapters/library/inputs.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { effectsOf } from "../../../kernel/effects.ts"
import { EffectInspector } from "../../../kernel/ports.ts"
import { Reading, ReadingStoppedError } from "../../../adapters/reading/pool.ts"
import { noEvidence } from "../../../adapters/library/taint/evidence.ts"
import { acme, opened } from "./fixture.ts"

const nobodyReads = Reading.of({ read: () => Effect.fail(new ReadingStoppedError({ problem: "crowded" })) })

const remembering = {
  evidence: noEvidence,
  cameInto: () => Effect.die("of no conversation"),
  made: () => Effect.die("of no conversation"),
}

it("a call that its caller changes while it is inspected stays what it was when it was asked about", async () => {
  const was = () => Uint8Array.of(1, 2, 3)
  const { as, config } = await opened()
  const [payload, artifact, inspected] = [was(), was(), [] as Uint8Array[]]
  const inspector = EffectInspector.of({
    inspect: (_, bytes) =>
      Effect.promise(async () => {
        inspected.push(bytes.slice())
        await Promise.resolve()
        payload.fill(9)
        artifact.fill(9)
        await Promise.resolve()
        inspected.push(bytes.slice())
        return effectsOf([], [], 0)
      }),
  })
  const input = ToolCall.parse({ tool: "terraform.apply", payload, artifact })
  const { call } = await Effect.runPromise(
    nameCall(config().policies.get(acme()), as("ci"), input, remembering).inspected.pipe(
      Effect.provideService(EffectInspector, inspector),
      Effect.provideService(Reading, nobodyReads),
    ),
  )
  expect(inspected).toEqual([was(), was()])
  expect([call.payload, call.artifact]).toEqual([digestOf(was()), digestOf(was())])
  expect(payload).toEqual(Uint8Array.of(9, 9, 9))
})

it("attack 2: a plan that can't be read within its limits is denied and recorded", async () => {
  const { as, gate } = await opened()
  const checks = Array.from({ length: 2_000_000 }, () => ({}))
  const plan = { format_version: "1.2", planned_values: { root_module: {} }, checks }
  const { verdict, reasons } = await gate.decide(as("ci"), {
    tool: "terraform.apply",
    payload: new TextEncoder().encode(JSON.stringify(plan)),
  })
  expect([verdict, reasons.map(({ guard }) => guard)]).toEqual(["deny", ["policyWasEvaluated"]])
  expect((await gate.log.head(acme())).size).toBe(1)
})
