import { describe, expect, it } from "vitest"
import { module } from "../../../kernel/break-glass/index.ts"
import { DURATION, START, ann, bot, digest, principal, rita } from "../../fixtures/break-glass.ts"
import { GRANT_MS, acme, activeGrant, keyring, policyOf, requestedGrant } from "../gate/fixture.ts"

describe("what break-glass hands over", () => {
  it("is named, reserves what only the gate gives, and has ids of its own", () => {
    expect(module).toMatchObject({
      name: "break-glass",
      prefixes: { request: "grant" },
      reserved: ["use"],
      named: [],
      told: [],
      stage: null,
    })
  })

  it("has settings of the policy, and the tenant that comes with the deployment, never with the policy", () => {
    const policy = policyOf().domains["break-glass"]
    const settings = module.settingsOf(policy, { tenant: acme(), policy: digest("policy"), keyring: keyring() })
    expect(settings).toEqual({ ...policy, tenant: "acme", keyring: keyring() })
    expect(module.policy.safeParse(policy).success).toBe(true)
    expect(module.policy.safeParse(settings).success).toBe(false)
    expect(module.tool.safeParse({ route: "one" }).success).toBe(false)
  })

  it("warns where one person may do what takes two", () => {
    const { countersigningTakesTwo } = module.warnings
    const under = (allowSelfCountersign: boolean) => ({ ...policyOf().domains["break-glass"], allowSelfCountersign })
    expect([false, true].map((may) => countersigningTakesTwo.holds(under(may)))).toEqual([true, false])
    expect(countersigningTakesTwo.says).toMatch(/^The policy .+ alone\.$/)
  })

  it("says who signs what, in which tenant", () => {
    const { request, countersignature } = module.statements
    const asked = request.schema.parse({
      type: "interlock/grant-request/v1",
      tenant: "acme",
      holder: principal(ann()),
      agent: principal(bot()),
      reason: "the database is down",
      scope: [{ tool: "psql", prefix: "db.main" }],
      durationMs: DURATION,
      at: START,
    })
    const signed = countersignature.schema.parse({
      type: "interlock/countersignature/v1",
      tenant: "acme",
      grant: "g1",
      terms: digest("terms"),
      countersigner: principal(rita()),
    })
    expect([request.what, request.signer(asked), request.tenant(asked)]).toEqual([
      "a request for emergency access",
      principal(ann()),
      "acme",
    ])
    expect([countersignature.what, countersignature.signer(signed), countersignature.tenant(signed)]).toEqual([
      "a statement of a countersignature",
      principal(rita()),
      "acme",
    ])
  })

  it("would ask whoever holds a role that countersigns, and nobody by name", () => {
    expect(module.asked(policyOf().domains["break-glass"])).toEqual({ people: [], roles: ["responder"] })
  })
})

describe("the news of break-glass", () => {
  const { events, about, ownerOf, schema } = module.notices

  it("is that access is asked for, that it opens, and that it ends however it does; no use is", () => {
    expect(events).toEqual({
      request: "requested",
      countersign: "opened",
      deny: "ended",
      lapse: "ended",
      revoke: "ended",
      expire: "ended",
    })
  })

  it("says what a grant is from now on, and is its holder's", () => {
    const { id, kept } = activeGrant()
    const { holder, agent, reason, scope, durationMs, terms, lapsesAt } = kept
    const told = about(activeGrant())
    expect(told).toEqual({
      domain: "break-glass",
      status: "active",
      grant: id,
      ...{ holder, agent, reason, scope, durationMs, terms, lapsesAt },
      expiresAt: START + GRANT_MS,
      endedAt: null,
      uses: 0,
      selfCountersigned: false,
    })
    expect(schema.parse(told)).toEqual(told)
    expect(schema.parse({ ...told, uses: 2 }).uses).toBe(2)
    expect(ownerOf(activeGrant())).toEqual(principal(ann()))
  })

  it("says when it really ended", () => {
    const grant = requestedGrant()
    const ended = { how: "revoked", by: ann(), at: grant.kept.lapsesAt, uses: 0 } as const
    expect(about({ ...grant, kept: { ...grant.kept, ended } }).endedAt).toBe(grant.kept.lapsesAt)
    for (const changed of [{ uses: -1 }, { domain: "approvals" }, { status: "lost" }, { more: 1 }])
      expect(schema.safeParse({ ...about(grant), ...changed }).success).toBe(false)
  })
})
