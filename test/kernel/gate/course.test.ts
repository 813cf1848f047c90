import { describe, expect, it } from "vitest"
import type { Ask } from "../../../kernel/gate/ask.ts"
import type { GateState } from "../../../kernel/gate/state.ts"
import { transitionsIn } from "../../../kernel/ledger/body.ts"
import { type EntityOf, type Shapes, modules } from "../../../kernel/registry.ts"
import { START, bob, instant } from "../../fixtures/approvals.ts"
import {
  LIFETIME_MS,
  type Request,
  activeGrant,
  asks,
  consumes,
  decideWhole,
  decides,
  found,
  policyOf,
  requestIn,
  under,
  worldOf,
} from "./fixture.ts"

type Held = EntityOf<"calls">

const at = (ms: number, seq: number) => ({ now: instant(START + ms), seq })

/** What became of calls in a decision: the commands by their types, and each call as it is after it. */
const livesIn = (ask: Ask, state: GateState = worldOf(), { ms = 0, seq = 7 } = {}) => {
  const { body } = decideWhole(state, ask, at(ms, seq))
  const made = transitionsIn(body).flatMap((transition) => (transition.domain === "calls" ? [transition] : []))
  const after = made.flatMap(({ outcome }) => (outcome.accepted ? outcome.after : []))
  return { body, types: made.map(({ command: { type } }) => type), calls: after, domains: domainsOf(body) }
}
const domainsOf = (body: ReturnType<typeof decideWhole>["body"]) => transitionsIn(body).map(({ domain }) => domain)

const world = (requests: readonly Request[], calls: readonly Held[], policy = policyOf()) =>
  worldOf(requests, policy, [], undefined, calls)

/** A call that people are asked about, in the request that was opened for it. */
const asked = (ask: Ask = asks("mail.send")) => {
  const decision = decideWhole(worldOf(), ask, at(0, 7))
  const request = requestIn(decision)
  const [call] = livesIn(ask).calls
  if (call === undefined) throw new Error("no call waits")
  return { request, call }
}

const approved = (request: Request): Request =>
  requestIn(decideWhole(worldOf([request]), decides("approve", request, bob()), at(1, 8)))

describe("a call that is let through", () => {
  it("is received, admitted and released in the record of its decision, after everything else", () => {
    const { body, types, calls, domains } = livesIn(asks("tf.allow", { found: found({ change: "update" }) }))
    expect(body).toMatchObject({ verdict: "allow" })
    expect(types).toEqual(["receive", "admit", "release"])
    expect(domains.slice(-3)).toEqual(["calls", "calls", "calls"])
    expect(calls).toMatchObject([
      {
        id: expect.stringMatching(/^call_[0-9a-f]{24}$/) as unknown,
        status: "released",
        kept: {
          tool: "tf.allow",
          key: null,
          mode: "live",
          wait: null,
          decision: {
            how: "admitted",
            answer: null,
            judged: {
              policyWasEvaluated: true,
              policyAllowsTheCall: true,
              destructiveIsApproved: true,
              taintIsClear: true,
              budgetIsReserved: true,
              credentialIsPresented: true,
            },
          },
        },
      },
    ])
  })

  it("keeps no answer where nobody had to be asked, though it is made under something", () => {
    const grant = activeGrant()
    const { body, calls } = livesIn(under(grant.id, "note.write"), worldOf([], policyOf(), [grant]))
    expect(body).toMatchObject({ verdict: "allow", under: null })
    expect(calls).toMatchObject([{ status: "released", kept: { decision: { how: "admitted", answer: null } } }])
  })

  it("is told apart from every other one, also of the same plan", () => {
    const ids = [7, 8].map((seq) => livesIn(asks("note.write"), worldOf(), { seq }).calls[0]?.id)
    expect(new Set(ids).size).toBe(2)
  })
})

describe("a call that is denied", () => {
  it.each([["rm"], ["pay.send"], ["lost.route"]])("has no life: %s", (tool) => {
    expect(livesIn(asks(tool))).toMatchObject({ types: [], body: { verdict: "deny" } })
  })
})

