/**
 * A process of its own with the gate as a library, in which an agent makes one call and runs it itself. Arguments: the config file, the
 * agent's API key, the file that its effect goes to, and where it is killed: in its first, second or third commit (the decision's, the
 * start's, the report's), "before" that or "after", or beside the effect. It tells the call with its permit as soon as it has them.
 */
import { appendFileSync, writeSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { openGate } from "../../../adapters/library/index.ts"

const [config = "", apiKey = "", effects = "", killed = ""] = process.argv.slice(2)
const die = (): void => {
  process.kill(process.pid, "SIGKILL")
}

const gate = await openGate(config)
const agent = gate.authenticate(apiKey)
if (agent === null) throw new Error("nobody is known by this key")

let commits = 0
const exec = Reflect.get(DatabaseSync.prototype, "exec")
DatabaseSync.prototype.exec = function (sql) {
  if (sql === "COMMIT") commits += 1
  if (sql === "COMMIT" && killed === `before ${commits}`) die()
  Reflect.apply(exec, this, [sql])
  if (sql === "COMMIT" && killed === `after ${commits}`) die()
}

const { call, permit } = await gate.decide(agent, { tool: "notes.write", payload: new TextEncoder().encode("{}") })
if (call === null || permit === null) throw new Error("the call is not allowed")
writeSync(1, `${JSON.stringify({ call, permit })}\n`)

if ((await gate.calls.perform(agent.actor, { permit })).type === "accepted") {
  if (killed === "before effect") die()
  appendFileSync(effects, "x", { flush: true })
  if (killed === "after effect") die()
  await gate.calls.complete(agent.actor, { id: call, output: "x" })
}
await gate.close()
