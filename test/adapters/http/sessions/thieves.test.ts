import { once } from "node:events"
import { connect } from "node:net"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { DEFAULTS } from "../../../../adapters/caps/limits.ts"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { MintAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { serve } from "../../../../adapters/http/serve.ts"
import { base64url, flipped, keyPair, partsOf } from "../../identity/jws.ts"
import { acme, globex } from "../../library/fixture.ts"
import { calling, proofBy } from "../../library/sessions/calling.ts"
import { problem, read } from "../fixture.ts"
import { CREDENTIALS, DECISIONS, HANDING, agents, deniedFor, note } from "./agents.ts"

/** A service with a credential of deployer's, and how long the log is by then. */
const stolen = async (...given: Parameters<typeof agents>) => {
  const world = await agents(...given)
  const session = await world.opened()
  const credential = await world.minted(session)
  const size = await world.sizeOf()
  return { ...world, session, credential, size }
}

/** Why a request is not let in. */
const whyNot = async (response: Response | Promise<Response>) => {
  const { name, status, told } = await problem(await response)
  expect([name, status]).toEqual(["unproven", 401])
  return told.detail
}
const KEY =
  "The proof is not made with the key of an agent that may hold this credential: prove it with the agent's own key."

describe("a thief who has a credential", () => {
  it("and no key that the gate knows, is nobody: 401, and nothing is recorded", async () => {
    const { credential, present, keys, sizeOf, size, ask } = await stolen()
    for (const path of [DECISIONS, HANDING, "/v1/approvals/approval_1/consume"])
      for (const by of [keyPair(), keys.mole]) expect(await whyNot(present(credential, path, note(), { by }))).toBe(KEY)
    expect(await sizeOf()).toBe(size)
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })

  it("and is another agent of the tenant, is denied by name, and that is recorded; its owner still has it", async () => {
    const { credential, ask, keys, last, sizeOf, size } = await stolen()
    const denied = await ask(credential, note(), { by: keys.helper })
    expect([...deniedFor(denied), denied.permit]).toEqual(["deny", "presenterIsMintedAgent", null])
    expect(await sizeOf()).toBe(size + 1)
    expect(await last()).toMatchObject({
      caller: { actor: { id: "helper" }, person: { id: "bob" } },
      verdict: "deny",
      transitions: [{ command: { type: "present", by: { id: "helper" } }, outcome: { accepted: false } }],
    })
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })

  it("and a session of its own, has no use of the two together", async () => {
    const { opened, minted, ask, keys, present, handedOn, credential } = await stolen()
    const own = await minted(await opened("carol", "helper"), { agent: "helper" })
    // Proven for the one, sent with the other.
    const mixed = present(credential, DECISIONS, note(), { by: keys.helper, proven: { credential: own } })
    expect(await whyNot(mixed)).toBe("The proof is for another credential, or none (ath).")
    const [header, , signature] = partsOf(own)
    const [, claims] = partsOf(credential)
    const spliced = present([header, claims, signature].join("."), DECISIONS, note(), { by: keys.helper })
    expect(await whyNot(spliced)).toBe("The credential is not signed by this gate's key: mint another one.")
    const handed = await handedOn(own, "deployer", ["write"], { by: keys.helper })
    expect(deniedFor(await ask(handed))).toEqual(["allow"])
  })

  it("has no other of it by changing it: not signed by the gate, it is none", async () => {
    const { credential, present, gate, keys } = await stolen()
    const [header, claims, signature] = partsOf(credential)
    const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as object
    const forged = base64url(JSON.stringify({ ...said, aud: "terraform.apply", exp: 9e9 }))
    const own = base64url(JSON.stringify({ alg: "EdDSA", kid: gate.publicKey.keyId, typ: "interlock-permit+jwt" }))
    for (const [token, why] of [
      [`${header}.${forged}.${signature}`, "not signed by this gate's key"],
      [`${own}.${claims}.${signature}`, "a header that no credential of this gate has"],
      [`${header}.${claims}.${"A".repeat(86)}`, "not signed by this gate's key"],
      [flipped(credential, credential.length - 1, 1), "no credential"],
      [`${credential}.${signature}`, "no credential"],
      ["e30.e30.e30", "a header that no credential of this gate has"],
      ["x", "no credential"],
    ] as const)
      expect(await whyNot(present(token, DECISIONS, note(), { by: keys.deployer }))).toContain(why)
  })
})

describe("a thief who has read a request", () => {
  it("sends it once more, and is denied; changed in anything, it proves nothing", async () => {
    const { credential, presented, send, sizeOf, size } = await stolen()
    const headers = await presented(credential, DECISIONS, note())
    const again = (path = DECISIONS, body: object = note(), more: object = {}) =>
      send(null, path, { method: "POST", body: JSON.stringify(body), headers: { ...headers, ...more } })
    expect(await whyNot(again(DECISIONS, note("{ }")))).toContain("another body")
    expect(await whyNot(again(HANDING, { to: "helper", effects: ["write"] }))).toContain("another path")
    expect(await whyNot(again("/v1/approvals/approval_1/consume"))).toContain("another path")
    expect(await whyNot(again(CREDENTIALS))).toContain("A credential is for a call")
    expect(
      await whyNot(again(DECISIONS, note(), { dpop: `${headers["dpop"] ?? ""}, ${headers["dpop"] ?? ""}` })),
    ).toContain("no DPoP proof")
    expect(await sizeOf()).toBe(size)
    expect(deniedFor(await read(VerdictAnswer, await again()))).toEqual(["allow"])
    expect(deniedFor(await read(VerdictAnswer, await again()))).toEqual(["deny", "credentialIsUnspent"])
    const other = await read(VerdictAnswer, await again(`${DECISIONS}?x=1`, note(), { "idempotency-key": "mine" }))
    expect(deniedFor(other)).toEqual(["deny", "credentialIsUnspent"])
  })

  it("of a minting, is somebody else with an API key of its own; with its owner's has one that is still its owner's", async () => {
    const { session, send, keys, present, sizeOf, size } = await stolen()
    const body = JSON.stringify({ session, tool: "notes.write", effects: ["write"] })
    const request = { path: CREDENTIALS, body: new TextEncoder().encode(body), credential: null }
    const headers = { "content-type": "application/json", dpop: await proofBy(keys.deployer, request) }
    const sent = (name: "helper" | "deployer") => send(name, CREDENTIALS, { method: "POST", body, headers })
    expect(await whyNot(sent("helper"))).toBe(KEY)
    expect(await sizeOf()).toBe(size)
    const { credential } = await read(MintAnswer, await sent("deployer"))
    for (const by of [keyPair(), keys.mole])
      expect(await whyNot(present(credential, DECISIONS, note(), { by }))).toBe(KEY)
  })
})

describe("a thief who has an API key, and has read a request", () => {
  it("has no use of its idempotency key: the first answer is whose credential it was", async () => {
    const { credential, ask, send, sizeOf, keys } = await stolen()
    const { permit } = await ask(credential, note(), { key: "monday" })
    expect(permit).not.toBeNull()
    const size = await sizeOf()
    const headers = { "content-type": "application/json", "idempotency-key": "monday" }
    const keyed = await send("deployer", DECISIONS, { method: "POST", body: JSON.stringify(note()), headers })
    expect(await problem(keyed)).toMatchObject({ name: "key-reused", status: 422 })
    const denied = await ask(credential, note(), { key: "monday", by: keys.helper })
    expect([...deniedFor(denied), denied.permit]).toEqual([
      "deny",
      "credentialIsUnspent",
      "presenterIsMintedAgent",
      null,
    ])
    expect(await sizeOf()).toBe(size + 1)
  })

  it("says in no body what is proven elsewhere", async () => {
    const { credential, present, handed, minting, session, sizeOf, size } = await stolen()
    const made = { credential: "credential_1", run: session, audience: "notes.write" }
    const wanted = { session, tool: "notes.write", effects: ["write"] }
    const handing = { to: "helper", effects: ["write"] }
    for (const sent of [
      present(credential, DECISIONS, { ...note(), credential: made }),
      present(credential, DECISIONS, { ...note(), presented: made }),
      present(credential, HANDING, { ...handing, credential: made }),
      minting("deployer", { ...wanted, provenBy: null }),
      minting("deployer", { ...wanted, run: session }),
      minting("deployer", { ...wanted, subject: "alice" }),
      handed(credential, "helper", ["write", "write"]),
    ])
      expect((await problem(await sent)).status).toBe(400)
    expect(await sizeOf()).toBe(size)
  })
})

describe("one credential at many doors at once", () => {
  it("is minted once with a key, and is one token", async () => {
    const { session, minted, sizeOf, size } = await stolen()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => minted(session, { key: "monday" })))
    expect(new Set(tokens).size).toBe(1)
    expect(await sizeOf()).toBe(size + 1)
  })

  it("is spent by one of two hundred, whatever their idempotency keys are", async () => {
    const limits = { actor: { ...DEFAULTS.actor, calls: 200 } }
    const { credential, ask, sizeOf, size, gate } = await stolen(calling(), limits)
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, (_, index) => ask(credential, note(), index % 2 === 0 ? {} : { key: `k${index}` })),
    )
    const told = verdicts.map((verdict) => deniedFor(verdict).join(" "))
    expect(told.filter((each) => each === "allow")).toHaveLength(1)
    expect(told.filter((each) => each === "deny credentialIsUnspent")).toHaveLength(199)
    expect(verdicts.filter(({ permit }) => permit !== null)).toHaveLength(1)
    expect(await sizeOf()).toBe(size + 200)
    expect((await gate.log.verify(acme())).ok).toBe(true)
  })

  it("is handed on or spent, never both, nor handed on twice", async () => {
    const { credential, present, handed } = await stolen()
    const answers = await Promise.all([
      ...["helper", "inspector-bot", "helper", "inspector-bot"].map((to) => handed(credential, to, ["write"])),
      ...Array.from({ length: 4 }, () => present(credential, DECISIONS, note())),
    ])
    const good: string[] = []
    for (const answer of answers) {
      const body = await answer.text()
      if (body.includes('"credential":"') || body.includes('"verdict":"allow"')) good.push(body)
    }
    expect(good).toHaveLength(1)
  })
})

