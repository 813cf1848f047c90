import { describe, expect, it } from "vitest"
import type * as z from "zod"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { MintAnswer, SessionChangeAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { ActorUnknownError, verifyPermit } from "../../../../adapters/library/index.ts"
import { CredentialDelegating, CredentialMinting } from "../../../../adapters/library/sessions/inputs.ts"
import { keyPair, partsOf } from "../../identity/jws.ts"
import { NIGHT } from "../../library/break-glass/emergency.ts"
import { acme, planBytes } from "../../library/fixture.ts"
import { calling, onDisk, without } from "../../library/sessions/calling.ts"
import { documentedBy } from "../documented.ts"
import { problem, read, use } from "../fixture.ts"
import { CREDENTIALS, DECISIONS, HANDING, agents, deniedFor, note } from "./agents.ts"

/** A call that people are asked about. */
const applying = () => ({ tool: "terraform.apply", payload: new TextDecoder().decode(planBytes()) })
const DESTRUCTIVE = { tool: "terraform.apply", effects: ["destructive"] }
const SECOND = 1 / 60

describe("an agent calls within a session, over HTTP:", () => {
  it("somebody opens one, signed; the agent mints a credential in it, and asks with that: it is allowed", async () => {
    const { gate, post, opening, minting, ask, last } = await agents()
    const { agent, signed } = await opening("bob")
    if (signed === null) throw new Error("it is signed")
    const statement = new TextDecoder().decode(signed.statement)
    const opened = await post("bob", "/v1/sessions", { agent, statement, proof: signed.proof })
    const { id: session } = await read(SessionChangeAnswer, opened)

    const minted = await read(
      MintAnswer,
      await minting("deployer", { session, tool: "notes.write", effects: ["write"] }),
    )
    expect(minted).toMatchObject({ status: "minted", record: 3, warnings: [] })
    const { verdict, reasons, permit, record } = await ask(minted.credential)
    expect([verdict, reasons, record]).toEqual(["allow", [], 4])

    const decided = await last()
    expect(decided).toMatchObject({
      type: "decision",
      caller: { actor: { id: "deployer" }, person: { id: "bob" } },
      verdict: "allow",
      transitions: [
        { command: { type: "present", id: minted.id, run: session, effect: "write" } },
        ...["receive", "admit", "release"].map((type) => ({ domain: "calls", command: { type } })),
      ],
    })
    const claims = await verifyPermit(permit ?? "none", {
      publicKey: gate.publicKey.jwk,
      tenant: "acme",
      tool: "notes.write",
      payload: new TextEncoder().encode("{}"),
      artifact: null,
      now: NIGHT,
      spend: () => true,
    })
    expect(claims.aud).toBe("notes.write")
  })

  it("what the token says, the log has; what the log has, is no token", async () => {
    const { gate, opened, minted } = await agents()
    const session = await opened()
    const credential = await minted(session)
    const [, claims, signature] = partsOf(credential)
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      tenant: "acme",
      sid: session,
      sub: "bob",
      aud: "notes.write",
      scope: "write",
      act: { sub: "deployer" },
      iat: NIGHT / 1000,
      exp: NIGHT / 1000 + 60,
    })
    const records = await gate.log.records(acme(), 0, 100)
    const log = records.map(({ bytes }) => new TextDecoder().decode(bytes)).join("\n")
    expect(log).toContain(session)
    expect(log).not.toContain(signature)
  })

  it("one credential, one question: asked once more it is denied, and with its idempotency key it has its answer", async () => {
    const { opened, minted, ask, sizeOf } = await agents()
    const credential = await minted(await opened())
    const first = await ask(credential, note(), { key: "monday" })
    expect(first.verdict).toBe("allow")
    const size = await sizeOf()
    expect(await ask(credential, note(), { key: "monday" })).toEqual(first)
    expect(await sizeOf()).toBe(size)
    for (const how of [{ key: "tuesday" }, {}]) {
      const again = await ask(credential, note(), how)
      expect([...deniedFor(again), again.permit]).toEqual(["deny", "credentialIsUnspent", null])
    }
    expect(await sizeOf()).toBe(size + 2)
  })

  it("a call that is denied spends it all the same, once it could be read at all", async () => {
    const { opened, minted, ask } = await agents()
    const session = await opened()
    const mailing = await minted(session, { tool: "mail.send" })
    const mail = { tool: "mail.send", payload: "{}" }
    expect(deniedFor(await ask(mailing, mail))).toEqual(["deny", "policyAllows", "writesNeedNoApproval"])
    expect(deniedFor(await ask(mailing, mail))).toEqual([
      "deny",
      "credentialIsUnspent",
      "policyAllows",
      "writesNeedNoApproval",
    ])
    const credential = await minted(session, DESTRUCTIVE)
    expect(deniedFor(await ask(credential, { ...applying(), payload: "{" }))).toEqual(["deny", "policyWasEvaluated"])
    expect((await ask(credential, applying())).verdict).toBe("step_up")
  })

  it("its effects, its tool and its time are its own: anything else is denied, and spends nothing", async () => {
    const { opened, minted, ask, at } = await agents()
    const session = await opened()
    const reading = await minted(session, { effects: ["read"] })
    expect(deniedFor(await ask(reading))).toEqual(["deny", "effectIsWithinCredential"])
    const searching = await minted(session, { tool: "tickets.search", effects: ["read"] })
    expect(deniedFor(await ask(searching))).toContain("audienceMatches")
    expect(deniedFor(await ask(searching, { tool: "tickets.search", payload: "{}" }))).toEqual(["allow"])

    const [one, two] = [await minted(session), await minted(session)]
    at(1, { before: true })
    expect(deniedFor(await ask(one))).toEqual(["allow"])
    at(1)
    expect(deniedFor(await ask(two))).toEqual(["deny", "credentialIsUnexpired"])
  })

  it("nobody sweeps, or somebody does: what nobody used in its time is good for nothing", async () => {
    const { opened, minted, ask, at, gate } = await agents()
    const credential = await minted(await opened())
    at(2)
    expect(await gate.sweep()).toBe(1)
    expect(deniedFor(await ask(credential))).toEqual(["deny", "credentialIsUnexpired", "credentialIsUnspent"])
  })

  it("what became of the session, or of its person, between minting and presenting, is felt at once", async () => {
    const { opened, minted, ask, post, sessions, as, at } = await agents()
    const [session, ended] = [await opened(), await opened()]
    const [one, two, revoked, late] = [
      await minted(session),
      await minted(session),
      await minted(ended),
      await minted(ended),
    ]
    await sessions.end(as("alice").actor, { id: ended })
    expect(deniedFor(await ask(revoked))).toEqual(["deny", "sessionIsOpen"])
    await post("ci", "/v1/subjects/bob/disable", {})
    expect(deniedFor(await ask(one))).toEqual(["deny", "subjectIsEnabled"])
    await post("ci", "/v1/subjects/bob/enable", { scope: [{ tool: "notes.write", effects: ["write"] }] })
    expect(deniedFor(await ask(two))).toEqual(["deny", "sessionIsOfThisEnablement"])
    at(5)
    await sessions.end(as("bob").actor, { id: session })
    at(20)
    // By now nothing of the session is in memory: what nobody can look up is denied as well.
    expect(deniedFor(await ask(late))).toEqual(["deny", "credentialIsKnown"])
  })

  it("a narrower scope is felt at once, and so is a session that nobody keeps alive", async () => {
    const { opened, minted, ask, post, at } = await agents()
    const session = await opened()
    const one = await minted(session)
    await post("ci", "/v1/subjects/bob/enable", { scope: [{ tool: "notes.write", effects: ["read"] }] })
    expect(deniedFor(await ask(one))).toEqual(["deny", "scopeIsWithinSubject"])
    await post("ci", "/v1/subjects/bob/enable", { scope: [{ tool: "notes.write", effects: ["write"] }] })
    at(30 - SECOND)
    const two = await minted(session)
    at(30)
    expect(deniedFor(await ask(two))).toEqual(["deny", "sessionIsNotIdle"])
  })
})

