import { describe, expect, it } from "vitest"
import { type Status, statuses } from "../../../kernel/calls/calls.ts"
import { sweep } from "../../../kernel/calls/sweep.ts"
import { START, WAIT, instant, receive, recover, refusals, sweeper, timeout } from "../../fixtures/calls.ts"
import { OVERDUE, inStatus, performing, released, waiting } from "./sites/case.ts"

type Told = ReturnType<typeof waiting>

const swept = (register: Told, at: number, id = "call_1") => {
  const entity = register.entities.get(id)
  if (entity === undefined) throw new Error(`there is no ${id}`)
  const { id: known } = receive(id)(register)
  return sweep({ id: known, ...entity }, sweeper(), instant(START + at))
}

describe("a sweep", () => {
  it("ends a wait from its deadline on, and not before", () => {
    expect(swept(waiting(), WAIT - 1)).toBeNull()
    expect(swept(waiting(), WAIT)).toEqual({ type: "timeout", id: "call_1", by: sweeper() })
    expect(swept(waiting(), 10 * WAIT)).toMatchObject({ type: "timeout" })
  })

  it("says of a call that its outcome is unknown, from the moment on when its report is overdue, and not before", () => {
    for (const register of [released(), performing()]) {
      expect(swept(register, OVERDUE - 1)).toBeNull()
      expect(swept(register, OVERDUE)).toEqual({ type: "recover", id: "call_1", by: sweeper() })
      expect(swept(register, 10 * OVERDUE)).toMatchObject({ type: "recover" })
    }
  })

  it.each(statuses.filter((status) => status !== "resolved"))(
    "does to what is %s what the kernel accepts, whenever it comes",
    (status) => {
      for (const register of inStatus()[status])
        for (const at of [WAIT - 1, WAIT, OVERDUE - 1, OVERDUE, 10 * WAIT]) {
          const accepted = [timeout(), recover()].filter((move) => refusals(register, [at, move]).length === 0)
          expect(swept(register, at)?.type ?? null).toBe(accepted[0]?.(register).type ?? null)
          expect(accepted.length).toBeLessThanOrEqual(1)
        }
    },
  )

  it("leaves resolutions, and whatever has ended, as they are", () => {
    const [resolved] = inStatus().resolved
    const entity = resolved?.entities.get("resolution_1")
    if (entity === undefined) throw new Error("nothing was resolved")
    const { id } = receive("call_1")(waiting())
    expect(sweep({ id, ...entity }, sweeper(), instant(START + 10 * OVERDUE))).toBeNull()
    const over: readonly Status[] = ["refused", "cancelled", "dryRun", "completed", "failed", "outcomeUnknown"]
    for (const register of over.flatMap((status) => inStatus()[status])) expect(swept(register, 10 * WAIT)).toBeNull()
  })
})
