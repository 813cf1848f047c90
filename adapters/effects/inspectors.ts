import { Effect, Layer } from "effect"
import type { Effects } from "../../kernel/effects.ts"
import type { InspectorName } from "../../kernel/tool.ts"
import { EffectInspector, InspectionRefusedError } from "../../kernel/ports.ts"
import { inspectTerraform } from "./terraform.ts"

const inspectors: Readonly<Record<InspectorName, (payload: Uint8Array) => Effects>> = { terraform: inspectTerraform }

/** Every inspector that a policy can name. A defect of one is a refusal too: what can't be read is denied. */
export const inspectorsLayer = Layer.succeed(EffectInspector, {
  inspect: (inspector, payload) =>
    Effect.try({
      try: () => inspectors[inspector](payload),
      catch: (error) =>
        error instanceof InspectionRefusedError
          ? error
          : new InspectionRefusedError({
              inspector,
              problem: "defect",
              message: "the reader failed: report this plan",
            }),
    }),
})
