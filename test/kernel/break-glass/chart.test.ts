import { describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/break-glass/break-glass.ts"
import { statementOf, termsDigest } from "../../../kernel/break-glass/guards.ts"
import { breakGlass } from "../../../kernel/break-glass/index.ts"
import { broken } from "../../../verification/domains/break-glass/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import {
  COOLDOWN,
  DURATION,
  type Event,
  REQUEST,
  START,
  action,
  ann,
  ask,
  bob,
  bot,
  caller,
  countersign,
  deny,
  digest,
  expire,
  foreign,
  instant,
  keptOf,
  keyOf,
  killSwitch,
  lapse,
  next,
  principal,
  registerOf,
  request,
  revoke,
  rita,
  sam,
  scope,
  settings,
  statement,
  statusOf,
  sweeper,
  tell,
  use,
  without,
} from "../../fixtures/break-glass.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import { EXPIRY, active, dropped, ended, told } from "./sites/case.ts"

/** What follows: everything that a grant keeps, and the status that follows from it. */

const nothingBefore = { holderKey: false, scope: false, duration: false }
const nothing = { ...nothingBefore, countersignerKey: false, countersignerRole: false, selfCountersign: false }

describe("what is kept", () => {
  it("is sealed at request, from the command and the settings in force", () => {
    const register = tell(settings({ requestMs: 60 }), [
      7,
      request("g1", rita(), { agent: bot(), scope: scope(["psql", "db.main"], ["ssh", "host/web"]), factorAt: 3 }),
    ])
    expect(keptOf(register, "g1")).toEqual({
      tenant: "acme",
      // Who it is, and no role: what somebody may do is asked when they do it.
      holder: { id: "rita", tenant: "acme", kind: "human" },
      agent: { id: "bot", tenant: "acme", kind: "agent" },
      reason: "the database is down",
      scope: [
        { tool: "psql", prefix: "db.main" },
        { tool: "ssh", prefix: "host/web" },
      ],
      durationMs: DURATION,
      factor: { key: keyOf(rita()), at: START + 3 },
      requestedAt: START + 7,
      lapsesAt: START + 67,
      terms: digest(
        '{"agent":{"id":"bot","kind":"agent","tenant":"acme"},"durationMs":500,"grant":"g1",' +
          '"holder":{"id":"rita","kind":"human","tenant":"acme"},"reason":"the database is down",' +
          '"scope":[{"prefix":"db.main","tool":"psql"},{"prefix":"host/web","tool":"ssh"}],' +
          '"tenant":"acme","type":"interlock/grant/v1"}',
      ),
      settlements: [],
      activatedAt: null,
      expiresAt: null,
      uses: { count: 0, last: null },
      ended: null,
      selfCountersigned: false,
    })
    expect(statusOf(register, "g1")).toBe("requested")
  })

  it("says that nobody calls for the holder, where nobody was named", () => {
    const kept = keptOf(tell(settings(), [0, request("g1", ann())]), "g1")
    expect(kept).toMatchObject({ agent: null })
    const { tenant, holder, agent, reason, scope, durationMs, terms } = kept
    expect(terms).toBe(
      digest(
        '{"agent":null,"durationMs":500,"grant":"g1","holder":{"id":"ann","kind":"human","tenant":"acme"},' +
          '"reason":"the database is down","scope":[{"prefix":"db.main","tool":"psql"}],"tenant":"acme",' +
          '"type":"interlock/grant/v1"}',
      ),
    )
    const { id: grant } = request("g1", ann())(told())
    expect(termsDigest({ tenant, grant, holder, agent, reason, scope, durationMs })).toBe(terms)
  })

  it("grows by what happens, in order, and by nothing else", () => {
    const asked = keptOf(told(), "g1")
    const settled = {
      how: "countersigned",
      by: rita(),
      terms: asked.terms,
      signature: {
        signer: principal(rita()),
        key: keyOf(rita()),
        statement: {
          type: "interlock/countersignature/v1",
          tenant: "acme",
          grant: "g1",
          terms: asked.terms,
          countersigner: { id: "rita", tenant: "acme", kind: "human" },
        },
      },
      lost: nothingBefore,
      at: START + 1,
    }
    const given = { ...asked, settlements: [settled], activatedAt: START + 1, expiresAt: START + EXPIRY }
    expect(keptOf(active(), "g1")).toEqual(given)

    const first: Event = [2, use("g1", caller(ann()), action("psql", "db.main.users", "db.main[0]"))]
    const second: Event = [4, use("g1", caller(bot(), ann()))]
    expect(keptOf(active(first), "g1")).toEqual({
      ...given,
      uses: {
        count: 1,
        last: {
          by: { actor: ann(), person: ann() },
          action: action("psql", "db.main.users", "db.main[0]"),
          lost: nothing,
          at: START + 2,
        },
      },
    })
    const uses = {
      count: 2,
      last: {
        by: { actor: bot(), person: ann() },
        action: action("psql", "db.main"),
        lost: nothing,
        at: START + 4,
      },
    }
    expect(keptOf(active(first, second), "g1")).toEqual({ ...given, uses })
    expect(keptOf(active(first, second, [5, revoke("g1", killSwitch())]), "g1")).toEqual({
      ...given,
      uses,
      ended: { how: "revoked", by: killSwitch(), at: START + 5, uses: 2 },
    })
  })

  it.each([
    ["holderKeepsTheKey@use", "holderKey", without(settings(), ann())],
    // Of whoever has no key any more no role is asked.
    ["countersignerKeepsTheKey@use", "countersignerKey", without(settings({ countersigners: ["lead"] }), rita())],
    ["countersignerIsEligible@use", "countersignerRole", settings({ countersigners: ["lead"] })],
    ["scopeIsGrantable@use", "scope", settings({ grantable: [] })],
    ["durationIsWithinBounds@use", "duration", settings({ maxDurationMs: 11 })],
  ] as const)("says of a use what was lost, where a broken kernel let it happen: %s", (site, lost, inForce) => {
    const register = { ...active(), settings: inForce }
    const used = next(register, [2, use("g1", caller(ann()))], breakSite(breakGlass, broken, site))
    expect(keptOf(used, "g1").uses.last?.lost).toEqual({ ...nothing, [lost]: true })
  })

  it.each([
    ["holderKeepsTheKey@countersign", "holderKey", without(settings(), ann())],
    ["scopeIsGrantable@countersign", "scope", settings({ grantable: [] })],
    ["durationIsWithinBounds@countersign", "duration", settings({ maxDurationMs: 11 })],
  ] as const)(
    "says of a countersignature what was lost, where a broken kernel let it happen: %s",
    (site, lost, now) => {
      const register = { ...told(), settings: now }
      const signed = next(register, [1, countersign("g1", rita())], breakSite(breakGlass, broken, site))
      expect(keptOf(signed, "g1").settlements).toMatchObject([{ lost: { ...nothingBefore, [lost]: true } }])
    },
  )

  it("says of a use that one person alone had opened it", () => {
    const alone = tell(
      settings({ allowSelfCountersign: true }),
      [0, request("g1", rita())],
      [1, countersign("g1", rita())],
    )
    const careless = breakSite(breakGlass, broken, "countersignerIsNotHolder@use")
    const used = next({ ...alone, settings: settings() }, [2, use("g1", caller(rita()))], careless)
    expect(keptOf(used, "g1").uses.last?.lost).toEqual({ ...nothing, selfCountersign: true })
  })

  it("knows no lost key of what nobody signed", () => {
    const unsigned = (site: string, ...events: readonly Event[]) => {
      const careless = breakSite(breakGlass, broken, site)
      const told = events.reduce((register, event) => next(register, event, careless), registerOf(settings()))
      return ask({ ...told, settings: settings({ keyring: {} }) }, [2, use("g1", caller(ann()))])
    }
    expect(
      unsigned(
        "holderFactorIsFresh@request",
        [0, request("g1", ann(), { factorAt: null })],
        [1, countersign("g1", rita())],
      ),
    ).toMatchObject({ facts: { lost: { ...nothing, countersignerKey: true } } })
    expect(
      unsigned(
        "countersignatureIsSigned@countersign",
        [0, request("g1", ann())],
        [1, countersign("g1", rita(), { signed: () => null })],
      ),
    ).toMatchObject({ facts: { lost: { ...nothing, holderKey: true } } })
  })

  it.each([
    ["denied", [3, deny("g1", rita())], rita()],
    ["lapsed", [REQUEST + 3, lapse("g1")], sweeper()],
  ] as const)("says who settled it, and that nobody signed: %s", (how, event, by) => {
    const register = told(event)
    expect(keptOf(register, "g1")).toEqual({
      ...keptOf(told(), "g1"),
      settlements: [{ how, by, terms: null, signature: null, lost: null, at: START + event[0] }],
    })
    expect(statusOf(register, "g1")).toBe(how)
  })

  it("says when a request was withdrawn", () => {
    const register = told([3, revoke("g1", ann())])
    expect(keptOf(register, "g1")).toEqual({
      ...keptOf(told(), "g1"),
      ended: { how: "revoked", by: ann(), at: START + 3, uses: 0 },
    })
    expect(statusOf(register, "g1")).toBe("revoked")
  })

  it.each([
    ["in time", EXPIRY],
    ["a moment late", EXPIRY + 1],
    ["a day late", 86_400_000],
  ])("says when a grant expired, by its deadline, swept %s", (_, at) => {
    const register = active([2, use("g1", caller(ann()))], [at, expire("g1")])
    expect(keptOf(register, "g1").ended).toEqual({ how: "expired", by: sweeper(), at: START + EXPIRY, uses: 1 })
    expect(statusOf(register, "g1")).toBe("expired")
  })

  it("is never changed in place", () => {
    const stories: readonly (readonly [ReturnType<typeof told>, Event])[] = [
      [told(), [2, countersign("g1", rita())]],
      [told(), [2, deny("g1", rita())]],
      [told(), [REQUEST, lapse("g1")]],
      [active(), [2, use("g1", caller(ann()))]],
      [active(), [2, revoke("g1", ann())]],
      [active(), [EXPIRY, expire("g1")]],
    ]
    for (const [register, event] of stories) {
      const before = JSON.stringify([...register.entities.values()])
      deepFreeze([register.settings, ...register.entities.values()])
      expect(ask(register, event).accepted).toBe(true)
      expect(JSON.stringify([...register.entities.values()])).toBe(before)
    }
  })
})

