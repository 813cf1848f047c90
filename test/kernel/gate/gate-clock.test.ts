import { Effect, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { memoryStore } from "../../../adapters/store/memory.ts"
import type { ClockChange } from "../../../kernel/gate/watch.ts"
import { decodeRecord, verifyChain } from "../../../kernel/ledger/chain.ts"
import type { Signer } from "../../../kernel/ledger/signer.ts"
import { type Batch, LedgerStore } from "../../../kernel/ledger/store.ts"
import { START, ann, bob, bot, caller, root } from "../../fixtures/approvals.ts"
import { keys } from "../ledger/fixtures.ts"
import {
  ANSWERS_MS,
  MAX_GAP_MS,
  PERMIT_MS,
  acme,
  agentOfAnn,
  asks,
  cancels,
  consumes,
  globex,
  key,
  landedAllTheSame,
  lost,
  openGateBy,
  policyOf,
  requestsAccess,
  storeWith,
  story,
  timekeeping,
} from "./fixture.ts"
import { type OpenGate, approvedBy, recordsOf, requestOf, sizeOf, verdictOf, waitsIn } from "./gate-fixture.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const YEAR = 365 * 24 * HOUR

/** A machine with a clock that somebody may set, and what tells how long it has been up. */
const machine = () => {
  const told: ClockChange[] = []
  let up = 0
  let wall = 0
  const setClock = (ms: number) =>
    Effect.suspend(() => {
      wall = ms
      return TestClock.setTime(START + ms)
    })
  return {
    told,
    /** After a restart, or a second process on the same machine. */
    open: () =>
      openGateBy(timekeeping({ steady: Effect.sync(() => up), report: (change) => told.push(change) }), policyOf()),
    /** Time passes, and both clocks tell it. */
    pass: (ms: number) =>
      Effect.suspend(() => {
        up += ms
        return setClock(wall + ms)
      }),
    /** Time passes while the clock stands still. */
    stall: (ms: number) =>
      Effect.sync(() => {
        up += ms
      }),
    /** To so many milliseconds after the story's start. */
    setClock,
  }
}

const inPerson = () => caller(root())
const calls = (gate: OpenGate) => Effect.map(gate.ask(acme(), asks("note.write"), null), verdictOf)
const refused = (gate: OpenGate) =>
  Effect.map(Effect.flip(gate.ask(acme(), asks("note.write"), null)), ({ message }) => message)
const times = (gate: OpenGate) =>
  Effect.map(recordsOf(gate), (records) => records.map(({ at }) => [at.clock - START, at.now - START]))
const stepsIn = (told: readonly ClockChange[]) => told.map(({ unfit }) => unfit)

const BEHIND = /^not decided, so not allowed: The clock is behind the newest record\./
const AHEAD = /^not decided, so not allowed: The clock is far ahead of what is known of the time\./
const STUCK = /^not decided, so not allowed: The clock stands still, or was set back\./

const onMachine = (
  told: (
    its: ReturnType<typeof machine> & { readonly gate: OpenGate },
  ) => Effect.Effect<unknown, unknown, LedgerStore | Signer | Scope.Scope>,
  ...given: Parameters<typeof storeWith> | []
) =>
  story(
    Effect.gen(function* () {
      const its = machine()
      yield* told({ ...its, gate: yield* its.open() })
    }),
    given.length === 0 ? {} : { store: storeWith(...given) },
  )

describe("attack 3: a clock that jumps ahead", () => {
  it("is not decided by, nothing is recorded, and once it is put right all goes on by itself", () =>
    onMachine(({ gate, pass, setClock, told }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(30 * YEAR)
        for (let asked = 0; asked < 3; asked++) expect(yield* refused(gate)).toMatch(AHEAD)
        expect(yield* sizeOf(gate)).toBe(1)
        yield* setClock(0)
        yield* pass(MINUTE)
        expect(yield* calls(gate)).toBe("allow")
        expect(yield* times(gate)).toEqual([
          [0, 0],
          [MINUTE, MINUTE],
        ])
        expect(stepsIn(told)).toEqual(["clockIsNotAhead", null])
      }),
    ))

  it("by what it takes to be corrected is decided by", () =>
    onMachine(({ gate, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(MINUTE)
        expect(yield* calls(gate)).toBe("allow")
      }),
    ))

  it("is noticed by whoever only looks, and told to them: reads go on", () =>
    onMachine(({ gate, setClock }) =>
      Effect.gen(function* () {
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), key("one")))
        yield* setClock(HOUR)
        expect(yield* gate.time(acme())).toEqual({ clock: START + HOUR, now: START, unfit: "clockIsNotAhead" })
        expect((yield* requestOf(gate, id)).status).toBe("pending")
        expect((yield* gate.entities(acme(), "approvals")).length).toBe(1)
        expect((yield* gate.page(acme(), "approvals", { statuses: null, before: null, limit: 9 })).items.length).toBe(1)
        expect(yield* gate.earlier(acme(), asks("mail.send"), key("one"))).toMatchObject({ answer: { record: 0 } })
      }),
    ))

  it("during an idle night is told from the night", () =>
    onMachine(({ gate, pass, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* pass(12 * HOUR)
        expect(yield* calls(gate)).toBe("allow")
        yield* pass(12 * HOUR)
        yield* setClock(25 * HOUR)
        expect(yield* refused(gate)).toMatch(AHEAD)
      }),
    ))

  it("before a start is noticed where nothing has been recorded for longer than anybody is silent", () =>
    onMachine(({ gate, open, setClock, told }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(MAX_GAP_MS + 1)
        expect(yield* refused(yield* open())).toMatch(AHEAD)
        expect(stepsIn(told)).toEqual(["clockIsNotAhead"])
        yield* setClock(MAX_GAP_MS)
        expect(yield* calls(yield* open())).toBe("allow")
      }),
    ))

  it("before a start by less is decided by; put right it is behind, and the way back is open", () =>
    onMachine(({ gate, open, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(8 * HOUR)
        const again = yield* open()
        expect(yield* calls(again)).toBe("allow")
        yield* setClock(MINUTE)
        expect(yield* refused(again)).toMatch(BEHIND)
        yield* again.confirmClock(acme(), inPerson())
        expect(yield* calls(again)).toBe("allow")
        expect((yield* times(again)).at(-1)).toEqual([MINUTE, MINUTE])
      }),
    ))

  it("is right where an administrator says so: from then on it is decided by", () =>
    onMachine(({ gate, setClock, pass, told }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(30 * YEAR)
        expect(yield* gate.confirmClock(acme(), inPerson())).toEqual({ record: 1, from: START, to: START + 30 * YEAR })
        yield* pass(1)
        expect(yield* calls(gate)).toBe("allow")
        expect((yield* times(gate)).at(-1)).toEqual([30 * YEAR + 1, 30 * YEAR + 1])
        expect(stepsIn(told)).toEqual(["clockIsNotAhead", null])
      }),
    ))
})

