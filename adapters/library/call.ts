import { Effect } from "effect"
import type * as z from "zod"
import type { Actor, Caller } from "../../kernel/actors.ts"
import type { Digest } from "../../kernel/digest.ts"
import { pointersOf } from "../../kernel/budgets/cost.ts"
import type { Call, Found, Picked } from "../../kernel/gate/ask.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import type { ToolName } from "../../kernel/tool.ts"
import { EffectInspector } from "../../kernel/ports.ts"
import { digestOf } from "../digest.ts"
import { pickAt } from "../reading/pick.ts"
import type { Reading } from "../reading/pool.ts"
import type { ToolCall } from "./inputs.ts"
import type { Advice } from "./outcome.ts"
import type { GateError } from "../../kernel/gate/configuration.ts"
import type { ConversationId } from "../../kernel/taint/taint.ts"
import type { CameIn } from "./taint/came-in.ts"
import type { Evidence } from "./taint/evidence.ts"
import { readFlow, unread } from "./taint/flow.ts"
import { makingOf } from "./taint/made-of.ts"

/** What the tool's inspector makes of the arguments. Whatever stops it, the call is denied; a tool that has none says so in the policy. */
const inspect = (
  policy: Policy | undefined,
  { tenant }: Pick<Actor, "tenant">,
  tool: ToolName,
  payload: Uint8Array,
): Effect.Effect<Found, never, EffectInspector> => {
  const inspector = policy?.tools.find(({ name }) => name === tool)?.inspector ?? null
  if (inspector === null) return Effect.succeed(null)
  return Effect.flatMap(EffectInspector, ({ inspect }) => inspect(inspector, payload, tenant)).pipe(
    Effect.map((effects) => ({ effects })),
    Effect.catch(({ message }) => Effect.succeed({ unreadable: message })),
  )
}

/** What stands in the arguments where the policy looks for what the call costs. */
const pick = (
  policy: Policy | undefined,
  { tenant }: Pick<Actor, "tenant">,
  tool: ToolName,
  payload: Uint8Array,
): Effect.Effect<Picked, never, Reading> => {
  const declared = policy?.tools.find(({ name }) => name === tool)
  return pickAt(tenant, payload, declared === undefined ? [] : pointersOf(declared.domains.budgets))
}

const digestOfArtifact = (artifact: Digest | Uint8Array | null): Digest | null =>
  artifact instanceof Uint8Array ? digestOf(artifact) : artifact

/** A call by its digests, and how to look at what it would do. */
export interface NamedCall {
  readonly call: Call
  /** What it would do, and what the door knows of why that can't be told. It takes its time, beside the queue. */
  readonly inspected: Effect.Effect<
    { readonly call: Call; readonly advice: Advice },
    GateError,
    EffectInspector | Reading
  >
}

/** What the gate and the door know of what came into a conversation. */
export interface Remembering {
  readonly evidence: Evidence
  readonly cameInto: (conversation: ConversationId) => Effect.Effect<CameIn, GateError>
  /** Makes values that a call names. One that can't be made isn't there, which denies the call. */
  readonly made: (commands: ReturnType<typeof makingOf>) => Effect.Effect<void, GateError>
}

/** Names a call before it is looked at: an idempotency key may have its answer already. */
export const nameCall = (
  policy: Policy | undefined,
  caller: Caller,
  {
    tool,
    payload,
    artifact,
    conversation,
    endorsements,
    credential: presented,
  }: Omit<z.output<typeof ToolCall>, "key">,
  { evidence, cameInto, made }: Remembering,
): NamedCall => {
  // A copy of our own: what is inspected is what is hashed, whoever else holds the caller's bytes.
  const bytes = Uint8Array.from(payload)
  const named = conversation === null ? null : { tool, conversation, endorsements }
  const call: Call = {
    caller,
    tool,
    payload: digestOf(bytes),
    artifact: digestOfArtifact(artifact),
    found: null,
    picked: {},
    presented,
    flow: named === null ? null : unread(named),
  }
  const inspected = Effect.map(
    Effect.all([
      inspect(policy, caller.actor, tool, bytes),
      pick(policy, caller.actor, tool, bytes),
      named === null
        ? Effect.succeed(null)
        : Effect.gen(function* () {
            const came = yield* cameInto(named.conversation)
            const read = yield* readFlow(policy, caller.actor.tenant, named, {
              payload: bytes,
              known: { came, evidence },
            })
            yield* made(makingOf(read.copies, caller.actor.tenant))
            return read
          }),
    ]),
    ([found, picked, read]) => ({
      call: { ...call, found, picked, flow: read?.flow ?? null },
      advice: {
        ...(found !== null && "unreadable" in found ? { policyWasEvaluated: found.unreadable } : {}),
        ...read?.advice,
      },
    }),
  )
  return { call, inspected }
}
