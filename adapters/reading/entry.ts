/** A process that reads untrusted bytes, one task at a time. Whoever started it ends it where a task takes too much. */
import { doTask } from "./read.ts"
import { Task } from "./task.ts"

const send = (message: unknown): void => {
  process.send?.(message)
}

process.on("message", (message) => {
  send(doTask(Task.parse(message)))
})
process.on("disconnect", () => {
  process.exit()
})
send({ type: "ready" })
