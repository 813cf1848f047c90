import { Effect, Layer } from "effect"
import { EffectInspector, InspectionRefusedError } from "../../kernel/ports.ts"
import { Reading } from "./pool.ts"

/** Inspects in a process beside this one. What is not read to its end is refused as what can't be read is. */
export const inspectionLayer: Layer.Layer<EffectInspector, never, Reading> = Layer.effect(
  EffectInspector,
  Effect.map(Reading, ({ read }) => ({
    inspect: (inspector, bytes, tenant) =>
      read(tenant, { type: "inspect", inspector, bytes }).pipe(
        Effect.catch(({ problem, message }) => Effect.succeed({ type: "refused", problem, message } as const)),
        Effect.flatMap((answer) => {
          if (answer.type === "effects") return Effect.succeed(answer.effects)
          const { problem, message } =
            answer.type === "refused" ? answer : { problem: "defect", message: "the reader failed: report this plan" }
          return Effect.fail(new InspectionRefusedError({ inspector, problem, message }))
        }),
      ),
  })),
)
