import type { Session, Subject } from "../../http/sessions/schemas.ts"
import { when } from "../render.ts"
import { paint, plain } from "../terminal.ts"

/** A session in a line, for lists. */
export const renderSessionLine = ({ id, status, subject, agent, expiresAt, seen }: Session): string =>
  `${id}  ${paint("bold", status.padEnd(9))}  ${plain(subject)} for ${plain(agent)}, until ${when(expiresAt)}, last seen ${when(seen.at)}`

const toolsOf = ({ scope }: Subject): string =>
  scope.length === 0 ? "nothing" : scope.map(({ tool, effects }) => `${tool}=${effects.join("+")}`).join(", ")

/** A person for whom agents may act, in a line, with what they may. */
export const renderSubjectLine = (subject: Subject): string => {
  const { id, status, change } = subject
  const told = paint(status === "disabled" ? ["bold", "red"] : "bold", status.padEnd(8))
  return `${id}  ${told}  ${plain(toolsOf(subject))}, said by ${plain(change.by.id)}, ${when(change.at)}`
}