describe("people are asked about a call within a session:", () => {
  it("asking spends its credential, and the use of their approval takes another one", async () => {
    const { opened, minted, ask, present, post, signed } = await agents()
    const session = await opened()
    const asking = await ask(await minted(session, DESTRUCTIVE), applying())
    expect(asking).toMatchObject({ verdict: "step_up", permit: null })
    const id = asking.request ?? "none"
    const used = `/v1/approvals/${id}/consume`
    for (const name of ["alice", "carol"] as const)
      expect((await post(name, `/v1/approvals/${id}/approve`, await signed(name, id))).status).toBe(200)

    const one = await minted(session, DESTRUCTIVE)
    expect((await use(await present(one, used, applying(), { key: "use" }))).permit).toMatch(/^eyJ/)
    const again = await problem(await present(one, used, applying()))
    expect(again).toMatchObject({ name: "refused", status: 403, guards: ["credentialIsUnspent"] })
    // The same use, asked about once more.
    expect((await present(one, used, applying(), { key: "use" })).status).toBe(200)
  })

  it("their approval is used by nobody who presents nothing, nor for another person", async () => {
    const { opened, minted, ask, present, post, signed } = await agents()
    const id = (await ask(await minted(await opened(), DESTRUCTIVE), applying())).request ?? "none"
    const used = `/v1/approvals/${id}/consume`
    for (const name of ["alice", "carol"] as const)
      await post(name, `/v1/approvals/${id}/approve`, await signed(name, id))
    expect((await problem(await post("deployer", used, applying()))).guards).toContain("agentPresentsCredential")
    const carols = await minted(await opened("carol"), DESTRUCTIVE)
    expect((await problem(await present(carols, used, applying()))).guards).toEqual([
      "consumedPlanIsSealed",
      "consumerIsRequester",
    ])
    expect((await present(await minted(await opened("bob"), DESTRUCTIVE), used, applying())).status).toBe(200)
  })
})

