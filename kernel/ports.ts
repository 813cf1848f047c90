import { Context, Data, type Effect } from "effect"
import type { Effects } from "./gate/effects.ts"
import type { InspectorName } from "./gate/policy.ts"

/** Arguments that can't be read safely: whatever they would do, they are denied. The message is a sentence without values. */
export class InspectionRefused extends Data.TaggedError("InspectionRefused")<{
  readonly inspector: InspectorName
  /** A word for programs. */
  readonly problem: string
  readonly message: string
}> {}

/** Reads the exact bytes of a call's arguments and tells what they would do. */
export class EffectInspector extends Context.Service<
  EffectInspector,
  {
    readonly inspect: (inspector: InspectorName, payload: Uint8Array) => Effect.Effect<Effects, InspectionRefused>
  }
>()("interlock/kernel/ports/EffectInspector") {}
