import { Effect } from "effect"
import type * as z from "zod"
import type { Caller } from "../../kernel/actors.ts"
import { type Digest, digestOf } from "../../kernel/digest.ts"
import type { Call, Found } from "../../kernel/gate/ask.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import type { ToolName } from "../../kernel/tool.ts"
import { EffectInspector } from "../../kernel/ports.ts"
import type { ToolCall } from "./inputs.ts"
import type { Advice } from "./outcome.ts"

/** What the tool's inspector makes of the arguments. Whatever stops it, the call is denied; a tool that has none says so in the policy. */
const inspect = Effect.fnUntraced(function* (
  policy: Policy | undefined,
  tool: ToolName,
  payload: Uint8Array,
): Effect.fn.Return<Found, never, EffectInspector> {
  const inspector = policy?.tools.find(({ name }) => name === tool)?.inspector ?? null
  if (inspector === null) return null
  const { inspect } = yield* EffectInspector
  return yield* inspect(inspector, payload).pipe(
    Effect.map((effects) => ({ effects })),
    Effect.catch(({ message }) => Effect.succeed({ unreadable: message })),
  )
})

const digestOfArtifact = (artifact: Digest | Uint8Array | null): Digest | null =>
  artifact instanceof Uint8Array ? digestOf(artifact) : artifact

/** A call as the gate takes it, read before it queues: hashing and inspecting take their time beside the queue, not in it. */
export const readCall = Effect.fnUntraced(function* (
  policy: Policy | undefined,
  caller: Caller,
  { tool, payload, artifact }: Pick<z.output<typeof ToolCall>, "tool" | "payload" | "artifact">,
): Effect.fn.Return<{ readonly call: Call; readonly advice: Advice }, never, EffectInspector> {
  // A copy of our own: what is inspected is what is hashed, whoever else holds the caller's bytes.
  const bytes = Uint8Array.from(payload)
  const file = digestOfArtifact(artifact)
  const found = yield* inspect(policy, tool, bytes)
  const advice: Advice = found !== null && "unreadable" in found ? { policyWasEvaluated: found.unreadable } : {}
  return {
    call: { caller, tool, payload: digestOf(bytes), artifact: file, found },
    advice,
  }
})
