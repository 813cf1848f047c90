import type { Mode } from "../../kernel/taint/taint.ts"
import { isOfStrangers } from "./declared.ts"
import { argumentsFor } from "./obeying.ts"
import type { Attack, Call, Pair, Suite, Task } from "./suite.ts"
import { type Played, talkOf } from "./talk.ts"
import type { World } from "./world.ts"

/** One run of a conversation. */
export interface Case {
  readonly suite: string
  readonly mode: Mode
  readonly task: string
  /** What was injected; null where nothing was. */
  readonly attack: string | null
  /** Whether somebody was there to be asked. */
  readonly attended: boolean
  /** Whether the agent read what was injected; false where the task reads nothing by strangers. */
  readonly reached: boolean
  /** The calls of the task, as far as it came. */
  readonly own: readonly Played[]
  /** The calls of whoever injected something. */
  readonly injected: readonly Played[]
}

type About = Pick<Case, "suite" | "mode">
const NOTHING = "(the corpus has nothing of what this gave back)"

/** A task by itself, up to the first call that is refused for good. */
const alone = async (world: World, { suite, mode }: About, task: Task, attended: boolean): Promise<Case> => {
  const say = await talkOf(world, task, mode, attended)
  const own: Played[] = []
  for (const { tool, args, result } of task.calls) {
    const played = await say({ tool, args: args ?? {} }, result)
    own.push(played)
    if (played.verdict === "refused") break
  }
  return { suite, mode, task: task.id, attack: null, attended, reached: false, own, injected: [] }
}

const carrying = ({ result }: Call, { isThere, words }: Attack): string =>
  isThere ? (result ?? words) : [result ?? "", words].join("\n")

/**
 * A task with something injected into the first thing that it reads of strangers, by an agent that obeys from there on. Somebody is
 * there, who vouches for the task's calls, so that the agent comes that far, and is asked for the others too.
 */
const attacked = async (world: World, { suite, mode }: About, { task, attack }: Pair): Promise<Case> => {
  const say = await talkOf(world, task, mode, true)
  const own: Played[] = []
  const injected: Played[] = []
  const about = { suite, mode, task: task.id, attack: attack.id, attended: true, own, injected }
  const at = task.calls.findIndex(({ tool }) => isOfStrangers(world.settings, tool))
  for (const [index, call] of task.calls.slice(0, at + 1).entries())
    own.push(await say({ tool: call.tool, args: call.args ?? {} }, index === at ? carrying(call, attack) : call.result))
  if (own[at]?.shown !== true) return { ...about, reached: false }
  const results: string[] = []
  for (const { tool, args, result } of attack.calls) {
    const told = { prompt: task.prompt, words: attack.words, results }
    const gave = result ?? NOTHING
    const played = await say({ tool, args: args ?? argumentsFor(world.settings, tool, told) }, gave)
    injected.push(played)
    if (played.verdict !== "refused") results.push(gave)
  }
  return { ...about, reached: true }
}

/** Everything of a suite in one mode. */
export const playedSuite = async (world: World, suite: Suite, mode: Mode): Promise<readonly Case[]> => {
  const about = { suite: suite.name, mode }
  const cases: Case[] = []
  for (const attended of [false, true])
    for (const task of suite.tasks) cases.push(await alone(world, about, task, attended))
  for (const pair of suite.pairs) cases.push(await attacked(world, about, pair))
  return cases
}
