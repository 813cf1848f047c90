import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { TenantId } from "../../../kernel/actors.ts"
import type { Ask } from "../../../kernel/gate/ask.ts"
import { EMPTY } from "../../../kernel/ledger/chain.ts"
import { planHash } from "../../../kernel/plan.ts"
import { actor, bob, caller, digest, foreign } from "../../fixtures/approvals.ts"
import { acme, asks, cancels, consumes, decides, found, globex, key, openGate, policyOf, story } from "./fixture.ts"
import { approvedBy, requestOf, sizeOf, waitsIn } from "./gate-fixture.ts"

describe("a tenant", () => {
  it("that nobody knows, or that isn't the caller's, is unknown", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policyOf(), policyOf({ tenant: "globex" }))
        const stranger = caller(foreign(bob()))
        const id = yield* approvedBy(gate)
        const approval = decides("approve", yield* requestOf(gate, id), foreign(bob()))
        const refusals: readonly (readonly [Effect.Effect<unknown, { readonly _tag: string }>, TenantId])[] = [
          [gate.ask(acme(), asks("note.write", { caller: stranger }), null), acme()],
          [gate.ask(acme(), consumes(id, "mail.send", { caller: stranger }), null), acme()],
          [gate.ask(acme(), cancels(id, stranger), null), acme()],
          [gate.ask(acme(), approval, null), acme()],
          [gate.ask(globex(), asks("note.write"), null), globex()],
          [gate.sweep(acme(), foreign(bob())), acme()],
        ]
        for (const [refused, tenant] of refusals)
          expect(yield* Effect.flip(refused)).toMatchObject({ _tag: "TenantUnknownError", tenant })
        expect(yield* Effect.flip(gate.head(caller(actor("x", { tenant: "nobody" })).actor.tenant))).toMatchObject({
          _tag: "TenantUnknownError",
          tenant: "nobody",
          message: "no tenant of this id is configured here: name one of the config's",
        })
        expect(yield* sizeOf(gate)).toBe(2)
      }),
    ))

  it("has a log, requests, plans and keys of its own", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate(policyOf(), policyOf({ tenant: "globex" }))
        const id = yield* approvedBy(gate)
        const { plan } = (yield* requestOf(gate, id)).kept
        expect(yield* gate.entities(globex(), "approvals")).toEqual([])
        expect(yield* gate.entity(globex(), "approvals", id)).toBeNull()
        expect(yield* gate.plan(globex(), plan)).toBeNull()
        expect(yield* gate.head(globex())).toEqual({ size: 0, hash: EMPTY.hash })
        expect(yield* gate.change(globex(), "approvals", id, "pending")).toBeNull()
        const namesake = caller(foreign(bob()))
        const theirs = (ask: Ask) => gate.ask(globex(), ask, key("one"))
        yield* gate.ask(acme(), asks("note.write", { caller: caller(bob()) }), key("one"))
        const { answer, permit } = yield* theirs(consumes(id, "mail.send", { caller: namesake }))
        expect(answer).toMatchObject({ verdict: "deny", reasons: ["unknown", "writesNeedNoApproval"], changed: [] })
        expect(permit).toBeNull()
      }),
    ))
})

describe("the plan of a request", () => {
  it("is kept under its hash", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const id = waitsIn(yield* gate.ask(acme(), asks("tf.ask", { found: found() }), null))
        const { kept } = yield* requestOf(gate, id)
        const plan = yield* gate.plan(acme(), kept.plan)
        expect(plan).toMatchObject({ tool: "tf.ask", effects: { counts: { create: 1 } }, payload: digest("payload") })
        expect(plan && planHash(plan)).toBe(kept.plan)
        expect(yield* gate.plan(acme(), digest("nothing"))).toBeNull()
      }),
    ))
})