describe("the mark that a holder countersigned", () => {
  const own = (by: ReturnType<typeof ann>) =>
    keptOf(tell(settings({ allowSelfCountersign: true }), [0, request("g1", rita())], [1, countersign("g1", by)]), "g1")
      .selfCountersigned
  it("is there where they did, and only there", () => {
    expect(own(rita())).toBe(true)
    expect(own(sam())).toBe(false)
  })
})

describe("the facts", () => {
  it("cool until the last of several ends has cooled, whichever is first in the register", () => {
    const inForce = settings()
    const grant = keptOf(tell(inForce, [0, request("g1", ann())], [1, countersign("g1", rita())]), "g1")
    const endedAt = (at: number) =>
      ({
        status: "revoked",
        kept: { ...grant, ended: { how: "revoked", by: ann(), at: instant(START + at), uses: 0 } },
      }) as const
    for (const ends of [
      [10, 30, 20],
      [30, 20, 10],
    ]) {
      const register = { settings: inForce, entities: new Map(ends.map((at) => [`g${at}`, endedAt(at)])) }
      expect(ask(register, [40, request("g9", ann())])).toMatchObject({ facts: { coolsUntil: START + 30 + COOLDOWN } })
    }
  })

  it("of a use under a grant that is not there: nothing is lost", () => {
    const { use: look } = breakGlass.definition.facts
    const { rules } = breakGlass.definition
    const register = tell(settings({ keyring: {} }), [0, request("g1", ann())])
    const command = use("g9", caller(ann()))(register)
    if (command.type !== "use") throw new Error("a use is one")
    expect(look({ register, command, now: instant(START), rules })).toEqual({
      lost: nothing,
      openedBeyond: 0,
    })
  })

  it("of a countersignature of a request that is not there: nothing is lost", () => {
    const { countersign: sign } = breakGlass.definition.facts
    const { rules } = breakGlass.definition
    const command = countersign("g1", rita())(told())
    if (command.type !== "countersign") throw new Error("a countersignature is one")
    const register = registerOf(settings({ keyring: {} }))
    expect(sign({ register, command, now: instant(START), rules })).toHaveProperty("lost", nothingBefore)
  })

  it("of a use know nothing of a second person where nobody countersigned: its holder said no", () => {
    const denied = tell(settings(), [0, request("g1", rita())], [1, deny("g1", rita())])
    expect(ask(denied, [2, use("g1", caller(rita()))])).toMatchObject({
      accepted: false,
      guards: ["grantIsActive"],
      facts: { lost: nothing },
    })
  })

  it("of a request are those of settings and of the holder's other grants", () => {
    const inForce = settings({ requestRate: { max: 3, windowMs: 600 }, factorMs: 7_000 })
    const register = tell(
      inForce,
      [0, request("g1", ann())],
      [1, countersign("g1", rita())],
      [2, revoke("g1", ann())],
      [2, request("g2", bob())],
      [2 + COOLDOWN, request("g3", ann())],
    )
    const facts = (at: number, by = ann()) => ask(register, [at, request("g9", by)])
    expect(facts(250)).toMatchObject({
      facts: {
        tenant: "acme",
        minDurationMs: 10,
        maxDurationMs: 1_000,
        requestMs: REQUEST,
        factorMs: 7_000,
        // What may be asked for; of which types something may be opened is asked at use.
        grantable: inForce.grantable.map(({ tool, prefix }) => ({ tool, prefix })),
        openGrants: 1,
        coolsUntil: null,
        recentRequests: 2,
        maxRequests: 3,
      },
    })
    // From the real end of the last one on, and over once that is past: what has passed is nobody's fact.
    expect([1, COOLDOWN, COOLDOWN + 1, COOLDOWN + 2].map((at) => facts(at))).toMatchObject(
      [START + 2 + COOLDOWN, START + 2 + COOLDOWN, START + 2 + COOLDOWN, null].map((coolsUntil) => ({
        facts: { coolsUntil },
      })),
    )
    expect(facts(2 + COOLDOWN + REQUEST)).toMatchObject({ facts: { openGrants: 0, recentRequests: 2 } })
    expect(facts(599)).toMatchObject({ facts: { recentRequests: 2 } })
    expect(facts(600)).toMatchObject({ facts: { recentRequests: 1 } })
    expect(facts(250, sam())).toMatchObject({ facts: { openGrants: 0, coolsUntil: null, recentRequests: 0 } })
    // A namesake of another tenant is somebody else.
    expect(facts(250, foreign(ann()))).toMatchObject({ facts: { openGrants: 0, coolsUntil: null, recentRequests: 0 } })
  })

  it("of a countersignature count what is active by now, whoever holds it", () => {
    const register = tell(
      settings({ countersigners: ["responder", "lead"] }),
      [0, request("g1", ann())],
      [1, countersign("g1", rita())],
      [2, request("g2", bob(), { durationMs: 40 })],
      [3, countersign("g2", rita())],
      [4, request("g3", rita())],
    )
    const facts = (at: number) => ask(register, [at, countersign("g3", sam())])
    expect(facts(42)).toMatchObject({
      facts: {
        activeGrants: 2,
        maxActiveGrants: 11,
        maxDurationMs: 1_000,
        lost: nothingBefore,
        countersigners: ["responder", "lead"],
        allowSelfCountersign: false,
      },
    })
    expect(facts(43)).toMatchObject({ facts: { activeGrants: 1 } })
    expect(facts(EXPIRY)).toMatchObject({ facts: { activeGrants: 0 } })
  })

  it("of a request hold what may be asked for, and not of which types something may be opened", () => {
    expect(ask(tell(settings()), [0, request("g1", ann())])).toHaveProperty("facts.grantable", [
      { tool: "psql", prefix: "db" },
      { tool: "ssh", prefix: "host/web" },
    ])
  })

  it.each([
    ["deny", deny("g1", rita()), { countersigners: ["responder"] }],
    ["revoke", revoke("g1", rita()), { countersigners: ["responder"] }],
    ["lapse", lapse("g1"), null],
    ["use", use("g1", caller(ann())), { lost: nothing, openedBeyond: 0 }],
    ["expire", expire("g1"), null],
  ] as const)("of %s are what it needs and no more", (_, move, facts) => {
    expect(ask(told(), [2, move])).toHaveProperty("facts", facts)
  })
})

