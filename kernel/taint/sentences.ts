import type { GuardName } from "../machine.ts"
import type { guards } from "./guards.ts"

/** What each guard says to a person whom it refuses. */
export const sentences: Readonly<Record<GuardName<typeof guards>, string>> = {
  readersIncludeAudience: "Somebody sees this conversation who may not see the value.",
  sinkArgumentIsTrusted:
    "An argument that has to be trusted comes from a source that isn't; somebody endorses the value, or the call is not made.",
  controlIsTrusted:
    "The conversation has seen content of a source that isn't trusted, and that may have decided for this call; somebody endorses the call.",
  readersIncludeRecipient: "The call would tell its recipient what that one may not see, or names no recipient.",
  controlReadersIncludeRecipient: "The conversation has seen what the call's recipient may not see.",
  endorsementNamesTheValue: "The endorsement is of another value.",
  endorsementNamesTheTool: "The endorsement is for another tool.",
  endorsementNamesTheArgument: "The endorsement is for another argument.",
  endorsementIsOfTheConversation: "The endorsement is of another conversation.",
  endorsementIsLive: "The endorsement was withdrawn, or has expired.",
  endorsementIsUnused: "The endorsement was used; each is good for one argument of one call.",
  endorsementIsUnexpired: "The endorsement's time is over.",
  callAwaitsResult: "The call has its result already.",
  trustedResourceStaysTrusted: "The resource is trusted, and would not be after this writing.",
  endorserIsHuman: "Only people endorse.",
  endorserIsNotInitiator: "Whoever the conversation is for can't endorse what it does.",
  endorserIsOfTenant: "The endorser belongs to another tenant.",
  endorserIsEligible: "The endorser has no role that may endorse.",
  endorsementIsSigned: "The endorsement isn't signed by the endorser, or what is signed says something else.",
  endorserMayReadIt:
    "The endorser may not see the value, or what it was made of; whoever brings content in names who may, beside those for whom the conversation is.",
  endorsementIsOpen: "The endorsement has ended.",
  withdrawerIsEndorserOrAdmin: "Only the endorser withdraws an endorsement, or somebody who administers.",
  expiryIsDue: "The expiry has not been reached yet.",
}
