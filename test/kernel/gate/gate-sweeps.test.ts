import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { START, actor } from "../../fixtures/approvals.ts"
import { LIFETIME_MS, acme, asks, consumes, openGate, story } from "./fixture.ts"
import { allAtOnce, approvedBy, requestOf, waitsIn } from "./gate-fixture.ts"

describe("a sweep", () => {
  it("ends exactly what is overdue, in the service's name", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const service = actor("sweeper", { kind: "service" })
        const first = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const approved = yield* approvedBy(gate, asks("mail.send", { bytes: "approved" }))
        const used = yield* approvedBy(gate, asks("mail.send", { bytes: "used" }))
        yield* gate.ask(acme(), consumes(used, "mail.send", { bytes: "used" }), null)
        yield* TestClock.adjust(1)
        const later = waitsIn(yield* gate.ask(acme(), asks("mail.send", { bytes: "later" }), null))
        expect(yield* gate.sweep(acme(), service)).toBe(0)
        yield* TestClock.setTime(START + LIFETIME_MS)
        // Two requests, and the calls that waited in them.
        expect(yield* gate.sweep(acme(), service)).toBe(4)
        const statuses = yield* Effect.forEach([first, approved, used, later], (id) => requestOf(gate, id))
        expect(statuses.map(({ status }) => status)).toEqual(["expired", "expired", "consumed", "pending"])
        expect(statuses[0]?.kept.end).toMatchObject({ how: "expired", by: { id: "sweeper" }, at: START + LIFETIME_MS })
        expect(yield* gate.sweep(acme(), service)).toBe(0)
      }),
    ))

  it("counts what it has ended, not what another one has", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        for (const bytes of ["a", "b"]) yield* gate.ask(acme(), asks("mail.send", { bytes }), null)
        yield* TestClock.adjust(LIFETIME_MS)
        const service = actor("sweeper", { kind: "service" })
        const counts = yield* allAtOnce([gate.sweep(acme(), service), gate.sweep(acme(), service)])
        expect(counts.reduce((sum, count) => sum + count)).toBe(4)
      }),
    ))

  it("goes by the log's time where the clock has stepped back", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), asks("mail.send"), null)
        yield* TestClock.adjust(LIFETIME_MS)
        yield* gate.ask(acme(), asks("docs.read"), null)
        yield* TestClock.setTime(START + LIFETIME_MS - 1)
        expect(yield* gate.sweep(acme(), actor("sweeper", { kind: "service" }))).toBe(2)
      }),
    ))

  it("ends nothing while the clock is not fit, and nobody suffers for it", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        yield* TestClock.adjust(LIFETIME_MS)
        yield* gate.ask(acme(), asks("docs.read"), null)
        yield* TestClock.setTime(START)
        expect(yield* gate.sweep(acme(), actor("sweeper", { kind: "service" }))).toBe(0)
        expect((yield* requestOf(gate, id)).status).toBe("pending")
      }),
    ))
})
