import { describe, expect, it } from "vitest"
import { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"

describe("an idempotency key", () => {
  it.each(["k", "!~", "k".repeat(128)])("is %j", (key) => {
    expect(IdempotencyKey.safeParse(key).success).toBe(true)
  })

  it.each(["", " k", "k ", "k k", "k\n", "é", "k".repeat(129)])("is not %j", (key) => {
    expect(IdempotencyKey.safeParse(key).success).toBe(false)
  })
})
