import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { GrantId } from "../../../kernel/break-glass/break-glass.ts"
import type { Ask, Found } from "../../../kernel/gate/ask.ts"
import { Policy } from "../../../kernel/gate/policy.ts"
import { encodeRecord } from "../../../kernel/ledger/chain.ts"
import { RECORD_BYTES } from "../../../kernel/ledger/record.ts"
import { type Resource, effectsOf } from "../../../kernel/effects.ts"
import {
  START,
  actor,
  ann,
  bob,
  bot,
  caller,
  digest,
  instant,
  keyOf,
  keyringOf,
  principal,
} from "../../fixtures/approvals.ts"
import {
  GRANT_MS,
  type Grant,
  PERMIT_MS,
  REQUEST_MS,
  activeGrant,
  agentOfAnn,
  asks,
  type call,
  changedIn,
  countersigns,
  found,
  grantIn,
  policyOf,
  requestedGrant,
  requestsAccess,
  revokes,
  under as underGrant,
  wanted,
  worldOf,
  decide,
} from "./fixture.ts"
import { recordOf } from "./records.ts"

const decided = (ask: Ask, grants: readonly Grant[] = [], ms = 1) =>
  decide(worldOf([], policyOf(), grants), ask, { now: instant(START + ms), seq: 9 })

const destroying = (part: Partial<Resource> = {}): Found => found({ change: "destroy", ...part })

/** A destructive call under ann's grant, by her agent. */
const under = (grant: GrantId, changed: Parameters<typeof call>[1] = {}, tool = "tf.ask"): Ask =>
  underGrant(grant, tool, { found: destroying(), ...changed })
/** What asks about it. */
const asked = ["nothingIsDestroyed", "writesNeedNoApproval"]

const said = (ask: Ask, grants: readonly Grant[], ms = 1) => {
  const decision = decided(ask, grants, ms)
  if (decision.body.type !== "decision") throw new Error("a call is answered with a decision")
  return { ...decision.body, after: changedIn(decision) }
}

describe("emergency access", () => {
  it("is asked for under an id that the log gives, and recorded with its proof", () => {
    const proof = { format: "sshsig", publicKey: "key", signature: "signature" } as const
    const { body, shown } = decided({ type: "open", domain: "break-glass", wanted: wanted(), proof }, [], 0)
    const grant = grantIn({ body })
    expect(grant).toMatchObject({
      status: "requested",
      kept: { holder: principal(ann()), agent: principal(bot()), requestedAt: START, lapsesAt: START + REQUEST_MS },
    })
    expect(grant.id).toMatch(/^grant_[0-9a-f]{24}$/)
    expect(body).toEqual({
      type: "command",
      proof,
      transition: {
        domain: "break-glass",
        command: { ...wanted(), id: grant.id },
        facts: {
          tenant: "acme",
          minDurationMs: 60_000,
          maxDurationMs: 2 * GRANT_MS,
          requestMs: REQUEST_MS,
          factorMs: 60_000,
          grantable: [{ tool: "tf.ask", prefix: "aws_thing" }],
          openGrants: 0,
          coolsUntil: null,
          recentRequests: 0,
          maxRequests: 100,
        },
        outcome: { accepted: true, after: [grant] },
      },
    })
    expect(shown).toBeNull()
  })

  it("has another id at another place of the log, or in another tenant", () => {
    const idAt = (seq: number, tenant = "acme") => {
      const world = worldOf([], policyOf({ tenant }))
      const by = actor("ann", { tenant })
      return grantIn(decide(world, requestsAccess({ by, agent: null }), { now: instant(START), seq })).id
    }
    expect(idAt(9)).toBe(requestIdAgain())
    expect(new Set([idAt(9), idAt(10), idAt(9, "globex")]).size).toBe(3)
  })
  const requestIdAgain = () => grantIn(decided(requestsAccess(), [], 0)).id

  it("begins with the second person's signature", () => {
    const grant = requestedGrant()
    const { body } = decided(countersigns(grant), [grant])
    expect(grantIn({ body })).toMatchObject({
      id: grant.id,
      status: "active",
      kept: { activatedAt: START + 1, expiresAt: START + 1 + GRANT_MS, selfCountersigned: false },
    })
    expect(body).toMatchObject({
      type: "command",
      transition: { domain: "break-glass", command: { type: "countersign" }, outcome: { accepted: true } },
    })
  })

  it("is refused with its guards, and then nothing changes", () => {
    const grant = requestedGrant()
    const decision = decided(countersigns(grant, ann()), [grant])
    expect(decision.body).toMatchObject({
      transition: { outcome: { accepted: false, guards: ["countersignerIsNotHolder", "countersignerIsEligible"] } },
    })
    expect(changedIn(decision)).toEqual([])
  })

  it("that nobody asked for is unknown", () => {
    const { body } = decided(revokes(GrantId.parse("grant_none")))
    expect(body).toMatchObject({ transition: { facts: null, outcome: { accepted: false, refusal: "unknown" } } })
  })
})

