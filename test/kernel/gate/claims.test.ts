import { describe, expect, it } from "vitest"
import { claimAll, makeAll } from "../../../kernel/gate/claims.ts"
import type { Claim } from "../../../kernel/gate/stages.ts"
import { transit } from "../../../kernel/gate/transit.ts"
import type { DomainName, EntityOf } from "../../../kernel/registry.ts"
import { bob, instant } from "../../fixtures/approvals.ts"
import { action } from "../../fixtures/break-glass.ts"
import {
  type Grant,
  type Request,
  activeGrant,
  agentOfAnn,
  asks,
  decide,
  decides,
  now,
  policyOf,
  requestIn,
  worldOf,
} from "./fixture.ts"

/** An approved request for a tool that may be used once, or twice. */
const approved = (tool: "mail.send" | "mail.twice"): Request => {
  const request = requestIn(decide(worldOf(), asks(tool), { now: now(), seq: 7 }))
  return requestIn(decide(worldOf([request]), decides("approve", request, bob()), { now: now(), seq: 8 }))
}
const consumes = ({ id, kept: { plan } }: Request) =>
  ({ domain: "approvals", command: { type: "consume", id, by: agentOfAnn(), plan } }) as const satisfies Claim
const uses = ({ id }: Grant): Claim => ({
  domain: "break-glass",
  command: { type: "use", id, by: agentOfAnn(), action: action("tf.ask", "aws_thing.a") },
})

const registersOf = (request: Request, grant: Grant = activeGrant()) =>
  worldOf([request], policyOf(), [grant]).registers

const allowed = { lifted: ["writesNeedNoApproval"], under: null, deadline: instant(now() + 1) }
const claiming = (first: Parameters<typeof claimAll>[1]["first"], ...claims: readonly Claim[]) => ({
  first,
  claims,
  now: now(),
})

describe("what domains claim of a call", () => {
  it("may be nothing: the call is allowed, and only what lifted it has happened", () => {
    const request = approved("mail.send")
    const registers = registersOf(request)
    expect(claimAll(registers, claiming(null), allowed)).toEqual({ verdict: "allow", transitions: [], ...allowed })
    const first = transit(registers, "approvals", consumes(request).command, now())
    expect(claimAll(registers, claiming(first), allowed)).toEqual({
      verdict: "allow",
      transitions: [first],
      ...allowed,
    })
  })

  it("happens claim by claim, each after the one before, in its own domain", () => {
    const [request, grant] = [approved("mail.twice"), activeGrant()]
    const claims = [consumes(request), uses(grant), consumes(request), uses(grant)]
    const { verdict, transitions = [] } = claimAll(registersOf(request, grant), claiming(null, ...claims), allowed)
    expect(verdict).toBe("allow")
    expect(transitions.map(({ domain, command }) => ({ domain, command }))).toEqual(claims)
    const used = transitions.flatMap(({ outcome }): readonly EntityOf<DomainName>[] =>
      outcome.accepted ? outcome.after : [],
    )
    // What several of them change is told once, as it is after the last.
    expect(used).toMatchObject([
      { id: request.id, status: "consumed", kept: { used: [{}, {}] } },
      { id: grant.id, kept: { uses: { count: 2 } } },
    ])
  })

  it("is refused by the first that is, of which alone is told: what would have been lifted still asks", () => {
    const request = approved("mail.send")
    const registers = registersOf(request)
    const said = claimAll(registers, claiming(null, consumes(request), consumes(request), uses(activeGrant())), allowed)
    expect(said).toEqual({
      verdict: "deny",
      reasons: ["approvalHasUsesLeft", "writesNeedNoApproval"],
      transitions: [
        {
          ...consumes(request),
          facts: expect.anything() as unknown,
          outcome: { accepted: false, refusal: "guards", guards: ["approvalHasUsesLeft"] },
        },
      ],
    })
    // Nothing of the others has happened.
    expect(registers("approvals").entities.get(request.id)).toEqual(request)
  })

  it("comes after what lifted the call: what that used up is used up", () => {
    const request = approved("mail.send")
    const registers = registersOf(request)
    const first = transit(registers, "approvals", consumes(request).command, now())
    expect(claimAll(registers, claiming(first, uses(activeGrant()), consumes(request)), allowed)).toMatchObject({
      verdict: "deny",
      reasons: ["approvalHasUsesLeft", "writesNeedNoApproval"],
      transitions: [{ command: consumes(request).command, outcome: { accepted: false } }],
    })
  })

  it("comes after what lifted the call: both have happened, where it is one claim", () => {
    const [request, grant] = [approved("mail.send"), activeGrant()]
    const registers = registersOf(request, grant)
    const first = transit(registers, "approvals", consumes(request).command, now())
    const { verdict, transitions = [] } = claimAll(registers, claiming(first, uses(grant)), allowed)
    expect([verdict, ...transitions.map(({ command }) => command)]).toEqual([
      "allow",
      consumes(request).command,
      uses(grant).command,
    ])
  })

  it("is so in what comes after, be it only what lifted the call; where nothing was, all is as it was", () => {
    const request = approved("mail.send")
    const registers = registersOf(request)
    const first = transit(registers, "approvals", consumes(request).command, now())
    const statusAfter = (made: ReturnType<typeof makeAll>) =>
      made.refused === null ? made.registers("approvals").entities.get(request.id)?.status : null
    expect(statusAfter(makeAll(registers, claiming(first)))).toBe("consumed")
    expect(statusAfter(makeAll(registers, claiming(null)))).toBe("approved")
    expect(makeAll(registers, claiming(null))).toEqual({ refused: null, transitions: [], registers })
  })
})
