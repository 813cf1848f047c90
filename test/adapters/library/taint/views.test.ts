import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { EntityOf } from "../../../../adapters/domain.ts"
import { asValue } from "../../../../adapters/library/taint/kinds.ts"
import { viewsOn } from "../../../../adapters/library/taint/views.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { BOTTOM } from "../../../../kernel/taint/label.ts"
import { ConversationId, Handle, ValueKept, valueIn } from "../../../../kernel/taint/taint.ts"
import { listed } from "../../../../kernel/table.ts"
import { acme, globex } from "../fixture.ts"

const TALK = ConversationId.parse("conversation_1")
const OTHER = ConversationId.parse("conversation_2")
const id = (name: string, conversation = TALK) => valueIn(conversation, Handle.parse(name))

/** A value that came into view at these places. */
const value = (name: string, shownAt: number, readAt = 0, conversation = TALK): EntityOf<"taint"> => ({
  id: id(name, conversation),
  status: "written",
  kept: ValueKept.parse({
    entity: "value",
    digest: digestOf(new TextEncoder().encode(name)),
    label: BOTTOM,
    origin: { how: "derive", inputs: [], seen: 0 },
    by: { id: "alice", tenant: "acme", kind: "human" },
    at: 0,
    readAt,
    shownAt,
  }),
})

/** An index over what memory has, which counts how often all of that is gone through. */
const world = (...memory: EntityOf<"taint">[]) => {
  let looks = 0
  const views = viewsOn(() =>
    Effect.sync(() => {
      looks += 1
      return memory
    }),
  )
  const seenBy = (seen: number, most = 64, conversation = TALK, tenant = acme()) =>
    Effect.runSync(views.seenBy(tenant, { conversation, seen }, most))
  const note = (...values: readonly EntityOf<"taint">[]) => {
    for (const one of values.flatMap((entity) => listed(asValue(entity)))) views.note(acme(), one)
  }
  return { seenBy, note, memory, looks: () => looks }
}

describe("what a conversation had seen", () => {
  it("is known by what this door has shown, without going through anything else", () => {
    const { seenBy, note, looks } = world()
    note(...Array.from({ length: 1_000 }, (_, index) => value(`v${index}`, index + 1)))
    expect(seenBy(2)).toEqual({ first: [id("v0"), id("v1")], count: 2 })
    expect(seenBy(1_000, 1)).toEqual({ first: [id("v0")], count: 1_000 })
    expect(seenBy(0)).toEqual({ first: [], count: 0 })
    expect(looks()).toBe(0)
  })

  it("is looked for in all that memory has once, where a place is missing", () => {
    const { seenBy, note, looks, memory } = world(
      value("b", 2),
      value("a", 1),
      value("unseen", 0),
      value("c", 1, 0, OTHER),
    )
    expect(seenBy(2)).toEqual({ first: [id("a"), id("b")], count: 2 })
    expect(seenBy(1, 64, OTHER)).toEqual({ first: [id("c", OTHER)], count: 1 })
    expect([seenBy(1).count, looks()]).toEqual([1, 1])
    // Shown by another process, and then by this one.
    memory.push(value("d", 3))
    note(value("e", 4))
    expect(seenBy(2).count).toBe(2)
    expect(looks()).toBe(1)
    expect([seenBy(4).first, looks()]).toEqual([[id("a"), id("b"), id("d"), id("e")], 2])
  })

  it("has a value once, where it was first read and then shown", () => {
    const { seenBy, note } = world()
    note(value("a", 0, 1), value("b", 2), value("a", 3, 1), value("a", 3, 1), value("c", 4))
    expect([1, 2, 3, 4].map((seen) => seenBy(seen).count)).toEqual([1, 2, 2, 3])
    expect(seenBy(4).first).toEqual([id("a"), id("b"), id("c")])
  })

  it("is a tenant's own", () => {
    const { seenBy, note } = world()
    note(value("a", 1))
    expect(seenBy(1, 64, TALK, globex())).toEqual({ first: [], count: 0 })
  })
})