describe("an API key alone", () => {
  it("lets an agent ask for nothing: the denial says what to do, and is recorded", async () => {
    const { ask, opened, send, sizeOf, last, minted, presented } = await agents()
    const credential = await minted(await opened())
    const size = await sizeOf()
    const { dpop = "" } = await presented(credential, DECISIONS, note())
    const json = { "content-type": "application/json" }
    for (const headers of [json, { ...json, dpop }]) {
      const denied = await send("deployer", DECISIONS, { method: "POST", body: JSON.stringify(note()), headers })
      const { verdict, permit, reasons } = await read(VerdictAnswer, denied)
      expect([verdict, permit, reasons]).toEqual([
        "deny",
        null,
        [
          {
            guard: "agentPresentsCredential",
            sentence: "Agents call within a session here; mint a credential in it, and present that with the call.",
          },
        ],
      ])
    }
    expect(await sizeOf()).toBe(size + 2)
    expect(await last()).toMatchObject({ caller: { actor: { id: "deployer" } }, verdict: "deny" })
    expect((await ask(credential)).verdict).toBe("allow")
  })

  it("lets it do nothing else, its own request be cancelled among it", async () => {
    const { opened, minted, ask, post, get, sizeOf } = await agents()
    const id = (await ask(await minted(await opened(), DESTRUCTIVE), applying())).request ?? "none"
    const size = await sizeOf()
    for (const command of ["cancel", "supersede", "withdraw"])
      expect(await problem(await post("deployer", `/v1/approvals/${id}/${command}`, {}))).toMatchObject({
        name: "refused",
        guards: ["agentOnlyCalls"],
      })
    expect(await sizeOf()).toBe(size + 3)
    expect((await problem(await post("deployer", "/v1/clock/confirm", {}))).name).toBe("not-administrator")
    expect((await get("deployer", `/v1/approvals/${id}`)).status).toBe(200)
    expect((await post("bob", `/v1/approvals/${id}/cancel`, {})).status).toBe(200)
  })

  it("is enough for people and services, who present nothing", async () => {
    const { post } = await agents()
    for (const name of ["bob", "ci"] as const)
      expect((await read(VerdictAnswer, await post(name, DECISIONS, note()))).verdict).toBe("allow")
  })
})

