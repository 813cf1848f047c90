/** A process that reads untrusted bytes, one task at a time. Whoever started it ends it where a task takes too much. */
import { extname, join } from "node:path"
import { Worker } from "node:worker_threads"
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
new Worker(join(import.meta.dirname, `watchdog${extname(import.meta.filename)}`), {
  workerData: process.ppid,
  resourceLimits: { maxOldGenerationSizeMb: 16 },
})
send({ type: "ready" })