describe("a clock that is behind", () => {
  it("is decided by for a few seconds, at the log's time; a permit is the clock's all the same", () =>
    onMachine(({ gate, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(-5_000)
        expect(yield* calls(gate)).toBe("allow")
        expect((yield* times(gate)).at(-1)).toEqual([-5_000, 0])
        expect((yield* recordsOf(gate)).at(-1)?.body).toMatchObject({ deadline: START - 5_000 + PERMIT_MS })
      }),
    ))

  it("by more is not decided by, is told once, and is decided by when it has caught up", () =>
    onMachine(({ gate, setClock, told }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(-5_001)
        expect(yield* refused(gate)).toMatch(BEHIND)
        expect(yield* refused(gate)).toMatch(BEHIND)
        yield* setClock(-5_000)
        expect(yield* calls(gate)).toBe("allow")
        expect(stepsIn(told)).toEqual(["clockIsNotBehind", null])
        expect(told).toMatchObject([{ tenant: acme() }, { tenant: acme() }])
      }),
    ))

  it("is so after a restart too, and told as the gate opens", () =>
    onMachine(({ gate, open, setClock, told }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(-HOUR)
        const again = yield* open()
        expect(stepsIn(told)).toEqual(["clockIsNotBehind"])
        expect(yield* refused(again)).toMatch(BEHIND)
        yield* setClock(YEAR / 100)
        expect(yield* calls(again)).toBe("allow")
      }),
    ))

  it("that stands still is noticed by the time that passes, also where nothing is asked meanwhile", () =>
    onMachine(({ gate, stall, setClock, open }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* stall(MINUTE)
        expect(yield* calls(gate)).toBe("allow")
        yield* stall(MINUTE)
        expect(yield* refused(gate)).toMatch(STUCK)
        // A restart has nothing to tell it by: the record before says that no time has passed.
        expect(yield* calls(yield* open())).toBe("allow")
        yield* setClock(2 * MINUTE)
        expect(yield* calls(gate)).toBe("allow")
      }),
    ))

  it("that was set back, though not before the newest record, is noticed too", () =>
    onMachine(({ gate, pass, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* pass(2 * HOUR)
        expect(yield* gate.time(acme())).toMatchObject({ unfit: null })
        yield* setClock(HOUR)
        expect(yield* refused(gate)).toMatch(STUCK)
        yield* gate.confirmClock(acme(), inPerson())
        expect(yield* calls(gate)).toBe("allow")
      }),
    ))
})

