import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import { entriesOf } from "../../../kernel/gate/archive.ts"
import type { Ask } from "../../../kernel/gate/ask.ts"
import { transitionsIn } from "../../../kernel/ledger/body.ts"
import { ChainBrokenError } from "../../../kernel/ledger/replay.ts"
import { type Batch, LedgerStore, StoreFailedError } from "../../../kernel/ledger/store.ts"
import { bob } from "../../fixtures/approvals.ts"
import {
  GRANT_MS,
  type Grant,
  LIFETIME_MS,
  type Request,
  acme,
  asks,
  cancels,
  consumes,
  countersigns,
  decide,
  decides,
  defects,
  expires,
  key,
  now,
  openGate,
  policyOf,
  requestIn,
  requestedGrant,
  requestsAccess,
  revokes,
  story,
  sweeper,
  worldOf,
} from "./fixture.ts"
import { type OpenGate, approvedBy, recordsOf, requestOf, sizeOf, waitsIn } from "./gate-fixture.ts"
import { recordOf } from "./records.ts"

type Store = LedgerStore["Service"]

const decided = (ask: Ask, requests: readonly Request[] = [], grants: readonly Grant[] = []) =>
  decide(worldOf(requests, policyOf(), grants), ask, { now: now(), seq: 7 })

/** A gate on the story's store, of which some answers are other ones. */
const openOn = (changed: (store: Store) => Partial<Store>) =>
  Effect.flatMap(LedgerStore, (store) =>
    Effect.provideService(openGate(), LedgerStore, LedgerStore.of({ ...store, ...changed(store) })),
  )

/** A request that is asked for (record 0) and cancelled (record 2), with a record of something else between. */
const ended = Effect.fnUntraced(function* (gate: OpenGate) {
  const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
  yield* gate.ask(acme(), asks("docs.read"), null)
  yield* gate.ask(acme(), cancels(id), null)
  return id
})

const everything = { statuses: null, before: null, limit: 10 } as const

