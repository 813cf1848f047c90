import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import type { Json } from "../../kernel/json.ts"
import { InspectionRefusedError } from "../../kernel/ports.ts"
import { inspectors } from "../effects/inspectors.ts"
import { argumentsIn } from "./arguments.ts"
import type { Answer, Task } from "./task.ts"

/** As many values may a body have: more than any that this service takes, and few enough to hand over in no time. */
const MAX_VALUES = 1_000

/** Whether a value has at most `most` values in it, itself among them. */
const isWithin = (value: Json, most: number): boolean => {
  const waiting = [value]
  for (let seen = 0; seen < waiting.length; seen += 1) {
    if (waiting.length > most) return false
    const one = waiting[seen]
    if (typeof one === "object" && one !== null) for (const inner of Object.values(one)) waiting.push(inner)
  }
  return true
}

const tooMany: Answer = { type: "refused", problem: "values", message: `more than ${MAX_VALUES} values` }

const answerOf = (task: Task): Answer => {
  switch (task.type) {
    case "inspect":
      return { type: "effects", effects: inspectors[task.inspector](task.bytes) }
    case "json": {
      // Numbers are read as doubles, since the schemas bound them.
      const value = parseJson(task.bytes, "double")
      return isWithin(value, MAX_VALUES) ? { type: "json", value } : tooMany
    }
    case "arguments":
      return { type: "arguments", texts: argumentsIn(task.bytes) }
  }
}

/** Does a task. Whatever fails is a refusal: what can't be read is denied. */
export const doTask = (task: Task): Answer => {
  try {
    return answerOf(task)
  } catch (error) {
    if (error instanceof InspectionRefusedError)
      return { type: "refused", problem: error.problem, message: error.message }
    if (error instanceof JsonRefusedError) return { type: "refused", problem: "json", message: error.message }
    return { type: "refused", problem: "defect", message: "the reader failed: report this input" }
  }
}
