import type * as z from "zod"
import {
  ConversationAnswer,
  ConversationChangeAnswer,
  ConversationsAnswer,
  type EndorseBody,
  EndorsementAnswer,
  EndorsementChangeAnswer,
  EndorsementsAnswer,
  ExplanationAnswer,
  type IngestBody,
  type OpenBody,
  PreviewAnswer,
  type PreviewBody,
  type ReadBody,
  type ResultBody,
  ValueAnswer,
  type WriteBody,
} from "../../http/taint/schemas.ts"
import type { Client } from "../client.ts"
import { type Wanted, resourceAt } from "../resource.ts"

/** Conversations and endorsements as a person or a program at a terminal uses them. */
export const taintAt = (server: Pick<Client, "call">) => {
  const { call } = server
  const conversations = resourceAt(server, "conversations")
  const endorsements = resourceAt(server, "endorsements")
  const { pathOf } = conversations
  return {
    open: (body: z.input<typeof OpenBody>) => call(ConversationChangeAnswer, "v1/conversations", body),
    spawn: (id: string) => call(ConversationChangeAnswer, pathOf(id, "spawn"), {}),
    show: (id: string) => call(ConversationAnswer, pathOf(id)),
    list: (wanted: Wanted) =>
      conversations.list(ConversationsAnswer, ({ conversations, next }) => ({ items: conversations, next }), wanted),
    ingest: (id: string, body: z.input<typeof IngestBody>) => call(ValueAnswer, pathOf(id, "values"), body),
    result: (id: string, body: z.input<typeof ResultBody>) => call(ValueAnswer, pathOf(id, "results"), body),
    write: (id: string, body: z.input<typeof WriteBody>) => call(ConversationChangeAnswer, pathOf(id, "writes"), body),
    read: (id: string, body: z.input<typeof ReadBody>) => call(ValueAnswer, pathOf(id, "reads"), body),
    explain: (id: string, what: "value" | "call", handle: string) =>
      call(ExplanationAnswer, `${pathOf(id, "explain")}?${new URLSearchParams({ [what]: handle }).toString()}`),
    preview: (body: z.input<typeof PreviewBody>) => call(PreviewAnswer, "v1/endorsements/preview", body, { key: null }),
    endorse: (body: z.input<typeof EndorseBody>) => call(EndorsementChangeAnswer, "v1/endorsements", body),
    withdraw: (id: string) => call(EndorsementChangeAnswer, endorsements.pathOf(id, "withdraw"), {}),
    endorsement: (id: string) => call(EndorsementAnswer, endorsements.pathOf(id)),
    endorsements: (wanted: Wanted) =>
      endorsements.list(EndorsementsAnswer, ({ endorsements, next }) => ({ items: endorsements, next }), wanted),
  }
}
export type TaintClient = ReturnType<typeof taintAt>
