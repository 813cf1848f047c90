import { principalOf } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { digestOf } from "../digest.ts"
import type { Chart, Moment } from "../machine.ts"
import { later } from "../time.ts"
import type { Taint } from "./facts.ts"
import { addedBy, asWritten, labelOf, labelOfDerived, labelOfReading, labelOfResult, partAt, sealed } from "./flows.ts"
import { BOTTOM, type Label, join } from "./label.ts"
import {
  type ConversationKept,
  type EndorsementKept,
  type Origin,
  type ValueKept,
  conversationOf,
  statuses,
} from "./taint.ts"

type Bringing = Moment<Taint, "ingest"> | Moment<Taint, "derive"> | Moment<Taint, "result"> | Moment<Taint, "read">

const said = ({
  command: { by },
  now,
}: Pick<Moment<Taint, "open">, "now"> & { readonly command: { readonly by: Bringing["command"]["by"] } }) => ({
  by: principalOf(by),
  at: now,
})

const valueOf = (moment: Bringing, label: Label, origin: Origin): ValueKept => ({
  entity: "value",
  digest: moment.command.digest,
  label,
  origin,
  ...said(moment),
  readAt: 0,
  shownAt: 0,
})

const endedBy = (
  moment: Moment<Taint, "withdraw"> | Moment<Taint, "expire">,
  how: "withdrawn" | "expired",
): EndorsementKept => ({ ...moment.kept, ended: { how, ...said(moment) } })

/** What follows each command. Each status is a function of what is kept. */
export const chart: Chart<Taint> = {
  statuses,
  follows: {
    open: (moment) => {
      const { initiator, audience, mode } = moment.command
      return {
        entity: "conversation",
        initiator,
        audience,
        mode,
        parent: null,
        at: moment.now,
        label: BOTTOM,
        seen: 0,
      }
    },
    spawn: (moment) => {
      const {
        command: { parent },
        rules,
        beside: {
          parent: { kept },
        },
      } = moment
      const { initiator, audience, mode, label, seen } = kept
      return {
        entity: "conversation",
        initiator,
        audience,
        mode,
        parent: { conversation: parent, seen },
        at: moment.now,
        label: rules.childStartsWithParent(label),
        seen: 0,
      }
    },
    ingest: (moment) => {
      const { source, readers } = moment.command
      const label = { sources: moment.rules.ingestNamesTheSource(source), readers }
      return valueOf(moment, label, { how: "ingest", source, readers })
    },
    show: ({ kept, rules, beside: { value } }): ConversationKept => ({
      ...kept,
      label: rules.contextJoinsWhatIsShown(kept.label, join(rules, kept.label, value.kept.label)),
      seen: value.kept.shownAt === 0 ? kept.seen + 1 : kept.seen,
    }),
    derive: (moment) => {
      const {
        command: { inputs },
        rules,
        beside: { conversation, inputs: values },
      } = moment
      const { label, seen } = conversation.kept
      return valueOf(moment, labelOfDerived(rules, values, label), { how: "derive", inputs, seen })
    },
    call: (moment) => {
      const {
        command: { id, tool, plan, recipients, endorsements },
        rules,
        beside: { conversation, values },
      } = moment
      return {
        entity: "call",
        tool,
        plan: sealed(plan, conversationOf(id), values),
        recipients,
        endorsements,
        label: labelOf(rules, values),
        ...said(moment),
        seen: conversation.kept.seen,
        results: [],
      }
    },
    result: (moment) => {
      const {
        command: { call: handle },
        facts: { flow },
        rules,
        beside: { conversation, call },
      } = moment
      const label = labelOfResult(rules, call.kept, addedBy(flow, conversation.kept))
      return valueOf(moment, label, { how: "result", call: handle })
    },
    write: ({ kept }) => kept,
    read: (moment) => {
      const {
        command,
        rules,
        beside: { conversation, resource },
      } = moment
      const known = asWritten(resource, command)
      const label = labelOfReading(rules, known, conversation.kept)
      return {
        ...valueOf(moment, label, { how: "read", resource: command.resource, wrote: known?.wrote ?? null }),
        readAt: conversation.kept.seen + 1,
      }
    },
    endorse: (moment) => {
      const {
        command: { conversation, tool, plan, slot, signature },
        now,
        facts: { endorsementMs },
        beside: { values },
      } = moment
      return {
        entity: "endorsement",
        conversation,
        tool,
        slot,
        sealed: sealed(partAt(plan, slot), conversation, values),
        signature: signature && { ...signature, statement: digestOf(canonicalize(signature.statement)) },
        ...said(moment),
        expiresAt: later(now, endorsementMs),
        uses: [],
        ended: null,
      }
    },
    withdraw: (moment) => endedBy(moment, "withdrawn"),
    expire: (moment) => endedBy(moment, "expired"),
  },
  derives: [
    { to: "open", when: ({ entity }) => entity === "conversation" },
    { to: "written", when: ({ entity }) => entity === "value" },
    { to: "returned", when: (kept) => kept.entity === "call" && kept.results.length > 0 },
    { to: "called", when: ({ entity }) => entity === "call" },
    { to: "labelled", when: ({ entity }) => entity === "resource" },
    { to: "withdrawn", when: (kept) => kept.entity === "endorsement" && kept.ended?.how === "withdrawn" },
    { to: "expired", when: (kept) => kept.entity === "endorsement" && kept.ended !== null },
    { to: "used", when: (kept) => kept.entity === "endorsement" && kept.uses.length > 0 },
    { to: "granted", when: () => true },
  ],
}
