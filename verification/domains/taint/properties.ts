import type { Property } from "../../explore/properties.ts"
import type { Constants } from "./instance.ts"
import {
  type Origin,
  type Way,
  allOf,
  anyoneMay,
  effectOf,
  isFinal,
  isSound,
  isThere,
  known,
  mayRead,
  needsTrust,
  provenanceOf,
  thingOf,
} from "./provenance.ts"
import {
  type ModelCall,
  type ModelConversation,
  type ModelEndorsement,
  type ModelResource,
  type ModelSealed,
  type ModelState,
  type ModelUse,
  type ModelValue,
  NO_END,
} from "./values.ts"

/**
 * The properties of taint a second time, over the model's values, from the words of the table alone: nothing here reads the
 * kernel. They speak of where things come from (what came in, was shown, made, called, stored and read) and of who vouched,
 * never of a label, a status or a guard's verdict.
 */
export const propertyNames = [
  "NoTaintedDestructiveCall",
  "NoLaunderingAtTheDoor",
  "NoLaunderingThroughContext",
  "NoLaunderingThroughVerdicts",
  "NoLaunderingThroughDerivation",
  "NoLaunderingThroughTools",
  "NoLaunderingThroughDelegation",
  "NoLaunderingThroughStores",
  "NoLaunderingThroughChoice",
  "NoTrustInTheUnknown",
  "NoTaintedDecisionToAct",
  "TrustedResourcesStayTrusted",
  "OneResultPerCall",
  "NoLeakToOutsiders",
  "NoLeakByChoice",
  "NoLeakToTheAudience",
  "NoLeakToEndorsers",
  "OnlyHumansEndorse",
  "NoSelfEndorsement",
  "NoCrossTenantEndorsement",
  "OnlyEligibleEndorse",
  "NoUnsignedEndorsement",
  "EndorsementBindsTheValue",
  "EndorsementBindsTheTool",
  "EndorsementBindsTheArgument",
  "EndorsementIsNotTransferable",
  "EndorsedOnce",
  "NoUseAfterEnd",
  "NoUseAfterExpiry",
  "EndedNeverChanges",
  "OnlyEndorserOrAdminWithdraws",
  "NoEarlyExpiry",
] as const
export type TaintProperty = (typeof propertyNames)[number]

/** A call that was made, where, and in what kind of conversation. */
interface Called {
  readonly where: string
  readonly conversation: ModelConversation
  readonly made: ModelCall
}
const callsIn = ({ conv, call }: ModelState): readonly Called[] =>
  allOf<ModelConversation>(conv).flatMap(([where, conversation]) =>
    allOf<ModelCall>(known(call, where)).map(([, made]) => ({ where, conversation, made })),
  )

const isVouched = ({ endorsements }: ModelCall, slot: string): boolean =>
  endorsements.set.some((named) => named.slot === slot)

/** The values that a call took for trusted: its tool wants them to be, and nobody has vouched. */
const reliedOn = (constants: Constants, { made }: Called): readonly ModelSealed[] =>
  made.plan.set.filter(({ slot }) => needsTrust(constants, made.tool, slot) && !isVouched(made, slot))

const eachRelied = (
  constants: Constants,
  holds: (at: { readonly where: string; readonly value: string }, state: ModelState) => boolean,
): Property<ModelState> => ({
  over: "state",
  holds: (state) =>
    callsIn(state).every((called) =>
      reliedOn(constants, called).every(({ value }) => holds({ where: called.where, value }, state)),
    ),
})

const nothingCame = (constants: Constants, way: Way): Property<ModelState> =>
  eachRelied(constants, ({ where, value }, state) =>
    isSound(
      constants,
      provenanceOf(constants, state)
        .from(where, value)
        .filter(({ ways }) => ways.has(way)),
    ),
  )

const eachCall = (holds: (called: Called, state: ModelState) => boolean): Property<ModelState> => ({
  over: "state",
  holds: (state) => callsIn(state).every((called) => holds(called, state)),
})

