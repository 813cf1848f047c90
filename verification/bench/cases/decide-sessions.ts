import { join } from "node:path"
import { Instant } from "../../../kernel/time.ts"
import { agentOf, newBudgets, withBudgets } from "../budgets.ts"
import { gateOver } from "../gate.ts"
import { enrolling, mintingIn, openingFor, withSessions } from "../sessions.ts"
import type { Case } from "./case.ts"
import { IN_A_ROW } from "./step-budgets.ts"

export const decideSessionsCase = (callers: number): Case => ({
  name: "decide.sessions",
  what: `as decide.budgets, within a session as well, of one of ${callers.toLocaleString("en")} agents: a credential is minted for each call, which is a record of its own, and spent by it`,
  against: "the same in a tenant without budgets and sessions",
  aim: null,
  open: async (folder) => {
    const inSession = await gateOver(
      join(folder, "session"),
      (world) => newBudgets(world, callers),
      (world) => withSessions(callers)(withBudgets(world)),
    )
    const free = await gateOver(join(folder, "free"), () => [])
    const { world, command, decide } = inSession
    const sessions: string[] = []
    await command(enrolling(world))
    // One person opens them all, a factor counts once, and none counts that is dated ahead: a millisecond each, up to now.
    const first = Date.now() - callers
    for (let agent = 0; agent < callers; agent += 1)
      sessions.push(await command(openingFor(world, agent, Instant.parse(first + agent))))
    let asked = 0
    return {
      subject: async () => {
        const agent = Math.floor(asked / IN_A_ROW)
        asked += 1
        const run = sessions[agent]
        if (run === undefined) throw new Error("no agent is left that may call")
        const credential = await command(mintingIn(world, agent, run))
        const { changed } = await decide(agentOf(world, agent), { credential, run })
        if (!changed.some(({ id, status }) => id === credential && status === "spent"))
          throw new Error("a call has spent no credential")
      },
      inFlight: 1,
      yardstick: async () => {
        await free.decide()
      },
      close: async () => {
        await Promise.all([inSession.close(), free.close()])
      },
    }
  },
})
