import { describe, expect, it } from "vitest"
import { sweep } from "../../../kernel/taint/sweep.ts"
import { EntityId } from "../../../kernel/taint/taint.ts"
import {
  type Told,
  ENDORSEMENT,
  START,
  call,
  called,
  conversation,
  endorsement,
  expire,
  instant,
  next,
  resource,
  statusOf,
  sweeper,
  value,
  withdraw,
} from "../../fixtures/taint.ts"
import { atPath, bad, begun, good, stored, vouched } from "./sites/case.ts"

const swept = (register: Told, id: string, at: number) => {
  const entity = register.entities.get(id)
  if (entity === undefined) throw new Error(`there is no ${id}`)
  return sweep({ id: EntityId.parse(id), ...entity }, sweeper(), instant(START + at))
}
const over = 2 + ENDORSEMENT

describe("a sweep", () => {
  it("expires an endorsement that nobody used from its end on, and not before", () => {
    const expiry = { type: "expire", id: endorsement(1), by: sweeper() }
    expect([2, over - 1].map((at) => swept(vouched(), endorsement(1), at))).toEqual([null, null])
    expect([over, 9 * over].map((at) => swept(vouched(), endorsement(1), at))).toEqual([expiry, expiry])
  })

  it("does what the kernel accepts", () => {
    expect(statusOf(next(vouched(), [over, expire(1)]), endorsement(1))).toBe("expired")
  })

  it.each<[string, string, () => Told]>([
    ["an endorsement that was used", endorsement(1), () => vouched([3, call("k", { ...bad, ...atPath })])],
    ["an endorsement that was withdrawn", endorsement(1), () => vouched([3, withdraw(1)])],
    ["an endorsement that was swept", endorsement(1), () => vouched([over, expire(1)])],
    ["a conversation", conversation(1), () => begun()],
    ["a value", value("bad"), () => begun()],
    ["a call", called("k"), () => begun([1, call("k", good)])],
    ["a resource", resource("clean"), () => stored()],
  ])("does nothing about %s", (_, id, told) => {
    expect([0, over, 99 * over].map((at) => swept(told(), id, at))).toEqual([null, null, null])
  })
})
