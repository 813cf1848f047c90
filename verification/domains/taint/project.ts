import type { Principal } from "../../../kernel/actors.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { type Digest, digestOf } from "../../../kernel/digest.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { keysOf, listed } from "../../../kernel/table.ts"
import type { Taint } from "../../../kernel/taint/facts.ts"
import type { Label, Readers } from "../../../kernel/taint/label.ts"
import {
  type CallKept,
  type ConversationKept,
  type EndorsementKept,
  type EndorsementSigned,
  type Origin,
  type ResourceKept,
  type Sealed,
  type ValueKept,
  type Wrote,
  conversationOf,
  handleOf,
  namedIn,
} from "../../../kernel/taint/taint.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { Situation } from "../../explore/scenario.ts"
import { allOf, keptAs } from "../kept.ts"
import { unsayable } from "../names.ts"
import { type ModelSignature, nameOfSignature } from "../signatures.ts"
import { type Interpretation, statementOf } from "./interpretation.ts"
import {
  type ModelCall,
  type ModelConversation,
  type ModelEndorsement,
  type ModelLabel,
  type ModelOrigin,
  type ModelReaders,
  type ModelResource,
  type ModelSealed,
  type ModelState,
  type ModelValue,
  type ModelWriting,
  NO_END,
  NO_ORIGIN,
  NO_WRITING,
} from "./values.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (interpretation: Interpretation) =>
  ({ now, entities }: Situation<Taint>): ModelState => {
    const { conversations, values, calls, resources, endorsements } = interpretation
    const told = <There>(
      names: readonly string[],
      idOf: (name: string) => string,
      valueOf: (interpretation: Interpretation, name: string, entity: Entity<Taint>) => There,
    ) => allOf(entities, names, idOf, (name, entity) => valueOf(interpretation, name, entity))
    const inEach = <There>(
      names: readonly string[],
      idOf: (conversation: string, name: string) => string,
      valueOf: (interpretation: Interpretation, name: string, entity: Entity<Taint>) => There,
    ) =>
      Object.fromEntries(
        conversations.map((conversation) => [conversation, told(names, (name) => idOf(conversation, name), valueOf)]),
      )
    return {
      now: interpretation.clock.tick(now),
      conv: told(conversations, interpretation.conversation, conversationAsModelled),
      val: inEach(values, interpretation.value, valueAsModelled),
      call: inEach(calls, interpretation.call, callAsModelled),
      res: told(resources, interpretation.resource, resourceAsModelled),
      endo: told(endorsements, interpretation.endorsement, endorsementAsModelled),
    }
  }

const signOf = ({ nameOf }: Interpretation, { by, at }: { readonly by: Principal; readonly at: Instant }) => ({
  by: nameOf.actor(by),
  at: nameOf.tick(at),
})

const readersOf = (readers: Readers): ModelReaders =>
  readers === "anyone" ? { readers: { set: [] }, anyone: true } : { readers: { set: readers }, anyone: false }
const labelOf = ({ sources, readers }: Label): ModelLabel => ({
  sources: { set: sources === "all" ? unsayable("set of sources", sources) : sources },
  ...readersOf(readers),
})

const writingOf = ({ nameOf }: Interpretation, wrote: Wrote): ModelWriting => ({
  ...wrote,
  conversation: nameOf.conversation(wrote.conversation),
})

const originOf = (interpretation: Interpretation, origin: Origin): ModelOrigin => {
  switch (origin.how) {
    case "ingest":
      return { ...NO_ORIGIN, how: "ingest", source: origin.source, readers: readersOf(origin.readers) }
    case "derive":
      return { ...NO_ORIGIN, how: "derive", inputs: { set: origin.inputs }, seen: origin.seen }
    case "result":
      return { ...NO_ORIGIN, how: "result", call: origin.call }
    case "read":
      return {
        ...NO_ORIGIN,
        how: "read",
        resource: interpretation.nameOf.resource(origin.resource),
        wrote: origin.wrote === null ? NO_WRITING : writingOf(interpretation, origin.wrote),
      }
  }
}