describe("what is sent in bad faith", () => {
  it("is answered as nobody's, however large or odd; nothing is recorded, and nothing fails", async () => {
    const { send, presented, credential, sizeOf, size, reported } = await stolen()
    const { dpop = "", authorization = "", ...json } = await presented(credential, DECISIONS, note())
    const long = "A".repeat(8_193)
    const deep = `${base64url("[".repeat(3_000))}.e30.c2ln`
    const tried: readonly (readonly [headers: Readonly<Record<string, string>>, name: string])[] = [
      [{ authorization: `DPoP ${long}`, dpop }, "unauthenticated"],
      [{ authorization, dpop: long }, "unproven"],
      [{ authorization, dpop: `${dpop}, ${dpop}` }, "unproven"],
      [{ authorization, dpop: "A".repeat(8_192) }, "unproven"],
      [{ authorization, dpop: deep }, "unproven"],
      [{ authorization: `DPoP ${deep}`, dpop }, "unproven"],
      [{ authorization, dpop: `é${dpop}` }, "unproven"],
      [{ authorization: `${authorization}é`, dpop }, "unauthenticated"],
      [{ authorization, dpop: "" }, "unproven"],
      [{ authorization }, "unproven"],
      [{ authorization: "DPoP", dpop }, "unauthenticated"],
      [{ authorization: `DPoP ${credential} ${credential}`, dpop }, "unauthenticated"],
      [{ authorization: `Bearer ${credential}`, dpop }, "unauthenticated"],
      [{ authorization: `${authorization}, Bearer ik_x`, dpop }, "unauthenticated"],
      [{ authorization: `Bearer ik_x, ${authorization}`, dpop }, "unauthenticated"],
    ]
    for (const [headers, name] of tried) {
      const answer = await send(null, DECISIONS, {
        method: "POST",
        body: JSON.stringify(note()),
        headers: { ...json, ...headers },
      })
      expect([name, Object.keys(headers), (await problem(answer)).name]).toEqual([name, Object.keys(headers), name])
    }
    expect(await sizeOf()).toBe(size)
    expect(reported.filter((line) => line.startsWith("internal"))).toEqual([])
    // The scheme's name is written as anybody likes (RFC 9110 §11.1).
    const lower = { ...json, dpop, authorization: authorization.replace("DPoP", "dpop") }
    expect((await send(null, DECISIONS, { method: "POST", body: JSON.stringify(note()), headers: lower })).status).toBe(
      200,
    )
  })

  it("is told 429 after a few, from where it comes; who proves what they send is let in at once", async () => {
    const { credential, present, ask } = await stolen()
    const statuses: number[] = []
    for (let tried = 0; tried < 22; tried += 1)
      statuses.push((await present(credential, DECISIONS, note(), { by: keyPair() })).status)
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429])
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })

  it("as a body that is another one, is not even read: it is no JSON, and nobody says so", async () => {
    const { credential, presented, send, sizeOf, size } = await stolen()
    const headers = await presented(credential, DECISIONS, note())
    for (const body of ["{", `{"tool":"notes.write","tool":"x"}`, `[${"[".repeat(100_000)}`, ""])
      expect(await whyNot(send(null, DECISIONS, { method: "POST", body, headers }))).toContain("another body")
    expect(await sizeOf()).toBe(size)
  })

  it("as a body that comes in parts, or is longer than most, is proven by all of its bytes", async () => {
    const { ask, credential, send, presented, minted, session } = await stolen()
    const long = note(JSON.stringify("n".repeat(200_000)))
    expect(deniedFor(await ask(credential, long))).toEqual(["allow"])

    const other = await minted(session)
    const bytes = new TextEncoder().encode(JSON.stringify(long))
    const parts = (end: number) =>
      new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (let at = 0; at < end; at += 50_000) controller.enqueue(bytes.slice(at, Math.min(end, at + 50_000)))
          controller.close()
        },
      })
    const headers = await presented(other, DECISIONS, long)
    const sent = (end: number) => send(null, DECISIONS, { method: "POST", body: parts(end), headers, duplex: "half" })
    expect(await whyNot(sent(bytes.length - 1))).toContain("another body")
    expect(deniedFor(await read(VerdictAnswer, await sent(bytes.length)))).toEqual(["allow"])
  })

  it("by a hostile tenant of the same service, reaches nobody else's", async () => {
    const { post, gate, as, minting, credential, present, keys, sizeOf, size, session } = await stolen()
    const mole = { session, tool: "notes.write", effects: ["write"] }
    expect((await problem(await minting("mole", mole))).name).toBe("unknown")
    expect(await whyNot(present(credential, DECISIONS, note(), { by: keys.mole }))).toBe(KEY)
    expect(as("mole").actor.tenant).toBe(globex())
    expect((await problem(await post("mole", `/v1/sessions/${session}/end`, {}))).guards).toEqual(["agentOnlyCalls"])
    expect(await sizeOf()).toBe(size)
    expect((await gate.log.verify(globex())).ok).toBe(true)
  })
})

