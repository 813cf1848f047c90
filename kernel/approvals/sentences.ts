import type { GuardName } from "../machine.ts"
import type { guards } from "./guards.ts"

/** What each refusal says to a person. One sentence a guard; a new guard without one does not compile. */
export const sentences: Readonly<Record<GuardName<typeof guards>, string>> = {
  stagesAreThePolicys: "The stages are not those of the tenant's policy; a requester does not choose who approves.",
  quorumsAreReachable:
    "The policy's people cannot fill every quorum of this request, each of them once and without its initiator.",
  usesAreWithinBounds: "The number of uses is outside the policy's bounds.",
  lifetimeIsWithinBounds: "The lifetime is outside the policy's bounds.",
  openRequestsAreBelowCap: "The initiator has as many open requests as the policy allows; end one first.",
  initiatorIsNotApprover: "Whoever initiates a request does not decide it; somebody else has to.",
  approverIsHuman: "Only a person decides a request; an agent or a service does not.",
  approverIsOfTenant: "Only people of the request's own tenant decide it.",
  approverHoldsSeat: "Whoever decides holds this seat, as its member or as its delegate.",
  approverHasNotDecided: "This person has already decided this request; a second voice does not count.",
  seatIsUnspent: "This member's voice has already been used in this request.",
  stageIsOpen: "This stage is not open yet; the stages before it come first.",
  decisionNamesSealedPlan: "The decision names another plan than the one that was submitted.",
  decisionIsInTime: "The time to decide in this stage is over.",
  decisionIsSigned: "The decision is not signed by the approver for exactly this request, plan, seat and verdict.",
  requestIsUnexpired: "The request has expired.",
  requestIsOpen: "The request has ended; nothing more can be decided or changed in it.",
  decisionRateIsWithinLimit: "This person has approved as often as the policy allows in this time; a pause is due.",
  quorumsStayReachable: "This person is needed in another group; deciding here would leave that quorum out of reach.",
  delegatorHoldsSeat: "Only a seat that one holds can be delegated.",
  delegatorIsHuman: "Only a person delegates a seat.",
  delegatorIsOfTenant: "Only people of the request's own tenant delegate its seats.",
  delegatorIsNotInitiator: "Whoever initiates a request does not choose who approves it.",
  delegatorHasNotDelegated: "This seat has already been delegated by this person.",
  delegateIsNotInitiator: "A seat is not delegated to the initiator of the request.",
  delegateIsHuman: "A seat is delegated to a person, not to an agent or a service.",
  delegateIsOfTenant: "A seat is delegated within the request's own tenant.",
  delegationIsFirstHop: "Whoever holds a seat as a delegate does not delegate it on.",
  delegateIsThePolicys: "The policy does not name this person among those to whom a seat may be delegated.",
  delegationIsSigned:
    "The delegation is not signed by the delegator for exactly this request, plan, seat and delegate.",
  withdrawerHasApproved: "Only somebody who has approved the request takes an approval back.",
  signersKeepTheirKeys:
    "Without the voices whose signers no longer have the keys that they signed with, the approvals are not complete.",
  approvalIsLive:
    "The request has been rejected, withdrawn, cancelled, superseded or swept as expired; its plan may not run.",
  quorumIsMet: "The approvals that the policy asks for are not complete.",
  approvalIsUnexpired: "The approval has expired; ask again.",
  approvalHasUsesLeft: "The approval has been used as often as was sealed.",
  consumedPlanIsSealed: "This is not the plan that was approved.",
  policyIsUnchanged: "The policy has changed since the request was submitted; ask again under the one in force.",
  consumerIsRequester: "Only the requester, the same agent for the same person, uses the approval.",
  cancellerIsInitiatorOrAdmin: "Only the owner of the request, or an administrator of its tenant, cancels it.",
  supersederIsInitiator: "Only the owner of the request supersedes it.",
  expiryIsDue: "The expiry has not been reached yet.",
}
