import { describe, expect, it } from "vitest"
import { authority } from "../../../kernel/approvals/authority.ts"
import { RequestId } from "../../../kernel/approvals/approvals.ts"
import type { Known } from "../../../kernel/known.ts"
import { planOf } from "../../../kernel/gate/planned.ts"
import type { Actor } from "../../../kernel/actors.ts"
import { START, bob, carol, instant, withoutKeysOf } from "../../fixtures/approvals.ts"
import {
  LIFETIME_MS,
  type Request,
  agentOfAnn,
  asks,
  call,
  decide,
  decides,
  now,
  policyOf,
  requestIn,
  worldOf,
} from "../gate/fixture.ts"

type Tool = Known<Parameters<typeof authority.lift>[1]["own"]>

/** A call with mail.send as an authority is told of it; `ms` after the story began. */
const known = ({ name = "mail.send", bytes = "payload", ms = 1, policy = policyOf() } = {}): Tool => {
  const planned = planOf(policy, call(name, { bytes }))
  if (typeof planned === "string") throw new Error(planned)
  const { plan, hash, tool } = planned
  const asked = { caller: agentOfAnn(), picked: {}, presented: null, flow: null, depth: 1 }
  return { ...asked, plan, hash, tool, own: tool.domains.approvals, now: instant(START + ms) }
}
const opened = (): Request => requestIn(decide(worldOf(), asks("mail.send"), { now: now(), seq: 7 }))
const approved = (): Request => {
  const request = opened()
  return requestIn(decide(worldOf([request]), decides("approve", request, bob()), { now: now(), seq: 8 }))
}
const lifted = (
  of: Tool,
  {
    named = null,
    held = [],
    policy = policyOf(),
  }: { named?: RequestId | null; held?: Request[]; policy?: ReturnType<typeof policyOf> } = {},
) => authority.lift(["writesNeedNoApproval"], of, named, worldOf(held, policy).registers("approvals"))

const id = RequestId.parse("req_new")

describe("an approval that is named", () => {
  it("is used for exactly this plan by whoever calls, and its permit ends when it does", () => {
    const request = approved()
    const lift = lifted(known(), { named: request.id, held: [request] })
    const { hash } = known()
    expect(lift).toMatchObject({
      kind: "claim",
      command: { type: "consume", id: request.id, by: agentOfAnn(), plan: hash },
    })
    expect(lift.kind === "claim" && lift.until(request)).toBe(START + LIFETIME_MS)
  })

  it("is used whatever asks by now, and whatever waits", () => {
    expect(authority.lift([], known(), id, worldOf([opened()]).registers("approvals")).kind).toBe("claim")
  })
})

describe("people who are asked", () => {
  it("find the very plan waiting, pending or approved, up to its last moment", () => {
    for (const request of [opened(), approved()])
      for (const ms of [1, LIFETIME_MS - 1])
        expect(lifted(known({ ms }), { held: [request] })).toEqual({
          kind: "waits",
          id: request.id,
          until: START + LIFETIME_MS,
        })
  })

  const askedWithout = (lost: Actor, held: readonly Request[]) => {
    const register = worldOf([...held]).registers("approvals")
    return authority.lift(["writesNeedNoApproval"], known(), null, withoutKeysOf(register, [lost]))
  }

  it("open another where a voice of the one that waits has lost its key: whoever gave it has no second one there", () => {
    expect(askedWithout(bob(), [approved()])).toMatchObject({ kind: "opens" })
    expect(askedWithout(bob(), [opened()])).toMatchObject({ kind: "waits" })
    expect(askedWithout(carol(), [approved()])).toMatchObject({ kind: "waits" })
  })

  it("find the one that waits where the other voices are enough", () => {
    const request = approved()
    const twice = requestIn(decide(worldOf([request]), decides("approve", request, carol()), { now: now(), seq: 9 }))
    expect(askedWithout(bob(), [twice])).toEqual({ kind: "waits", id: twice.id, until: START + LIFETIME_MS })
  })

  it.each<[string, Tool, readonly Request[], ReturnType<typeof policyOf>]>([
    ["is over", known({ ms: LIFETIME_MS }), [opened()], policyOf()],
    ["has ended", known(), [{ ...opened(), status: "rejected" }], policyOf()],
    ["was used up", known(), [{ ...approved(), status: "consumed" }], policyOf()],
    ["is for other bytes", known({ bytes: "other" }), [opened()], policyOf()],
    ["is under another policy", known(), [opened()], policyOf({ permitMs: 1 })],
    ["isn't there", known(), [], policyOf()],
  ])("open a request of their own where one %s", (_, of, held, policy) => {
    const lift = lifted(of, { held: [...held], policy })
    expect(lift).toMatchObject({ kind: "opens", opens: "submit" })
    expect(lift.kind === "opens" && lift.command(id)).toEqual({
      type: "submit",
      id,
      by: agentOfAnn(),
      plan: of.hash,
      route: "one",
      stages: policy.domains.approvals.routes[of.own.route],
      uses: 1,
      lifetimeMs: LIFETIME_MS,
    })
    expect(lift.kind === "opens" && lift.until(opened())).toBe(START + LIFETIME_MS)
  })

  it.each(["lost.route", "odd.route"])("have no stages where the policy has no such route: %s", (name) => {
    const lift = lifted(known({ name }))
    expect(lift.kind === "opens" && lift.command(id)).toMatchObject({ type: "submit", stages: [] })
  })

  it("find the one that waits among others", () => {
    const waiting = opened()
    const other = {
      ...waiting,
      id: RequestId.parse("req_other"),
      kept: { ...waiting.kept, plan: known({ bytes: "x" }).hash },
    }
    expect(lifted(known(), { held: [other, waiting] })).toEqual({
      kind: "waits",
      id: waiting.id,
      until: START + LIFETIME_MS,
    })
  })
})
