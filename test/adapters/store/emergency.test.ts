import { join } from "node:path"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import type { Ask, Call } from "../../../kernel/gate/ask.ts"
import type { Gate } from "../../../kernel/gate/gate.ts"
import { decodeRecord, verifyChain } from "../../../kernel/ledger/chain.ts"
import { START, ann, bob, keyOf } from "../../fixtures/people.ts"
import {
  GRANT_MS,
  type Grant,
  REQUEST_MS,
  acme,
  agentOfAnn,
  asks,
  call,
  countersigns,
  found,
  openGate,
  requestsAccess,
  responder,
  revokes,
  story,
  sweeper,
} from "../../kernel/gate/fixture.ts"
import { keys } from "../../kernel/ledger/fixtures.ts"
import { tmp } from "../tmp.ts"
import { BOUNDS } from "../../../kernel/gate/clock.ts"

/** Emergency access on a real file: what one gate has written, the next one goes by. */

type OpenGate = Gate["Service"]

/** The lives of a gate on one file, each opened and closed, each beginning so many ms after the story did. */
const ledger = () => {
  const path = join(tmp(), "ledger.db")
  return <A, E>(ms: number, told: (gate: OpenGate) => Effect.Effect<A, E>): Promise<A> =>
    story(
      Effect.gen(function* () {
        yield* TestClock.setTime(START + ms)
        return yield* told(yield* openGate())
      }),
      { store: Layer.orDie(sqliteStore(path)) },
    )
}

const grantOf = (gate: OpenGate) =>
  Effect.map(
    gate.page(acme(), "break-glass", { statuses: null, before: null, limit: 1 }),
    ({ items: [grant] }): Grant => {
      if (grant === undefined) throw new Error("there is no grant")
      return grant
    },
  )
const asked = Effect.fnUntraced(function* (gate: OpenGate) {
  yield* gate.ask(acme(), requestsAccess(), null)
  return yield* grantOf(gate)
})
const opened = Effect.fnUntraced(function* (gate: OpenGate) {
  yield* gate.ask(acme(), countersigns(yield* asked(gate)), null)
  return yield* grantOf(gate)
})

const destroys = ({ id }: Grant, seen: Call["found"] = found({ change: "destroy" })): Ask => ({
  type: "decide",
  call: call("tf.ask", { found: seen }),
  under: { domain: "break-glass", id },
})
/** What the gate says to a destructive call under the grant that the file has. */
const acts = Effect.fnUntraced(function* (gate: OpenGate) {
  const { answer, permit } = yield* gate.ask(acme(), destroys(yield* grantOf(gate)), null)
  if (answer.type !== "decision") throw new Error("a call is answered with a decision")
  const { verdict, reasons, lifted } = answer
  return { verdict, reasons, lifted, isPermitted: permit !== null }
})
const told = (gate: OpenGate) =>
  Effect.map(gate.records(acme(), 0, 1_000), (records) => {
    expect(verifyChain(acme(), records, keys())).toMatchObject({ ok: true, tip: { size: records.length } })
    return records.map(({ bytes }) => decodeRecord(bytes))
  })

/** What asks people about the call, and the grant overrides. */
const ASKS = ["nothingIsDestroyed", "writesNeedNoApproval"] as const
const allowed = () => ({ verdict: "allow", reasons: [], lifted: ASKS, isPermitted: true })
const denied = (...guards: readonly string[]) => ({
  verdict: "deny",
  reasons: [...guards, ...ASKS],
  lifted: [],
  isPermitted: false,
})
const expired = () => denied("grantIsUnexpired")

