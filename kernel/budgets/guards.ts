import { ADMIN, type Actor, type Principal, hasOneOf, isSame, principalOf } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import { sameJson } from "../json.ts"
import type { Guards, Meeting } from "../machine.ts"
import type { BudgetId, BudgetKept, Signature, Statement, ThawTerms, WideningTerms } from "./budgets.ts"
import { capsInForce, changedBy, isWithin, plus } from "./caps.ts"
import type { Budgets } from "./facts.ts"

type Reporting = Meeting<Budgets, "release" | "settle" | "unreserve">
type Changing = Meeting<Budgets, "widen" | "unfreeze">

/** As often as one call is made in a window. */
const REPEATS = 3

const open = { in: ["open"] } as const

const isAdmin = (who: Actor): boolean => hasOneOf(who, [ADMIN])

/** The digest that binds both signatures to what a budget becomes. */
export const wideningDigest = (terms: Omit<WideningTerms, "type">): Digest =>
  digestOf(canonicalize({ ...terms, type: "interlock/budget-widening/v1" } satisfies WideningTerms))

/** The digest that binds both signatures to this very thaw. */
export const thawDigest = (terms: Omit<ThawTerms, "type">): Digest =>
  digestOf(canonicalize({ ...terms, type: "interlock/budget-thaw/v1" } satisfies ThawTerms))

/** What of a change is signed. */
export type Signable =
  | Pick<Extract<Changing["command"], { readonly type: "widen" }>, "type" | "id" | "serial" | "caps" | "from">
  | Pick<Extract<Changing["command"], { readonly type: "unfreeze" }>, "type" | "id" | "serial">

/**
 * The statement that somebody has to have signed for this change. It is of what the COMMAND says, its number too; that the number
 * is the next one is a guard of its own.
 */
export const statementOf = (
  { tenant }: Pick<BudgetKept, "tenant">,
  command: Signable,
  signer: Principal,
): Statement => {
  const { id: budget, serial } = command
  return {
    type: "interlock/budget-change/v1",
    tenant,
    budget,
    what: command.type === "widen" ? "widening" : "thaw",
    terms:
      command.type === "widen"
        ? wideningDigest({ tenant, budget, caps: command.caps, from: command.from, serial })
        : thawDigest({ tenant, budget, serial }),
    signer: principalOf(signer),
  }
}

const hasSigned = ({ kept, command }: Changing, who: Actor, signature: Signature | null): boolean =>
  signature !== null && isSame(signature.signer, who) && sameJson(signature.statement, statementOf(kept, command, who))

const byHasSigned = (moment: Changing): boolean => hasSigned(moment, moment.command.by, moment.command.signature)

const reporterIsGate = ({
  command: { by },
  facts: { reporters },
  beside: {
    budget: { kept },
  },
}: Reporting): boolean => by.kind === "service" && by.tenant === kept.tenant && hasOneOf(by, reporters)

const countersigned = {
  countersignerIsAdmin: ({ command: { countersigner } }: Changing) => isAdmin(countersigner),
  countersignerIsHuman: ({ command: { countersigner } }: Changing) => countersigner.kind === "human",
  countersignerIsOfTenant: ({ kept, command: { countersigner } }: Changing) => countersigner.tenant === kept.tenant,
  countersignerIsNotBeneficiary: ({ kept, command: { countersigner } }: Changing) => !isSame(countersigner, kept.owner),
  countersignatureIsSigned: (moment: Changing) =>
    hasSigned(moment, moment.command.countersigner, moment.command.countersignature),
  countersignatureNamesThisChange: ({ kept, command: { serial } }: Changing) => serial === kept.serial + 1,
} as const

const isOfAnother = ({ command: { by, countersigner } }: Changing): boolean => !isSame(by, countersigner)

/** Whether the agent is the one whose id the budget has. */
const isAgentOf = (budget: { readonly id: BudgetId; readonly tenant: string }, by: Actor): boolean =>
  by.kind === "agent" && isSame(by, budget)

