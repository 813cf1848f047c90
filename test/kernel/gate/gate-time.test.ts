import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { START } from "../../fixtures/approvals.ts"
import { LIFETIME_MS, acme, asks, consumes, openGate, story } from "./fixture.ts"
import { approvedBy, recordsOf } from "./gate-fixture.ts"

describe("time", () => {
  it("never goes back, whatever the clock does, also after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asks("note.write"), null)
        yield* TestClock.setTime(START - 5_000)
        yield* gate.ask(acme(), asks("note.write"), null)
        yield* (yield* openGate()).ask(acme(), asks("note.write"), null)
        yield* TestClock.setTime(START + 5_000)
        yield* gate.ask(acme(), asks("note.write"), null)
        expect((yield* recordsOf(gate)).map(({ at }) => [at.clock - START, at.now - START])).toEqual([
          [0, 0],
          [-5_000, 0],
          [-5_000, 0],
          [5_000, 5_000],
        ])
      }),
    ))

  it("that steps back doesn't make an expired approval live again", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        yield* TestClock.adjust(LIFETIME_MS)
        yield* gate.ask(acme(), asks("docs.read"), null)
        yield* TestClock.setTime(START + LIFETIME_MS - 1)
        const { answer, permit } = yield* gate.ask(acme(), consumes(id, "mail.send"), null)
        expect(answer).toMatchObject({ verdict: "deny", reasons: ["approvalIsUnexpired", "writesNeedNoApproval"] })
        expect(permit).toBeNull()
      }),
    ))
})