const eachEndorsement = (
  holds: (endorsement: ModelEndorsement, state: ModelState) => boolean,
): Property<ModelState> => ({
  over: "state",
  holds: (state) => allOf<ModelEndorsement>(state.endo).every(([, endorsement]) => holds(endorsement, state)),
})
const eachUse = (
  holds: (use: ModelUse, endorsement: ModelEndorsement, state: ModelState) => boolean,
): Property<ModelState> =>
  eachEndorsement((endorsement, state) => endorsement.uses.every((use) => holds(use, endorsement, state)))

const eachStep = (holds: (before: ModelState, after: ModelState) => boolean): Property<ModelState> => ({
  over: "step",
  holds,
})
/** What an endorsement is before a step and after it. */
const eachKept = (holds: (before: ModelEndorsement, after: ModelEndorsement) => boolean): Property<ModelState> =>
  eachStep((before, after) =>
    allOf<ModelEndorsement>(before.endo).every(([name, endorsement]) => {
      const then = known(after.endo, name)
      return isThere<ModelEndorsement>(then) && holds(endorsement, then)
    }),
  )

const hasEnded = ({ ended }: ModelEndorsement): boolean => ended.how !== NO_END.how
const isOver = (endorsement: ModelEndorsement): boolean => endorsement.uses.length > 0 || hasEnded(endorsement)
const callOf = ({ call }: ModelState, use: ModelUse): ModelCall => thingOf(known(call, use.conversation), use.call)

const asText = ({ slot, digest }: ModelSealed): string => `${slot} ${digest}`
const isWithin = (some: readonly ModelSealed[], others: readonly ModelSealed[]): boolean => {
  const all = new Set(others.map(asText))
  return some.every((one) => all.has(asText(one)))
}
const sameJson = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b)

