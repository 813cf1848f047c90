import { describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/budgets/budgets.ts"
import { sweep } from "../../../kernel/budgets/sweep.ts"
import { LEASE, MIDNIGHT, START, instant, lapse, refusals, sweeper } from "../../fixtures/budgets.ts"
import { lapsed, overrun, released, reserved, settled, takenBack, told } from "./sites/case.ts"

/** An entity in each status, by its id. */
const stories: Readonly<Record<(typeof statuses)[number], readonly [id: string, () => ReturnType<typeof told>]>> = {
  active: ["bot", told],
  frozen: ["bot", overrun],
  open: ["reservation_1", reserved],
  settled: ["reservation_1", settled],
  unreserved: ["reservation_1", takenBack],
  lapsed: ["reservation_1", lapsed],
}

const swept = (register: ReturnType<typeof told>, id: string, at: number) => {
  const entity = register.entities.get(id)
  if (entity === undefined) throw new Error(`there is no ${id}`)
  const { id: known } = lapse("reservation_1")(register)
  return sweep({ id: known, ...entity }, sweeper(), instant(START + at))
}

describe("a sweep", () => {
  it("lapses a reservation from the moment on at which its lease is over, and not before, released or not", () => {
    for (const register of [reserved(), released()]) {
      expect(swept(register, "reservation_1", LEASE - 1)).toBeNull()
      expect(swept(register, "reservation_1", LEASE)).toEqual({ type: "lapse", id: "reservation_1", by: sweeper() })
      expect(swept(register, "reservation_1", MIDNIGHT)).toMatchObject({ type: "lapse" })
    }
  })

  it.each(statuses)("does to what is %s what the kernel accepts, whenever it comes", (status) => {
    const [id, told] = stories[status]
    const register = told()
    expect(register.entities.get(id)?.status).toBe(status)
    for (const at of [LEASE - 1, LEASE, MIDNIGHT]) {
      const may = id === "reservation_1" && refusals(register, [at, lapse("reservation_1")]).length === 0
      expect(swept(register, id, at)?.type ?? null).toBe(may ? "lapse" : null)
    }
  })
})
