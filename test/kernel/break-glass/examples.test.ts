import { describe, expect, it } from "vitest"
import type { Signature } from "../../../kernel/break-glass/break-glass.ts"
import { breakGlass } from "../../../kernel/break-glass/index.ts"
import { broken } from "../../../verification/domains/break-glass/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import {
  COOLDOWN,
  type Event,
  REQUEST,
  START,
  ann,
  ask,
  bob,
  bot,
  caller,
  countersign,
  deny,
  expire,
  foreign,
  keptOf,
  lapse,
  next,
  otherBot,
  outsider,
  use,
  refusals,
  request,
  revoke,
  rita,
  sam,
  settings,
  statusOf,
  tell,
} from "../../fixtures/break-glass.ts"
import { keyringOf } from "../../fixtures/people.ts"
import { EXPIRY, active, told } from "./sites/case.ts"

/** Cases that bit others, and what they come to here. */

const without = (site: string) => breakSite(breakGlass, broken, site)

describe("a sweeper that died", () => {
  it("extends no grant: nothing is used, revoked or counted after the deadline", () => {
    expect(statusOf(active(), "g1")).toBe("active")
    expect(refusals(active(), [EXPIRY, use("g1", caller(ann()))])).toEqual(["grantIsUnexpired"])
    expect(refusals(active(), [EXPIRY, revoke("g1", ann())])).toEqual(["grantIsUnexpired"])
  })

  it("extends no request: nobody settles it after its time", () => {
    for (const settle of [countersign("g1", rita()), deny("g1", rita()), revoke("g1", ann())]) {
      expect(refusals(told(), [REQUEST, settle])).toEqual(["requestIsFresh"])
    }
  })

  it("makes nobody wait: the next request and the next countersignature go by the clock", () => {
    const again: readonly Event[] = [
      [EXPIRY + COOLDOWN, request("g2", ann())],
      [EXPIRY + COOLDOWN, countersign("g2", rita())],
    ]
    const capped = { ...active(), settings: settings({ maxActiveGrants: 1 }) }
    const later = again.reduce((register, event) => next(register, event), capped)
    expect([statusOf(later, "g1"), statusOf(later, "g2")]).toEqual(["active", "active"])
    expect(refusals(told(), [REQUEST, request("g2", ann())])).toEqual([])

    // By status alone, whoever holds an unswept grant waits for the sweeper, and so does everybody under the cap.
    const [asks, settles] = again
    if (asks === undefined || settles === undefined) throw new Error("two events")
    const byStatus = without("openIsByNow@rule")
    expect(refusals(capped, asks, byStatus)).toEqual(["holderHasNoOpenGrant"])
    expect(refusals(next(capped, asks), settles, byStatus)).toEqual(["activeGrantsAreBelowCap"])
  })

  it("spares nobody the cooldown: it runs from the deadline, swept or not", () => {
    const early: Event = [EXPIRY + COOLDOWN - 1, request("g2", ann())]
    expect(refusals(active(), early)).toEqual(["cooldownHasPassed"])
    expect(refusals(active(), early, without("cooldownCountsTheUnswept@rule"))).toEqual([])
  })

  it("that comes back late stamps the deadline, and lengthens neither the grant nor the cooldown", () => {
    const late = 9 * EXPIRY
    const swept = active([late, expire("g1")])
    expect(keptOf(swept, "g1").ended?.at).toBe(START + EXPIRY)
    expect(refusals(swept, [late, request("g2", ann())])).toEqual([])
    const stamped = next(active(), [late, expire("g1")], without("endIsTheRealEnd@rule"))
    expect(keptOf(stamped, "g1").ended?.at).toBe(START + late)
    expect(refusals(stamped, [late, request("g2", ann())])).toEqual(["cooldownHasPassed"])
  })
})