export const propertiesOf = (constants: Constants): Readonly<Record<TaintProperty, Property<ModelState>>> => {
  const { Actors, Settings } = constants
  const actor = (name: string) => known(Actors, name)
  const endOf = ({ at }: ModelEndorsement): number => at + Settings.endorsementTime
  const argumentsOf = (state: ModelState, { where, made }: Called) => {
    const { from } = provenanceOf(constants, state)
    return made.plan.set.flatMap(({ value }) => from(where, value))
  }
  /** Who gets it may see it: whom the call names, or anyone, where it sends and names nobody. */
  const goesWhereItMay = ({ recipients, tool }: ModelCall, all: readonly Origin[]): boolean =>
    recipients.set.every((reader) => mayRead(reader, all)) &&
    (effectOf(constants, tool) !== "egress" || recipients.set.length > 0 || anyoneMay(all))
  return {
    NoTaintedDestructiveCall: eachRelied(constants, ({ where, value }, state) =>
      isSound(constants, provenanceOf(constants, state).from(where, value)),
    ),
    NoLaunderingAtTheDoor: eachRelied(constants, ({ where, value }, { val }) => {
      const { origin } = thingOf<ModelValue>(known(val, where), value)
      return origin.how !== "ingest" || Settings.trusted.includes(origin.source)
    }),
    NoLaunderingThroughContext: nothingCame(constants, "context"),
    NoLaunderingThroughVerdicts: nothingCame(constants, "verdicts"),
    NoLaunderingThroughDerivation: nothingCame(constants, "derivation"),
    NoLaunderingThroughTools: nothingCame(constants, "tools"),
    NoLaunderingThroughDelegation: nothingCame(constants, "delegation"),
    NoLaunderingThroughStores: nothingCame(constants, "stores"),
    NoLaunderingThroughChoice: nothingCame(constants, "choice"),
    NoTrustInTheUnknown: eachRelied(constants, ({ where, value }, state) =>
      provenanceOf(constants, state)
        .from(where, value)
        .every(({ sources }) => !sources.includes("unknown")),
    ),
    NoTaintedDecisionToAct: eachCall(
      ({ where, conversation: { mode }, made }, state) =>
        mode !== "strict" ||
        !isFinal(constants, made.tool) ||
        isVouched(made, "control") ||
        isSound(constants, provenanceOf(constants, state).view(where, made.seen)),
    ),
    TrustedResourcesStayTrusted: eachStep((before, after) =>
      allOf<ModelResource>(before.res).every(([name, resource]) => {
        const then = known(after.res, name)
        if (!isThere<ModelResource>(then)) return false
        const isUnchanged = sameJson(then, resource)
        const wasSound = isSound(constants, provenanceOf(constants, before).writing(resource.wrote))
        return isUnchanged || !wasSound || isSound(constants, provenanceOf(constants, after).writing(then.wrote))
      }),
    ),
    OneResultPerCall: eachCall(({ made: { results } }) => results.length <= 1),
    NoLeakToOutsiders: eachCall((called, state) => goesWhereItMay(called.made, argumentsOf(state, called))),
    NoLeakByChoice: eachCall(
      ({ where, conversation: { mode }, made }, state) =>
        mode !== "strict" || goesWhereItMay(made, provenanceOf(constants, state).view(where, made.seen)),
    ),
    NoLeakToTheAudience: {
      over: "state",
      holds: (state) =>
        allOf<ModelConversation>(state.conv).every(([where, { audience }]) =>
          allOf<ModelValue>(known(state.val, where)).every(
            ([name, { shownAt }]) =>
              shownAt === 0 ||
              audience.set.every((reader) => mayRead(reader, provenanceOf(constants, state).from(where, name))),
          ),
        ),
    },
    NoLeakToEndorsers: eachEndorsement(({ by, conversation, sealed }, state) => {
      const { from } = provenanceOf(constants, state)
      return sealed.set.every(({ value }) => mayRead(actor(by).id, from(conversation, value)))
    }),
    OnlyHumansEndorse: eachEndorsement(({ by }) => actor(by).kind === "human"),
    NoSelfEndorsement: eachEndorsement(
      ({ by, conversation }, { conv }) => by !== thingOf(conv, conversation).initiator,
    ),
    NoCrossTenantEndorsement: eachEndorsement(({ by }) => actor(by).tenant === Settings.tenant),
    OnlyEligibleEndorse: eachEndorsement(({ by }) => actor(by).roles.some((role) => Settings.endorsers.includes(role))),
    NoUnsignedEndorsement: eachEndorsement(({ signature }) => signature === "good"),
    EndorsementBindsTheValue: eachUse((use, { slot, sealed }, state) => {
      const { plan } = callOf(state, use)
      return isWithin(sealed.set, plan.set) && (slot !== "control" || isWithin(plan.set, sealed.set))
    }),
    EndorsementBindsTheTool: eachUse((use, { tool }, state) => callOf(state, use).tool === tool),
    EndorsementBindsTheArgument: eachUse((use, { slot }) => use.slot === slot),
    EndorsementIsNotTransferable: eachUse((use, { conversation }) => use.conversation === conversation),
    EndorsedOnce: eachEndorsement(({ uses }) => uses.length <= 1),
    NoUseAfterEnd: eachKept((before, after) => !hasEnded(before) || sameJson(after.uses, before.uses)),
    NoUseAfterExpiry: eachUse((use, endorsement) => use.at < endOf(endorsement)),
    EndedNeverChanges: eachKept((before, after) => !isOver(before) || sameJson(after.ended, before.ended)),
    OnlyEndorserOrAdminWithdraws: eachEndorsement(({ by, ended }) => {
      if (ended.how !== "withdrawn" || ended.by === by) return true
      const { tenant, roles } = actor(ended.by)
      return tenant === Settings.tenant && roles.includes("admin")
    }),
    NoEarlyExpiry: eachEndorsement(
      (endorsement) => endorsement.ended.how !== "expired" || endorsement.ended.at >= endOf(endorsement),
    ),
  }
}
