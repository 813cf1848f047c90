import { describe, expect, it } from "vitest"
import { rules } from "../../../kernel/sessions/rules.ts"
import { type Status, SubjectId, statuses } from "../../../kernel/sessions/sessions.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { START, ann, bot, instant, principal } from "../../fixtures/sessions.ts"

const at = (ms: number) => instant(START + ms)
const subject = SubjectId.parse("ann")

describe("whoever calls", () => {
  it("gets a credential that speaks for the session's person, or for the parent's", () => {
    expect(rules.mintSubjectIsSessions({ subject }, principal(bot()))).toBe("ann")
    expect(rules.hopSubjectIsParents({ subject }, principal(bot()))).toBe("ann")
  })

  it("gives no sign of life in the person's place", () => {
    const seen = { by: principal(ann()), at: at(1) }
    expect(rules.agentsKeepNothingAlive(seen, { by: principal(bot()), at: at(9) })).toBe(seen)
  })
})

describe("what is handed on", () => {
  it("is for the parent's tool, and ends with the parent", () => {
    const [audience, named] = ["mail", "files"].map((name) => ToolName.parse(name))
    if (audience === undefined || named === undefined) throw new Error("there are two tools")
    expect(rules.hopAudienceIsParents({ audience }, named)).toBe("mail")
    expect(rules.hopEndsWithParent({ expiresAt: at(60) }, at(50), 60)).toBe(at(60))
  })
})

describe("a session takes a place", () => {
  interface Standing {
    readonly status?: Status
    readonly seen?: number
    readonly enablement?: number
    readonly person?: Status
    readonly of?: number
  }
  const places = (
    now: number,
    { status = "open", seen = 0, enablement = 1, person = "enabled", of = 1 }: Standing = {},
  ) =>
    rules.deadSessionsFreeTheirPlace(
      { status, kept: { expiresAt: at(100), seen: { by: principal(ann()), at: at(seen) }, enablement: of } },
      { status: person, kept: { enablement } },
      { now: at(now), idleMs: 40 },
    )

  it("until it is idle, or its time is over", () => {
    expect([0, 39, 40, 41].map((now) => places(now))).toEqual([true, true, false, false])
    expect([98, 99, 100, 101].map((now) => places(now, { seen: 90 }))).toEqual([true, true, false, false])
  })

  it("of its own enablement alone, and of nobody who is disabled", () => {
    expect([0, 1, 2].map((of) => places(1, { of }))).toEqual([false, true, false])
    expect(places(1, { person: "disabled" })).toBe(false)
  })

  it.each(statuses.filter((status) => status !== "open"))("never where it is %s", (status) => {
    expect(places(1, { status })).toBe(false)
  })
})