describe("an entity that has ended", () => {
  it("attack 9: has left memory, and is found by its id and in lists as it ended, also after a restart", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* ended(gate)
        for (const each of [gate, yield* openGate()]) {
          expect(yield* each.entities(acme(), "approvals")).toEqual([])
          const found = yield* each.entity(acme(), "approvals", id)
          expect(found).toMatchObject({ id, status: "cancelled" })
          expect(yield* each.page(acme(), "approvals", everything)).toEqual({ items: [found], next: null })
          expect(yield* each.entity(acme(), "break-glass", id)).toBeNull()
          expect(yield* each.entity(acme(), "approvals", "req_none")).toBeNull()
        }
      }),
    ))

  it("takes no command, and refuses by the same guards in memory and out of it", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        const before = yield* requestOf(gate, id)
        yield* gate.ask(acme(), cancels(id), null)
        const commands: readonly Ask[] = [
          cancels(id),
          expires(id),
          decides("approve", before, bob()),
          decides("reject", before, bob()),
          consumes(id, "mail.send"),
        ]
        const refusals = Effect.fnUntraced(function* () {
          const told: unknown[] = []
          for (const command of commands) {
            const { answer, permit } = yield* gate.ask(acme(), command, null)
            expect(permit).toBeNull()
            told.push(answer.type === "refused" ? answer.guards : answer.type === "decision" ? answer.reasons : answer)
          }
          return told
        })
        // Its approval counts towards bob's rate for a second.
        expect(yield* gate.entities(acme(), "approvals")).toHaveLength(1)
        const inMemory = yield* refusals()
        yield* TestClock.adjust(1_000)
        yield* gate.ask(acme(), asks("docs.read"), null)
        expect(yield* gate.entities(acme(), "approvals")).toHaveLength(0)
        expect(yield* refusals()).toEqual(inMemory)
        expect(inMemory).toEqual([
          ["requestIsOpen"],
          ["requestIsOpen", "expiryIsDue"],
          ["approverHasNotDecided", "seatIsUnspent", "requestIsOpen"],
          ["approverHasNotDecided", "seatIsUnspent", "requestIsOpen"],
          ["approvalIsLive", "writesNeedNoApproval"],
        ])
        expect(yield* requestOf(gate, id)).toMatchObject({ status: "cancelled" })
      }),
    ))

  it("is read once for a batch, by however many asks it is named", () =>
    story(
      Effect.gen(function* () {
        const id = yield* ended(yield* openGate())
        let reads = 0
        const gate = yield* openOn((store) => ({
          latest: (...given) => Effect.tap(store.latest(...given), () => Effect.sync(() => (reads += 1))),
        }))
        const asked = [cancels(id), consumes(id, "mail.send"), cancels(id), cancels(id)]
        const told = yield* Effect.all(
          asked.map((ask) => gate.ask(acme(), ask, null)),
          { concurrency: "unbounded" },
        )
        expect(told.map(({ answer }) => answer.record)).toEqual([3, 4, 5, 6])
        expect(reads).toBe(1)
      }),
    ))

  it("is each found under its own name, where a batch speaks of several", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const ids = [yield* ended(gate), yield* ended(gate)]
        const told = yield* Effect.all(
          ids.map((id) => gate.ask(acme(), cancels(id), null)),
          { concurrency: "unbounded" },
        )
        expect(told.map(({ answer }) => answer)).toMatchObject(ids.map(() => ({ guards: ["requestIsOpen"] })))
      }),
    ))

  it("is looked for once for a batch, also where there is none, or where it can't be told", () =>
    story(
      Effect.gen(function* () {
        const none = RequestId.parse(`req_${"0".repeat(24)}`)
        const failing = Effect.fail(new StoreFailedError({ message: "the index is gone" }))
        for (const latest of [Effect.succeed(null), failing]) {
          let reads = 0
          const gate = yield* openOn(() => ({
            latest: () =>
              Effect.andThen(
                Effect.sync(() => (reads += 1)),
                latest,
              ),
          }))
          const told = yield* Effect.all(
            [1, 2, 3].map(() => gate.ask(acme(), cancels(none), null)),
            { concurrency: "unbounded" },
          )
          expect(told.map(({ answer }) => answer.type)).toEqual(
            Array.from({ length: 3 }, () => (latest === failing ? "refused" : "unknown")),
          )
          expect(reads).toBe(1)
        }
      }),
    ))

  it("ends the wait of whoever waits for it, though memory holds it no longer", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = waitsIn(yield* gate.ask(acme(), asks("mail.send"), null))
        const waiting = yield* Effect.forkScoped(gate.change(acme(), "approvals", id, "pending"))
        yield* Effect.yieldNow
        yield* gate.ask(acme(), cancels(id), null)
        expect(yield* Fiber.join(waiting)).toMatchObject({ id, status: "cancelled" })
        expect(yield* gate.entities(acme(), "approvals")).toEqual([])
        expect(yield* gate.change(acme(), "approvals", id, "pending")).toMatchObject({ status: "cancelled" })
      }),
    ))
})

