import type { ApprovalRequest } from "../../http/approvals/schemas.ts"
import { when } from "../render.ts"
import { paint } from "../terminal.ts"
import { seatName } from "./seats.ts"

/** A request in a line, for lists. */
export const renderLine = ({
  id,
  status,
  requester: { actor, person },
  submittedAt,
  expiresAt,
}: ApprovalRequest): string => {
  const asked = actor.id === person.id ? actor.id : `${actor.id} for ${person.id}`
  return `${id}  ${paint("bold", status.padEnd(10))}  by ${asked}, ${when(submittedAt)} to ${when(expiresAt)}`
}

/** Where a request stands: who is asked, who has decided, until when. */
export const renderRequest = (request: ApprovalRequest): readonly string[] => {
  const { id, status, used, uses, expiresAt, stages, delegations } = request
  return [
    `${id}  ${paint("bold", status)}  used ${used.length} of ${uses}, expires ${when(expiresAt)}`,
    ...stages.flatMap((_, index) => renderStage(request, index)),
    ...delegations.map(({ seat, by, to }) => `  ${by.id} delegated the seat ${seatName(seat)} to ${to.id}`),
  ]
}

const renderStage = ({ stages, opened, decisions }: ApprovalRequest, index: number): readonly string[] => {
  const stage = stages[index]
  if (stage === undefined) return []
  const since = opened[index] ?? null
  const decided = (group: string): string =>
    decisions
      .filter(({ seat }) => seat.stage === index && seat.group === group)
      .map(({ verdict, by, seat }) => {
        const whose = by.id === seat.member.id ? "" : ` for ${seat.member.id}`
        return `${verdict === "approve" ? "approved" : "rejected"} by ${by.id}${whose}`
      })
      .join("; ")
  return [
    `  stage ${index + 1}, ${stage.mode}, ${since === null ? "not open yet" : `open until ${when(since + stage.slaMs)}`}`,
    ...stage.groups.map(({ name, seats, quorum }) => {
      const asked = `    ${name}: ${quorum} of ${seats.map((seat) => seat.id).join(", ")}`
      return decided(name) === "" ? asked : `${asked}; ${decided(name)}`
    }),
  ]
}
