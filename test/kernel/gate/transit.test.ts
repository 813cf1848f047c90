import { describe, expect, it } from "vitest"
import { reasonsOf, transit } from "../../../kernel/gate/transit.ts"
import { START, instant } from "../../fixtures/approvals.ts"
import {
  LIFETIME_MS,
  asks,
  cancels,
  decide,
  expires,
  now,
  requestIn,
  revokes,
  requestedGrant,
  worldOf,
} from "./fixture.ts"

const pending = () => requestIn(decide(worldOf(), asks("mail.send"), { now: now(), seq: 7 }))

describe("a step of one domain, as a record tells it", () => {
  const { id } = pending()

  it("is what came after it, where it was accepted", () => {
    const { command } = expires(id)
    const told = transit(worldOf([pending()]).registers, "approvals", command, instant(START + LIFETIME_MS))
    expect(told).toMatchObject({ domain: "approvals", command, facts: null, outcome: { accepted: true } })
    expect(told.outcome).toMatchObject({ after: [{ id, status: "expired" }] })
  })

  it("is every guard that refused it, and these are the reasons", () => {
    const { outcome } = transit(worldOf([pending()]).registers, "approvals", expires(id).command, now())
    if (outcome.accepted) throw new Error("accepted")
    expect(outcome).toEqual({ accepted: false, refusal: "guards", guards: ["expiryIsDue"] })
    expect(reasonsOf(outcome)).toEqual(["expiryIsDue"])
  })

  it("has no facts where no guard was asked: the reason is the word for it", () => {
    const told = transit(worldOf().registers, "approvals", cancels(id).command, now())
    expect(told).toMatchObject({ facts: null, outcome: { accepted: false, refusal: "unknown" } })
    expect(told.outcome.accepted ? [] : reasonsOf(told.outcome)).toEqual(["unknown"])
    const grant = requestedGrant()
    expect(transit(worldOf().registers, "break-glass", revokes(grant.id).command, now()).outcome).toEqual({
      accepted: false,
      refusal: "unknown",
    })
  })
})
