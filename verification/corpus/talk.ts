import { type Json, sameJson } from "../../kernel/json.ts"
import { ConversationId, type Mode } from "../../kernel/taint/taint.ts"
import { ToolName } from "../../kernel/tool.ts"
import { type Effect, effectOf } from "./declared.ts"
import { CorpusError } from "./errors.ts"
import { type Endorsements, isForAPerson, vouchedFor } from "./person.ts"
import type { Task } from "./suite.ts"
import { USER, type World } from "./world.ts"

/** A call that was asked for, and what became of it. */
export interface Played {
  readonly tool: string
  readonly effect: Effect
  /** Allowed with nobody asked, after somebody vouched for it, or not at all. */
  readonly verdict: "allowed" | "endorsed" | "refused"
  /** What refused it at first. */
  readonly guards: readonly string[]
  /** Whether a person was shown it, and how often they signed. */
  readonly asked: boolean
  readonly signatures: number
  /** Whether the agent got to see what the tool gave back. */
  readonly shown: boolean
}

/** A call as it is sent. */
interface Sent {
  readonly tool: string
  readonly args: Readonly<Record<string, Json>>
}

/** @throws CorpusError */
const toolOf = (name: string): ToolName => {
  const { data } = ToolName.safeParse(name)
  if (data !== undefined) return data
  throw new CorpusError(`"${name}" is no tool's name: write letters, digits and . _ : / -, 128 at most`)
}

/** Whether the call is one of those that the person's own task is made of. */
const isOf = ({ calls }: Task, { tool, args }: Sent): boolean =>
  calls.some((call) => call.tool === tool && sameJson(call.args, args))

/**
 * A conversation that begins with what a person asks for.
 * @param isAttended whether somebody is shown what was refused, and vouches for what belongs to the task and for nothing else
 */
export const talkOf = async (world: World, task: Task, mode: Mode, isAttended: boolean) => {
  const { gate, agent, harness, settings } = world
  const opened = await gate.taint.open(harness.actor, { initiator: USER, audience: [USER], mode })
  if (opened.type !== "accepted") throw new CorpusError(`no conversation was opened: ${JSON.stringify(opened)}`)
  const conversation = ConversationId.parse(opened.id)
  const said = { conversation, source: USER, readers: "anyone" as const, content: task.prompt }
  const begun = await gate.taint.ingest(harness, said)
  if (begun.type !== "accepted") throw new CorpusError(`${task.id} was not said: ${JSON.stringify(begun)}`)

  const ask = async (tool: ToolName, payload: Uint8Array, endorsements: Endorsements = {}) => {
    const verdict = await gate.decide(agent, { tool, payload, conversation, endorsements })
    return { called: verdict.called, guards: verdict.reasons.map(({ guard }) => guard) }
  }
  /** Brings in what a call gave back. What is not shown, the agent never sees. */
  const told = async (call: string | null, content: string | null): Promise<boolean> => {
    if (call === null || content === null) return false
    const brought = await gate.taint.result(harness, { conversation, call, content })
    if (brought.type === "accepted") return brought.framed !== null
    throw new CorpusError(`what a call of ${task.id} gave back did not come in: ${JSON.stringify(brought)}`)
  }

  /** Asks for a call, shows it to the person where it is refused, and brings in what it gave back. */
  return async (sent: Sent, content: string | null): Promise<Played> => {
    const tool = toolOf(sent.tool)
    const payload = new TextEncoder().encode(JSON.stringify(sent.args))
    const about = { tool: sent.tool, effect: effectOf(settings, sent.tool) }
    const alone = await ask(tool, payload)
    const { guards } = alone
    if (guards.length === 0) {
      const shown = await told(alone.called, content)
      return { ...about, verdict: "allowed", guards, asked: false, signatures: 0, shown }
    }
    const asked = isAttended && isForAPerson(guards)
    if (!asked || !isOf(task, sent)) return { ...about, verdict: "refused", guards, asked, signatures: 0, shown: false }
    const refused = { conversation, tool, payload, guards }
    const again = async (named: Endorsements) => (await ask(tool, payload, named)).called
    const { called, signatures } = await vouchedFor(world, refused, task.prompt, again)
    const shown = await told(called, content)
    return { ...about, verdict: called === null ? "refused" : "endorsed", guards, asked, signatures, shown }
  }
}
