import { z } from "@hono/zod-openapi"
import { Principal } from "../../../kernel/actors.ts"
import { Digest } from "../../../kernel/digest.ts"
import { Label, Source } from "../../../kernel/taint/label.ts"
import {
  CallId,
  ConversationId,
  ConversationKept,
  EndorsementId,
  EndorsementKept,
  Handle,
  Origin,
  ResourceId,
  Slot,
  ValueId,
} from "../../../kernel/taint/taint.ts"
import { Instant } from "../../../kernel/time.ts"
import { ToolName } from "../../../kernel/tool.ts"
import {
  ConversationOpening,
  ResourceReading,
  ResultBringing,
  ValueEndorsing,
  ValueIngesting,
  ValueWriting,
} from "../../library/taint/inputs.ts"
import { conversationStatuses, endorsementStatuses } from "../../library/taint/kinds.ts"
import { resource } from "../resource.ts"
import { Payload, Reason, common, signedBody } from "../schemas.ts"

export const conversations = resource({
  items: "conversations",
  name: "Conversation",
  example: "conversation_0123456789abcdef01234567",
  id: ConversationId,
  statuses: conversationStatuses,
  kept: ConversationKept.shape,
  list: { operationId: "listConversations", summary: "The conversations of your tenant, the latest first" },
  listed: (several) => ({ conversations: several }),
})

export const endorsements = resource({
  items: "endorsements",
  name: "Endorsement",
  example: "endorsement_0123456789abcdef01234567",
  id: EndorsementId,
  statuses: endorsementStatuses,
  kept: EndorsementKept.shape,
  list: { operationId: "listEndorsements", summary: "Who has vouched for what, the latest first" },
  listed: (several) => ({ endorsements: several }),
})

const opening = ConversationOpening.shape
export const OpenBody = z
  .strictObject({
    initiator: opening.initiator.unwrap().optional().openapi({
      description: "The person for whom it is, by their id: a service names them, a person opens it for themselves.",
    }),
    audience: opening.audience.clone().openapi({ description: "Who sees what is said in it: ids and addresses." }),
    mode: opening.mode.unwrap().optional().openapi({
      description:
        "`strict`: also the decision to call has to be trusted; `value`: arguments alone. The config's where nothing is said.",
    }),
  })
  .openapi("ConversationOpening")

const ingesting = ValueIngesting.shape
const content = ingesting.content.clone().openapi({
  description: "The content as text, at most 1 MiB of UTF-8. It is hashed, and not kept.",
})
const show = ingesting.show.unwrap().optional().openapi({
  description: "Whether it goes into the conversation at once; it does where nothing is said.",
})
export const IngestBody = z
  .strictObject({
    source: ingesting.source.clone().openapi({ description: "Where it comes from, by a name of the config." }),
    readers: ingesting.readers.unwrap().optional().openapi({
      description: "Who may see it, or `anyone`; for whom the conversation is alone, where nothing is said.",
    }),
    content,
    show,
  })
  .openapi("ValueIngesting")
export const ResultBody = z
  .strictObject({
    call: ResultBringing.shape.call.clone().openapi({ description: "The call, as the decision has `called` it." }),
    content,
    show,
  })
  .openapi("ResultBringing")

const place = ResourceReading.shape.resource.clone().openapi({ description: "What you call the place." })
export const WriteBody = z
  .strictObject({
    value: ValueWriting.shape.value.clone().openapi({ description: "The value that is stored, by its handle." }),
    resource: place,
  })
  .openapi("ValueWriting")
export const ReadBody = z.strictObject({ resource: place, content, show }).openapi("ResourceReading")

const endorsing = ValueEndorsing.shape
export const EndorseBody = signedBody({
  id: endorsing.id.clone().openapi({ description: "Its own id, which you make and sign." }),
  conversation: endorsing.conversation,
  tool: endorsing.tool,
  payload: Payload.optional().openapi({ description: "The exact bytes of the call's arguments; or values." }),
  values: endorsing.values
    .unwrap()
    .unwrap()
    .optional()
    .openapi({ description: "The values that stand in the call, by JSON pointer; or its payload." }),
  slot: endorsing.slot.clone().openapi({
    description:
      "The argument that you vouch for, by its JSON pointer, `/` for all of a call that is judged as a whole, or `control` for making it at all.",
  }),
}).openapi("ValueEndorsing")

export const PreviewBody = z
  .strictObject({
    conversation: endorsing.conversation,
    tool: endorsing.tool,
    payload: Payload.clone().openapi({ description: "The exact bytes of the call's arguments." }),
    slot: endorsing.slot.clone().openapi({
      description:
        "The argument that somebody would vouch for, by its JSON pointer, `/` for all of a call that is judged as a whole, or `control` for making it at all.",
    }),
  })
  .openapi("EndorsementPreviewing")