describe("the terms and the statement", () => {
  it("name what was asked for: each part of it changes the digest", () => {
    const { tenant, holder, agent, reason, scope: asked, durationMs, terms } = keptOf(told(), "g1")
    const { id: grant } = request("g1", ann())(told())
    const sealed = { tenant, grant, holder, agent, reason, scope: asked, durationMs }
    expect(termsDigest(sealed)).toBe(terms)
    const others = [
      { tenant: foreign(ann()).tenant },
      { grant: request("g2", ann())(told()).id },
      { holder: principal(bob()) },
      { holder: principal(foreign(ann())) },
      { agent: null },
      { reason: "the database is up" },
      { scope: scope(["psql", "db"]) },
      { scope: scope(["psql", "db.main"], ["psql", "db.logs"]) },
      { durationMs: DURATION + 1 },
    ].map((changed) => termsDigest({ ...sealed, ...changed }))
    expect(new Set([terms, ...others]).size).toBe(1 + others.length)
  })

  it("are signed as the table says, without the roles of whoever signs", () => {
    const command = countersign("g1", rita())(told())
    if (command.type !== "countersign") throw new Error("a countersignature is one")
    expect(statementOf(keptOf(told(), "g1"), command)).toEqual(statement(keptOf(told(), "g1"), command))
  })
})