describe("a service on a socket", () => {
  it("takes no header twice: neither two ways to say who asks, nor two proofs", async () => {
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true)
    onTestFinished(() => {
      stderr.mockRestore()
    })
    const deployed = calling()
    const service = await serve(deployed.config())
    onTestFinished(() => service.close())
    const { hostname, port } = new URL(service.url)
    const asked = async (...headers: readonly string[]) => {
      const body = JSON.stringify(note())
      const lines = [
        `POST ${DECISIONS} HTTP/1.1`,
        `Host: ${hostname}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "Connection: close",
        ...headers,
      ]
      const socket = connect(Number(port), hostname)
      socket.setEncoding("utf8").write(`${lines.join("\r\n")}\r\n\r\n${body}`)
      let answer = ""
      socket.on("data", (part) => (answer += String(part)))
      await once(socket, "close")
      return answer.split("\r\n")[0]
    }
    const bearer = `Authorization: Bearer ${deployed.apiKey("ci")}`
    const dpop = "Authorization: DPoP a.b.c"
    expect(await asked(bearer)).toBe("HTTP/1.1 200 OK")
    for (const twice of [
      [bearer, dpop],
      [dpop, bearer],
      [bearer, bearer],
      [dpop, dpop],
    ])
      expect(await asked(...twice)).toBe("HTTP/1.1 401 Unauthorized")
  })
})