describe("a credential is minted", () => {
  it("once with a key, and the token is the very same, also after a restart", async () => {
    const deployed = calling(onDisk)
    const before = await agents(deployed)
    const session = await before.opened()
    const token = await before.minted(session, { key: "monday" })
    expect(await before.minted(session, { key: "monday" })).toBe(token)
    expect(await before.minted(session, { key: "tuesday" })).not.toBe(token)
    expect(await before.minted(session)).not.toBe(await before.minted(session))
    expect(
      await problem(
        await before.minting("deployer", { session, tool: "notes.write", effects: ["read"] }, { key: "monday" }),
      ),
    ).toMatchObject({ name: "key-reused", status: 422 })
    await before.gate.close()

    const after = await agents(deployed)
    expect(await after.minted(session, { key: "monday" })).toBe(token)
    expect(deniedFor(await after.ask(token))).toEqual(["allow"])
    // Spent or not, the answer to its minting is what it was.
    expect(await after.minted(session, { key: "monday" })).toBe(token)
    expect(deniedFor(await after.ask(token))).toEqual(["deny", "credentialIsUnspent"])
  })

  it("by nobody who doesn't prove this very request with the agent's own key: 401, which says why, and nothing is recorded", async () => {
    const { opened, minting, keys, sizeOf, send } = await agents()
    const body = { session: await opened(), tool: "notes.write", effects: ["write"] }
    const size = await sizeOf()
    const ways: readonly (readonly [how: Parameters<typeof minting>[2], why: string])[] = [
      [{ by: keys.helper }, "is not made with the key of an agent that may hold this credential"],
      [{ by: keyPair() }, "is not made with the key of an agent that may hold this credential"],
      [{ proven: { path: DECISIONS } }, "is for another path"],
      [{ proven: { body: { ...body, effects: ["read"] } } }, "is for another body"],
      [{ proven: { credential: "a.b.c" } }, "is for another credential, or none"],
      [{ headers: { dpop: "" } }, "is no DPoP proof of a request"],
      [{ headers: { dpop: "e30.e30.e30" } }, "header is not that of one"],
    ]
    for (const [how, why] of ways) {
      const { name, status, told } = await problem(await minting("deployer", body, how))
      expect([name, status]).toEqual(["unproven", 401])
      expect(told.detail).toContain(why)
    }
    const unproven = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }
    expect((await problem(await send("deployer", CREDENTIALS, unproven))).status).toBe(400)
    expect(await sizeOf()).toBe(size)
  })

  it("by no agent that has no key, and by nobody who is no agent: 422, and nothing is recorded", async () => {
    const { opened, minting, sizeOf, gate, as } = await agents(calling(without("helper")))
    const body = { session: await opened("bob", "helper"), tool: "notes.write", effects: ["write" as const] }
    const size = await sizeOf()
    expect(await problem(await minting("helper", body))).toMatchObject({ name: "proof-key-missing", status: 422 })
    for (const name of ["bob", "ci"] as const)
      await expect(gate.sessions.mint(as(name).actor, body)).rejects.toThrow(ActorUnknownError)
    expect(await sizeOf()).toBe(size)
  })

  it("in its own session alone, within what the person and the agent may, and fresh where it is sensitive: each refusal is recorded", async () => {
    const { opened, minting, at, post, gate, sizeOf } = await agents()
    const session = await opened()
    const size = await sizeOf()
    const guardsOf = async (body: object, agent: "deployer" | "helper" = "deployer") => {
      const { name, guards } = await problem(
        await minting(agent, { session, tool: "notes.write", effects: ["write"], ...body }),
      )
      return [name, ...guards]
    }
    expect(await guardsOf({}, "helper")).toEqual(["refused", "agentIsOfSession"])
    expect(await guardsOf({ effects: ["destructive"] })).toEqual([
      "refused",
      "scopeIsWithinSubject",
      "scopeIsWithinAgent",
    ])
    expect(await guardsOf({ tool: "notes.writ" })).toEqual(["refused", "scopeIsWithinSubject", "scopeIsWithinAgent"])
    expect(await guardsOf({ session: "session_none" })).toEqual(["unknown"])
    at(2)
    expect(await guardsOf(DESTRUCTIVE)).toEqual(["refused", "factorIsFresh"])
    await post("ci", "/v1/subjects/bob/enable", { scope: [] })
    expect(await guardsOf({})).toEqual(["refused", "scopeIsWithinSubject"])
    expect((await gate.log.head(acme())).size).toBe(size + 7)
  })
})

