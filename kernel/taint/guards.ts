import { ADMIN, hasOneOf, isSame } from "../actors.ts"
import { sameJson } from "../json.ts"
import type { Guards, Moment } from "../machine.ts"
import { entriesOf, listed } from "../table.ts"
import type { Taint } from "./facts.ts"
import { actsForGood, carriesOut, isTrusted, labelOf, labelOfWriting, needsTrust, partAt, sealed } from "./flows.ts"
import { type Label, comesFrom, mayBeReadBy } from "./label.ts"
import {
  CONTROL,
  type EndorsementKept,
  type Sealed,
  type Signature,
  type Slot,
  conversationOf,
  namedIn,
  valueIn,
} from "./taint.ts"

type Calling = Moment<Taint, "call">
type Endorsing = Moment<Taint, "endorse">

/** An endorsement that a call names, and where. */
interface Named {
  readonly at: Slot | typeof CONTROL
  readonly id: string
  readonly kept: EndorsementKept
}

const namedBy = ({ command: { endorsements }, beside }: Calling): readonly Named[] =>
  namedIn(endorsements).flatMap(([at, named]) =>
    beside.endorsements.flatMap(({ id, kept }) => (id === named ? [{ at, id, kept }] : [])),
  )

/** Of every endorsement that a call names. */
const ofEach =
  (holds: (named: Named, moment: Calling) => boolean) =>
  (moment: Calling): boolean =>
    namedBy(moment).every((named) => holds(named, moment))

const planOf = ({ command: { id, plan }, beside: { values } }: Calling): Sealed =>
  sealed(plan, conversationOf(id), values)

const digestsOf = (plan: Sealed): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(plan).map(([slot, { digest }]) => [slot, digest]))

/** Whether what was vouched for is what stands there: of control all of it, and nothing beside. */
const isWhatItSealed = ({ kept }: Named, moment: Calling): boolean =>
  sameJson(digestsOf(kept.sealed), digestsOf(partAt(planOf(moment), kept.slot)))

/** The values that somebody vouches for. */
const vouchedFor = ({ command: { plan, slot, conversation }, beside: { values } }: Endorsing): Sealed =>
  sealed(partAt(plan, slot), conversation, values)

const saysWhatIsEndorsed = ({ statement }: Signature, moment: Endorsing): boolean => {
  const {
    command: { id, by, conversation, tool, slot },
    facts: { tenant },
  } = moment
  return (
    statement.tenant === tenant &&
    statement.endorsement === id &&
    statement.conversation === conversation &&
    statement.tool === tool &&
    statement.slot === slot &&
    isSame(statement.endorser, by) &&
    sameJson(statement.digests, digestsOf(vouchedFor(moment)))
  )
}

/** Whether every recipient of a call may see what has this label. What is sent to nobody by name goes to anyone. */
const mayGoOut = (label: Label, { recipients }: Calling["command"], { flow }: Calling["facts"]): boolean =>
  mayBeReadBy(label, recipients) && (!carriesOut(flow) || recipients.length > 0 || label.readers === "anyone")

const open = { in: ["granted"] } as const

export const guards = {
  open: {},
  spawn: {},
  ingest: {},
  show: {
    readersIncludeAudience: ({ kept, beside: { value } }) => mayBeReadBy(value.kept.label, kept.audience),
  },
  derive: {},
  call: {
    sinkArgumentIsTrusted: ({ command: { id, plan, endorsements }, facts: { flow, trusted }, beside: { values } }) =>
      entriesOf(plan).every(
        ([slot, handle]) =>
          !needsTrust(flow, slot) ||
          Object.hasOwn(endorsements, slot) ||
          isTrusted(valueIn(conversationOf(id), handle), { values, trusted }),
      ),
    controlIsTrusted: ({ command: { endorsements }, facts: { flow, trusted }, beside: { conversation } }) =>
      conversation.kept.mode !== "strict" ||
      !actsForGood(flow) ||
      Object.hasOwn(endorsements, CONTROL) ||
      comesFrom(conversation.kept.label, trusted),
    readersIncludeRecipient: ({ command, facts, rules, beside: { values } }) =>
      mayGoOut(labelOf(rules, values), command, facts),
    controlReadersIncludeRecipient: ({ command, facts, beside: { conversation } }) =>
      conversation.kept.mode !== "strict" || mayGoOut(conversation.kept.label, command, facts),
    endorsementNamesTheValue: ofEach(isWhatItSealed),
    endorsementNamesTheTool: ofEach(({ kept }, { command: { tool } }) => kept.tool === tool),
    endorsementNamesTheArgument: ofEach(({ at, kept }) => kept.slot === at),
    endorsementIsOfTheConversation: ofEach(({ kept }, { command: { id } }) => kept.conversation === conversationOf(id)),
    endorsementIsLive: ofEach(({ kept }) => kept.ended === null),
    // Named at two arguments of one call, it is used twice.
    endorsementIsUnused: (moment) => {
      const named = namedBy(moment)
      return (
        named.every(({ kept }) => kept.uses.length === 0) && new Set(named.map(({ id }) => id)).size === named.length
      )
    },
    endorsementIsUnexpired: ofEach(({ kept }, { now }) => now < kept.expiresAt),
  },
  result: {
    callAwaitsResult: ({ beside: { call } }) => call.status === "called",
  },
  write: {
    trustedResourceStaysTrusted: ({ kept, facts: { trusted }, rules, beside: { value, resource } }) =>
      resource === null ||
      !comesFrom(resource.kept.label, trusted) ||
      comesFrom(labelOfWriting(rules, value.kept, kept), trusted),
  },
  read: {},
  endorse: {
    endorserIsHuman: ({ command: { by } }) => by.kind === "human",
    endorserIsNotInitiator: ({ command: { by }, beside: { conversation } }) => !isSame(by, conversation.kept.initiator),
    endorserIsOfTenant: ({ command: { by }, facts: { tenant } }) => by.tenant === tenant,
    endorserIsEligible: ({ command: { by }, facts: { endorsers } }) => hasOneOf(by, endorsers),
    endorsementIsSigned: (moment) =>
      listed(moment.command.signature).some(
        (signature) => isSame(signature.signer, moment.command.by) && saysWhatIsEndorsed(signature, moment),
      ),
    endorserMayReadIt: ({ command: { by }, beside: { values } }) =>
      values.every(({ kept }) => mayBeReadBy(kept.label, [by.id])),
  },
  withdraw: {
    endorsementIsOpen: open,
    withdrawerIsEndorserOrAdmin: ({ kept, command: { by }, facts: { tenant } }) =>
      isSame(by, kept.by) || (by.tenant === tenant && hasOneOf(by, [ADMIN])),
  },
  expire: {
    endorsementIsOpen: open,
    expiryIsDue: ({ kept, now }) => now >= kept.expiresAt,
  },
} as const satisfies Guards<Taint>
