import { Context, Data, type Effect } from "effect"
import type { TenantId } from "./actors.ts"
import type { Effects } from "./effects.ts"
import type { InspectorName } from "./tool.ts"

/** Arguments that can't be read safely: whatever they would do, they are denied. The message is a sentence without values. */
export class InspectionRefusedError extends Data.TaggedError("InspectionRefusedError")<{
  readonly inspector: InspectorName
  /** A word for programs. */
  readonly problem: string
  readonly message: string
}> {}

/** Reads the exact bytes of a call's arguments and tells what they would do. */
export class EffectInspector extends Context.Service<
  EffectInspector,
  {
    /** @param tenant in whose name it is read: what it takes is taken from nobody else */
    readonly inspect: (
      inspector: InspectorName,
      payload: Uint8Array,
      tenant: TenantId,
    ) => Effect.Effect<Effects, InspectionRefusedError>
  }
>()("interlock/kernel/ports/EffectInspector") {}