describe("where no credential is presented", () => {
  it("one is refused: 401, and both ways to say who asks are named", async () => {
    const { opened, minted, present, send, presented, sizeOf } = await agents()
    const credential = await minted(await opened())
    const size = await sizeOf()
    for (const path of [CREDENTIALS, "/v1/sessions", "/v1/subjects/bob/disable", "/v1/approvals/approval_1/cancel"]) {
      const refused = await present(credential, path, {})
      expect(refused.headers.get("www-authenticate")).toBe(
        'Bearer realm="interlock", DPoP realm="interlock", algs="EdDSA Ed25519"',
      )
      expect(await problem(refused)).toMatchObject({
        name: "unproven",
        status: 401,
        told: { detail: "A credential is for a call: with anything else an API key says who asks." },
      })
    }
    const headers = await presented(credential, "/v1/whoami", {})
    expect((await problem(await send(null, "/v1/whoami", { headers }))).name).toBe("unproven")
    expect((await problem(await send(null, "/v1/whoami", { headers: {} }))).name).toBe("unauthenticated")
    expect(await sizeOf()).toBe(size)
  })
})

it("what HTTP hands over as read is what the library's own schemas would have read", async () => {
  const { gate, opened, minted, handed } = await agents()
  const handedOver: { readonly given: unknown; readonly read: unknown }[] = []
  const schemas = { mint: CredentialMinting, delegate: CredentialDelegating } as const
  for (const [name, schema] of Object.entries<z.ZodType>(schemas)) {
    const original = Reflect.get(gate.sessions, name) as (by: never, given: never) => unknown
    Object.assign(gate.sessions, {
      [name]: (by: never, given: never) => {
        handedOver.push({ given, read: schema.parse(given) })
        return original(by, given)
      },
    })
  }
  const session = await opened()
  await minted(session, { key: "key-1" })
  await handed(await minted(session), "helper", ["write"], { key: "key-2" })
  expect(handedOver).toHaveLength(3)
  for (const { given, read: wouldBe } of handedOver) expect(given).toEqual(wouldBe)
})

describe("every route of credentials in the OpenAPI document", () => {
  it("answers what its schema says, accepted and refused", async () => {
    const { app, opened, minting, minted, handed, send, presented, keys } = await agents(calling(without("mole")))
    const { seen, holds } = await documentedBy(app)
    const session = await opened()
    const body = { session, tool: "notes.write", effects: ["write"] }
    expect(await holds(CREDENTIALS, "post", minting("deployer", body))).toBe(200)
    expect(await holds(CREDENTIALS, "post", minting("helper", body))).toBe(403)
    expect(await holds(CREDENTIALS, "post", minting("deployer", body, { by: keys.helper }))).toBe(401)
    expect(await holds(CREDENTIALS, "post", minting("deployer", {}))).toBe(400)
    expect(await holds(CREDENTIALS, "post", minting("mole", body))).toBe(422)
    expect(await holds(CREDENTIALS, "post", minting("deployer", { ...body, session: "session_none" }))).toBe(404)
    const credential = await minted(session)
    expect(await holds(HANDING, "post", handed(credential, "bob", ["write"]))).toBe(422)
    expect(await holds(HANDING, "post", handed(credential, "helper", ["read"]))).toBe(403)
    expect(await holds(HANDING, "post", handed(credential, "helper", []))).toBe(400)
    expect(await holds(HANDING, "post", handed(credential, "helper", ["write"]))).toBe(200)
    const other = await presented(await minted(session), HANDING, {}, { proven: { path: DECISIONS } })
    expect(await holds(HANDING, "post", send(null, HANDING, { method: "POST", headers: other, body: "{}" }))).toBe(401)
    expect([...seen].sort()).toEqual([`post ${CREDENTIALS}`, `post ${HANDING}`])
  })
})