describe("an index that lies", () => {
  /** What a gate on this store makes of the ended request: of a look at it, of commands to it, and what it reports. */
  const believed = (changed: (store: Store) => Partial<Store>) =>
    story(
      Effect.gen(function* () {
        const id = yield* ended(yield* openGate())
        const before = defects.length
        const gate = yield* openOn(changed)
        const look = yield* Effect.result(gate.entity(acme(), "approvals", id))
        const told: unknown[] = []
        for (const ask of [cancels(id), consumes(id, "mail.send")]) {
          const { answer, permit } = yield* gate.ask(acme(), ask, null)
          expect(permit).toBeNull()
          told.push(answer.type === "refused" ? answer.guards : answer.type)
        }
        const records = (yield* recordsOf(gate)).slice(3).map(({ body }) => body.type)
        return { look, told, records, causes: defects.slice(before).map(({ cause }) => cause) }
      }),
    )
  const refusedAs = (problem: ChainBrokenError["problem"], seq: number) => {
    const cause = new ChainBrokenError({ tenant: acme(), seq, problem })
    return {
      look: expect.objectContaining({ _tag: "Failure", failure: cause }) as unknown,
      told: [["policyWasEvaluated"], ["policyWasEvaluated"]],
      records: ["refusal", "refusal"],
      causes: [cause, cause],
    }
  }
  const at = (seq: number | null) => () => ({ latest: () => Effect.succeed(seq) })

  it("by naming the record in which the entity was open still: it can't be rolled back", async () => {
    expect(await believed(at(0))).toEqual(refusedAs("index", 0))
  })

  it("by naming a record that says nothing of it", async () => {
    expect(await believed(at(1))).toEqual(refusedAs("index", 1))
  })

  it("by naming the record in which another one of the domain has ended", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const ids = [yield* ended(gate), yield* ended(gate)]
        const other = yield* openOn(at(2))
        expect(yield* other.entity(acme(), "approvals", ids[0] ?? "")).toMatchObject({ id: ids[0] })
        expect(yield* Effect.flip(other.entity(acme(), "approvals", ids[1] ?? ""))).toMatchObject({
          problem: "index",
          seq: 2,
        })
      }),
    ))

  it("by naming the record in which one of another domain has ended, of that very id", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        yield* gate.ask(acme(), requestsAccess(), null)
        const [grant] = yield* gate.entities(acme(), "break-glass")
        if (grant === undefined) throw new Error("there is no grant")
        yield* gate.ask(acme(), countersigns(grant), null)
        yield* TestClock.adjust(GRANT_MS)
        yield* gate.sweep(acme(), sweeper())
        const other = yield* openOn(at(2))
        expect(yield* other.entity(acme(), "break-glass", grant.id)).toMatchObject({ status: "expired" })
        expect(yield* Effect.flip(other.entity(acme(), "approvals", grant.id))).toMatchObject({
          problem: "index",
          seq: 2,
        })
      }),
    ))

  it("by naming what is beyond the log, or nothing: then there is none of that id", async () => {
    for (const seq of [3, 999, null]) {
      // Once the gate has recorded more, number 3 is its own: a refusal, which leaves no entity behind.
      const { look, told } = await believed(at(seq))
      expect(look).toMatchObject({ success: null })
      expect(told[0]).toBe("unknown")
    }
  })

  it("by leading to a record that is gone, altered, moved or another tenant's", async () => {
    const read =
      (change: (records: Effect.Success<ReturnType<Store["read"]>>) => Effect.Success<ReturnType<Store["read"]>>) =>
      ({ read }: Store): Partial<Store> => ({
        read: (tenant, from, limit) =>
          limit === 1 ? Effect.map(read(tenant, from, limit), change) : read(tenant, from, limit),
      })
    const altered = (bytes: Uint8Array) => bytes.map((byte, place) => (place === 40 ? byte ^ 1 : byte))
    for (const change of [
      read(() => []),
      read((records) => records.map((record) => ({ ...record, bytes: altered(record.bytes) }))),
      read((records) => records.map((record) => ({ ...record, signature: altered(record.signature) }))),
      ({ read }: Store): Partial<Store> => ({
        read: (tenant, from, limit) => read(tenant, limit === 1 ? from - 1 : from, limit),
      }),
    ])
      expect(await believed(change)).toEqual(refusedAs("missing", 2))
  })

  it("and a store that fails denies too, and says so", async () => {
    const failure = new StoreFailedError({ message: "the disk is gone" })
    const { told, causes } = await believed(() => ({ latest: () => Effect.fail(failure) }))
    expect(told).toEqual([["policyWasEvaluated"], ["policyWasEvaluated"]])
    expect(causes).toEqual([failure, failure])
  })

  it("about one entity denies to nobody else in the batch", () =>
    story(
      Effect.gen(function* () {
        const id = yield* ended(yield* openGate())
        const gate = yield* openOn(at(0))
        const [lost, other] = yield* Effect.all(
          [cancels(id), asks("note.write")].map((ask) => gate.ask(acme(), ask, null)),
          { concurrency: "unbounded" },
        )
        expect(lost?.answer).toMatchObject({ type: "refused", guards: ["policyWasEvaluated"] })
        expect(other?.answer).toMatchObject({ verdict: "allow" })
      }),
    ))

  it("tells no list either: one that names what never was, or an earlier record, is broken", () =>
    story(
      Effect.gen(function* () {
        const id = yield* ended(yield* openGate())
        const rows = (named: string, seq: number) => () => ({
          page: () => Effect.succeed([{ opened: 0, id: named, seq }]),
        })
        const never = yield* openOn(rows("req_never", 0))
        expect(yield* Effect.flip(never.page(acme(), "approvals", everything))).toMatchObject({ problem: "index" })
        const earlier = yield* openOn((store) => ({ ...rows(id, 0)(), latest: at(0)().latest, head: store.head }))
        expect(yield* Effect.flip(earlier.page(acme(), "approvals", everything))).toMatchObject({ problem: "index" })
      }),
    ))
})

