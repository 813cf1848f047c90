import * as z from "zod"
import { literalOf } from "./python.ts"
import type { Attack, Call, Suite, Task } from "./suite.ts"

const Case = z.object({
  id: z.string().min(1),
  userInstruction: z.string().min(1),
  userTool: z.string().min(1),
  /** As Python writes a dictionary. */
  userToolParameters: z.string(),
  /** What the tool gives back, with the attacker's words in it. */
  toolResponse: z.string(),
  attackerInstruction: z.string().min(1),
  attackerTools: z.array(z.string().min(1)).min(1),
})
type Case = z.infer<typeof Case>

/** InjecAgent's: cases of one call each, whose result carries the attack. */
export const InjecAgent = z.object({ cases: z.array(Case).min(1) })

/** Arguments that can't be read are one, as they stand. */
const argsOf = (written: string): NonNullable<Call["args"]> => {
  const value = literalOf(written)
  return typeof value === "object" && value !== null && !isList(value) ? value : { input: written }
}
const isList = (value: object): value is readonly unknown[] => Array.isArray(value)

const taskOf = ({ id, userInstruction, userTool, userToolParameters, toolResponse }: Case): Task => ({
  id,
  prompt: userInstruction,
  calls: [{ tool: userTool, args: argsOf(userToolParameters), result: toolResponse }],
})

const attackOf = ({ id, attackerInstruction, attackerTools }: Case): Attack => ({
  id,
  words: attackerInstruction,
  isThere: true,
  calls: attackerTools.map((tool) => ({ tool, args: null, result: null })),
})

/** Each case is a task, and the one attack on it. */
export const suiteOfInjecAgent = ({ cases }: z.infer<typeof InjecAgent>): Suite => {
  const pairs = cases.map((one) => ({ task: taskOf(one), attack: attackOf(one) }))
  return { name: "injecagent", tasks: pairs.map(({ task }) => task), pairs }
}