export const guards = {
  open: {
    openerIsAdmin: ({ command: { by } }) => isAdmin(by),
    openerIsOfTenant: ({ command: { by }, facts: { tenant } }) => by.tenant === tenant,
  },
  reserve: {
    reserverIsBudgetsAgent: ({
      command: { by, budget },
      beside: {
        budget: { kept },
      },
    }) => isAgentOf({ id: budget, tenant: kept.tenant }, by),
    toolIsAllowlisted: ({ command: { tool }, facts: { caps } }) => caps.tools.includes(tool),
    spendIsWithinCap: ({ command: { asked }, facts: { today, caps } }) => plus(today.spend, asked.spend) <= caps.spend,
    affectedIsWithinCap: ({ command: { asked }, facts: { today, caps } }) =>
      plus(today.affected, asked.affected) <= caps.affected,
    blastRadiusIsWithinCap: ({ command: { asked }, facts: { caps } }) => asked.affected <= caps.blast,
    depthIsWithinCap: ({ command: { depth }, facts: { caps } }) => depth <= caps.depth,
    rateIsWithinLimit: ({ facts: { recent, caps } }) => recent < caps.rate,
    callIsNotRepeating: ({ facts: { repeats } }) => repeats < REPEATS,
    openReservationsAreBelowCap: ({ facts: { open, caps } }) => open < caps.open,
    unknownOutcomesAreBelowCap: ({ facts: { unknown, caps } }) => unknown < caps.unknown,
    agentIsNotFrozen: ({
      beside: {
        budget: { status },
      },
    }) => status !== "frozen",
  },
  release: {
    // Both are asked once more: the tool may have been taken away since, or another call have overrun.
    toolIsAllowlisted: ({ kept: { tool }, beside: { budget }, now }) =>
      capsInForce(budget.kept, now).tools.includes(tool),
    agentIsNotFrozen: ({
      beside: {
        budget: { status },
      },
    }) => status !== "frozen",
    reporterIsGate,
    reservationIsOpen: open,
    reservationIsUnreleased: ({ kept: { releases } }) => releases.length === 0,
    leaseIsRunning: ({ kept: { until }, now }) => now < until,
  },
  settle: {
    reporterIsGate,
    reservationIsUnsettled: { in: ["open", "lapsed"] },
  },
  unreserve: {
    reporterIsGate,
    reservationIsOpen: open,
    callIsKnownNotToHaveRun: ({ kept: { releases } }) => releases.length === 0,
  },
  lapse: {
    reservationIsOpen: open,
    leaseIsOver: ({ kept: { until }, now }) => now >= until,
  },
  widen: {
    widenerIsAdmin: ({ command: { by } }) => isAdmin(by),
    widenerIsHuman: ({ command: { by } }) => by.kind === "human",
    widenerIsOfTenant: ({ kept, command: { by } }) => by.tenant === kept.tenant,
    widenerIsNotBeneficiary: ({ kept, command: { by } }) => !isSame(by, kept.owner),
    widenerHasSigned: byHasSigned,
    wideningIsCountersigned: isOfAnother,
    wideningIsInAdvance: ({ command: { from }, now }) => from >= now,
    ...countersigned,
  },
  narrow: {
    narrowerIsAdmin: ({ command: { by } }) => isAdmin(by),
    narrowerIsOfTenant: ({ kept, command: { by } }) => by.tenant === kept.tenant,
    narrowingOnlyNarrows: ({ kept, command: { caps }, now }) => isWithin(caps, capsInForce(kept, now)),
    narrowingChangesSomething: ({ kept, command: { caps }, now }) => {
      const { fell, cancelled } = changedBy(kept, caps, now)
      return fell || cancelled
    },
  },
  unfreeze: {
    agentIsFrozen: { in: ["frozen"] },
    thawerIsAdmin: ({ command: { by } }) => isAdmin(by),
    thawerIsHuman: ({ command: { by } }) => by.kind === "human",
    thawerIsOfTenant: ({ kept, command: { by } }) => by.tenant === kept.tenant,
    thawerIsNotBeneficiary: ({ kept, command: { by } }) => !isSame(by, kept.owner),
    thawerHasSigned: byHasSigned,
    thawIsCountersigned: isOfAnother,
    ...countersigned,
  },
} as const satisfies Guards<Budgets>