describe("a machine that wakes up", () => {
  it("goes on, where what counts its time has counted its sleep", () =>
    onMachine(({ gate, pass }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* pass(8 * HOUR)
        expect(yield* calls(gate)).toBe("allow")
      }),
    ))

  it("looks as if its clock had jumped ahead where that has not: an administrator confirms it, or it is started again", () =>
    onMachine(({ gate, open, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(8 * HOUR)
        expect(yield* refused(gate)).toMatch(AHEAD)
        expect(yield* calls(yield* open())).toBe("allow")
      }),
    ))
})

describe("two machines on one store", () => {
  it("that are seconds apart both decide, and time doesn't go back", () =>
    onMachine(({ gate, open, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(3_000)
        yield* calls(yield* open())
        yield* setClock(0)
        expect(yield* calls(gate)).toBe("allow")
        expect(yield* times(gate)).toEqual([
          [3_000, 3_000],
          [0, 3_000],
        ])
      }),
    ))

  it("that are further apart: the one that is behind decides nothing, and says so", () =>
    onMachine(({ gate, open, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(HOUR)
        const ahead = yield* open()
        yield* calls(ahead)
        yield* setClock(0)
        expect(yield* refused(gate)).toMatch(BEHIND)
        expect(yield* sizeOf(gate)).toBe(1)
        // Confirmed on the one whose clock is right, it is the other one that is wrong.
        yield* gate.confirmClock(acme(), inPerson())
        expect(yield* calls(gate)).toBe("allow")
        yield* setClock(HOUR)
        expect(yield* refused(gate)).toMatch(AHEAD)
      }),
    ))

  it("both go on once it is confirmed on one of them", () =>
    onMachine(({ gate, open, setClock }) =>
      Effect.gen(function* () {
        const other = yield* open()
        yield* calls(gate)
        yield* calls(other)
        yield* setClock(HOUR)
        expect(yield* refused(gate)).toMatch(AHEAD)
        expect(yield* refused(other)).toMatch(AHEAD)
        yield* gate.confirmClock(acme(), inPerson())
        expect(yield* gate.time(acme())).toMatchObject({ unfit: null })
        expect(yield* other.time(acme())).toMatchObject({ unfit: null })
        expect(yield* calls(other)).toBe("allow")
      }),
    ))
})

