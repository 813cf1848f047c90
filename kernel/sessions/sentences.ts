import type { GuardName } from "../machine.ts"
import type { guards } from "./guards.ts"

/** What each refusal says to a person. One sentence a guard; a new guard without one does not compile. */
export const sentences: Readonly<Record<GuardName<typeof guards>, string>> = {
  subjectIsEnabled: "This person is disabled; nobody acts for them, not even they themselves.",
  sessionIsOfThisEnablement: "This person was disabled since the session was opened; open another one.",
  openerIsHuman: "Only a person opens this; an agent or a service does not.",
  sessionsAreBelowCap: "This person has as many live sessions as the policy allows; end one first.",
  sessionIsOpen: "The session has ended; open another one.",
  sessionIsUnexpired: "The session's time is over; open another one.",
  sessionIsNotIdle: "The person has given no sign of life for too long; open another session.",
  actorIsOfTenant: "Only people, agents and services of the tenant itself do this.",
  factorIsProvenNow: "The second factor is missing, or was not signed just now; sign again and send it at once.",
  toucherIsHolder: "Only the person whose session it is keeps it alive.",
  agentIsOfSession: "The session was opened for another agent, which alone mints in it.",
  callerIsOfSession: "The call comes from another session than the credential's own.",
  factorIsFresh: "An effect of this call takes a fresh factor; the person proves once more that it is they.",
  scopeIsWithinSubject: "The person's own scope does not have this tool with all of these effects.",
  scopeIsWithinAgent: "The deployment does not let the agent call this tool with all of these effects.",
  credentialIsUnexpired: "The credential's time is over; mint another one.",
  credentialIsUnspent: "The credential has been used or swept already; each is good for one call.",
  presenterIsMintedAgent: "The credential was made for another agent, which alone uses it.",
  audienceMatches: "The credential is for another tool.",
  effectIsWithinCredential: "The credential is not for a call with this effect.",
  hopScopeIsWithinParent: "More effects would be handed on than the credential has.",
  hopIsWithinDepth: "The credential has gone through as many hands as the policy allows.",
  hopAgentIsNew: "The credential has been in this agent's hands already.",
  credentialIsOver: "The credential still has time to be used.",
  enderIsHolderOrAdmin: "Only the person whose session it is, or an administrator, ends it.",
  expiryIsDue: "The expiry has not been reached yet.",
  enrolerIsDirectory: "Only the tenant's directory says who is in it.",
  disablerIsDirectory: "Only the tenant's directory says for whom agents may act.",
}
