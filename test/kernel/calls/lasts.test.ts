import { describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/calls/calls.ts"
import { calls } from "../../../kernel/calls/index.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import { FOREVER } from "../../../kernel/time.ts"
import { ask, receive, registerOf, settings } from "../../fixtures/calls.ts"
import { OVERDUE, inStatus } from "./sites/case.ts"

const undecided: readonly string[] = ["received", "waiting"]

describe("a call matters to others", () => {
  it.each(statuses)("while nobody has decided it, and no longer: %s", (status) => {
    const id = status === "resolved" ? "resolution_1" : "call_1"
    for (const { entities } of inStatus()[status]) {
      const entity = entities.get(id)
      if (entity === undefined) throw new Error(`there is no ${id}`)
      expect(lastsUntil(calls, entity, settings())).toBe(undecided.includes(status) ? FOREVER : null)
    }
  })

  it.each(statuses)("as long as that, and so the next one of its key is told of it: %s", (status) => {
    const again = receive("call_2", { key: "call_1" })
    for (const register of inStatus()[status]) {
      const [whole, without] = [register, registerOf(settings())].map((one) => ask(one, [OVERDUE, again]))
      if (undecided.includes(status)) expect(whole).not.toEqual(without)
      else expect(whole).toEqual(without)
    }
  })
})
