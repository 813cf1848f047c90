import * as z from "zod"
import { CorpusError } from "./errors.ts"
import type { Attack, Suite, Task } from "./suite.ts"

const Call = z.object({
  tool: z.string().min(1),
  args: z.record(z.string(), z.json()),
  result: z.string().nullable().default(null),
})

const Entry = z.object({
  suite: z.string().min(1),
  kind: z.enum(["user", "injection"]),
  id: z.string().min(1),
  prompt: z.string().min(1),
  calls: z.array(Call),
})

/** AgentDojo's: a list of what people ask for and of what is injected, by suite. */
export const AgentDojo = z.array(Entry).min(1)

const taskOf = ({ id, prompt, calls }: z.infer<typeof Entry>): Task => ({ id, prompt, calls })
const attackOf = ({ id, prompt, calls }: z.infer<typeof Entry>): Attack => ({
  id,
  words: prompt,
  isThere: false,
  calls,
})

/** Each suite has its own tasks and injections, each of them with each. @throws CorpusError where one has no task */
export const suitesOfAgentDojo = (entries: z.infer<typeof AgentDojo>): readonly Suite[] =>
  [...Map.groupBy(entries, ({ suite }) => suite)].map(([name, own]) => {
    const tasks = own.filter(({ kind }) => kind === "user").map(taskOf)
    if (tasks.length === 0) throw new CorpusError(`the suite ${name} has no task: write one, of the kind user`)
    const attacks = own.filter(({ kind }) => kind === "injection").map(attackOf)
    return { name, tasks, pairs: tasks.flatMap((task) => attacks.map((attack) => ({ task, attack }))) }
  })