const conversationAsModelled = (
  { nameOf }: Interpretation,
  name: string,
  { status, kept }: Entity<Taint>,
): ModelConversation => {
  const { initiator, audience, mode, parent, at, label, seen }: ConversationKept = keptAs(kept, "conversation", name)
  return {
    status,
    initiator: nameOf.actor(initiator),
    audience: { set: audience },
    mode,
    parent: parent === null ? "none" : nameOf.conversation(parent.conversation),
    parentSeen: parent?.seen ?? 0,
    at: nameOf.tick(at),
    label: labelOf(label),
    seen,
  }
}

const valueAsModelled = (interpretation: Interpretation, name: string, { status, kept }: Entity<Taint>): ModelValue => {
  const value: ValueKept = keptAs(kept, "value", name)
  const { digest, label, origin, readAt, shownAt } = value
  return {
    status,
    digest: interpretation.nameOf.digest(digest),
    label: labelOf(label),
    ...signOf(interpretation, value),
    origin: originOf(interpretation, origin),
    readAt,
    shownAt,
  }
}

const sealedOf = ({ nameOf }: Interpretation, sealed: Sealed): { readonly set: readonly ModelSealed[] } => ({
  set: keysOf(sealed).flatMap((slot) =>
    listed(sealed[slot] ?? null).map(({ value, digest }) => ({
      slot: nameOf.slot(slot),
      value,
      digest: nameOf.digest(digest),
    })),
  ),
})

const callAsModelled = (interpretation: Interpretation, name: string, { status, kept }: Entity<Taint>): ModelCall => {
  const { nameOf } = interpretation
  const call: CallKept = keptAs(kept, "call", name)
  const { tool, plan, recipients, endorsements, label, seen, results } = call
  return {
    status,
    tool,
    plan: sealedOf(interpretation, plan),
    recipients: { set: recipients },
    endorsements: {
      set: namedIn(endorsements).map(([slot, endorsement]) => ({
        slot: nameOf.slot(slot),
        endorsement: nameOf.endorsement(endorsement),
      })),
    },
    label: labelOf(label),
    seen,
    ...signOf(interpretation, call),
    results,
  }
}

const resourceAsModelled = (
  interpretation: Interpretation,
  name: string,
  { status, kept }: Entity<Taint>,
): ModelResource => {
  const resource: ResourceKept = keptAs(kept, "resource", name)
  return {
    status,
    digest: interpretation.nameOf.digest(resource.digest),
    label: labelOf(resource.label),
    wrote: writingOf(interpretation, resource.wrote),
    ...signOf(interpretation, resource),
  }
}

/** What is kept of what somebody has signed. */
const bytesOf = (statement: EndorsementSigned): Digest => digestOf(canonicalize(statement))

/** What is wrong with a signature, by the model's names. */
const signatureOf = (interpretation: Interpretation, name: string, kept: EndorsementKept): ModelSignature => {
  const { conversation, tool, slot, sealed, by, signature } = kept
  const digests = Object.fromEntries(Object.entries(sealed).map(([at, { digest }]) => [at, digest]))
  const endorsement = interpretation.endorsement(name)
  const due = statementOf(interpretation, by, { endorsement, conversation, tool, slot, digests })
  return nameOfSignature(signature, by, bytesOf(due), () => bytesOf(interpretation.misstated(due)))
}

const endorsementAsModelled = (
  interpretation: Interpretation,
  name: string,
  { status, kept }: Entity<Taint>,
): ModelEndorsement => {
  const { nameOf } = interpretation
  const endorsement: EndorsementKept = keptAs(kept, "endorsement", name)
  const { conversation, tool, slot, sealed, expiresAt, uses, ended } = endorsement
  return {
    status,
    conversation: nameOf.conversation(conversation),
    tool,
    slot: nameOf.slot(slot),
    sealed: sealedOf(interpretation, sealed),
    ...signOf(interpretation, endorsement),
    signature: signatureOf(interpretation, name, endorsement),
    expiresAt: nameOf.tick(expiresAt),
    uses: uses.map(({ call, slot: at, at: when }) => ({
      conversation: nameOf.conversation(conversationOf(call)),
      call: handleOf(call),
      slot: nameOf.slot(at),
      at: nameOf.tick(when),
    })),
    ended: ended === null ? NO_END : { how: ended.how, ...signOf(interpretation, ended) },
  }
}
