import { principalOf } from "../actors.ts"
import type { Besides, Moment } from "../machine.ts"
import type { Taint } from "./facts.ts"
import { labelOfReading, labelOfWriting, asWritten, partAt, valuesOf } from "./flows.ts"
import { join } from "./label.ts"
import {
  type CallId,
  type ConversationId,
  type ConversationKept,
  type EndorsementKept,
  type ResourceKept,
  type Use,
  type ValueId,
  type ValueKept,
  callIn,
  conversationOf,
  handleOf,
  namedIn,
  valueIn,
} from "./taint.ts"

interface Conversing {
  readonly beside: { readonly conversation: { readonly kept: ConversationKept } }
}

/** The conversation in which a value or a call is, which stays as it was. */
const conversation = {
  id: ({ command: { id } }: { readonly command: { readonly id: ValueId | CallId } }): ConversationId =>
    conversationOf(id),
  follows: ({ beside: { conversation } }: Conversing): ConversationKept => conversation.kept,
} as const

const unmoved = <K>(_: unknown, __: unknown, { kept }: { readonly kept: K }): K => kept

/** What a conversation keeps after something was read into it, whether it is ever shown or not. */
const afterReading = (moment: Moment<Taint, "read">): ConversationKept => {
  const {
    command,
    rules,
    beside: {
      conversation: { kept },
      resource,
    },
  } = moment
  const read = labelOfReading(rules, asWritten(resource, command), kept)
  const sources = rules.contextJoinsWhatIsRead(kept.label.sources, join(rules, kept.label, read).sources)
  return { ...kept, label: { ...kept.label, sources }, seen: kept.seen + 1 }
}

/** The value that was shown keeps at which place; what was shown before stays where it was. */
const shown = (value: ValueKept, { seen }: ConversationKept): ValueKept =>
  value.shownAt === 0 ? { ...value, shownAt: seen } : value

const written = (moment: Moment<Taint, "write">, conversation: ConversationKept): ResourceKept => {
  const {
    command: { id, value: handle, by },
    now,
    rules,
    beside: {
      value: { kept },
    },
  } = moment
  return {
    entity: "resource",
    digest: kept.digest,
    label: labelOfWriting(rules, kept, conversation),
    wrote: { conversation: id, value: handle, seen: conversation.seen },
    by: principalOf(by),
    at: now,
  }
}

/** A use for each place at which a call names it. */
const used = (
  { command: { id, endorsements }, now }: Moment<Taint, "call">,
  endorsement: { readonly id: string; readonly kept: EndorsementKept },
): EndorsementKept => ({
  ...endorsement.kept,
  uses: [
    ...endorsement.kept.uses,
    ...namedIn(endorsements).flatMap(([slot, named]): readonly Use[] =>
      named === endorsement.id ? [{ call: id, slot, at: now }] : [],
    ),
  ],
})

/** Each command looks at all that it names. */
export const beside: Besides<Taint> = {
  spawn: { parent: { id: ({ command: { parent } }) => parent, follows: ({ beside: { parent } }) => parent.kept } },
  ingest: { conversation },
  show: {
    value: {
      id: ({ command: { id, value } }) => valueIn(id, value),
      follows: ({ beside: { value } }, after) => shown(value.kept, after),
    },
  },
  derive: {
    conversation,
    inputs: {
      several: ({ command: { id, inputs } }) => [
        ...new Set(inputs.map((handle) => valueIn(conversationOf(id), handle))),
      ],
      follows: unmoved,
    },
  },
  call: {
    conversation,
    values: {
      several: ({ command: { id, plan } }) => valuesOf(plan, conversationOf(id)),
      follows: unmoved,
    },
    endorsements: {
      several: ({ command: { endorsements } }) => [...new Set(namedIn(endorsements).map(([, id]) => id))],
      follows: (moment, _, endorsement) => used(moment, endorsement),
    },
  },
  result: {
    conversation,
    call: {
      id: ({ command: { id, call } }) => callIn(conversationOf(id), call),
      follows: ({ command: { id }, beside: { call } }) => ({
        ...call.kept,
        results: [...call.kept.results, handleOf(id)],
      }),
    },
  },
  write: {
    value: { id: ({ command: { id, value } }) => valueIn(id, value), follows: ({ beside: { value } }) => value.kept },
    resource: { perhaps: ({ command: { resource } }) => resource, follows: written },
  },
  read: {
    conversation: { id: conversation.id, follows: afterReading },
    resource: {
      perhaps: ({ command: { resource } }) => resource,
      follows: ({ beside: { resource } }) => resource?.kept ?? null,
    },
  },
  endorse: {
    conversation: {
      id: ({ command: { conversation } }) => conversation,
      follows: conversation.follows,
    },
    values: {
      several: ({ command: { plan, slot, conversation } }) => valuesOf(partAt(plan, slot), conversation),
      follows: unmoved,
    },
  },
}
