import type { Call } from "../../http/calls/schemas.ts"
import { when } from "../render.ts"
import { paint, plain } from "../terminal.ts"

const isLoud = ({ status, resolution }: Call): boolean => status === "outcomeUnknown" && resolution === null

const callerOf = ({ caller: { actor, person } }: Call): string =>
  actor.id === person.id ? plain(actor.id) : `${plain(actor.id)} for ${plain(person.id)}`

const statusOf = (call: Call): string => paint(isLoud(call) ? ["bold", "red"] : "bold", call.status.padEnd(14))

/** A call in a line, for lists. */
export const renderCallLine = (call: Call): string => {
  const found = call.resolution === null ? "" : `, found to have ${call.resolution.outcome}`
  return `${call.id}  ${statusOf(call)}  ${plain(call.tool)}, ${callerOf(call)}, ${when(call.at)}${found}`
}

/** What a person looks at in the morning: of how many calls nobody knows how they ended, and has looked yet. */
export const renderUnknown = (calls: readonly Call[]): string | null => {
  const unknown = calls.filter(({ status }) => status === "outcomeUnknown")
  if (unknown.length === 0) return null
  const waiting = unknown.filter(isLoud).length
  const told = `${unknown.length} of unknown outcome, ${waiting} of them wait for an answer`
  return waiting === 0 ? told : paint(["bold", "red"], `${told}: look, then \`interlock call resolve\``)
}

/** What became of a call so far, a line for each thing that happened. */
export const renderCall = (call: Call): readonly string[] => {
  const { wait, decision, releases, performs, ends, cancels, resolution } = call
  return [
    `${call.id}  ${statusOf(call).trimEnd()}`,
    `tool      ${plain(call.tool)}`,
    `asked by  ${callerOf(call)}, ${when(call.at)}`,
    `plan      sha256:${call.plan}`,
    ...(wait === null ? [] : [`waits     for ${plain(wait.on)}, until ${when(wait.until)}`]),
    ...(decision === null ? [] : [`decided   ${decision.how}, ${when(decision.at)}`]),
    ...releases.map(({ until, reportBy }) => `may start until ${when(until)}, reported by ${when(reportBy)}`),
    ...performs.map(({ by, at }) => `started   by ${plain(by.id)}, ${when(at)}`),
    ...ends.map(
      ({ how, by, at, output }) =>
        `ended     ${how}, said by ${plain(by.id)}, ${when(at)}${output === null ? "" : `, output sha256:${output}`}`,
    ),
    ...cancels.map(({ by, at }) => `cancelled by ${plain(by.id)}, ${when(at)}`),
    ...(resolution === null
      ? []
      : [`found     ${resolution.outcome}, by ${plain(resolution.by.id)}, ${when(resolution.at)}`]),
    ...(isLoud(call) ? [paint(["bold", "red"], "NOBODY KNOWS HOW IT ENDED: LOOK, AND SAY WHAT YOU FOUND")] : []),
  ]
}