const cameIn = z.strictObject({
  words: z.string().openapi({ description: "Their beginning, with what isn't seen named, as in `shown`." }),
  value: Handle.clone().openapi({ description: "The value in which they stand." }),
  source: Source.nullable().openapi({
    description: "Where that came from, where somebody brought it in.",
  }),
})
export const PreviewAnswer = z
  .strictObject({
    places: z
      .array(
        z.strictObject({
          slot: Slot.clone().openapi({ description: "Where it stands, by its JSON pointer." }),
          digest: Digest.clone().openapi({
            description: "SHA-256 of what stands there: `digests` of the statement has it.",
          }),
          shown: z
            .string()
            .nullable()
            .openapi({
              description:
                "All of it as a person reads it: what isn't seen is named (`⟦U+202E⟧`), and so is what looks like something else. Null for what is " +
                "no text or has more than 16,384 UTF-16 units: let nobody sign what they were not shown.",
            }),
          cameIn: z.array(cameIn).readonly().openapi({
            description:
              "The longest of its words that are recognised in what came in, of what you may see. None proves nothing.",
          }),
        }),
      )
      .readonly()
      .openapi({ description: "Each place that is vouched for." }),
  })
  .openapi("EndorsementPreview")
export type Preview = z.infer<typeof PreviewAnswer>

const shown = {
  shown: z.boolean().openapi({ description: "Whether it is in the conversation." }),
  guards: z.array(Reason).readonly().openapi({ description: "Why it is not shown, where that was asked for." }),
  framed: z
    .string()
    .nullable()
    .openapi({
      description:
        "The content between markers that say that it is data, and no instructions, and as it is where all that it comes from is trusted; null where it is not shown. Give it to a model as the " +
        "result of a tool, or as a part of what the user says: never as a system or developer message, nor as a part of one.",
    }),
}
export const ValueAnswer = z
  .strictObject({
    value: Handle.clone().openapi({ description: "What it is called in the conversation." }),
    ...shown,
    ...common,
  })
  .openapi("ValueBrought")

export const ConversationChangeAnswer = z.strictObject(conversations.change).openapi("ConversationChange")
export const EndorsementChangeAnswer = z.strictObject(endorsements.change).openapi("EndorsementChange")

export const Conversation = conversations.entity
export type Conversation = z.infer<typeof Conversation>
export const Endorsement = endorsements.entity
export type Endorsement = z.infer<typeof Endorsement>
export const ConversationsAnswer = conversations.page
export const EndorsementsAnswer = endorsements.page
export const ConversationAnswer = z.strictObject({ conversation: Conversation }).openapi("ConversationShown")
export const EndorsementAnswer = z.strictObject({ endorsement: Endorsement }).openapi("EndorsementShown")

const handle = Handle.clone()
export const ExplainQuery = z.strictObject({
  value: handle.optional().openapi({ description: "The value that is asked about, by its handle." }),
  call: handle.optional().openapi({ description: "The call that is asked about, by its handle; or a value." }),
})

const context = z
  .strictObject({
    values: z.array(ValueId).readonly(),
    more: z.int().min(0).openapi({ description: "How many there are beside them." }),
  })
  .openapi({ description: "What the conversation had seen by then." })
const said = { label: Label, context, by: Principal, at: Instant }

export const ExplanationAnswer = z
  .strictObject({
    of: z.union([ValueId, CallId]),
    values: z
      .array(
        z.strictObject({
          value: ValueId,
          digest: Digest,
          how: z.enum(Origin.options.map(({ shape }) => shape.how.value)),
          source: Source.nullable().openapi({ description: "Where it came from, where somebody brought it in." }),
          inputs: z.array(ValueId).readonly().openapi({ description: "What it was made of." }),
          call: CallId.nullable().openapi({ description: "Of which call it is the result." }),
          resource: ResourceId.nullable().openapi({ description: "Where it was read." }),
          ...said,
        }),
      )
      .readonly()
      .openapi({ description: "All that it comes from, each once, the nearest first." }),
    calls: z
      .array(z.strictObject({ call: CallId, tool: ToolName, arguments: z.record(Slot, ValueId), ...said }))
      .readonly(),
    cut: z
      .array(z.union([ValueId, CallId]))
      .readonly()
      .openapi({ description: "What is named and not told: there is too much of it, or it lies too far back." }),
  })
  .openapi("Explanation")
export type Explanation = z.infer<typeof ExplanationAnswer>
