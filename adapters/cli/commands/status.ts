import { StatusAnswer } from "../../http/status.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { paint, plain, say, sayJson } from "../terminal.ts"

/** `interlock status`: how your tenant's gate stands, and what is not as it should be. */
export const status = async (options: ServerOptions): Promise<void> => {
  const answer = await connect(options).call(StatusAnswer, "v1/status")
  if (options.json === true) {
    sayJson(answer)
    return
  }
  const { tenant, log, warnings, ...standings } = answer
  say(`tenant    ${tenant}`)
  say(`log       ${log.size} records, head ${log.hash}`)
  for (const [items, standing] of Object.entries(standings)) {
    const counts = Object.entries(standing).map(([word, count]) => `${count} ${word}`)
    say(`${items.padEnd(9)} ${counts.join(", ")}`)
  }
  for (const { guard, sentence } of warnings)
    say(paint(["bold", "red"], `WARNING   ${plain(guard)}: ${plain(sentence)}`))
}