const many = (size: number): Found => ({
  effects: effectsOf(
    Array.from({ length: size }, (_, n) => ({
      address: `aws_thing.r${n}`,
      type: "aws_thing",
      change: "destroy",
      iam: "none",
      network: "none",
    })),
    [],
    0,
  ),
})

describe("what is as large as the parsers let it be", () => {
  const long = (length: number, n = 0) => `${String(n).padStart(2, "0")}${"x".repeat(length - 2)}`
  const roles = Array.from({ length: 32 }, (_, n) => long(128, n))
  const largest = (id: string, kind: "human" | "agent" = "human") => actor(id.padEnd(128, "x"), { kind, roles })
  const pairs = (size: number) => Array.from({ length: size }, (_, n) => ({ tool: long(128, n), prefix: long(250, n) }))
  const types = Array.from({ length: 16 }, (_, n) => long(72, n))
  const policy = (): Policy => {
    const { domains, tools, ...rest } = policyOf()
    const [tool] = tools.filter(({ name }) => name === "tf.ask")
    return Policy.parse({
      ...rest,
      tools: [{ ...tool, name: long(128, 0) }],
      domains: {
        ...domains,
        "break-glass": {
          ...domains["break-glass"],
          grantable: pairs(64).map((pair) => ({ ...pair, types })),
          countersigners: roles,
        },
      },
    })
  }
  const holder = () => largest("holder")
  const agent = () => largest("agent", "agent")
  const access = (): Ask =>
    requestsAccess({
      by: holder(),
      factor: { key: keyOf(holder()), at: START },
      agent: principal(agent()),
      reason: "ü".repeat(1024),
      scope: pairs(16),
    })
  const recorded = (decision: ReturnType<typeof decide>) => {
    const bytes = encodeRecord(recordOf(decision.body))
    return Result.isSuccess(bytes) ? bytes.success.length : Number.POSITIVE_INFINITY
  }

  it("can be asked for, countersigned and used: every record holds it", () => {
    const at = { now: instant(START), seq: 7 }
    const requested = decide(worldOf([], policy()), access(), at)
    const grant = grantIn(requested)
    const keyring = keyringOf([holder(), largest("second")])
    const opened = decide(worldOf([], policy(), [grant], keyring), countersigns(grant, largest("second")), at)
    const active = grantIn(opened)
    const used = decide(
      worldOf([], policy(), [active], keyring),
      underGrant(active.id, long(128, 0), {
        caller: caller(agent(), holder()),
        found: {
          effects: effectsOf(
            Array.from({ length: 32 }, (_, n) => ({
              address: `${long(250, 0)}[${String(n).padStart(4, "0")}]`,
              type: long(72, n % 16),
              change: "destroy" as const,
              iam: "changed" as const,
              network: "none" as const,
            })),
            [],
            0,
          ),
        },
      }),
      at,
    )
    expect(requested.body).toMatchObject({ transition: { outcome: { accepted: true } } })
    expect(opened.body).toMatchObject({ transition: { outcome: { accepted: true } } })
    expect(used.body).toMatchObject({ verdict: "allow", transitions: [{ outcome: { accepted: true } }] })
    for (const decision of [requested, opened, used]) {
      expect(recorded(decision)).toBeLessThanOrEqual(RECORD_BYTES)
      expect(recorded(decision)).toBeGreaterThan(RECORD_BYTES / 4)
    }
  })
})

