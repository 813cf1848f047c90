import { readFileSync } from "node:fs"
import type * as z from "zod"
import { CallId } from "../../../kernel/calls/calls.ts"
import type { CallOutcomeAnswer, OutcomeBody, ResolveBody } from "../../http/calls/schemas.ts"
import { amountOf } from "../amounts.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import { permitText } from "../permit-text.ts"
import type { Wanted } from "../resource.ts"
import { plain, say, sayJson, warn } from "../terminal.ts"
import { callsAt } from "./client.ts"
import { renderCall, renderCallLine, renderUnknown } from "./render.ts"

const callId = (written: string): CallId =>
  argument(CallId, written, "name a call, such as call_0123456789abcdef01234567")

/** `interlock call list`. */
export const list = async (options: ServerOptions & Wanted): Promise<void> => {
  const calls = await callsAt(connect(options)).list(options)
  if (options.json === true) {
    sayJson({ calls })
    return
  }
  if (calls.length === 0) say("no calls")
  for (const call of calls) say(renderCallLine(call))
  const unknown = renderUnknown(calls)
  if (unknown !== null) say(unknown)
}

/** `interlock call show`. */
export const show = async (written: string, options: ServerOptions): Promise<void> => {
  const { call } = await callsAt(connect(options)).show(callId(written))
  if (options.json === true) sayJson({ call })
  else say(renderCall(call))
}

interface ReportOptions extends ServerOptions {
  readonly spend?: string
  readonly affected?: string
}

const amountsIn = ({ spend, affected }: ReportOptions) => {
  if (spend === undefined && affected === undefined) return {}
  if (spend === undefined || affected === undefined)
    throw new CommandError(EXIT.usage, "what a call cost is said whole: --spend and --affected together")
  return { spend: amountOf(spend), affected: amountOf(affected) }
}

/** Tells what became of a report, and of what it cost beside it: that one was refused is a refusal too. */
const sayReported = (answer: z.output<typeof CallOutcomeAnswer>, options: ServerOptions): void => {
  sayDone(answer, options)
  const { settled } = answer
  if (settled === null) return
  if (settled.type !== "accepted") process.exitCode = EXIT.refused
  if (options.json === true) return
  if (settled.type === "accepted") say(`${settled.id} is ${plain(settled.status)} (record ${settled.record})`)
  if (settled.type === "unknown")
    warn("what it cost is not reported: no reservation has its digits; report it with `interlock budget report`")
  if (settled.type === "refused") {
    warn("what it cost is not reported:")
    for (const { guard, sentence } of settled.reasons) warn(`  ${plain(guard)}: ${plain(sentence)}`)
  }
}

const report = async (written: string, body: z.input<typeof OutcomeBody>, options: ServerOptions): Promise<void> => {
  sayReported(await callsAt(connect(options)).report(callId(written), body), options)
}

/** `interlock call complete`: it had its effect. */
export const complete = async (
  written: string,
  options: ReportOptions & { readonly output?: string },
): Promise<void> => {
  const { output } = options
  const came = output === undefined ? {} : { output: { base64: readFileSync(output).toString("base64") } }
  await report(written, { outcome: "completed", ...came, ...amountsIn(options) }, options)
}

/** `interlock call fail`: it had none, which is known. */
export const fail = async (
  written: string,
  options: ReportOptions & { readonly nothingHappened?: boolean },
): Promise<void> => {
  const nothingHappened = options.nothingHappened === true
  await report(written, { outcome: "failed", nothingHappened, ...amountsIn(options) }, options)
}

/** `interlock call cancel`. */
export const cancel = async (written: string, options: ServerOptions): Promise<void> => {
  sayDone(await callsAt(connect(options)).cancel(callId(written)), options)
}

/** `interlock call resolve`: what somebody found who looked. */
export const resolve = async (written: string, options: ServerOptions & z.input<typeof ResolveBody>): Promise<void> => {
  const { outcome } = options
  sayDone(await callsAt(connect(options)).resolve(callId(written), { outcome }), options)
}

/** `interlock permit redeem`: the call starts now, and whoever is told so runs it. */
export const redeem = async (file: string | undefined, options: ServerOptions): Promise<void> => {
  const answer = await callsAt(connect(options)).redeem(await permitText(file, "FILE"))
  const { aud, payload } = answer.permit
  sayDone(
    answer,
    options,
    `${answer.id} is ${answer.status} (record ${answer.record}): run ${plain(aud)} on sha256:${payload} now, and say how it ended`,
  )
}
