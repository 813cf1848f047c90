import { describe, expect, it } from "vitest"
import { NotDeliveredError, NoticeCursors, ReceiverName, Receivers } from "../../../kernel/notices/ports.ts"

describe("the ports of notices", () => {
  it("are services under names of their own", () => {
    expect([Receivers.key, NoticeCursors.key]).toEqual([
      "interlock/kernel/notices/Receivers",
      "interlock/kernel/notices/NoticeCursors",
    ])
  })

  it("fail by name", () => {
    expect(new NotDeliveredError({ message: "it answered 500" })).toMatchObject({ _tag: "NotDeliveredError" })
  })

  it.each(["pager", "a", "on-call_2", "a".repeat(64)])("know a receiver by %s", (name) => {
    expect(ReceiverName.parse(name)).toBe(name)
  })

  it.each(["", "-pager", "two words", "pager\n", "a".repeat(65), "p/q"])("know no receiver by %j", (name) => {
    expect(ReceiverName.safeParse(name).success).toBe(false)
  })
})
