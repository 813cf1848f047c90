import { CallId, type CallKept, ResolutionId, type ResolutionKept, type Status } from "../../../kernel/calls/calls.ts"
import type { EntityOf } from "../../domain.ts"
import { amongst } from "../entities-of-kind.ts"

export const callStatuses = [
  "received",
  "waiting",
  "admitted",
  "refused",
  "cancelled",
  "dryRun",
  "released",
  "performing",
  "completed",
  "failed",
  "outcomeUnknown",
] as const satisfies readonly Exclude<Status, "resolved">[]
export const resolutionStatuses = ["resolved"] as const satisfies readonly Status[]

/** What a person found of a call whose outcome nobody had reported. */
export interface ResolutionEntity {
  readonly id: ResolutionId
  readonly status: (typeof resolutionStatuses)[number]
  readonly kept: ResolutionKept
}

/** A call, and its resolution where somebody has found out how it ended. */
export interface CallEntity {
  readonly id: CallId
  readonly status: (typeof callStatuses)[number]
  readonly kept: CallKept
  readonly resolution: ResolutionEntity | null
}

/** An entity of the domain as a call, null where it is a resolution. */
export const asCall = ({ id, status: found, kept }: EntityOf<"calls">): Omit<CallEntity, "resolution"> | null => {
  const status = amongst(callStatuses, found)
  return kept.entity === "call" && status !== null ? { id: CallId.parse(id), status, kept } : null
}

/** An entity of the domain as a resolution, null where it is a call. */
export const asResolution = ({ id, status: found, kept }: EntityOf<"calls">): ResolutionEntity | null => {
  const status = amongst(resolutionStatuses, found)
  return kept.entity === "resolution" && status !== null ? { id: ResolutionId.parse(id), status, kept } : null
}
