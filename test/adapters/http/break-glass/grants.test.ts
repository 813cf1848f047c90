import { describe, expect, it } from "vitest"
import { GrantAnswer, GrantChangeAnswer, GrantsAnswer } from "../../../../adapters/http/break-glass/schemas.ts"
import { RecordsAnswer, VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { StatusAnswer } from "../../../../adapters/http/status.ts"
import { type GrantRequest, verifyPermit } from "../../../../adapters/library/index.ts"
import { Terms } from "../../../../kernel/break-glass/break-glass.ts"
import { termsDigest } from "../../../../kernel/break-glass/guards.ts"
import {
  HELPER,
  MINUTE,
  NIGHT,
  type Wanted,
  clock,
  destroying,
  signing,
  terms,
} from "../../library/break-glass/emergency.ts"
import { RULE, TARGET, acme, deployment } from "../../library/fixture.ts"
import { type Name, problem, read, service } from "../fixture.ts"

/** What a person signed, as it travels. */
const travelling = (signed: GrantRequest["signed"]) =>
  signed === null
    ? { statement: null, proof: null }
    : { statement: new TextDecoder().decode(signed.statement), proof: signed.proof }

/** The service at 3 am. */
const night = async (deployed = deployment()) => {
  const { at } = clock()
  const world = await service(deployed)
  const signs = signing(world.gate, deployed)
  const { post, get } = world
  const wanted = async (name: "alice" | "bob" | "carol" | "stranger" = "bob", asked: Wanted = terms()) => ({
    ...asked,
    ...travelling((await signs.request(name, asked)).signed),
  })
  const countersignature = async (name: "alice" | "bob" | "carol", id: string) => {
    const { terms: digest, signed } = await signs.countersignature(name, id)
    return { terms: digest, ...travelling(signed) }
  }
  const requested = async (asked: Wanted = terms(), name: "alice" | "bob" = "bob") =>
    (await read(GrantChangeAnswer, await post(name, "/v1/grants", await wanted(name, asked)))).id
  const active = async (asked: Wanted = terms()) => {
    const id = await requested(asked)
    const sent = await post("carol", `/v1/grants/${id}/countersign`, await countersignature("carol", id))
    expect((await read(GrantChangeAnswer, sent)).status).toBe("active")
    return id
  }
  const call = (...addresses: readonly string[]) => {
    const { tool, payload } = destroying(...addresses)
    return { tool, payload: new TextDecoder().decode(payload) }
  }
  const shown = async (id: string, name: Name = "carol") => read(GrantAnswer, await get(name, `/v1/grants/${id}`))
  return { ...world, ...signs, at, wanted, countersignature, requested, active, call, shown }
}

describe("emergency access over HTTP", () => {
  it("is asked for, read, countersigned, used, revoked", async () => {
    const { post, get, wanted, countersignature, call, shown, gate } = await night()
    const asked = await read(GrantChangeAnswer, await post("bob", "/v1/grants", await wanted()))
    expect(asked).toMatchObject({ status: "requested", record: 0, warnings: [] })
    const { id } = asked

    const { grant } = await shown(id)
    expect(grant).toMatchObject({ id, status: "requested", holder: { id: "bob" }, reason: "the alerts are down" })
    const { tenant, holder, agent, reason, scope, durationMs } = grant
    expect(termsDigest({ tenant, grant: id, holder, agent, reason, scope, durationMs })).toBe(grant.terms)

    const begun = await post("carol", `/v1/grants/${id}/countersign`, await countersignature("carol", id))
    expect(await read(GrantChangeAnswer, begun)).toMatchObject({ id, status: "active", record: 1 })

    const allowed = await read(VerdictAnswer, await post("bob", "/v1/decisions", { ...call(), grant: id }))
    expect(allowed).toMatchObject({ verdict: "allow", grant: id })
    await verifyPermit(allowed.permit ?? "", {
      publicKey: gate.publicKey.jwk,
      ...destroying(),
      tenant: "acme",
      artifact: null,
      now: Date.now(),
      spend: () => true,
    })
    const denied = await read(VerdictAnswer, await post("bob", "/v1/decisions", { ...call(RULE, TARGET), grant: id }))
    expect([denied.verdict, denied.reasons.map(({ guard }) => guard)]).toEqual([
      "deny",
      ["actionIsInScope", "nothingIsDestroyed", "writesNeedNoApproval"],
    ])

    const revoked = await read(GrantChangeAnswer, await post("bob", `/v1/grants/${id}/revoke`, {}))
    expect(revoked.status).toBe("revoked")
    expect((await shown(id)).grant).toMatchObject({ ended: { how: "revoked", uses: 1 }, selfCountersigned: false })
    const { records } = await read(RecordsAnswer, await get("auditor", "/v1/log/records"))
    expect(records).toHaveLength(5)
  })

  it("is refused with 403 and every guard that failed, each with its sentence", async () => {
    const { post, wanted, requested, countersignature, at } = await night()
    const unsigned = await post("bob", "/v1/grants", { ...(await wanted()), statement: null, proof: null })
    const { name, status, guards, told } = await problem(unsigned.clone())
    expect([name, status, guards, told.warnings]).toEqual(["refused", 403, ["holderFactorIsFresh"], []])
    expect(await unsigned.text()).toContain("(nothing is signed: sign on the machine where your key is)")

    const agents = await problem(await post("helper", "/v1/grants", await wanted()))
    expect(agents.guards).toEqual(["holderIsHuman", "holderFactorIsFresh"])

    const id = await requested()
    const path = `/v1/grants/${id}/countersign`
    const bobs = await problem(await post("bob", path, await countersignature("bob", id)))
    expect(bobs).toMatchObject({ status: 403, guards: ["countersignerIsNotHolder"] })
    expect((await problem(await post("alice", `/v1/grants/${id}/deny`, {}))).guards).toEqual([
      "countersignerIsEligible",
    ])
    expect((await problem(await post("deployer", `/v1/grants/${id}/revoke`, {}))).guards).toEqual([
      "revokerIsHolderOrEligible",
      "revokerIsNotAgent",
    ])
    at(15)
    const late = await problem(await post("carol", path, await countersignature("carol", id)))
    expect(late.guards).toEqual(["requestIsFresh"])
  })

  it("is for an agent of the tenant, or 422", async () => {
    const { post, wanted, shown, requested } = await night()
    for (const agent of ["nobody", "alice", "mole"]) {
      const response = await post("bob", "/v1/grants", await wanted("bob", { ...terms(), agent }))
      expect(await problem(response)).toMatchObject({ name: "actor-unknown", status: 422 })
    }
    const id = await requested({ ...terms(), agent: HELPER })
    expect((await shown(id)).grant.agent).toEqual({ id: HELPER, tenant: "acme", kind: "agent" })
  })

  it("is denied to the agent that the grant doesn't name, and to anybody once it is over", async () => {
    const { post, active, call, at } = await night()
    const id = await active()
    const guards = async (name: Name) => {
      const response = await post(name, "/v1/decisions", { ...call(), grant: id })
      return (await read(VerdictAnswer, response)).reasons.map(({ guard }) => guard)
    }
    expect(await guards("helper")).toEqual(["callerIsHolder", "nothingIsDestroyed", "writesNeedNoApproval"])
    at(30)
    expect(await guards("bob")).toEqual(["grantIsUnexpired", "nothingIsDestroyed", "writesNeedNoApproval"])
  })

  it("is asked for once: with its key it gets the first answer, and the key serves nothing else", async () => {
    const { post, wanted, gate } = await night()
    const body = await wanted()
    const first = await (await post("bob", "/v1/grants", body, "k-1")).text()
    expect(await (await post("bob", "/v1/grants", body, "k-1")).text()).toBe(first)
    const other = await post("bob", "/v1/grants", await wanted("bob", terms({ reason: "another" })), "k-1")
    expect(await problem(other)).toMatchObject({ name: "key-reused", status: 422 })
    expect((await gate.log.head(acme())).size).toBe(1)
  })

  it("may hold the largest scope that there is", async () => {
    const { post, wanted } = await night()
    const scope = Terms.shape.scope.parse(
      Array.from({ length: 16 }, (_, n) => ({
        tool: "t".repeat(128),
        prefix: `${"p".repeat(254)}${String(n).padStart(2, "0")}`,
      })),
    )
    const response = await post(
      "bob",
      "/v1/grants",
      await wanted("bob", { ...terms({ reason: "ö".repeat(1024) }), scope }),
    )
    expect((await problem(response)).guards).toEqual(["scopeIsGrantable"])
  })
})

describe("grants are listed", () => {
  it("by status, the latest first, to everybody of the tenant", async () => {
    const { get, post, requested, at } = await night()
    const first = await requested()
    await post("carol", `/v1/grants/${first}/deny`, {})
    at(1)
    const second = await requested()
    const third = await requested(terms(), "alice")
    const list = async (query: string, name: Name = "helper") =>
      (await read(GrantsAnswer, await get(name, `/v1/grants${query}`))).grants.map(({ id }) => id)
    expect(await list("")).toEqual([third, second, first])
    expect(await list("?status=requested")).toEqual([third, second])
    expect(await list("?status=denied")).toEqual([first])
    expect(await list("?status=active")).toEqual([])
    expect(await list("?limit=1")).toEqual([third])
    expect(await list("", "stranger")).toEqual([])
  })

  it.each(["?status=pending", "?limit=0", "?limit=501"])("within bounds: %s is none", async (query) => {
    const { get } = await night()
    expect(await problem(await get("bob", `/v1/grants${query}`))).toMatchObject({
      name: "malformed",
      status: 400,
      told: { errors: [{ in: "query" }] },
    })
  })
})

describe("tenants share no grant", () => {
  it("so another tenant's is answered exactly as one that never was", async () => {
    const { get, post, active, countersignature, shown, call } = await night()
    const id = await active()
    const body = await countersignature("carol", id)
    const answers = async (id: string) =>
      Promise.all(
        [
          get("stranger", `/v1/grants/${id}`),
          post("stranger", `/v1/grants/${id}/countersign`, body),
          post("stranger", `/v1/grants/${id}/deny`, {}),
          post("stranger", `/v1/grants/${id}/revoke`, {}),
        ].map(async (sent) => {
          const response = await sent
          const headers = [...response.headers].filter(([name]) => name !== "x-request-id")
          return { status: response.status, headers, body: await response.text() }
        }),
      )
    const none = "grant_000000000000000000000000"
    const others = await answers(id)
    expect(others).toEqual(await answers(none))
    expect(others.map(({ status }) => status)).toEqual(Array<number>(4).fill(404))
    // But for the id, which is the asker's own.
    const reasons = async (grant: string) =>
      (await read(VerdictAnswer, await post("mole", "/v1/decisions", { ...call(), grant }))).reasons.map(
        ({ guard, sentence }) => ({ guard, sentence: sentence.replace(grant, "ID") }),
      )
    expect(await reasons(id)).toEqual(await reasons(none))
    expect((await shown(id)).grant.status).toBe("active")
  })

  it("and nobody at all without a key", async () => {
    const { get, post } = await night()
    for (const path of ["/v1/grants", "/v1/grants/grant_0", "/v1/status"])
      expect((await get(null, path)).status).toBe(401)
    for (const path of ["/v1/grants", "/v1/grants/grant_0/countersign", "/v1/grants/grant_0/revoke"])
      expect((await post(null, path, {})).status).toBe(401)
  })
})

describe("a request for emergency access that is not of its shape", () => {
  it("is named by its place, and never repeated; nothing is recorded", async () => {
    const { post, wanted, requested, countersignature, gate } = await night()
    const id = await requested()
    const secret = "hunter2-very-secret"
    const [body, signed] = [await wanted(), await countersignature("carol", id)]
    const [pair] = body.scope
    const bodies: [string, unknown, string][] = [
      ["/v1/grants", { ...body, [secret]: secret }, "json "],
      ["/v1/grants", { ...body, agent: `${secret} !` }, "json agent"],
      ["/v1/grants", { ...body, agent: undefined }, "json agent"],
      ["/v1/grants", { ...body, reason: { secret } }, "json reason"],
      ["/v1/grants", { ...body, reason: secret.repeat(60) }, "json reason"],
      ["/v1/grants", { ...body, durationMs: secret }, "json durationMs"],
      ["/v1/grants", { ...body, durationMs: 0 }, "json durationMs"],
      ["/v1/grants", { ...body, durationMs: 2 ** 53 }, "json durationMs"],
      ["/v1/grants", { ...body, scope: [] }, "json scope"],
      ["/v1/grants", { ...body, scope: Array(17).fill(pair) }, "json scope"],
      ["/v1/grants", { ...body, scope: [{ ...pair, prefix: `${secret}*` }] }, "json scope.0.prefix"],
      ["/v1/grants", { ...body, scope: [{ ...pair, prefix: "" }] }, "json scope.0.prefix"],
      ["/v1/grants", { ...body, scope: [{ ...pair, tool: `${secret} !` }] }, "json scope.0.tool"],
      ["/v1/grants", { ...body, statement: null }, "json statement"],
      ["/v1/grants", { ...body, proof: null }, "json statement"],
      ["/v1/grants", { ...body, factor: { at: NIGHT } }, "json "],
      [`/v1/grants/${id}/countersign`, { ...signed, terms: secret }, "json terms"],
      [`/v1/grants/${id}/countersign`, { ...signed, proof: null }, "json statement"],
      [`/v1/grants/${id}/countersign`, { ...signed, countersigner: secret }, "json "],
      [`/v1/grants/${secret}!/revoke`, {}, "param id"],
      ["/v1/decisions", { tool: "terraform.apply", payload: "x", grant: `${secret} !` }, "json grant"],
    ]
    for (const [path, sent, place] of bodies) {
      const response = await post("carol", path, sent)
      const text = await response.clone().text()
      const { status, told } = await problem(response)
      const places = new Set(told.errors?.map(({ in: where, path }) => `${where} ${path}`))
      expect([status, [...places]]).toEqual([400, [place]])
      expect(text).not.toContain("hunter2")
    }
    expect((await gate.log.head(acme())).size).toBe(1)
  })

  it("is too large beyond 64 KiB", async () => {
    const { post, wanted, requested } = await night()
    const statement = "a".repeat(64 * 1024)
    const large = await post("bob", "/v1/grants", { ...(await wanted()), statement })
    expect(await problem(large)).toMatchObject({ name: "too-large", status: 413 })
    const id = await requested()
    const countersigned = await post("carol", `/v1/grants/${id}/countersign`, { statement })
    expect(await problem(countersigned)).toMatchObject({ name: "too-large", status: 413 })
  })
})

describe("how a gate stands, over HTTP", () => {
  it("is told to everybody of the tenant, by the clock", async () => {
    const { get, active, at, gate } = await night()
    await active()
    const status = async (name: Name) => read(StatusAnswer, await get(name, "/v1/status"))
    const { size, hash } = await gate.log.head(acme())
    expect(await status("deployer")).toMatchObject({
      tenant: "acme",
      log: { size, hash },
      warnings: [],
      approvals: { open: 0 },
      grants: { requested: 0, active: 1 },
    })
    expect(await status("mole")).toMatchObject({ tenant: "globex", log: { size: 0 }, grants: { active: 0 } })
    at(30)
    expect((await status("deployer")).grants.active).toBe(0)
  })

  it("carries the warning where the holder may countersign, and so does every answer, refusals too", async () => {
    const world = await night(deployment("memory: true", { allowSelfCountersign: true }))
    const { get, post, requested, countersignature, call, shown } = world
    const id = await requested()
    const sent = async () => post("bob", `/v1/grants/${id}/countersign`, await countersignature("bob", id))
    const warning = { guard: "countersigningTakesTwo" }
    expect(await read(GrantChangeAnswer, await sent())).toMatchObject({ status: "active", warnings: [warning] })
    expect((await problem(await sent())).told.warnings).toMatchObject([warning])
    expect((await problem(await post("alice", `/v1/grants/${id}/revoke`, {}))).told.warnings).toMatchObject([warning])
    const verdict = await read(VerdictAnswer, await post("bob", "/v1/decisions", { ...call(), grant: id }))
    expect(verdict).toMatchObject({ verdict: "allow", warnings: [warning] })
    expect(await read(StatusAnswer, await get("ci", "/v1/status"))).toMatchObject({ warnings: [warning] })
    expect((await shown(id)).grant.selfCountersigned).toBe(true)
    expect((await shown(id)).grant.expiresAt).toBe(NIGHT + 30 * MINUTE)
  })
})
