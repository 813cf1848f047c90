import type * as z from "zod"
import { StatusAnswer } from "../../http/status.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { when } from "../render.ts"
import { paint, plain, say, sayJson } from "../terminal.ts"

/** How far the gate's time and its clock are apart, where they are. */
const apart = ({ clock, now }: z.output<typeof StatusAnswer>["clock"]): string => {
  if (clock === now) return ""
  return `, ${Math.abs(clock - now)} ms ${now > clock ? "ahead of" : "behind"} its clock (${when(clock)})`
}

/** `interlock status`: how your tenant's gate stands, and what is not as it should be. */
export const status = async (options: ServerOptions): Promise<void> => {
  const answer = await connect(options).call(StatusAnswer, "v1/status")
  if (options.json === true) {
    sayJson(answer)
    return
  }
  const { tenant, log, clock, warnings, ...standings } = answer
  say(`tenant    ${tenant}`)
  say(`log       ${log.size} records, head ${log.hash}`)
  say(`time      ${when(clock.now)}${apart(clock)}`)
  for (const [items, standing] of Object.entries(standings)) {
    const counts = Object.entries(standing).map(([word, count]) => `${count} ${word}`)
    say(`${items.padEnd(9)} ${counts.join(", ")}`)
  }
  for (const { guard, sentence } of warnings)
    say(paint(["bold", "red"], `WARNING   ${plain(guard)}: ${plain(sentence)}`))
}
