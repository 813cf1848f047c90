/** Stands for a gate that lives until it is killed: keeps a process busy, and says which. */
import { fork } from "node:child_process"

const reader = fork(new URL("busy.ts", import.meta.url), {
  stdio: ["ignore", "ignore", "ignore", "ipc"],
  serialization: "advanced",
})
reader.once("message", () => {
  reader.send({ type: "json", bytes: new TextEncoder().encode("{}") })
})
// Its answer is the last that it has time for.
reader.on("message", (message: unknown) => {
  if (JSON.stringify(message) === '{"type":"json","value":{}}') process.send?.(reader.pid)
})
