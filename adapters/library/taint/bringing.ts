import type { Actor, Caller } from "../../../kernel/actors.ts"
import type { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { type Source, comesFrom } from "../../../kernel/taint/label.ts"
import {
  type Command,
  type ConversationId,
  type Handle,
  ResourceId,
  type ValueId,
  callIn,
  conversationOf,
  handleOf,
  readerOf,
  valueIn,
} from "../../../kernel/taint/taint.ts"
import { digestOf } from "../../digest.ts"
import { frame } from "../../texts/framed.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ForbiddenError } from "../errors.ts"
import type { Accepted, Outcome, Refused, Unknown } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { flowOf } from "./flow.ts"
import { handleFor, newMarker } from "./handles.ts"
import { ResourceReading, ResultBringing, ValueIngesting } from "./inputs.ts"
import { type ValueEntity, asCall, asConversation, asValue } from "./kinds.ts"
import { theirsOn } from "./theirs.ts"
import type { Views } from "./views.ts"

/** Content that has come into a conversation as a value. */
export interface Brought extends Accepted<"taint"> {
  /** What it is called there. */
  readonly value: Handle
  /** What became of showing it, null where nobody asked for that. */
  readonly shown: Outcome<"taint"> | null
  /** The content as `gate.frame` gives it, for a tool result or a user part, and as it is where it is trusted; null where it isn't to be shown. */
  readonly framed: string | null
}

/** What became of content that somebody brought in. */
export type Bringing = Brought | Refused | Unknown

type Brings = Extract<Command, { readonly type: "ingest" | "result" | "read" }>

interface Content {
  readonly content: string
  readonly show: boolean
  readonly key: IdempotencyKey | null
}

/** The id of what keeps content, by what the deployment calls it. */
export const resourceOf = (name: string): ResourceId => ResourceId.parse(`resource_${digestOfText(name)}`)

const digestOfText = (text: string) => digestOf(new TextEncoder().encode(text))

export const bringingOn = (boundary: Boundary, views: Views) => {
  const { evidenceOf, policyOf } = boundary
  const commanded = commanding(boundary, "taint")
  const { get } = entitiesOf(boundary, "taint")
  const mustBeTheirs = theirsOn(boundary)

  const settingsOf = ({ tenant }: Actor) => policyOf(tenant)?.domains.taint
  const isTrusted = (by: Actor, sources: readonly Source[] | "all"): boolean =>
    comesFrom({ sources }, settingsOf(by)?.trusted ?? [])

  const shown = (by: Actor, id: ConversationId, value: Handle) =>
    commanded(by, { type: "command", domain: "taint", command: { type: "show", id, value, by }, proof: null }, null)

  const valueOf = async ({ tenant }: Actor, id: ValueId) => {
    const found = await get(tenant, id)
    return found === null ? null : asValue(found)
  }

  /** What may decide is given as it is: a model that is told that its user's own words are data disowns its user. */
  const given = (by: Actor, value: ValueEntity | null, content: string): string =>
    value !== null && isTrusted(by, value.kept.label.sources) ? content : frame(content, newMarker())

  const brought = async (by: Actor, command: Brings, { content, show, key }: Content): Promise<Bringing> => {
    const outcome = await commanded(by, { type: "command", domain: "taint", command, proof: null }, key)
    if (outcome.type !== "accepted") return outcome
    const conversation = conversationOf(command.id)
    const value = handleOf(command.id)
    const source = command.type === "ingest" ? command.source : null
    // Whatever is shown is known to the door by then, or its words would be the agent's own.
    evidenceOf(by.tenant).add(conversation, value, {
      text: content,
      digest: command.digest,
      isTrusted: source !== null && isTrusted(by, [source]),
    })
    const showing = show ? await shown(by, conversation, value) : null
    const made = await valueOf(by, command.id)
    // By its place, which came with it.
    if (made !== null && (showing?.type === "accepted" || command.type === "read")) views.note(by.tenant, made)
    return {
      ...outcome,
      value,
      shown: showing,
      framed: showing?.type === "accepted" ? given(by, made, content) : null,
    }
  }

  /** Who reads what nobody has named readers of: for whom the conversation is, alone. */
  const ownReaders = async ({ tenant }: Actor, id: ConversationId) => {
    const found = await get(tenant, id)
    const conversation = found === null ? null : asConversation(found)
    return conversation === null ? [] : [readerOf(conversation.kept.initiator)]
  }

  /** An agent's word is its own: of a result it can be no more than that, whatever the tool. */
  const mayResult = async (by: Actor, conversation: ConversationId, handle: Handle): Promise<boolean> => {
    if (by.kind !== "agent") return true
    const found = await get(by.tenant, callIn(conversation, handle))
    const call = found === null ? null : asCall(found)
    const flow = call === null ? null : flowOf(policyOf(by.tenant), call.kept.tool)
    return flow === null || !isTrusted(by, flow.adds.sources)
  }

  return {
    ingest: async (caller: Caller, given: Given<typeof ValueIngesting>): Promise<Bringing> => {
      const by = caller.actor
      const { conversation, source, readers: named, content, show, key } = read(ValueIngesting, given)
      if (by.kind === "agent" && isTrusted(by, [source])) throw new ForbiddenError({ reason: "source" })
      await mustBeTheirs(caller, conversation)
      const readers = named ?? (await ownReaders(by, conversation))
      const id = valueIn(conversation, handleFor(by, key, "ingest", conversation))
      const command = { type: "ingest", id, by, source, readers, digest: digestOfText(content) } as const
      return brought(by, command, { content, show, key })
    },
    result: async (caller: Caller, given: Given<typeof ResultBringing>): Promise<Bringing> => {
      const by = caller.actor
      const { conversation, call, content, show, key } = read(ResultBringing, given)
      if (!(await mayResult(by, conversation, call))) throw new ForbiddenError({ reason: "result" })
      await mustBeTheirs(caller, conversation)
      const id = valueIn(conversation, handleFor(by, key, "result", conversation))
      return brought(by, { type: "result", id, call, by, digest: digestOfText(content) }, { content, show, key })
    },
    read: async (caller: Caller, given: Given<typeof ResourceReading>): Promise<Bringing> => {
      const by = caller.actor
      const { conversation, resource, content, show, key } = read(ResourceReading, given)
      await mustBeTheirs(caller, conversation)
      const id = valueIn(conversation, handleFor(by, key, "read", conversation))
      const command = { type: "read", id, resource: resourceOf(resource), by, digest: digestOfText(content) } as const
      return brought(by, command, { content, show, key })
    },
  }
}
