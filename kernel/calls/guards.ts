import { ADMIN, Role, hasOneOf, isSame } from "../actors.ts"
import type { Guards, Meeting } from "../machine.ts"
import { later } from "../time.ts"
import type { Judged } from "./calls.ts"
import type { Calls } from "./facts.ts"
import { isCaller, isRehearsed, isReleased, isUndecided, isUnsettled } from "./life.ts"

type Reporting = Meeting<Calls, "complete" | "fail">

/** The role that looks after what runs. */
const OPERATOR = Role.parse("operator")

const callIsUndecided = ({ kept }: Meeting<Calls, "wait" | "admit" | "refuse">): boolean => isUndecided(kept)

const callIsRunning = ({ kept }: Meeting<Calls, "complete" | "fail" | "recover">): boolean =>
  isReleased(kept) && isUnsettled(kept)

const found =
  (what: keyof Judged) =>
  ({ command: { judged } }: Meeting<Calls, "admit">): boolean =>
    judged[what]

const reporter = {
  callIsRunning,
  reporterIsOfTenant: ({ command: { by }, facts: { tenant } }: Reporting) => by.tenant === tenant,
  // Where nobody says that it was performed, whoever could have performed it may say how it ended.
  reporterIsPerformer: ({ kept, command: { by } }: Reporting) => {
    const performed = kept.performs.at(-1)
    return performed === undefined ? isCaller(kept, by) || by.kind === "service" : isSame(by, performed.by)
  },
} as const

export const guards = {
  receive: {
    keyNamesOneCall: ({ facts: { undecided } }) => undecided === 0,
  },
  wait: {
    callIsUndecided,
    waitIsTheFirst: ({ kept: { wait } }) => wait === null,
    waitIsWithinBounds: ({ command: { until }, now, facts: { waitMs } }) => now < until && until <= later(now, waitMs),
  },
  admit: {
    policyWasEvaluated: found("policyWasEvaluated"),
    policyAllowsTheCall: found("policyAllowsTheCall"),
    destructiveIsApproved: found("destructiveIsApproved"),
    taintIsClear: found("taintIsClear"),
    budgetIsReserved: found("budgetIsReserved"),
    credentialIsPresented: found("credentialIsPresented"),
    callIsUndecided,
    waitIsAnswered: ({ kept: { wait }, command: { answer } }) => wait === null || answer === wait.on,
    waitIsInTime: ({ kept: { wait }, now }) => wait === null || now < wait.until,
  },
  refuse: {
    callIsUndecided,
  },
  timeout: {
    callIsWaiting: ({ kept }) => kept.wait !== null && isUndecided(kept),
    timeoutIsDue: ({ kept: { wait }, now }) => wait === null || now >= wait.until,
  },
  cancel: {
    cancelIsBeforeRelease: ({ kept }) => !isReleased(kept),
    callIsUncancelled: ({ kept }) =>
      kept.cancels.length === 0 &&
      isUnsettled(kept) &&
      (kept.decision === null || kept.decision.how === "admitted") &&
      !isRehearsed(kept),
    cancellerIsOfTenant: ({ command: { by }, facts: { tenant } }) => by.tenant === tenant,
    cancellerIsCallerOrAdmin: ({ kept, command: { by } }) => isCaller(kept, by) || hasOneOf(by, [ADMIN]),
  },
  release: {
    callIsAdmitted: ({ kept: { decision, cancels } }) => decision?.how === "admitted" && cancels.length === 0,
    callIsReleasedOnce: ({ kept }) => !isReleased(kept),
    releasedPlanIsAdmitted: ({ kept, command: { plan } }) => plan === kept.plan,
    callIsLive: ({ kept, command: { mode }, rules }) => rules.sealedModeCounts(kept.mode, mode) === "live",
    admissionIsFresh: ({ kept: { decision }, now, facts: { freshMs } }) =>
      decision?.how !== "admitted" || now < later(decision.at, freshMs),
  },
  perform: {
    callIsReleased: ({ kept }) => isReleased(kept),
    effectIsUnattempted: ({ kept: { performs } }) => performs.length === 0,
    performedPlanIsReleased: ({ kept: { releases }, command: { plan } }) => {
      const released = releases.at(-1)
      return released === undefined || plan === released.plan
    },
    performIsInWindow: ({ kept: { releases }, now }) => {
      const released = releases.at(-1)
      return released === undefined || now < released.until
    },
    modeIsLive: ({ command: { mode } }) => mode === "live",
    callIsUnsettled: ({ kept }) => isUnsettled(kept),
    performerIsOfTenant: ({ command: { by }, facts: { tenant } }) => by.tenant === tenant,
    performerIsCallerOrService: ({ kept, command: { by } }) => isCaller(kept, by) || by.kind === "service",
  },
  complete: reporter,
  fail: {
    ...reporter,
    failureIsKnown: ({ command: { nothingHappened } }) => nothingHappened,
  },
  recover: {
    callIsRunning,
    reportIsOverdue: ({ kept: { releases }, now }) => {
      const released = releases.at(-1)
      return released === undefined || now >= released.reportBy
    },
  },
  resolve: {
    outcomeIsUnknown: ({
      beside: {
        call: { status },
      },
    }) => status === "outcomeUnknown",
    resolverIsHuman: ({ command: { by } }) => by.kind === "human",
    resolverIsOfTenant: ({ command: { by }, facts: { tenant } }) => by.tenant === tenant,
    resolverIsNotCaller: ({
      command: { by },
      beside: {
        call: {
          kept: { caller },
        },
      },
    }) => !isSame(by, caller.actor),
    resolverIsEligible: ({ command: { by } }) => hasOneOf(by, [ADMIN, OPERATOR]),
  },
} as const satisfies Guards<Calls>
