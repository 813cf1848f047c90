import { type Principal, hasOneOf, isSame, principalOf } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import { isProvenNow } from "../factor.ts"
import { sameJson } from "../json.ts"
import type { Guards, Meeting } from "../machine.ts"
import type { GrantId, Kept, Statement, Terms } from "./break-glass.ts"
import type { BreakGlass } from "./facts.ts"
import { coversAction, lastsWithin, liesWithin } from "./scope.ts"

type Countersign = Meeting<BreakGlass, "countersign">
type WhileFresh = Meeting<BreakGlass, "countersign" | "deny" | "revoke">
type Judge = Meeting<BreakGlass, "countersign" | "deny">

const requested = { in: ["requested"] } as const
const active = { in: ["active"] } as const
const open = { in: ["requested", "active"] } as const

/** The digest that binds a countersignature to what was asked for. */
export const termsDigest = (terms: Omit<Terms, "type">): Digest =>
  digestOf(canonicalize({ ...terms, type: "interlock/grant/v1" } satisfies Terms))

/** The statement that this countersignature has to be signed as. It names the COMMAND's terms; that these are the sealed ones is a guard of its own. */
export const statementOf = (
  { tenant }: Pick<Kept, "tenant">,
  { id, by, terms }: { readonly id: GrantId; readonly by: Principal; readonly terms: Digest },
): Statement => ({ type: "interlock/countersignature/v1", tenant, grant: id, terms, countersigner: principalOf(by) })

const isFresh = ({ kept: { settlements, lapsesAt }, now }: WhileFresh): boolean =>
  settlements.length > 0 || now < lapsesAt
const isUnexpired = ({ kept: { expiresAt }, now }: Meeting<BreakGlass, "use" | "revoke">): boolean =>
  expiresAt === null || now < expiresAt

export const guards = {
  request: {
    // A letter or a digit: what a reader doesn't see is no reason.
    reasonIsGiven: ({ command: { reason } }) => /[\p{L}\p{N}]/u.test(reason),
    durationIsWithinBounds: ({ command: { durationMs }, facts }) => lastsWithin(durationMs, facts),
    holderIsHuman: ({ command: { by } }) => by.kind === "human",
    holderIsOfTenant: ({ command: { by }, facts }) => by.tenant === facts.tenant,
    agentIsOfTenant: ({ command: { agent }, facts }) => agent === null || agent.tenant === facts.tenant,
    holderFactorIsFresh: ({ command: { factor }, facts: { factorMs }, now }) => isProvenNow(factor, { now, factorMs }),
    scopeIsGrantable: ({ command: { scope }, facts: { grantable } }) => liesWithin(scope, grantable),
    holderHasNoOpenGrant: ({ facts: { openGrants } }) => openGrants === 0,
    cooldownHasPassed: ({ facts: { coolsUntil } }) => coolsUntil === null,
    requestRateIsWithinLimit: ({ facts: { recentRequests, maxRequests } }) => recentRequests < maxRequests,
  },
  countersign: {
    grantIsRequested: requested,
    requestIsFresh: isFresh,
    activeGrantsAreBelowCap: ({ facts: { activeGrants, maxActiveGrants } }) => activeGrants < maxActiveGrants,
    countersignerIsNotHolder: ({ kept, command: { by }, facts }) =>
      facts.allowSelfCountersign || !isSame(by, kept.holder),
    countersignerIsHuman: ({ command: { by } }) => by.kind === "human",
    countersignerIsOfTenant: ({ kept, command: { by } }) => by.tenant === kept.tenant,
    countersignerIsEligible: ({ command: { by }, facts }: Judge) => hasOneOf(by, facts.countersigners),
    countersignatureIsSigned: ({ kept, command }: Countersign) => {
      const { by, signature } = command
      return (
        signature !== null && isSame(signature.signer, by) && sameJson(signature.statement, statementOf(kept, command))
      )
    },
    countersignatureNamesTheGrant: ({ kept, command: { terms } }) => terms === kept.terms,
    // Nobody signs what gives nothing: it would take a place among the active ones, and keep its holder from the next.
    holderKeepsTheKey: ({ facts: { lost } }: Countersign) => !lost.holderKey,
    scopeIsGrantable: ({ facts: { lost } }: Countersign) => !lost.scope,
    durationIsWithinBounds: ({ facts: { lost } }: Countersign) => !lost.duration,
  },
  deny: {
    grantIsRequested: requested,
    requestIsFresh: isFresh,
    countersignerIsEligible: ({ command: { by }, facts }: Judge) => hasOneOf(by, facts.countersigners),
    denierIsHuman: ({ command: { by } }) => by.kind === "human",
    denierIsOfTenant: ({ kept, command: { by } }) => by.tenant === kept.tenant,
  },
  lapse: {
    grantIsRequested: requested,
    lapseIsDue: ({ kept: { lapsesAt }, now }) => now >= lapsesAt,
  },
  use: {
    grantIsActive: active,
    grantIsUnexpired: isUnexpired,
    actionIsInScope: ({ kept: { scope }, command: { action } }) => coversAction(scope, action),
    callerIsHolder: ({ kept: { holder, agent }, command: { by } }) =>
      isSame(by.person, holder) && (isSame(by.actor, holder) || (agent !== null && isSame(by.actor, agent))),
    openedTypesAreGrantable: ({ facts }) => facts.openedBeyond === 0,
    nothingIsOpenedToTheWorld: ({ command: { action } }) => !action.opensToWorld,
    // Asked when it is used, of the very key: what was signed with a key that is gone may have been signed by whoever took it.
    holderKeepsTheKey: ({ facts: { lost } }) => !lost.holderKey,
    countersignerKeepsTheKey: ({ facts: { lost } }) => !lost.countersignerKey,
    // And of the policy: what it no longer lets anybody have, nobody has.
    countersignerIsEligible: ({ facts: { lost } }: Meeting<BreakGlass, "use">) => !lost.countersignerRole,
    countersignerIsNotHolder: ({ facts: { lost } }) => !lost.selfCountersign,
    scopeIsGrantable: ({ facts: { lost } }) => !lost.scope,
    durationIsWithinBounds: ({ facts: { lost } }) => !lost.duration,
  },
  revoke: {
    grantIsOpen: open,
    requestIsFresh: isFresh,
    grantIsUnexpired: isUnexpired,
    revokerIsHolderOrEligible: ({ kept: { holder }, command: { by }, facts }) =>
      isSame(by, holder) || hasOneOf(by, facts.countersigners),
    revokerIsOfTenant: ({ kept, command: { by } }) => by.tenant === kept.tenant,
    revokerIsNotAgent: ({ command: { by } }) => by.kind !== "agent",
  },
  expire: {
    grantIsActive: active,
    expiryIsDue: ({ kept: { expiresAt }, now }) => expiresAt !== null && now >= expiresAt,
  },
} as const satisfies Guards<BreakGlass>