describe("the way back", () => {
  it("is a record of its own, of who, from when and to when; every gate that reads the log goes by it", () =>
    onMachine(({ gate, open, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(8 * HOUR)
        yield* gate.confirmClock(acme(), inPerson())
        yield* calls(gate)
        yield* setClock(0)
        expect(yield* gate.confirmClock(acme(), inPerson())).toEqual({ record: 2, from: START + 8 * HOUR, to: START })
        yield* calls(gate)
        const records = yield* recordsOf(gate)
        expect(records[2]).toMatchObject({
          at: { clock: START, now: START },
          key: null,
          ask: null,
          body: { type: "clock", caller: inPerson(), from: START + 8 * HOUR, to: START },
        })
        expect(yield* times(gate)).toMatchObject([
          [8 * HOUR, 8 * HOUR],
          [8 * HOUR, 8 * HOUR],
          [0, 0],
          [0, 0],
        ])
        expect(verifyChain(acme(), yield* gate.records(acme(), 0, 9), keys())).toMatchObject({ ok: true })
        expect(yield* calls(yield* open())).toBe("allow")
      }),
    ))

  it("keeps nothing beside the log: it is about no entity, and nobody reads a plan of it", async () => {
    const batches: Batch[] = []
    const store = Layer.effect(
      LedgerStore,
      Effect.map(LedgerStore, (store) =>
        LedgerStore.of({
          ...store,
          append: (tenant, head, batch) => {
            batches.push(batch)
            return store.append(tenant, head, batch)
          },
        }),
      ),
    ).pipe(Layer.provide(memoryStore))
    await story(
      Effect.gen(function* () {
        const { open, setClock } = machine()
        const gate = yield* open()
        yield* setClock(HOUR)
        yield* gate.confirmClock(acme(), inPerson())
      }),
      { store },
    )
    expect(batches).toMatchObject([{ payloads: [], entities: [] }])
    expect(batches[0]?.records.length).toBe(1)
  })

  it("makes emergencies possible again, and what is approved expire by the time that is", () =>
    onMachine(({ open, pass, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(20 * 24 * HOUR)
        const poisoned = yield* open()
        yield* calls(poisoned)
        yield* setClock(0)
        yield* poisoned.confirmClock(acme(), inPerson())
        const { answer } = yield* poisoned.ask(acme(), requestsAccess({ by: bob() }), null)
        expect(answer).toMatchObject({ type: "accepted" })
        const id = yield* approvedBy(poisoned)
        yield* pass(2 * HOUR)
        const late = yield* poisoned.ask(acme(), consumes(id, "mail.send"), null)
        expect(late.answer).toMatchObject({ verdict: "deny", refusedBy: ["approvalIsUnexpired"] })
      }),
    ))

  it("leaves what was opened meanwhile with its deadlines, to be ended by hand", () =>
    onMachine(({ open, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(20 * 24 * HOUR)
        const gate = yield* open()
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        yield* setClock(0)
        yield* gate.confirmClock(acme(), inPerson())
        expect((yield* requestOf(gate, id)).kept.expiresAt).toBeGreaterThan(START + 20 * 24 * HOUR)
        expect((yield* gate.ask(acme(), cancels(id, inPerson()), null)).answer).toMatchObject({ status: "cancelled" })
      }),
    ))

  it("is an administrator's, in person: anybody else is refused, and nothing is recorded", () =>
    onMachine(({ gate, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(-HOUR)
        for (const other of [caller(ann()), agentOfAnn(), caller(bot(), root())])
          expect(yield* Effect.flip(gate.confirmClock(acme(), other))).toMatchObject({
            _tag: "NotAdministratorError",
            message: "only an administrator confirms the clock, in person: ask one of yours",
          })
        expect(yield* Effect.flip(gate.confirmClock(globex(), inPerson()))).toMatchObject({
          _tag: "TenantUnknownError",
        })
        expect(yield* sizeOf(gate)).toBe(1)
        expect(yield* refused(gate)).toMatch(BEHIND)
      }),
    ))

  it("is not taken where the clock is fit: sent again, it changes nothing", () =>
    onMachine(({ gate, setClock }) =>
      Effect.gen(function* () {
        yield* calls(gate)
        yield* setClock(-HOUR)
        expect(yield* gate.confirmClock(acme(), inPerson())).toMatchObject({ record: 1 })
        expect(yield* gate.confirmClock(acme(), inPerson())).toEqual({
          record: null,
          from: START - HOUR,
          to: START - HOUR,
        })
        expect(yield* sizeOf(gate)).toBe(2)
      }),
    ))

  it("that can't be recorded is told, and is not taken", () =>
    onMachine(
      ({ gate, setClock }) =>
        Effect.gen(function* () {
          yield* calls(gate)
          yield* setClock(-HOUR)
          expect(yield* Effect.flip(gate.confirmClock(acme(), inPerson()))).toMatchObject({ _tag: "NotRecordedError" })
          expect(yield* refused(gate)).toMatch(BEHIND)
          expect(yield* sizeOf(gate)).toBe(1)
        }),
      [(append) => append, lost],
    ))

  it("that has landed though it was told otherwise is taken, and sent again changes nothing", () =>
    onMachine(
      ({ gate, setClock }) =>
        Effect.gen(function* () {
          yield* calls(gate)
          yield* setClock(-HOUR)
          expect(yield* Effect.flip(gate.confirmClock(acme(), inPerson()))).toMatchObject({ _tag: "NotRecordedError" })
          expect(yield* calls(gate)).toBe("allow")
          expect(yield* gate.confirmClock(acme(), inPerson())).toMatchObject({ record: null })
          expect(yield* sizeOf(gate)).toBe(3)
        }),
      [(append) => append, landedAllTheSame],
    ))

  it("lets answers be forgotten by the time that is", () =>
    onMachine(({ open, pass, setClock }) =>
      Effect.gen(function* () {
        yield* setClock(20 * 24 * HOUR)
        const gate = yield* open()
        const ask = asks("note.write")
        yield* gate.ask(acme(), ask, key("one"))
        yield* setClock(0)
        yield* gate.confirmClock(acme(), inPerson())
        yield* pass(ANSWERS_MS - 1)
        expect(yield* gate.ask(acme(), ask, key("one"))).toMatchObject({ answer: { record: 0 } })
        yield* pass(1)
        expect(yield* gate.ask(acme(), ask, key("one"))).toMatchObject({ answer: { record: 2 } })
      }),
    ))
})