describe("a clock that steps", () => {
  it("back, below what was recorded, opens nothing", () => {
    // Before the request, before its end: what is recent stays recent, and what rests still rests.
    const rated = { ...told([1, deny("g1", rita())]), settings: settings({ requestRate: { max: 1, windowMs: 10 } }) }
    expect(refusals(rated, [-5_000, request("g2", ann(), { factorAt: -5_000 })])).toEqual(["requestRateIsWithinLimit"])
    const rested = active([EXPIRY, expire("g1")])
    expect(refusals(rested, [0, request("g2", ann())])).toEqual(["cooldownHasPassed"])
    expect(refusals(active(), [-5_000, expire("g1")])).toEqual(["expiryIsDue"])
    expect(refusals(told(), [-5_000, lapse("g1")])).toEqual(["lapseIsDue"])
  })

  it("forward ends what is over, once", () => {
    const year = 31_536_000_000
    expect(refusals(active(), [year, use("g1", caller(ann()))])).toEqual(["grantIsUnexpired"])
    expect(keptOf(active([year, expire("g1")]), "g1").ended?.at).toBe(START + EXPIRY)
  })

  it("to the end of time still sets a deadline that can be said", () => {
    const last = Number.MAX_SAFE_INTEGER - START
    const register = tell(
      settings({ factorMs: 10 }),
      [last - 20, request("g1", ann(), { factorAt: last - 20 })],
      [last - 10, countersign("g1", rita())],
    )
    expect(keptOf(register, "g1")).toMatchObject({
      lapsesAt: Number.MAX_SAFE_INTEGER,
      expiresAt: Number.MAX_SAFE_INTEGER,
    })
  })
})

describe("a second factor", () => {
  const strict = () => tell(settings({ factorMs: 50 }))
  const asked = (at: number, factorAt: number | null): Event => [at, request("g1", ann(), { factorAt })]

  it("from the future is none, however near", () => {
    expect(refusals(strict(), asked(10, 11))).toEqual(["holderFactorIsFresh"])
    expect(refusals(strict(), asked(10, 1_000_000))).toEqual(["holderFactorIsFresh"])
    expect(refusals(strict(), asked(10, 10))).toEqual([])
  })

  it("that was never proven is not one proven at the beginning of time", () => {
    expect(refusals(strict(), asked(10, null))).toEqual(["holderFactorIsFresh"])
    expect(refusals(tell(settings({ factorMs: Number.MAX_SAFE_INTEGER })), asked(10, null))).toEqual([
      "holderFactorIsFresh",
    ])
  })
})

describe("an agent", () => {
  const alone = () => tell(settings(), [0, request("g1", ann())], [1, countersign("g1", rita())])
  const acts = (by: ReturnType<typeof caller>): Event => [2, use("g1", by)]

  it("that the grant names acts for the holder, and for nobody else", () => {
    expect(refusals(active(), acts(caller(bot(), ann())))).toEqual([])
    expect(refusals(active(), acts(caller(bot(), bob())))).toEqual(["callerIsHolder"])
    expect(refusals(active(), acts(caller(bot())))).toEqual(["callerIsHolder"])
  })

  it("that the grant does not name is a stranger, though it acts for the holder", () => {
    expect(refusals(active(), acts(caller(otherBot(), ann())))).toEqual(["callerIsHolder"])
    expect(refusals(alone(), acts(caller(bot(), ann())))).toEqual(["callerIsHolder"])
    expect(refusals(alone(), acts(caller(ann())))).toEqual([])
  })

  it("that was named can neither ask, nor settle, nor revoke", () => {
    const eager = { ...bot(), roles: rita().roles }
    expect(refusals(tell(settings()), [0, request("g9", eager)])).toEqual(["holderIsHuman"])
    expect(refusals(told(), [1, countersign("g1", eager)])).toEqual(["countersignerIsHuman"])
    expect(refusals(told(), [1, deny("g1", eager)])).toEqual(["denierIsHuman"])
    expect(refusals(active(), [2, revoke("g1", eager)])).toEqual(["revokerIsNotAgent"])
    // Without a role it is refused twice over: that it may use the grant for the holder makes it nobody who may end it.
    expect(refusals(active(), [2, revoke("g1", bot())])).toEqual(["revokerIsHolderOrEligible", "revokerIsNotAgent"])
  })
})

