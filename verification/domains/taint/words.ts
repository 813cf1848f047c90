import type { TaintProperty } from "./properties.ts"

/** What each property says, in words. */
export const words: Readonly<Record<TaintProperty, string>> = {
  NoTaintedDestructiveCall:
    "No call runs on an argument that has to be trusted and comes from a source that isn't, unless a person vouched for it.",
  NoLaunderingAtTheDoor: "Nothing is trusted for having come in.",
  NoLaunderingThroughContext: "Nothing is trusted for having been said again by an agent that was shown it.",
  NoLaunderingThroughVerdicts: "Nothing is trusted for having been told by a reading alone.",
  NoLaunderingThroughDerivation: "Nothing is trusted for having been made into something else.",
  NoLaunderingThroughTools: "Nothing is trusted for having gone through a tool.",
  NoLaunderingThroughDelegation: "Nothing is trusted for having been handed to a sub-agent.",
  NoLaunderingThroughStores: "Nothing is trusted for having been stored.",
  NoLaunderingThroughChoice: "Nothing is trusted that was stored by the choice of what isn't.",
  NoTrustInTheUnknown: "What nobody knows the origin of is not trusted.",
  NoTaintedDecisionToAct:
    "In a strict conversation nothing that can't be taken back is done once it has seen what isn't trusted, unless a person vouched for it.",
  TrustedResourcesStayTrusted: "What is stored and trusted is never replaced by what isn't.",
  OneResultPerCall: "A call has one result.",
  NoLeakToOutsiders: "Nothing goes to anybody who may not see it.",
  NoLeakByChoice: "In a strict conversation nothing goes to anybody who may not see what it has seen.",
  NoLeakToTheAudience: "Nothing is shown in a conversation to anybody who may not see it.",
  NoLeakToEndorsers: "Nobody vouches for what they may not see.",
  OnlyHumansEndorse: "Only people endorse.",
  NoSelfEndorsement: "Nobody endorses in a conversation of their own.",
  NoCrossTenantEndorsement: "Nobody endorses from another tenant.",
  OnlyEligibleEndorse: "Only whoever has the role for it endorses.",
  NoUnsignedEndorsement: "Every endorsement is signed by its endorser.",
  EndorsementBindsTheValue: "An endorsement is used for the value that was seen alone.",
  EndorsementBindsTheTool: "An endorsement is used for its tool alone.",
  EndorsementBindsTheArgument: "An endorsement is used for its argument alone.",
  EndorsementIsNotTransferable: "An endorsement is used in its conversation alone.",
  EndorsedOnce: "An endorsement is used once.",
  NoUseAfterEnd: "What was withdrawn or has expired is not used.",
  NoUseAfterExpiry: "No endorsement is used once its time is over.",
  EndedNeverChanges: "What has ended stays as it ended.",
  OnlyEndorserOrAdminWithdraws: "The endorser withdraws, or somebody who administers the tenant.",
  NoEarlyExpiry: "Nobody says early that an endorsement was over.",
}
