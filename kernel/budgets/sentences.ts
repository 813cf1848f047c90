import type { GuardName } from "../machine.ts"
import type { guards } from "./guards.ts"

/** What each refusal says to a person. One sentence a guard; a new guard without one does not compile. */
export const sentences: Readonly<Record<GuardName<typeof guards>, string>> = {
  openerIsAdmin: "Only an administrator opens a budget.",
  openerIsOfTenant: "Only people of the tenant itself open this.",
  reserverIsBudgetsAgent: "Only the agent whose budget it is reserves from it.",
  toolIsAllowlisted: "The agent's budget does not name this tool; two administrators may widen it.",
  spendIsWithinCap: "The call costs more than is left of what the agent may spend today.",
  affectedIsWithinCap: "The call touches more than is left of what the agent may touch today.",
  blastRadiusIsWithinCap: "The call touches more at once than one call of the agent may; make it in parts.",
  depthIsWithinCap: "The call lies deeper in other agents' calls than the agent's budget lets it.",
  rateIsWithinLimit: "The agent has made as many calls as its budget lets it in this time; a pause is due.",
  callIsNotRepeating: "The agent has made this very call three times in this time already; it does not seem to help.",
  openReservationsAreBelowCap:
    "As many of the agent's calls run as its budget lets run at once; wait until one is reported.",
  unknownOutcomesAreBelowCap:
    "As many of the agent's calls ended without a report as its budget lets; report how they ended.",
  agentIsNotFrozen:
    "A call of the agent cost more than was asked for it; two administrators have to look, and thaw it.",
  reporterIsGate: "Only the gate, or a service that reports for it, says how a call went.",
  reservationIsOpen: "The call has been reported, taken back or given up already.",
  reservationIsUnsettled: "What the call cost has been reported already, or it never started.",
  reservationIsUnreleased: "The call has been started already.",
  leaseIsRunning: "The time in which the call could start is over; ask again.",
  leaseIsOver: "The call still has time to be reported.",
  callIsKnownNotToHaveRun: "The call was started, so nobody knows that it cost nothing; report what it cost.",
  widenerIsAdmin: "Only administrators widen a budget.",
  widenerIsHuman: "Only a person widens a budget; an agent or a service does not.",
  widenerIsOfTenant: "Only people of the tenant widen its budgets.",
  widenerIsNotBeneficiary: "Whoever answers for the agent does not widen its budget.",
  widenerHasSigned: "Whoever widens has not signed exactly this change.",
  wideningIsCountersigned: "A budget is widened by two people; somebody else has to countersign.",
  wideningIsInAdvance: "A widening comes into force now or later, never before.",
  narrowerIsAdmin: "Only administrators narrow a budget.",
  narrowerIsOfTenant: "Only people of the tenant narrow its budgets.",
  narrowingOnlyNarrows: "A narrowing lowers caps and takes tools away, and does nothing else.",
  narrowingChangesSomething: "The budget is as narrow as that already.",
  agentIsFrozen: "The agent is not frozen.",
  thawerIsAdmin: "Only administrators thaw an agent.",
  thawerIsHuman: "Only a person thaws an agent; an agent or a service does not.",
  thawerIsOfTenant: "Only people of the tenant thaw its agents.",
  thawerIsNotBeneficiary: "Whoever answers for the agent does not thaw it.",
  thawerHasSigned: "Whoever thaws has not signed exactly this change.",
  thawIsCountersigned: "An agent is thawed by two people; somebody else has to countersign.",
  countersignerIsAdmin: "Whoever countersigns a change of a budget is no administrator.",
  countersignerIsHuman: "Only a person countersigns; an agent or a service does not.",
  countersignerIsOfTenant: "Only people of the tenant itself countersign.",
  countersignerIsNotBeneficiary: "Whoever answers for the agent does not countersign a change of its budget.",
  countersignatureIsSigned: "The countersignature is not signed by the countersigner for exactly this.",
  countersignatureNamesThisChange:
    "What was signed is not the next change of the budget; it has changed since: look at it, and sign again.",
}
