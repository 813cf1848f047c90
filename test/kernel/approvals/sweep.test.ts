import { describe, expect, it } from "vitest"
import { RequestId, statuses } from "../../../kernel/approvals/approvals.ts"
import { sweep } from "../../../kernel/approvals/sweep.ts"
import {
  START,
  ann,
  bob,
  bot,
  caller,
  expire,
  group,
  instant,
  keptOf,
  refusals,
  registerOf,
  settings,
  stage,
  submit,
  sweeper,
  tell,
} from "../../fixtures/approvals.ts"

const LIFETIME = 500

describe("a sweep", () => {
  const pending = () =>
    tell(settings({ default: [stage([group("ops", [bob()])])] }), [0, submit("r1", caller(bot(), ann()))])
  const requestIn = (status: (typeof statuses)[number]) => ({
    id: RequestId.parse("r1"),
    status,
    kept: keptOf(pending(), "r1"),
  })

  it("expires a request from its expiry on, and not before", () => {
    const swept = (at: number) => sweep(requestIn("pending"), sweeper(), instant(START + at))
    expect(swept(LIFETIME - 1)).toBeNull()
    expect(swept(LIFETIME)).toEqual({ type: "expire", id: "r1", by: sweeper() })
    expect(swept(10 * LIFETIME)).toMatchObject({ type: "expire" })
  })

  it.each(statuses)("does to a request that is %s what the kernel accepts", (status) => {
    const request = requestIn(status)
    const register = registerOf(pending().settings, new Map([["r1", request]]))
    for (const at of [LIFETIME - 1, LIFETIME]) {
      const isAccepted = refusals(register, [at, expire("r1")]).length === 0
      expect(sweep(request, sweeper(), instant(START + at)) !== null).toBe(isAccepted)
    }
  })
})
