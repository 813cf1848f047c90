import { z } from "@hono/zod-openapi"
import {
  statuses,
  CredentialId,
  SessionId,
  SessionKept,
  SubjectId,
  SubjectKept,
} from "../../../kernel/sessions/sessions.ts"
import { CredentialDelegating, CredentialMinting, SessionOpening, SubjectScope } from "../../library/sessions/inputs.ts"
import { sessionStatuses, subjectStatuses } from "../../library/sessions/kinds.ts"
import { resource } from "../resource.ts"
import { KeyHeader, SignedText, common, dpop, signedBody } from "../schemas.ts"

export const sessions = resource({
  items: "sessions",
  name: "Session",
  example: "session_0123456789abcdef01234567",
  id: SessionId,
  statuses: sessionStatuses,
  kept: SessionKept.shape,
  list: {
    operationId: "listSessions",
    summary:
      "The sessions that you have opened and not ended, the latest first; an administrator's are all of the tenant, with those that have ended",
  },
  listed: (several) => ({ sessions: several }),
})

export const subjects = resource({
  items: "subjects",
  name: "Subject",
  example: "alice",
  id: SubjectId,
  statuses: subjectStatuses,
  kept: SubjectKept.shape,
  list: { operationId: "listSubjects", summary: "The people for whom agents may act, or might, the latest first" },
  listed: (several) => ({ subjects: several }),
})

const { agent } = SessionOpening.shape
export const OpenBody = signedBody({
  agent: agent.clone().openapi({ description: "The one agent that acts for you." }),
}).openapi("SessionOpening")
export const TouchBody = SignedText.clone().openapi("SessionTouch", {
  description: "What you have signed to prove once more that it is you; null twice for a sign of life alone.",
})

const { id, scope } = SubjectScope.shape
const may = scope.clone().openapi({
  description: "What the person's agents may call for them: tools, each with its effects.",
})
export const EnrolBody = z
  .strictObject({ id: id.clone().openapi({ description: "The person, by their id in the config." }), scope: may })
  .openapi("SubjectEnrolment")
export const EnableBody = z.strictObject({ scope: may }).openapi("SubjectEnabling")

const minting = CredentialMinting.shape
export const MintBody = z
  .strictObject({
    session: minting.session.clone().openapi({ description: "The session that somebody has opened for you." }),
    tool: minting.tool.clone().openapi({ description: "The tool that the call is of." }),
    effects: minting.effects.clone().openapi({ description: "What the call may do at most, each named by itself." }),
  })
  .openapi("CredentialMinting")
export const DelegateBody = z
  .strictObject({
    to: CredentialDelegating.shape.to.clone().openapi({ description: "The agent that is to call." }),
    effects: CredentialDelegating.shape.effects
      .clone()
      .openapi({ description: "Some of the credential's own effects." }),
  })
  .openapi("CredentialDelegating")
/** A proof without a credential comes in this header, as one with a credential does. */
export const ProofHeader = z.object({
  ...KeyHeader.shape,
  dpop: dpop.clone().openapi({
    description: "The proof (DPoP, RFC 9449) that this request is yours, by the key that the config has of you.",
  }),
})
export const MintAnswer = z
  .strictObject({
    id: CredentialId,
    status: z.enum(statuses),
    record: common.record,
    warnings: common.warnings,
    credential: z.string().openapi({ description: "A JWT of type `interlock-credential+jwt`, good for one call." }),
  })
  .openapi("CredentialMinted")

export const SessionChangeAnswer = z.strictObject(sessions.change).openapi("SessionChange")
export const SubjectChangeAnswer = z.strictObject(subjects.change).openapi("SubjectChange")

export const Session = sessions.entity
export type Session = z.infer<typeof Session>
export const Subject = subjects.entity
export type Subject = z.infer<typeof Subject>

export const SessionsAnswer = sessions.page
export const SubjectsAnswer = subjects.page
export const SessionAnswer = z.strictObject({ session: Session }).openapi("SessionShown")
export const SubjectAnswer = z.strictObject({ subject: Subject }).openapi("SubjectShown")