describe("a call about which people are asked", () => {
  it("waits in their request, as long as that can be answered", () => {
    const { request, call } = asked()
    expect(livesIn(asks("mail.send")).types).toEqual(["receive", "wait"])
    expect(call).toMatchObject({
      status: "waiting",
      kept: {
        plan: request.kept.plan,
        key: request.kept.plan,
        wait: { on: `approvals:${request.id}`, until: START + LIFETIME_MS },
        decision: null,
      },
    })
  })

  it("waits no longer than the policy lets any call wait", () => {
    const policy = policyOf()
    const { calls } = policy.domains
    const short = { ...policy, domains: { ...policy.domains, calls: { ...calls, waitMs: calls.freshMs } } }
    expect(livesIn(asks("mail.send"), worldOf([], short)).calls).toMatchObject([
      { kept: { wait: { until: START + calls.freshMs } } },
    ])
  })

  it("is the same one when it is asked again while it waits, and nothing more is noted of it", () => {
    const { request, call } = asked()
    const again = livesIn(asks("mail.send"), world([request], [call]), { ms: LIFETIME_MS - 1, seq: 9 })
    expect(again).toMatchObject({
      types: [],
      body: { verdict: "step_up", waits: { domain: "approvals", id: request.id } },
    })
  })

  it("begins to wait where its request was opened without a call", () => {
    const { request } = asked()
    const { types, calls } = livesIn(asks("mail.send"), world([request], []), { ms: 5, seq: 9 })
    expect(types).toEqual(["receive", "wait"])
    expect(calls).toMatchObject([{ kept: { wait: { on: `approvals:${request.id}`, until: START + LIFETIME_MS } } }])
  })

  it("waits no longer in a request that is of no use any more: it is refused, and another one waits", () => {
    const { request, call } = asked()
    const policy = policyOf({ permitMs: 1 })
    const { types, calls } = livesIn(asks("mail.send"), world([request], [call], policy), { ms: 5, seq: 9 })
    expect(types).toEqual(["refuse", "receive", "wait"])
    expect(calls).toMatchObject([
      { id: call.id, status: "refused", kept: { decision: { how: "refused", reasons: ["waitIsAnswered"] } } },
      { status: "waiting" },
    ])
  })

  it("is taken for over where its time is, and another one waits", () => {
    const { request, call } = asked()
    const { types, calls } = livesIn(asks("mail.send"), world([request], [call]), { ms: LIFETIME_MS, seq: 9 })
    expect(types).toEqual(["timeout", "receive", "wait"])
    expect(calls).toMatchObject([{ id: call.id, status: "refused" }, { status: "waiting" }])
  })

  it("is another one for other bytes, and waits beside it", () => {
    const { request, call } = asked()
    const { types } = livesIn(asks("mail.send", { bytes: "other" }), world([request], [call]), { seq: 9 })
    expect(types).toEqual(["receive", "wait"])
  })
})

describe("a call about which people have said yes", () => {
  it("is the one that waited: it is admitted by their answer, and released", () => {
    const { request, call } = asked()
    const use = consumes(request.id, "mail.send")
    const { body, types, calls } = livesIn(use, world([approved(request)], [call]), { ms: 2, seq: 9 })
    expect(body).toMatchObject({ verdict: "allow" })
    expect(types).toEqual(["admit", "release"])
    expect(calls).toMatchObject([
      {
        id: call.id,
        status: "released",
        kept: {
          decision: { how: "admitted", answer: `approvals:${request.id}`, judged: { destructiveIsApproved: true } },
        },
      },
    ])
  })

  it.each<[string, (call: Held) => readonly Held[], number]>([
    ["none waited", () => [], 2],
    ["what waited waits for another answer", (call) => [waitingOn(call, "approvals:req_other")], 2],
    ["what waited is over", (call) => [waitingUntil(call, 2)], 2],
    ["what waited was cancelled", (call) => [{ ...call, kept: { ...call.kept, ...CANCELLED } as Held["kept"] }], 2],
  ])("is a new one where %s", (_, held, ms) => {
    const { request, call } = asked()
    const use = consumes(request.id, "mail.send")
    const { types, calls } = livesIn(use, world([approved(request)], held(call)), { ms, seq: 9 })
    expect(types).toEqual(["receive", "admit", "release"])
    expect(calls.map(({ id }) => id)).not.toContain(call.id)
  })

  it("waits on where they haven't yet", () => {
    const { request, call } = asked()
    const { body, types } = livesIn(consumes(request.id, "mail.send"), world([request], [call]), { ms: 2, seq: 9 })
    expect({ body, types }).toMatchObject({ types: [], body: { verdict: "deny" } })
  })
})

const CANCELLED = { cancels: [{ by: { id: "ann", tenant: "acme", kind: "human" }, at: instant(START + 1) }] }

const waited = (call: Held, change: Partial<NonNullable<Shapes["calls"]["keeps"]["wait"]["wait"]>>): Held => {
  const { kept } = call
  if (kept.entity !== "call" || kept.wait === null) throw new Error("it does not wait")
  return { ...call, kept: { ...kept, wait: { ...kept.wait, ...change } } }
}
const waitingOn = (call: Held, on: string) => waited(call, { on })
const waitingUntil = (call: Held, ms: number) => waited(call, { until: instant(START + ms) })

describe("a domain that follows calls", () => {
  it("is one of the registry's, and gives the gate's own commands alone", () => {
    const { machine, reserved } = modules.calls
    expect(machine.definition.opens).toContain("receive")
    expect(reserved).toEqual(expect.arrayContaining(["receive", "wait", "admit", "refuse", "release"]))
  })
})
