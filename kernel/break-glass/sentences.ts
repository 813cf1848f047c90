import type { GuardName } from "../machine.ts"
import type { guards } from "./guards.ts"

/** What each refusal says to a person. One sentence a guard; a new guard without one does not compile. */
export const sentences: Readonly<Record<GuardName<typeof guards>, string>> = {
  reasonIsGiven: "Emergency access needs a reason in words.",
  durationIsWithinBounds: "The duration is outside the policy's bounds.",
  holderIsHuman: "Only a person asks for emergency access; an agent or a service does not.",
  holderIsOfTenant: "Only people of the tenant ask for its emergency access.",
  agentIsOfTenant: "The agent that may call for the holder is of another tenant.",
  holderFactorIsFresh: "The second factor is missing or too old; prove it again and ask at once.",
  scopeIsGrantable: "Part of the scope is beyond what the policy lets emergency access reach.",
  holderHasNoOpenGrant: "This person has an open grant or request already; end it first.",
  cooldownHasPassed: "This person's last emergency access ended too recently.",
  requestRateIsWithinLimit: "This person has asked as often as the policy allows in this time; a pause is due.",
  grantIsRequested: "The request has been settled or withdrawn already.",
  requestIsFresh: "Nobody settled the request in time; ask again.",
  activeGrantsAreBelowCap: "The tenant has as many active grants as the policy allows; end one first.",
  countersignerIsNotHolder: "Whoever asks does not countersign; a second person has to.",
  countersignerIsHuman: "Only a person countersigns; an agent or a service does not.",
  countersignerIsOfTenant: "Only people of the tenant itself countersign.",
  countersignerIsEligible: "Whoever countersigns or denies has no role that the policy lets settle emergency requests.",
  countersignatureIsSigned: "The countersignature is not signed by the countersigner for exactly this.",
  countersignatureNamesTheGrant: "The countersignature names other terms than those that were asked for.",
  denierIsHuman: "Only a person denies a request; an agent or a service does not.",
  denierIsOfTenant: "Only people of the grant's own tenant deny it.",
  lapseIsDue: "The request still has time to be settled.",
  grantIsActive: "The grant is not active: it waits for its countersignature, or has ended.",
  grantIsUnexpired: "The grant has expired.",
  actionIsInScope: "The action touches something outside the grant's scope.",
  callerIsHolder: "Only the holder calls under the grant, in person or by the one agent that it names.",
  openedTypesAreGrantable:
    "The action changes access rights or reachability of a type that the policy lets no grant open; ask for an approval.",
  nothingIsOpenedToTheWorld: "The action opens something to everybody, which no grant covers; ask for an approval.",
  holderKeepsTheKey:
    "The key with which the grant was asked for is no longer its holder's; ask again, with one that is.",
  countersignerKeepsTheKey:
    "The key with which the grant was countersigned is no longer its countersigner's; ask for another grant.",
  grantIsOpen: "The grant has ended; there is nothing to revoke.",
  revokerIsHolderOrEligible: "Only the holder, or somebody whom the policy makes eligible, revokes the grant.",
  revokerIsOfTenant: "Only actors of the grant's own tenant revoke it.",
  revokerIsNotAgent: "An agent does not revoke a grant; a person or a service does.",
  expiryIsDue: "The expiry has not been reached yet.",
}

/** What the reasons say for which a grant can't be asked about a call at all. */
export const reasons = {
  actionTouchesSomething: "The call writes to nothing that a grant could cover; ask for an approval.",
  actionIsWithinBounds:
    "The call touches more than one use of a grant covers, 32 resources with 8 KiB of addresses; make it in parts.",
  addressesCanBeCovered:
    "An address in the call can lie in no scope: it is longer than 1,024 characters, leaves a quote open, has a step . or .. between slashes, or signs outside of quotes that no scope has; ask for an approval.",
} as const