type Move = readonly [what: "pass" | "set" | "stall" | "ask" | "confirm" | "restart", ms: number]
const move: fc.Arbitrary<Move> = fc.tuple(
  fc.constantFrom("pass", "set", "stall", "ask", "ask", "ask", "confirm", "restart"),
  fc.oneof(fc.nat(10_000), fc.nat(3 * HOUR), fc.nat(2 * MAX_GAP_MS)),
)

describe("attack 3: whatever clocks do", () => {
  it("time never goes back but at a confirmed record, and no permit ends later than its clock and its length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 25 }), (moves) =>
        onMachine(({ gate: first, open, pass, setClock, stall, told }) =>
          Effect.gen(function* () {
            let gate = first
            for (const [what, ms] of moves)
              if (what === "pass") yield* pass(ms)
              else if (what === "set") yield* setClock(ms)
              else if (what === "stall") yield* stall(ms)
              else if (what === "restart") gate = yield* open()
              else if (what === "confirm") yield* gate.confirmClock(acme(), inPerson())
              else yield* Effect.ignore(gate.ask(acme(), asks("note.write"), null))
            let last = 0
            const sealed = yield* gate.records(acme(), 0, 100)
            for (const { bytes } of sealed) {
              const record = decodeRecord(bytes)
              if (record === null) throw new Error("not a record")
              const { at, body } = record
              if (body.type === "clock") expect([at.now, body.from, body.to]).toEqual([at.clock, last, at.clock])
              else {
                expect(at.now).toBe(Math.max(last, at.clock))
                expect(at.now - at.clock).toBeLessThanOrEqual(5_000)
              }
              if (body.type === "decision") expect(body.deadline).toBe(at.clock + PERMIT_MS)
              last = at.now
            }
            expect(verifyChain(acme(), sealed, keys())).toMatchObject({ ok: true })
            const steps = stepsIn(told)
            // The operator hears of changes alone, at each gate: a new one begins with nothing to tell.
            if (!moves.some(([what]) => what === "restart"))
              for (const [index, step] of steps.entries()) expect(step).not.toBe(index === 0 ? null : steps[index - 1])
          }),
        ),
      ),
      { numRuns: 100 },
    )
  })
})
