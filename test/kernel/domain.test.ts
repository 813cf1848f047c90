import { describe, expect, expectTypeOf, it } from "vitest"
import type { ApprovalsGuard } from "../../kernel/approvals/index.ts"
import { sentences } from "../../kernel/approvals/sentences.ts"
import { NoticeEvent } from "../../kernel/domain.ts"
import type { Given, Opening } from "../../kernel/gate/ask.ts"
import { Reference, type Transition } from "../../kernel/ledger/transition.ts"
import { type CommandOf, registry } from "../../kernel/registry.ts"

type CommandType<N extends keyof typeof registry> = Given<N>["command"]["type"]

/** What the compiler says no to: an `@ts-expect-error` over what compiles is itself an error. */
describe("what can't be said", () => {
  it("is a command that only the gate gives, or one that brings something into being", () => {
    expectTypeOf<CommandType<"approvals">>().toEqualTypeOf<
      "approve" | "reject" | "delegate" | "withdraw" | "cancel" | "supersede" | "expire"
    >()
    expectTypeOf<CommandType<"break-glass">>().toEqualTypeOf<"countersign" | "deny" | "lapse" | "revoke" | "expire">()
    const given = <N extends "approvals" | "break-glass">(types: readonly CommandType<N>[]) => types
    // @ts-expect-error the gate alone uses an approval
    given<"approvals">(["consume"])
    // @ts-expect-error the gate alone submits a request
    given<"approvals">(["submit"])
    // @ts-expect-error the gate alone uses a grant
    given<"break-glass">(["use"])
    // @ts-expect-error emergency access is opened, under an id that the gate gives
    given<"break-glass">(["request"])
    expect(given<"approvals">(["cancel"])).toEqual(["cancel"])
  })

  it("is a request that somebody opens by hand", () => {
    expectTypeOf<"break-glass">().toExtend<Opening["domain"]>()
    expectTypeOf<"approvals">().not.toExtend<Opening["domain"]>()
    expectTypeOf<Opening["wanted"]>().not.toHaveProperty("id")
  })

  it("is another domain's command in a domain's transition", () => {
    const foreign = (command: CommandOf<"break-glass">): Pick<Transition<"approvals">, "command"> => ({
      // @ts-expect-error a grant's command is no request's
      command,
    })
    expect(foreign).toBeTypeOf("function")
    expectTypeOf<Transition<"approvals">["command"]>().toEqualTypeOf<CommandOf<"approvals">>()
  })

  it("is a guard without a sentence", () => {
    const { expiryIsDue, ...rest } = sentences
    // @ts-expect-error one sentence is missing
    const short: Readonly<Record<ApprovalsGuard, string>> = rest
    expect({ ...short, expiryIsDue }).toEqual(sentences)
  })
})

describe("what a domain hands over", () => {
  const { transition, reference } = registry.approvals
  const refused = (outcome: object) => transition.shape.outcome.safeParse({ accepted: false, ...outcome }).success

  it("says why a command was refused: with guards or in a word, and not both", () => {
    expect(refused({ refusal: "guards", guards: ["a"] })).toBe(true)
    expect(refused({ refusal: "unknown" })).toBe(true)
    expect(refused({ refusal: "taken" })).toBe(true)
    for (const wrong of [
      { refusal: "guards" },
      { refusal: "guards", guards: [] },
      { refusal: "unknown", guards: ["a"] },
    ])
      expect(refused(wrong)).toBe(false)
    expect(refused({ refusal: "other" })).toBe(false)
  })

  it("has facts that are an object, or none", () => {
    const facts = (value: unknown) => transition.shape.facts.safeParse(value).success
    expect([{}, null].map(facts)).toEqual([true, true])
    expect([undefined, 1, "facts", true].map(facts)).toEqual([false, false, false, false])
    expect(transition.shape.facts.safeParse(1).error?.issues).toMatchObject([{ message: "an object or null" }])
  })

  it("is news where something is requested, opened or ended, or overruns, and nowhere else", () => {
    const event = (value: unknown) => NoticeEvent.safeParse(value).success
    expect(["requested", "opened", "ended", "overran"].map(event)).toEqual([true, true, true, true])
    expect(["", "used"].map(event)).toEqual([false, false])
  })

  it("refers to its own entities, by domain and id", () => {
    expect(reference.safeParse({ domain: "approvals", id: "req_1" }).success).toBe(true)
    expect(reference.safeParse({ domain: "break-glass", id: "req_1" }).success).toBe(false)
    expect(Reference.safeParse({ domain: "break-glass", id: "grant_1" }).success).toBe(true)
    for (const wrong of [
      { domain: "unheard", id: "x" },
      { domain: "approvals", id: "" },
      { domain: "approvals", id: "req_1", more: 1 },
    ])
      expect(Reference.safeParse(wrong).success).toBe(false)
  })
})
