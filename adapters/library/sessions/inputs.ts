import * as z from "zod"
import { ActorId } from "../../../kernel/actors.ts"
import { Effects, Scope, SessionId, SubjectId } from "../../../kernel/sessions/sessions.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { key, pageOf, signed } from "../inputs.ts"
import { Thumbprint } from "../../identity/proof-key.ts"
import { Presented } from "../presented.ts"
import { sessionStatuses, subjectStatuses } from "./kinds.ts"

/** A person who becomes a subject, or is one again, with what their agents may call for them. */
export const SubjectScope = z.strictObject({ id: SubjectId, scope: Scope, key })
export type SubjectScope = Readonly<z.input<typeof SubjectScope>>

/** A person for whom nobody is to act any more. */
export const SubjectDisabling = z.strictObject({ id: SubjectId, key })
export type SubjectDisabling = Readonly<z.input<typeof SubjectDisabling>>

/** A session that somebody opens for an agent. What is signed is an `interlock/session-opening/v1`. */
export const SessionOpening = z.strictObject({ agent: ActorId, signed, key })
export type SessionOpening = Readonly<z.input<typeof SessionOpening>>

/** A sign of life. What is signed, where something is, is an `interlock/session-touch/v1`: then it proves as well that it is they. */
export const SessionTouch = z.strictObject({ id: SessionId, signed: signed.default(null), key })
export type SessionTouch = Readonly<z.input<typeof SessionTouch>>

/** A session that somebody ends. */
export const SessionEnding = z.strictObject({ id: SessionId, key })
export type SessionEnding = Readonly<z.input<typeof SessionEnding>>

/** A credential that an agent mints in a session: for one call of a tool, with these effects at most. */
export const CredentialMinting = z.strictObject({
  session: SessionId,
  tool: ToolName,
  effects: Effects,
  /** By whose key the request for it was proven, where a door has asked: it has to be the agent's own. */
  provenBy: Thumbprint.nullable().default(null),
  key,
})
export type CredentialMinting = Readonly<z.input<typeof CredentialMinting>>

/** A credential that an agent hands on to another one, with these of its effects. */
export const CredentialDelegating = z.strictObject({ credential: Presented, to: ActorId, effects: Effects, key })
export type CredentialDelegating = Readonly<z.input<typeof CredentialDelegating>>

const text = z.string().max(8_192)

/** A credential as it comes with a request, and the DPoP proof (RFC 9449) that the request is its holder's; its body comes last. */
export const Presenting = z.strictObject({
  token: text,
  proof: text,
  method: z.string().max(16),
  path: z.string().max(2_048),
})
export type Presenting = Readonly<z.input<typeof Presenting>>

/** Which page of the sessions, and of the subjects. */
export const SessionPage = pageOf(sessionStatuses)
export type SessionPage = Readonly<z.input<typeof SessionPage>>
export const SubjectPage = pageOf(subjectStatuses)
export type SubjectPage = Readonly<z.input<typeof SubjectPage>>
