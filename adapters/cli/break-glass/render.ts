import type { Grant } from "../../http/break-glass/schemas.ts"
import { when } from "../render.ts"
import { exact, paint, plain } from "../terminal.ts"

/** A length of time in the largest unit that says it whole: `30m`, `90s`, `1500ms`. */
const lasting = (ms: number): string => {
  const [name, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ["ms", 1]
  return `${ms / size}${name}`
}
const UNITS: readonly (readonly [string, number])[] = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
]

/** A grant in a line, for lists. */
export const renderGrantLine = ({ id, status, holder, requestedAt, reason }: Grant): string =>
  `${id}  ${paint("bold", status.padEnd(9))}  by ${holder.id}, ${when(requestedAt)}  ${plain(reason)}`

/** A grant as a person reads it before countersigning, and how it stands. */
export const renderGrant = (grant: Grant): readonly string[] => {
  const { id, status, holder, agent, reason, scope, durationMs, requestedAt, lapsesAt, expiresAt, uses } = grant
  const { settlements, ended, selfCountersigned } = grant
  return [
    `${id}  ${paint("bold", status)}`,
    `holder    ${holder.id} (tenant ${holder.tenant})${agent === null ? "" : `, by the agent ${agent.id} too`}`,
    `reason    ${plain(reason)}`,
    ...scope.map(
      ({ tool, prefix }) => `may       ${tool} on ${paint("red", exact(prefix))} and all that lies under it`,
    ),
    `for       ${lasting(durationMs)} from the countersignature on`,
    `asked     ${when(requestedAt)}, to be settled before ${when(lapsesAt)}`,
    ...settlements.map(({ how, by, at }) => `${how} by ${by.id}, ${when(at)}`),
    ...(expiresAt === null ? [] : [`until     ${when(expiresAt)}, ${uses.count} calls so far`]),
    ...(ended === null ? [] : [`${ended.how} by ${ended.by.id}, ${when(ended.at)}`]),
    ...(selfCountersigned ? [paint(["bold", "red"], "COUNTERSIGNED BY ITS OWN HOLDER")] : []),
  ]
}