describe("the status", () => {
  it("is one of six, and the table says them all", () => {
    expect(statuses).toEqual(["requested", "active", "denied", "lapsed", "expired", "revoked"])
    expect(breakGlass.definition.chart.statuses).toEqual(statuses)
    expect(new Set(breakGlass.definition.chart.derives.map(({ to }) => to))).toEqual(new Set(statuses))
    expect(breakGlass.definition.name).toBe("break-glass")
  })

  it("is active while the grant runs, use after use", () => {
    expect(statusOf(active(), "g1")).toBe("active")
    expect(statusOf(active([2, use("g1", caller(ann()))], [3, use("g1", caller(ann()))]), "g1")).toBe("active")
  })

  it("is told by the end first", () => {
    expect(dropped().map((register) => statusOf(register, "g1"))).toEqual(["denied", "lapsed", "revoked"])
    expect(ended().map((register) => statusOf(register, "g1"))).toEqual(["expired", "revoked"])
  })

  it("is told by the last settlement otherwise, where a broken kernel let two happen", () => {
    const twice = (first: Event, last: Event, site: string) =>
      next(told(first), last, breakSite(breakGlass, broken, site))
    const denied = twice([1, countersign("g1", rita())], [2, deny("g1", rita())], "grantIsRequested@deny")
    expect(statusOf(denied, "g1")).toBe("denied")
    const lapsed = twice([1, deny("g1", rita())], [REQUEST, lapse("g1")], "grantIsRequested@lapse")
    expect(statusOf(lapsed, "g1")).toBe("lapsed")
    const given = twice([1, deny("g1", rita())], [2, countersign("g1", rita())], "grantIsRequested@countersign")
    expect(statusOf(given, "g1")).toBe("active")
    expect(keptOf(given, "g1").settlements.map(({ how }) => how)).toEqual(["denied", "countersigned"])
  })

  it("keeps activation and expiry as they were first written, whatever a broken kernel lets happen", () => {
    const open = breakSite(breakGlass, broken, "grantIsRequested@countersign")
    const again = next(active(), [90, countersign("g1", sam())], open)
    expect(keptOf(again, "g1")).toMatchObject({ activatedAt: START + 1, expiresAt: START + EXPIRY })
    expect(keptOf(again, "g1").settlements).toHaveLength(2)
  })
})

describe("two grants", () => {
  it("do not touch one another", () => {
    const register = tell(settings(), [0, request("g1", ann())], [0, request("g2", bob())])
    const moved = next(register, [1, countersign("g2", rita())])
    expect(moved.entities.get("g1")).toBe(register.entities.get("g1"))
    expect(statusOf(moved, "g2")).toBe("active")
    expect(ask(register, [1, request("g1", ann())])).toEqual({ accepted: false, refusal: "taken" })
    expect(ask(register, [1, revoke("g3", ann())])).toEqual({ accepted: false, refusal: "unknown" })
  })

  it.each(["constructor", "toString", "valueOf"])("may be called %s", (grant) => {
    const register = tell(settings())
    expect(ask(register, [0, revoke(grant, ann())])).toEqual({ accepted: false, refusal: "unknown" })
    expect(ask(register, [0, request(grant, ann())]).accepted).toBe(true)
  })
})