describe("a call under a grant", () => {
  it("is allowed where the grant covers it: the record names grant, use and what that lifts, and the permit ends soon", () => {
    const grant = activeGrant()
    const decision = said(under(grant.id), [grant])
    const { verdict, reasons, lifted, under: named, transitions, waits, deadline, after } = decision
    expect({ verdict, reasons, lifted, named, waits }).toEqual({
      verdict: "allow",
      reasons: [],
      lifted: asked,
      named: { domain: "break-glass", id: grant.id },
      waits: null,
    })
    expect(transitions).toMatchObject([
      {
        domain: "break-glass",
        command: {
          type: "use",
          id: grant.id,
          by: agentOfAnn(),
          action: { tool: "tf.ask", resources: [{ address: "aws_thing.a", opens: null }], opensToWorld: false },
        },
        facts: {
          lost: {
            holderKey: false,
            countersignerKey: false,
            countersignerRole: false,
            selfCountersign: false,
            scope: false,
            duration: false,
          },
          openedBeyond: 0,
        },
        outcome: { accepted: true },
      },
    ])
    expect(deadline).toBe(START + 1 + PERMIT_MS)
    expect(after).toMatchObject([{ id: grant.id, status: "active", kept: { uses: { count: 1 } } }])
  })

  it("has a permit that never outlives the grant", () => {
    const grant = activeGrant()
    expect(said(under(grant.id), [grant], GRANT_MS - 1).deadline).toBe(START + GRANT_MS)
    expect(said(under(grant.id), [grant], GRANT_MS - PERMIT_MS).deadline).toBe(START + GRANT_MS)
    expect(said(under(grant.id), [grant], GRANT_MS - PERMIT_MS - 1).deadline).toBe(START + GRANT_MS - 1)
  })

  it.each<[string, string, Parameters<typeof call>[1], number]>([
    ["grantIsUnexpired", "after its end, swept or not", {}, GRANT_MS],
    ["actionIsInScope", "on something else", { found: destroying({ address: "aws_thingy.a" }) }, 1],
    ["callerIsHolder", "by another person", { caller: caller(bob()) }, 1],
    ["callerIsHolder", "by another agent", { caller: caller(actor("bot-2", { kind: "agent" }), ann()) }, 1],
  ])("is denied, and that check recorded: %s, %s", (guard, _, changed, ms) => {
    const grant = activeGrant()
    const decision = said(under(grant.id, changed), [grant], ms)
    const { verdict, reasons, lifted, transitions, deadline, after, waits } = decision
    expect({ verdict, reasons, lifted, deadline, after, waits }).toEqual({
      verdict: "deny",
      reasons: [guard, ...asked],
      lifted: [],
      deadline: null,
      after: [],
      waits: null,
    })
    expect(transitions.map(({ outcome }) => outcome)).toEqual([{ accepted: false, refusal: "guards", guards: [guard] }])
  })

  it("is denied under a grant that is not there, or not countersigned", () => {
    expect(said(under(GrantId.parse("grant_none")), [])).toMatchObject({
      verdict: "deny",
      reasons: ["unknown", ...asked],
    })
    const grant = requestedGrant()
    expect(said(under(grant.id), [grant])).toMatchObject({ verdict: "deny", reasons: ["grantIsActive", ...asked] })
  })

  it("asks the grant about everything that is written, and about nothing that is only read", () => {
    const resource = (change: Resource["change"], address: string): Resource => ({
      address,
      type: "aws_thing",
      change,
      iam: "none",
      network: "none",
    })
    const effects = effectsOf(
      [
        resource("destroy", "aws_thing.a"),
        resource("create", "aws_thing.b"),
        resource("read", "data.aws_other.c"),
        resource("noop", "aws_other.d"),
      ],
      [],
      0,
    )
    const grant = activeGrant()
    const { verdict, transitions } = said(under(grant.id, { found: { effects } }), [grant])
    expect(verdict).toBe("allow")
    expect(transitions).toMatchObject([
      { command: { action: { resources: [{ address: "aws_thing.a" }, { address: "aws_thing.b" }] } } },
    ])
  })

  it.each<[reason: string, tool: string, changed: Parameters<typeof call>[1], why: string, asks: readonly string[]]>([
    [
      "effectsAreResolved",
      "tf.ask",
      { found: found({ change: "destroy" }, ["something is not known"]) },
      "not all is known",
      asked,
    ],
    ["effectsAreResolved", "db.drop", { found: null }, "nothing reads what it would do", ["nothingIsDestroyed"]],
    [
      "addressesCanBeCovered",
      "tf.ask",
      { found: destroying({ address: "aws_thing.a b" }) },
      "a scope can't name it",
      asked,
    ],
    ["actionIsWithinBounds", "tf.ask", { found: many(33) }, "it touches more than a record holds", asked],
  ])("is denied where the grant can't be asked, and says no reason twice: %s, %s", (reason, tool, changed, _, asks) => {
    const grant = activeGrant()
    expect(said(under(grant.id, changed, tool), [grant])).toMatchObject({
      verdict: "deny",
      reasons: [reason, ...asks],
      lifted: [],
      transitions: [],
      under: { domain: "break-glass", id: grant.id },
    })
  })

  it("is allowed up to as many resources as that", () => {
    const grant = activeGrant()
    expect(said(under(grant.id, { found: many(32) }), [grant]).verdict).toBe("allow")
  })

  it.each([
    ["a grant", [activeGrant()]],
    ["a grant that never was", []],
  ])("that needs nobody needs no grant either: %s is not what it is allowed under", (_, grants) => {
    const { id } = activeGrant()
    const { verdict, lifted, transitions, under: named } = said(under(id, { found: null }, "note.write"), grants)
    expect({ verdict, lifted, transitions, named }).toEqual({
      verdict: "allow",
      lifted: [],
      transitions: [],
      named: null,
    })
  })

  it("that the policy denies stays denied: a grant stands in for people, not for the policy", () => {
    const grant = activeGrant()
    expect(said(under(grant.id, {}, "tf.deny"), [grant])).toMatchObject({
      verdict: "deny",
      reasons: ["policyAllows", ...asked],
      transitions: [],
    })
    expect(said(under(grant.id, { found: null }, "rm"), [grant])).toMatchObject({ reasons: ["toolIsKnown"] })
  })

  it("that names no grant asks people, grant or not", () => {
    const grant = activeGrant()
    const { verdict, reasons, under: named, transitions } = said(asks("tf.ask", { found: destroying() }), [grant])
    expect({ verdict, reasons, named }).toEqual({ verdict: "step_up", reasons: asked, named: null })
    expect(transitions.map(({ domain }) => domain)).toEqual(["approvals"])
  })

  it("is another call by another digest, and still under the grant", () => {
    const grant = activeGrant()
    const used = grantIn(decided(under(grant.id), [grant]))
    const again = said(under(grant.id, { bytes: "other" }), [used])
    expect(again).toMatchObject({ verdict: "allow", call: { payload: digest("other") } })
    expect(again.after).toMatchObject([{ kept: { uses: { count: 2 } } }])
  })
})