describe("a list", () => {
  it("goes through what is open and what has ended alike, the latest first, by status and from any place", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const ids: RequestId[] = []
        for (const bytes of ["a", "b", "c", "d"])
          ids.push(waitsIn(yield* gate.ask(acme(), asks("mail.send", { bytes }), null)))
        const [a, b, c, d] = ids
        if (a === undefined || c === undefined) throw new Error("four were asked for")
        yield* gate.ask(acme(), cancels(a), null)
        yield* gate.ask(acme(), cancels(c), null)
        const listed = Effect.fnUntraced(function* (status: string | null, limit: number) {
          const pages: (readonly string[])[] = []
          let before: { readonly opened: number; readonly id: string } | null = null
          do {
            const { items, next }: Effect.Success<ReturnType<typeof page>> = yield* page(status, before, limit)
            pages.push(items.map(({ id }) => id))
            before = next
          } while (before !== null)
          return pages
        })
        const page = (
          status: string | null,
          before: { readonly opened: number; readonly id: string } | null,
          limit: number,
        ) => gate.page(acme(), "approvals", { statuses: status === null ? null : [status], before, limit })
        expect(yield* listed(null, 2)).toEqual([
          [d, c],
          [b, a],
        ])
        expect(yield* listed(null, 3)).toEqual([[d, c, b], [a]])
        expect(yield* listed(null, 4)).toEqual([[d, c, b, a]])
        expect(yield* listed("cancelled", 1)).toEqual([[c], [a]])
        expect(yield* listed("pending", 5)).toEqual([[d, b]])
        expect(yield* listed("consumed", 5)).toEqual([[]])
      }),
    ))

  it("is the newest also where another gate has written since the index was read", () =>
    story(
      Effect.gen(function* () {
        const there = yield* openGate()
        const id = waitsIn(yield* there.ask(acme(), asks("mail.send"), null))
        const acts: Effect.Effect<unknown>[] = []
        // The index is read, and only then does the other gate act: what was open in it has ended by the time of the look.
        const here = yield* openOn((store) => ({
          page: (...query) => Effect.tap(store.page(...query), () => acts.shift() ?? Effect.void),
        }))
        acts.push(Effect.orDie(there.ask(acme(), cancels(id), null)))
        expect((yield* here.page(acme(), "approvals", everything)).items).toMatchObject([{ id, status: "cancelled" }])

        const next = waitsIn(yield* there.ask(acme(), asks("mail.send"), null))
        acts.push(Effect.orDie(there.ask(acme(), cancels(next), null)))
        const { items } = yield* here.page(acme(), "approvals", { ...everything, statuses: ["pending"] })
        expect(items).toEqual([])
        // And what came into being after this gate last looked is there.
        const third = waitsIn(yield* there.ask(acme(), asks("mail.send"), null))
        const { items: all } = yield* here.page(acme(), "approvals", everything)
        expect(all.map((item) => item.id)).toEqual([third, next, id])
      }),
    ))
})