describe("a namesake in another tenant", () => {
  it("neither holds, nor settles, nor revokes, nor uses the grant", () => {
    const namesake = foreign({ ...ann(), roles: rita().roles })
    expect(refusals(told(), [1, countersign("g1", namesake)])).toEqual(["countersignerIsOfTenant"])
    expect(refusals(told(), [1, deny("g1", namesake)])).toEqual(["denierIsOfTenant"])
    expect(refusals(active(), [2, revoke("g1", namesake)])).toEqual(["revokerIsOfTenant"])
    expect(refusals(active(), [2, revoke("g1", foreign(ann()))])).toEqual([
      "revokerIsHolderOrEligible",
      "revokerIsOfTenant",
    ])
    expect(refusals(active(), [2, use("g1", caller(namesake))])).toEqual(["callerIsHolder"])
  })

  it("of the countersigner signs for themselves alone", () => {
    const { tenant } = outsider()
    const signed = (good: Signature): Signature => ({ ...good, signer: { ...good.signer, tenant } })
    const event: Event = [1, countersign("g1", rita(), { signed })]
    expect(refusals(told(), event)).toEqual(["countersignatureIsSigned"])
  })

  it("shares neither open grants, nor a cooldown, nor a rate: two namesakes in one register", () => {
    // Where a broken kernel let a stranger in, nobody's grants are mistaken for another's.
    const open = without("holderIsOfTenant@request")
    const keyring = { ...settings().keyring, ...keyringOf([foreign(ann())]) }
    const strict = settings({ requestRate: { max: 1, windowMs: 1_000 }, keyring })
    const stranger = next(tell(strict), [0, request("g1", foreign(ann()))], open)
    expect(refusals(stranger, [0, request("g2", ann())])).toEqual([])
    const used = next(next(stranger, [1, countersign("g1", rita())]), [2, revoke("g1", rita())])
    expect(refusals(used, [2, request("g2", ann())])).toEqual([])
    expect(refusals(used, [2, request("g2", foreign(ann()))], open)).toEqual([
      "cooldownHasPassed",
      "requestRateIsWithinLimit",
    ])
  })
})

describe("requests that pile up", () => {
  it("take no place under the cap: who countersigns first, is first", () => {
    const capped = tell(
      settings({ maxActiveGrants: 1 }),
      [0, request("g1", ann())],
      [0, request("g2", bob())],
      [0, request("g3", rita())],
      [1, countersign("g2", rita())],
    )
    expect(statusOf(capped, "g2")).toBe("active")
    expect(refusals(capped, [2, countersign("g1", rita())])).toEqual(["activeGrantsAreBelowCap"])
  })

  it("are refused before anybody is asked", () => {
    const strict = settings({ requestRate: { max: 2, windowMs: 1_000 } })
    const nagging = tell(
      strict,
      [0, request("g1", ann())],
      [1, deny("g1", rita())],
      [2, request("g2", ann())],
      [3, revoke("g2", ann())],
    )
    expect(refusals(nagging, [4, request("g3", ann())])).toEqual(["requestRateIsWithinLimit"])
    expect(refusals(nagging, [4, request("g3", bob())])).toEqual([])
  })
})

describe("who countersigns for themselves", () => {
  const own = (allowSelfCountersign: boolean) => tell(settings({ allowSelfCountersign }), [0, request("g1", rita())])

  it("is refused, unless the policy allows it, and then it says so for good", () => {
    expect(refusals(own(false), [1, countersign("g1", rita())])).toEqual(["countersignerIsNotHolder"])
    const given = next(own(true), [1, countersign("g1", rita())])
    expect(keptOf(given, "g1").selfCountersigned).toBe(true)
    const used = next(next(given, [2, use("g1", caller(rita()))]), [3, revoke("g1", rita())])
    expect(keptOf(used, "g1").selfCountersigned).toBe(true)
  })

  it("is eligible, or is refused for that", () => {
    const anybody = tell(settings({ allowSelfCountersign: true }), [0, request("g1", ann())])
    expect(refusals(anybody, [1, countersign("g1", ann())])).toEqual(["countersignerIsEligible"])
  })
})

describe("a policy that changes while a request waits", () => {
  it("moves no deadline that was sealed, and asks whom it now names", () => {
    const changed = { ...told(), settings: settings({ requestMs: 1, countersigners: ["lead"], cooldownMs: 0 }) }
    expect(refusals(changed, [REQUEST - 1, countersign("g1", rita())])).toEqual(["countersignerIsEligible"])
    const lead = { ...sam(), roles: settings({ countersigners: ["lead"] }).countersigners }
    const given = next(changed, [REQUEST - 1, countersign("g1", lead)])
    const shorter = { ...given, settings: settings({ maxDurationMs: 20, minDurationMs: 1 }) }
    expect(keptOf(shorter, "g1").expiresAt).toBe(START + REQUEST - 1 + 500)
  })
})

describe("every guard that fails", () => {
  it("is told at once, in the table's order", () => {
    const answer = ask(told(), [
      REQUEST,
      countersign(
        "g1",
        { ...foreign(ann()), kind: "agent" },
        { signed: () => null, terms: keptOf(told(), "g1").terms },
      ),
    ])
    expect(answer).toMatchObject({
      accepted: false,
      guards: [
        "requestIsFresh",
        "countersignerIsHuman",
        "countersignerIsOfTenant",
        "countersignerIsEligible",
        "countersignatureIsSigned",
      ],
    })
  })
})
