import type { Defect } from "../../kernel/gate/defect.ts"
import { toStandardError } from "../streams.ts"

/** The frames of a stack, without its head: a message of many lines may look like frames. None where the head is another one. */
const framesOf = ({ stack = "", message }: Error): string => {
  const told = stack.replace(/^[\w$]+(?: \[\w+\])?/, "")
  const rest = told.startsWith(`: ${message}`) ? told.slice(`: ${message}`.length) : told
  return rest.startsWith("\n    at ") ? rest : ""
}

/** Where a stack says that it happened: no message, since that may hold what nobody should read. */
const placeOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause
  const tag = "_tag" in cause && typeof cause._tag === "string" ? cause._tag : cause.name
  const [, frame] = framesOf(cause).split("\n")
  return frame === undefined ? tag : `${tag} ${frame.trim()}`
}

/** A line for whoever operates the gate: something was denied because the gate itself failed on it. */
export const defectLine = ({ tenant, what, cause }: Defect): string =>
  `DEFECT: "${what}" of ${tenant} was denied as policyWasEvaluated because the gate failed on it: ${placeOf(cause)}; report this`

/** Tells it on standard error, where nobody has said otherwise. */
export const onStandardError = (defect: Defect): void => {
  toStandardError(defectLine(defect))
}
