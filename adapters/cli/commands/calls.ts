import { readFileSync } from "node:fs"
import type * as z from "zod"
import { GrantId } from "../../../kernel/break-glass/break-glass.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { type AskBody, VerdictAnswer } from "../../http/schemas.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { renderLeft } from "../budgets/render.ts"
import { CommandError, EXIT, type ExitCode } from "../exit.ts"
import { NEEDED, type SessionOptions, callInSession } from "../in-session.ts"
import { paint, plain, say, sayJson, sayWhole, warn } from "../terminal.ts"
import { Endorsements } from "../../library/inputs.ts"
import { conversationId } from "../taint/conversations.ts"
import { giveWarnings } from "../warnings.ts"

export interface CallOptions extends ServerOptions, SessionOptions {
  readonly tool: string
  readonly artifact?: string
  readonly conversation?: string
  readonly endorsement: readonly string[]
}

const ENDORSEMENT = "write slot=id, such as /recipient=endorsement_0123456789abcdef01234567"

/** `/recipient=endorsement_…`: an argument's name may hold the sign too. */
const endorsementsIn = (written: readonly string[]): z.output<typeof Endorsements> => {
  const named = written.map((each) => [
    each.slice(0, Math.max(0, each.lastIndexOf("="))),
    each.slice(each.lastIndexOf("=") + 1),
  ])
  const read = Endorsements.safeParse(Object.fromEntries(named))
  if (read.success) return read.data
  throw new CommandError(EXIT.usage, `"${written.join(" ")}" can't be it: ${ENDORSEMENT}`)
}

/** The conversation that a call is of, and who vouches for what of it. */
const flowOf = ({ conversation, endorsement }: Pick<CallOptions, "conversation" | "endorsement">) => ({
  ...(conversation === undefined ? {} : { conversation: conversationId(conversation) }),
  ...(endorsement.length === 0 ? {} : { endorsements: endorsementsIn(endorsement) }),
})

interface Options extends CallOptions {
  readonly grant?: string
}

/** The call as the file has it, byte for byte: what is hashed there is what was read here. */
export const callOf = (file: string, { tool, artifact, ...flow }: CallOptions) => ({
  tool: argument(ToolName, tool, "name one of the policy's tools"),
  payload: { base64: readFileSync(file).toString("base64") },
  artifact: artifact === undefined ? null : digestOf(readFileSync(artifact)),
  ...flowOf(flow),
})

/** What was read of a call and what wasn't, for a person: on standard error, since programs read permits on the other. */
export const sayWhatWasRead = (file: string, { artifact, json }: CallOptions): void => {
  if (json === true) return
  const told =
    artifact === undefined
      ? `only ${plain(file)} was read: a file that runs in its stead, such as a saved plan, is named with --artifact, and \`interlock run terraform\` compares the two`
      : `${plain(artifact)} was hashed and not read: that it is what ${plain(file)} says is seen by \`interlock run terraform\``
  warn(paint("dim", told))
}

const verdicts = {
  allow: { code: EXIT.ok, style: "green", words: "allowed" },
  deny: { code: EXIT.refused, style: "red", words: "denied" },
  step_up: { code: EXIT.waiting, style: "yellow", words: "people are asked first" },
} as const satisfies Record<string, { code: ExitCode; style: Parameters<typeof paint>[0]; words: string }>

/** `interlock ask`: may this call happen? The exit code says so too. */
export const ask = async (file: string, options: Options): Promise<void> => {
  const grant =
    options.grant === undefined ? null : argument(GrantId, options.grant, "name a grant, such as grant_0123456789ab")
  const body: z.input<typeof AskBody> = { ...callOf(file, options), grant }
  const answer = await callInSession(connect(options), VerdictAnswer, "v1/decisions", body, options)
  const { code, style, words } = verdicts[answer.verdict]
  process.exitCode = code
  if (options.json === true) {
    sayJson(answer)
    return
  }
  say(`${paint(style, words)} (record ${answer.record})`)
  for (const { guard, sentence } of answer.reasons) say(`  ${plain(guard)}: ${plain(sentence)}`)
  for (const { guard, sentence } of answer.lifted)
    say(`  lifted by ${answer.grant ?? "what was approved"}: ${plain(guard)}: ${plain(sentence)}`)
  if (answer.request !== null) say(`request ${answer.request}`)
  if (answer.left !== null) say(["what is left of the budget:", ...renderLeft(answer.left)])
  if (answer.reservation !== null)
    say(`reservation ${answer.reservation}: report what the call really cost with \`interlock budget report\``)
  if (answer.called !== null) say(`called ${answer.called}: bring its result in with \`interlock value result\``)
  if (answer.permit !== null) sayWhole(answer.permit, "permit ")
  if (answer.reasons.some(({ guard }) => guard === "agentPresentsCredential")) warn(NEEDED)
  // Of what is denied nothing runs, whichever file it is.
  if (answer.verdict !== "deny") sayWhatWasRead(file, options)
  giveWarnings(answer.warnings)
}
