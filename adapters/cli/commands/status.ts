import { type ServerOptions, connect } from "../connection.ts"
import { paint, plain, say, sayJson } from "../terminal.ts"

/** `interlock status`: how your tenant's gate stands, and what is not as it should be. */
export const status = async (options: ServerOptions): Promise<void> => {
  const answer = await connect(options).status()
  if (options.json === true) {
    sayJson(answer)
    return
  }
  const { tenant, log, approvals, grants, warnings } = answer
  say(`tenant    ${tenant}`)
  say(`log       ${log.size} records, head ${log.hash}`)
  say(`approvals ${approvals.open} open`)
  say(`grants    ${grants.active} active, ${grants.requested} waiting`)
  for (const { guard, sentence } of warnings)
    say(paint(["bold", "red"], `CAREFUL   ${plain(guard)}: ${plain(sentence)}`))
}
