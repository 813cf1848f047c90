import { Effect } from "effect"
import type { Caller, TenantId } from "../../kernel/actors.ts"
import { CallId } from "../../kernel/calls/calls.ts"
import type { Answer } from "../../kernel/gate/answer.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import { listed } from "../../kernel/table.ts"
import type { EntityOf } from "../domain.ts"
import type { Boundary } from "./boundary.ts"
import { AskedCall } from "./inputs.ts"
import { type Awaited, type Verdict, callIn, verdictOf } from "./outcome.ts"
import { type Given, read } from "./read.ts"

/** Asks whether a call may happen, and tells what the gate says. */
export const deciding =
  ({ call, run }: Pick<Boundary, "call" | "run">) =>
  async (caller: Caller, given: Given<typeof AskedCall>): Promise<Verdict> => {
    const { grant, ...input } = read(AskedCall, given)
    const { answered, advice: found } = await call(caller, input, (call) => ({
      type: "decide",
      call,
      under: grant === null ? null : { domain: "break-glass", id: grant },
    }))
    const named = [...listed(grant), ...Object.values(input.endorsements)]
    const advice = named.length === 0 ? found : { ...found, unknown: `named were ${named.join(", ")}` }
    const { answer } = answered
    const asksPeople = answer.type === "decision" && answer.verdict === "step_up"
    return verdictOf(answered, advice, asksPeople ? await run(awaitedIn(answer, caller.actor.tenant)) : NOBODY)
  }

const NOBODY: Awaited = { call: null, deadline: null }

type Decision = Extract<Answer, { readonly type: "decision" }>

/** The call that waits for people: the one of this record, or the one of this plan that waited already. */
const awaitedIn = Effect.fnUntraced(function* ({ changed, plan }: Decision, tenant: TenantId) {
  const gate = yield* Gate
  const made = callIn(changed)
  if (made !== null) return awaitedOf(yield* gate.entity(tenant, "calls", made))
  const open = yield* gate.entities(tenant, "calls")
  return awaitedOf(
    open.find(({ status, kept }) => status === "waiting" && kept.entity === "call" && kept.key === plan) ?? null,
  )
})

const awaitedOf = (found: EntityOf<"calls"> | null): Awaited =>
  found?.kept.entity === "call" ? { call: CallId.parse(found.id), deadline: found.kept.wait?.until ?? null } : NOBODY