describe("two gates on one store", () => {
  it("each address what the other opened meanwhile, and find it ended when the other ended it", () =>
    story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        const id = waitsIn(yield* here.ask(acme(), asks("mail.send"), null))
        expect((yield* there.ask(acme(), cancels(id), null)).answer).toMatchObject({
          type: "accepted",
          id,
          status: "cancelled",
        })
        expect((yield* here.ask(acme(), cancels(id), null)).answer).toMatchObject({ guards: ["requestIsOpen"] })
        expect((yield* there.ask(acme(), cancels(id), null)).answer).toMatchObject({ guards: ["requestIsOpen"] })
        const next = waitsIn(yield* here.ask(acme(), asks("mail.send"), null))
        expect(yield* there.entity(acme(), "approvals", next)).toMatchObject({ status: "pending" })
        expect(yield* sizeOf(there)).toBe(5)
      }),
    ))
})

describe("a gate that is opened again on its store", () => {
  it("holds the same entities, gives the same answers, and writes the very next record that the other would", () =>
    story(
      Effect.gen(function* () {
        const seen: Batch[] = []
        let isCapturing = false
        const open = () =>
          openOn((store) => ({
            append: (tenant, expected, batch) => {
              if (!isCapturing) return store.append(tenant, expected, batch)
              seen.push(batch)
              return Effect.fail(new StoreFailedError({ message: "captured" }))
            },
          }))
        const gate = yield* open()
        const id = yield* ended(gate)
        yield* gate.ask(acme(), requestsAccess(), key("one"))
        yield* approvedBy(gate, asks("mail.twice"))
        yield* TestClock.adjust(LIFETIME_MS)
        yield* gate.sweep(acme(), sweeper())
        yield* gate.ask(acme(), asks("mail.send"), null)
        const again = yield* open()
        for (const domain of ["approvals", "break-glass"] as const) {
          expect(yield* again.entities(acme(), domain)).toEqual(yield* gate.entities(acme(), domain))
          expect(yield* again.page(acme(), domain, everything)).toEqual(yield* gate.page(acme(), domain, everything))
        }
        expect(yield* again.ask(acme(), requestsAccess(), key("one"))).toEqual(
          yield* gate.ask(acme(), requestsAccess(), key("one")),
        )
        isCapturing = true
        for (const ask of [asks("mail.send"), asks("db.drop"), cancels(id), requestsAccess()]) {
          seen.length = 0
          for (const each of [gate, again]) yield* Effect.flip(each.ask(acme(), ask, null))
          expect(seen).toHaveLength(2)
          expect(seen[0]).toEqual(seen[1])
        }
      }),
    ))
})

describe("what the index is told of a record", () => {
  it("is each entity that it changes, as it stands after it, and nothing of what was refused", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = yield* approvedBy(gate)
        const [{ id: first } = { id: "none" }] = yield* gate.entities(acme(), "calls")
        yield* gate.ask(acme(), consumes(id, "mail.send"), null)
        yield* gate.ask(acme(), consumes(id, "mail.send"), null)
        yield* gate.ask(acme(), asks("docs.read"), null)
        expect((yield* recordsOf(gate)).map(entriesOf)).toEqual([
          [
            { domain: "approvals", id, seq: 0, status: "pending" },
            { domain: "calls", id: first, seq: 0, status: "waiting" },
          ],
          [{ domain: "approvals", id, seq: 1, status: "approved" }],
          [
            { domain: "approvals", id, seq: 2, status: "consumed" },
            { domain: "calls", id: first, seq: 2, status: "released" },
          ],
          [],
          [{ domain: "calls", id: expect.not.stringMatching(first) as unknown, seq: 4, status: "released" }],
        ])
      }),
    ))

  it("is each of several that one record changes", () => {
    const [request, grant] = [requestIn(decided(asks("mail.send"))), requestedGrant()]
    const both = [decided(cancels(request.id), [request]), decided(revokes(grant.id), [], [grant])]
    const transitions = both.flatMap(({ body }) => transitionsIn(body))
    const { body } = decided(asks("docs.read"))
    if (body.type !== "decision") throw new Error("a call is answered with a decision")
    expect(entriesOf(recordOf({ ...body, transitions }))).toEqual([
      { domain: "approvals", id: request.id, seq: 7, status: "cancelled" },
      { domain: "break-glass", id: grant.id, seq: 7, status: "revoked" },
    ])
  })
})
