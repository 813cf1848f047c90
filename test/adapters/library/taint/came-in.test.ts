import { describe, expect, it } from "vitest"
import { cameInto } from "../../../../adapters/library/taint/came-in.ts"
import { copyHandle, newExcerptHandle } from "../../../../adapters/library/taint/handles.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { Source } from "../../../../kernel/taint/label.ts"
import { ConversationId, type EntityId, Handle, Kept, type Status, valueIn } from "../../../../kernel/taint/taint.ts"

const CHILD = ConversationId.parse("conversation_child")
const PARENT = ConversationId.parse("conversation_parent")
const by = { id: "ci", tenant: "acme", kind: "service" }
const label = { sources: ["mail"], readers: "anyone" }

interface Entity {
  readonly id: EntityId
  readonly status: Status
  readonly kept: Kept
}

const conversation = (id: ConversationId, at: number, parent: ConversationId | null): Entity => ({
  id,
  status: "open",
  kept: Kept.parse({
    ...{ entity: "conversation", initiator: { ...by, kind: "human" }, audience: [], mode: "strict" },
    ...{ parent: parent === null ? null : { conversation: parent, seen: 0 }, at, label, seen: 0 },
  }),
})

const value = (of: ConversationId, handle: string, at: number, how: "ingest" | "derive" = "ingest"): Entity => ({
  id: valueIn(of, Handle.parse(handle)),
  status: "written",
  kept: Kept.parse({
    ...{ entity: "value", digest: digestOf(new Uint8Array()), label, by, at, readAt: 0, shownAt: 0 },
    origin: how === "ingest" ? { how, source: "mail", readers: "anyone" } : { how, inputs: [], seen: 0 },
  }),
})

const cameTo = (id: ConversationId, ...entities: readonly Entity[]) => cameInto(entities, id)
const idsOf = (...came: Parameters<typeof cameTo>) => cameTo(...came).values.map(({ id }) => id)

describe("what came into a conversation", () => {
  it("is what came into it, and into the one that spawned it by then", () => {
    const all = [
      conversation(PARENT, 1, null),
      value(PARENT, "before", 2),
      conversation(CHILD, 3, PARENT),
      value(PARENT, "asItSpawned", 3),
      value(PARENT, "after", 4),
      value(CHILD, "own", 5),
    ]
    expect(idsOf(CHILD, ...all)).toEqual(["value_parent_before", "value_parent_asItSpawned", "value_child_own"])
    expect(idsOf(PARENT, ...all)).toEqual(["value_parent_before", "value_parent_asItSpawned", "value_parent_after"])
    expect(cameTo(CHILD, ...all)).toMatchObject({ conversations: [CHILD, PARENT], context: label })
  })

  it("is nothing that was made of it", () => {
    const [excerpt, copy] = [newExcerptHandle(), copyHandle(valueIn(PARENT, Handle.parse("v")), Source.parse("mail"))]
    const made = [value(CHILD, excerpt, 1), value(CHILD, copy, 1)]
    const came = cameTo(CHILD, conversation(CHILD, 1, null), value(CHILD, "words", 1, "derive"), ...made)
    expect(came.values).toEqual([])
    expect([...came.made]).toEqual(made.map(({ id }) => id))
  })

  it("is nothing where there is no such conversation", () => {
    expect(cameTo(CHILD, value(PARENT, "v", 1))).toMatchObject({ values: [], context: { sources: [] } })
  })
})
