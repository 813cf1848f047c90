import { ConfirmedAnswer } from "../../http/clock.ts"
import { StatusAnswer } from "../../http/status.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { when } from "../render.ts"
import { confirm as confirmed, say, sayJson } from "../terminal.ts"

/** `interlock clock confirm`: that the clock of the gate's machine is right, so that it goes on by it. */
export const confirm = async (options: ServerOptions & { readonly yes?: boolean }): Promise<void> => {
  const { call } = connect(options)
  if (options.yes !== true) {
    const { clock } = await call(StatusAnswer, "v1/status")
    say(`the gate's clock  ${when(clock.clock)}`)
    say(`this machine's    ${when(Date.now())}`)
    say(`the gate's time   ${when(clock.now)}`)
    if (!(await confirmed("Is the gate's clock right?"))) {
      say("nothing is confirmed: set the clock of the gate's machine right")
      return
    }
  }
  const answer = await call(ConfirmedAnswer, "v1/clock/confirm", {})
  if (options.json === true) sayJson(answer)
  else if (answer.record === null) say(`nothing had to be confirmed: the clock is fit (${when(answer.to)})`)
  else say(`the gate's time is ${when(answer.to)} from record ${answer.record} on, and was ${when(answer.from)}`)
}
