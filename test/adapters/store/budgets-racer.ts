/**
 * A process of its own with the gate as a library, in which one agent makes calls, several at once. Arguments: the config
 * file, the agent's API key, an administrator's, a name for its calls, how many ms its clock is ahead of this machine's, and
 * where in its first append it is killed: "before" the commit, "after" it, or "nowhere". It says when it is ready, reads how
 * many calls to make and how many at once, tells each answer as it comes, then what the budget shows, and ends when its input does.
 */
import { once } from "node:events"
import { writeSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import * as z from "zod"
import type { Caller } from "../../../kernel/actors.ts"
import { openGate } from "../../../adapters/library/index.ts"

const [config = "", agentKey = "", adminKey = "", name = "", ahead = "0", killed = "nowhere"] = process.argv.slice(2)
const tell = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

const clock = Date.now
Date.now = () => clock() + Number(ahead)

const gate = await openGate(config)
const callerOf = (key: string): Caller => {
  const caller = gate.authenticate(key)
  if (caller === null) throw new Error("nobody is known by this key")
  return caller
}
const [agent, admin] = [callerOf(agentKey), callerOf(adminKey)]
const { tenant } = agent.actor
// Whoever comes first opens it; the others are refused, since it is there.
await gate.budgets.open(admin.actor, { agent: agent.actor.id, owner: agent.person.id })

/** From now on, this process ends at its next commit. */
const killAtCommit = (): void => {
  const exec = Reflect.get(DatabaseSync.prototype, "exec")
  DatabaseSync.prototype.exec = function (sql) {
    if (sql === "COMMIT" && killed === "before") process.kill(process.pid, "SIGKILL")
    Reflect.apply(exec, this, [sql])
    if (sql === "COMMIT") process.kill(process.pid, "SIGKILL")
  }
}

const over = once(process.stdin, "end")
tell({ ready: true })
const [line] = z.tuple([z.string()]).parse(await once(process.stdin.setEncoding("utf8"), "data"))
const { many, atOnce } = z.strictObject({ many: z.int(), atOnce: z.int() }).parse(JSON.parse(line))
if (killed !== "nowhere") killAtCommit()
const decide = async (call: number): Promise<void> => {
  const payload = new TextEncoder().encode(JSON.stringify({ call: `${name}-${call}` }))
  const { verdict, reasons, permit, left } = await gate.decide(agent, { tool: "notes.write", payload })
  tell({
    verdict,
    guards: reasons.map(({ guard }) => guard),
    isPermitted: permit !== null,
    left: left === null ? null : left.caps.spend - left.today.spend,
  })
}
for (let from = 0; from < many; from += atOnce)
  await Promise.all(Array.from({ length: Math.min(atOnce, many - from) }, (_, call) => decide(from + call)))
const budget = await gate.budgets.get(tenant, agent.actor.id)
tell({ meter: budget?.kept.meter ?? null, verified: (await gate.log.verify(tenant)).ok })
await over
await gate.close()