describe("emergency access on disk", () => {
  it("is there after a restart, for as long as it has time", async () => {
    const life = ledger()
    await life(0, opened)
    expect(await life(1, acts)).toEqual(allowed())
    expect(await life(GRANT_MS - 1, acts)).toEqual(allowed())
    expect(await life(GRANT_MS - 1, grantOf)).toMatchObject({ status: "active", kept: { uses: { count: 2 } } })
  })

  it("ends by the clock while the gate is down, though nobody sweeps", async () => {
    const life = ledger()
    await life(0, opened)
    expect(await life(GRANT_MS, acts)).toEqual(expired())
    expect(await life(9 * GRANT_MS, acts)).toEqual(expired())
    expect(await life(9 * GRANT_MS, grantOf)).toMatchObject({
      status: "active",
      kept: { expiresAt: START + GRANT_MS, uses: { count: 0 }, ended: null },
    })
  })

  it("that is over stays over, over restarts and a clock that steps back", async () => {
    const life = ledger()
    await life(0, opened)
    await life(GRANT_MS, (gate) => gate.ask(acme(), asks("docs.read"), null))
    // As far as two machines may be apart the log's time stands; further back nothing is decided at all.
    expect(await life(GRANT_MS - BOUNDS.behindMs, acts)).toEqual(expired())
    for (const back of [1, -GRANT_MS]) await expect(life(back, acts)).rejects.toThrow("The clock is behind")
  })

  it("that nobody countersigned in time is over too", async () => {
    const life = ledger()
    await life(0, asked)
    const { answer } = await life(REQUEST_MS, (gate) =>
      Effect.flatMap(grantOf(gate), (grant) => gate.ask(acme(), countersigns(grant), null)),
    )
    expect(answer).toMatchObject({ type: "refused", guards: ["requestIsFresh"] })
    expect(await life(REQUEST_MS, acts)).toEqual(denied("grantIsActive"))
  })

  it("is swept after a restart, with the end that it had", async () => {
    const life = ledger()
    await life(0, opened)
    await life(1, acts)
    // The grant, and the call that was made under it, of which nobody has said how it ended.
    expect(await life(9 * GRANT_MS, (gate) => gate.sweep(acme(), sweeper()))).toBe(2)
    expect(await life(9 * GRANT_MS, grantOf)).toMatchObject({
      status: "expired",
      kept: { ended: { how: "expired", by: { id: "sweeper" }, at: START + GRANT_MS, uses: 1 } },
    })
    expect(await life(9 * GRANT_MS, (gate) => gate.sweep(acme(), sweeper()))).toBe(0)
  })

  it("is told from request to end by a log that verifies: who in which role, why, for what, until when", async () => {
    const life = ledger()
    const { id } = await life(0, opened)
    await life(1, acts)
    await life(2, (gate) =>
      Effect.flatMap(grantOf(gate), (grant) =>
        gate.ask(acme(), destroys(grant, found({ change: "destroy", address: "aws_other.a" })), null),
      ),
    )
    await life(3, (gate) => gate.ask(acme(), revokes(id, responder()), null))
    const of = (transition: object) => ({ type: "command", transition: { domain: "break-glass", ...transition } })
    const under = { domain: "break-glass", id }
    const terms = {
      reason: "the database is down",
      scope: [{ tool: "tf.ask", prefix: "aws_thing" }],
      durationMs: GRANT_MS,
    }
    expect(await life(4, told)).toMatchObject([
      {
        at: { now: START },
        body: of({
          command: { type: "request", by: ann(), ...terms, factor: { key: keyOf(ann()), at: START } },
          outcome: { accepted: true },
        }),
      },
      {
        body: of({
          command: { type: "countersign", id, by: responder() },
          facts: { countersigners: ["responder"] },
          outcome: {
            accepted: true,
            after: [{ id, status: "active", kept: { ...terms, expiresAt: START + GRANT_MS } }],
          },
        }),
      },
      {
        at: { now: START + 1 },
        body: {
          type: "decision",
          verdict: "allow",
          reasons: [],
          lifted: ASKS,
          caller: agentOfAnn(),
          under,
          transitions: [
            {
              domain: "break-glass",
              command: {
                type: "use",
                by: agentOfAnn(),
                action: { tool: "tf.ask", resources: [{ address: "aws_thing.a" }] },
              },
              outcome: { accepted: true },
            },
            ...["receive", "admit", "release"].map((type) => ({ domain: "calls", command: { type } })),
          ],
        },
      },
      {
        at: { now: START + 2 },
        body: {
          type: "decision",
          verdict: "deny",
          reasons: ["actionIsInScope", ...ASKS],
          lifted: [],
          caller: agentOfAnn(),
          under,
          transitions: [
            { command: { action: { resources: [{ address: "aws_other.a" }] } }, outcome: { accepted: false } },
          ],
          deadline: null,
        },
      },
      {
        at: { now: START + 3 },
        body: of({
          command: { type: "revoke", id, by: responder() },
          outcome: { accepted: true, after: [{ status: "revoked", kept: { ended: { at: START + 3, uses: 1 } } }] },
        }),
      },
    ])
  })

  it("that is refused leaves its records too: who, and by which guards", async () => {
    const life = ledger()
    await life(0, (gate) => gate.ask(acme(), requestsAccess({ reason: " " }), null))
    const grant = await life(0, asked)
    for (const by of [ann(), bob()]) await life(1, (gate) => gate.ask(acme(), countersigns(grant, by), null))
    const refused = (by: object, ...guards: readonly string[]) => ({
      body: { transition: { domain: "break-glass", command: { by }, outcome: { accepted: false, guards } } },
    })
    expect(await life(2, told)).toMatchObject([
      refused(ann(), "reasonIsGiven"),
      { body: { transition: { command: { type: "request" }, outcome: { accepted: true } } } },
      refused(ann(), "countersignerIsNotHolder", "countersignerIsEligible"),
      refused(bob(), "countersignerIsEligible"),
    ])
    expect(await life(2, grantOf)).toEqual(grant)
  })
})
