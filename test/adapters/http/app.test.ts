import { describe, expect, it } from "vitest"
import { ChangeAnswer, ListAnswer, WaitAnswer } from "../../../adapters/http/approvals/schemas.ts"
import { HeadAnswer, KeysAnswer, RecordsAnswer, WhoamiAnswer } from "../../../adapters/http/schemas.ts"
import { planHash, verifyPermit } from "../../../adapters/library/index.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { acme, alteredPlanBytes, planBytes } from "../library/fixture.ts"
import { type Name, problem, read, service, use } from "./fixture.ts"

const search = () => ({ tool: "tickets.search", payload: "open" })

describe("whoever calls shows a key", () => {
  it.each([
    ["no header", undefined],
    ["another scheme", "Basic aWs6aWs="],
    ["a key of nobody", `Bearer ik_ci_${"A".repeat(43)}`],
    ["no key", "Bearer "],
    ["something else", "Bearer ../../etc/passwd"],
  ])("and gets 401 with %s, the same for each", async (_, authorization) => {
    const { app } = await service()
    const response = await app.request("/v1/whoami", authorization === undefined ? {} : { headers: { authorization } })
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="interlock"')
    expect(await problem(response)).toMatchObject({ name: "unauthenticated", status: 401 })
  })

  it("before anything under /v1, known or not, is looked at", async () => {
    const { get, post } = await service()
    for (const path of ["/v1/approvals", "/v1/log/head", "/v1/log/records", "/v1/keys", "/v1/nowhere"])
      expect((await get(null, path)).status).toBe(401)
    expect((await post(null, "/v1/decisions", "not a call")).status).toBe(401)
  })

  it("and is who the key says, for whom it says", async () => {
    const { get } = await service()
    const { tenant, actor, person } = await read(WhoamiAnswer, await get("deployer", "/v1/whoami"))
    expect([tenant, actor.id, actor.kind, person.id]).toEqual(["acme", "deployer", "agent", "alice"])
  })

  it("and can't be somebody else by saying so", async () => {
    const { post } = await service()
    const response = await post("ci", "/v1/decisions", { ...search(), caller: { actor: "alice" }, tenant: "globex" })
    expect(await problem(response)).toMatchObject({ name: "malformed", status: 400 })
  })
})

describe("a call", () => {
  it("that reads is allowed, with a permit", async () => {
    const { ask, gate } = await service()
    const { verdict, permit, record } = await ask("ci", search())
    expect([verdict, record]).toEqual(["allow", 0])
    const execution = {
      publicKey: gate.publicKey.jwk,
      tenant: "acme",
      tool: "tickets.search",
      payload: new TextEncoder().encode("open"),
      artifact: null,
      now: Date.now(),
      spend: () => true,
    }
    expect((await verifyPermit(permit ?? "", execution)).payload).toBe(digestOf(execution.payload))
  })

  it("has the same bytes as text and as base64", async () => {
    const { ask } = await service()
    const asText = await ask("ci", search())
    const asBase64 = await ask("ci", { ...search(), payload: { base64: Buffer.from("open").toString("base64") } })
    expect(asBase64.plan).toBe(asText.plan)
    expect(asText.plan).not.toBeNull()
  })

  it("names the file that runs, where it is another one", async () => {
    const { ask } = await service()
    const artifact = digestOf(Uint8Array.of(1))
    expect((await ask("ci", { ...search(), artifact })).plan).not.toBe((await ask("ci", search())).plan)
    expect((await ask("ci", { ...search(), artifact: null })).plan).toBe((await ask("ci", search())).plan)
  })

  it("that is denied is answered with the guards and a sentence each", async () => {
    const { ask } = await service()
    expect(await ask("ci", { tool: "shell.run", payload: "ls" })).toMatchObject({
      verdict: "deny",
      reasons: [{ guard: "toolIsKnown", sentence: expect.stringContaining("not declared") as unknown }],
      permit: null,
      request: null,
    })
  })

  it("that was sent before with its key gets the first answer, permit and all; another call with it is 422", async () => {
    const { post, gate } = await service()
    const first = await (await post("ci", "/v1/decisions", search(), "k-1")).text()
    expect(await (await post("ci", "/v1/decisions", search(), "k-1")).text()).toBe(first)
    expect(first).toContain('"permit":"ey')
    const other = await post("ci", "/v1/decisions", { ...search(), payload: "closed" }, "k-1")
    expect(await problem(other)).toMatchObject({ name: "key-reused", status: 422 })
    expect((await gate.log.records(acme(), 0, 10)).length).toBe(1)
  })

  it("with a malformed key is none", async () => {
    const { post } = await service()
    const response = await post("ci", "/v1/decisions", search(), "with blanks")
    expect(await problem(response)).toMatchObject({ name: "malformed", told: { errors: [{ in: "header" }] } })
  })
})

describe("an approval over HTTP", () => {
  it("is read, waited for, given by two people, used once", async () => {
    const { ask, get, post, show, signed, call, gate } = await service()
    const { verdict, reasons, request, plan } = await ask()
    const id = request ?? "none"
    expect(verdict).toBe("step_up")
    expect(reasons.map(({ guard }) => guard)).toContain("nothingIsDestroyed")

    const shown = await show(id)
    expect(shown.plan === null ? null : planHash(shown.plan)).toBe(plan)
    expect(shown.request).toMatchObject({ id, status: "pending", initiator: { id: "alice" }, plan })

    const waiting = get("deployer", `/v1/approvals/${id}/wait?status=pending&timeoutMs=30000`)
    const first = await read(ChangeAnswer, await post("bob", `/v1/approvals/${id}/approve`, await signed("bob", id)))
    expect(first.status).toBe("pending")
    const second = await read(
      ChangeAnswer,
      await post("carol", `/v1/approvals/${id}/approve`, await signed("carol", id)),
    )
    expect(second).toMatchObject({ id, status: "approved", warnings: [] })
    expect((await read(WaitAnswer, await waiting)).request.status).toBe("approved")

    const altered = await post("deployer", `/v1/approvals/${id}/consume`, call(alteredPlanBytes()))
    expect(await problem(altered)).toMatchObject({ name: "refused", status: 403, guards: ["consumedPlanIsSealed"] })

    const { status, permit } = await use(await post("deployer", `/v1/approvals/${id}/consume`, call(), "use-1"))
    expect(status).toBe("consumed")
    const again = await use(await post("deployer", `/v1/approvals/${id}/consume`, call(), "use-1"))
    expect(again.permit).toBe(permit)
    const { keys } = await read(KeysAnswer, await get("ci", "/v1/keys"))
    const execution = { tenant: "acme", tool: "terraform.apply", payload: planBytes(), artifact: null, now: Date.now() }
    const [publicKey] = keys
    expect(publicKey).toEqual(gate.publicKey.jwk)
    await verifyPermit(permit, { ...execution, publicKey: publicKey ?? "", spend: () => true })

    const spent = await post("deployer", `/v1/approvals/${id}/consume`, call())
    expect((await problem(spent)).guards).toEqual(["approvalHasUsesLeft"])
  })

  it("is refused to its initiator, to agents and without a signature, by guard", async () => {
    const { post, waiting, signed } = await service()
    const id = await waiting()
    const refused = async (name: Name, body: object) => problem(await post(name, `/v1/approvals/${id}/approve`, body))
    const alices = await refused("alice", await signed("alice", id))
    expect(alices).toMatchObject({ status: 403, guards: ["initiatorIsNotApprover"] })
    const bobs = await signed("bob", id)
    expect((await refused("helper", bobs)).guards).toContain("approverIsHuman")
    expect((await refused("bob", { ...bobs, proof: null, statement: null })).guards).toEqual(["decisionIsSigned"])
    expect((await refused("bob", await signed("bob", id, "reject"))).guards).toEqual(["decisionIsSigned"])
  })

  it("ends with one rejection", async () => {
    const { post, waiting, signed } = await service()
    const id = await waiting()
    const rejected = await post("bob", `/v1/approvals/${id}/reject`, await signed("bob", id, "reject"))
    expect((await read(ChangeAnswer, rejected)).status).toBe("rejected")
  })

  it("can be delegated, cancelled, superseded", async () => {
    const { post, waiting, signed, show } = await service()
    const id = await waiting()
    const { seat } = await signed("bob", id)
    const delegated = await post("bob", `/v1/approvals/${id}/delegate`, { seat, to: "carol" })
    expect((await read(ChangeAnswer, delegated)).status).toBe("pending")
    expect((await show(id)).request.delegations.map(({ to }) => to.id)).toEqual(["carol"])
    const nobody = await post("bob", `/v1/approvals/${id}/delegate`, { seat, to: "stranger" })
    expect(await problem(nobody)).toMatchObject({ name: "actor-unknown", status: 422 })
    const bobs = await post("bob", `/v1/approvals/${id}/cancel`, {})
    expect((await problem(bobs)).guards).toEqual(["cancellerIsInitiatorOrAdmin"])
    const superseded = await post("deployer", `/v1/approvals/${id}/supersede`, {})
    expect((await read(ChangeAnswer, superseded)).status).toBe("superseded")
    const next = await waiting()
    expect(next).not.toBe(id)
    const cancelled = await post("alice", `/v1/approvals/${next}/cancel`, {})
    expect((await read(ChangeAnswer, cancelled)).status).toBe("cancelled")
  })

  it("is listed by status, the latest first", async () => {
    const { get, ask, call, post } = await service()
    const first = (await ask()).request
    await post("alice", `/v1/approvals/${first ?? ""}/cancel`, {})
    const second = (await ask()).request
    const third = (await ask("deployer", call(alteredPlanBytes()))).request
    const list = async (query: string) =>
      (await read(ListAnswer, await get("bob", `/v1/approvals${query}`))).approvals.map(({ id }) => id)
    expect(await list("")).toEqual([third, second, first])
    expect(await list("?status=pending")).toEqual([third, second])
    expect(await list("?status=cancelled")).toEqual([first])
    expect(await list("?limit=1")).toEqual([third])
  })

  it("is listed page by page, and a cursor that no page gave is malformed", async () => {
    const { get, ask, call } = await service()
    const first = (await ask()).request
    const second = (await ask("deployer", call(alteredPlanBytes()))).request
    const page = async (query: string) => read(ListAnswer, await get("bob", `/v1/approvals${query}`))
    const { approvals, next } = await page("?limit=1")
    expect([approvals.map(({ id }) => id), next === null]).toEqual([[second], false])
    const rest = await page(`?limit=1&cursor=${next ?? ""}`)
    expect([rest.approvals.map(({ id }) => id), rest.next]).toEqual([[first], null])
    expect(await problem(await get("bob", "/v1/approvals?cursor=req_000000000000000000000000"))).toMatchObject({
      name: "malformed",
      status: 400,
      told: { errors: [{ path: "cursor" }] },
    })
    expect(await problem(await get("stranger", `/v1/approvals?cursor=${next ?? ""}`))).toMatchObject({ status: 400 })
  })

  it("is waited for no longer than somebody listens", async () => {
    const { send, waiting } = await service()
    const id = await waiting()
    const gone = new AbortController()
    const response = send("deployer", `/v1/approvals/${id}/wait?timeoutMs=60000`, { signal: gone.signal })
    gone.abort()
    expect((await read(WaitAnswer, await response)).request.status).toBe("pending")
  })

  it("is waited for no longer than was said", async () => {
    const { get, waiting } = await service()
    const id = await waiting()
    const response = await get("deployer", `/v1/approvals/${id}/wait?timeoutMs=1`)
    expect((await read(WaitAnswer, response)).request.status).toBe("pending")
    expect((await get("deployer", `/v1/approvals/${id}/wait?timeoutMs=600000`)).status).toBe(400)
  })
})

describe("tenants share nothing", () => {
  it("so another tenant's request is answered exactly as one that never was", async () => {
    const { get, post, approvedByTwo, signed, call, gate } = await service()
    const id = await approvedByTwo()
    const decision = await signed("bob", id)
    const { seat } = decision
    const answers = async (id: string) =>
      Promise.all(
        [
          get("stranger", `/v1/approvals/${id}`),
          get("stranger", `/v1/approvals/${id}/wait`),
          post("stranger", `/v1/approvals/${id}/approve`, decision),
          post("stranger", `/v1/approvals/${id}/reject`, decision),
          post("stranger", `/v1/approvals/${id}/delegate`, { seat, to: "mole" }),
          post("stranger", `/v1/approvals/${id}/cancel`, {}),
          post("mole", `/v1/approvals/${id}/supersede`, {}),
          post("mole", `/v1/approvals/${id}/consume`, call()),
        ].map(async (sent) => {
          const response = await sent
          const headers = [...response.headers].filter(([name]) => name !== "x-request-id")
          return { status: response.status, headers, body: await response.text() }
        }),
      )
    const others = await answers(id)
    expect(others).toEqual(await answers("req_000000000000000000000000"))
    expect(others.map(({ status }) => status)).toEqual(Array<number>(8).fill(404))
    expect((await gate.approvals.get(acme(), id))?.status).toBe("approved")
    expect((await read(ListAnswer, await get("stranger", "/v1/approvals"))).approvals).toEqual([])
  })
})

describe("the log", () => {
  it("has its head for everybody, its records for auditors, who do not administer", async () => {
    const { get, waiting, ask } = await service()
    await waiting()
    const { size, hash } = await read(HeadAnswer, await get("deployer", "/v1/log/head"))
    expect(size).toBe(1)
    const { records } = await read(RecordsAnswer, await get("auditor", "/v1/log/records"))
    expect(records.map(({ seq, hash }) => ({ seq, hash }))).toEqual([{ seq: 0, hash }])
    expect(digestOf(new TextEncoder().encode(records[0]?.bytes))).toBe(hash)
    await ask("ci", search())
    for (const [query, seqs] of [
      ["from=0&limit=1", [0]],
      ["from=1", [1]],
      ["from=2", []],
    ] as const)
      expect(
        (await read(RecordsAnswer, await get("auditor", `/v1/log/records?${query}`))).records.map(({ seq }) => seq),
      ).toEqual(seqs)
    for (const name of ["alice", "bob", "deployer", "ci", "inspector-bot"] as const)
      expect(await problem(await get(name, "/v1/log/records"))).toMatchObject({ name: "forbidden", status: 403 })
  })

  it("of another tenant is not there", async () => {
    const { get, waiting } = await service()
    await waiting()
    expect((await read(RecordsAnswer, await get("watcher", "/v1/log/records"))).records).toEqual([])
    expect((await read(HeadAnswer, await get("stranger", "/v1/log/head"))).size).toBe(0)
  })
})

describe("what is not of its shape", () => {
  it("is named by its place, and never repeated", async () => {
    const { post, waiting, signed } = await service()
    const id = await waiting()
    const secret = "hunter2-very-secret"
    const bodies: [string, unknown][] = [
      ["/v1/decisions", { ...search(), tool: `${secret} !` }],
      ["/v1/decisions", { ...search(), [secret]: secret }],
      ["/v1/decisions", { ...search(), payload: { base64: `${secret} !` } }],
      ["/v1/decisions", { ...search(), artifact: secret }],
      ["/v1/decisions", [secret]],
      [`/v1/approvals/${id}/approve`, { ...(await signed("bob", id)), plan: secret }],
      [`/v1/approvals/${id}/approve`, { ...(await signed("bob", id)), statement: null }],
      [`/v1/approvals/${id}/delegate`, { seat: { stage: secret, group: 1 }, to: `${secret} !` }],
    ]
    for (const [path, body] of bodies) {
      const response = await post("bob", path, body)
      const text = await response.clone().text()
      const { status, told } = await problem(response)
      expect(status).toBe(400)
      expect(told.errors?.length).toBeGreaterThan(0)
      expect(text).not.toContain("hunter2")
    }
  })

  it("names the field", async () => {
    const { post } = await service()
    const { told } = await problem(await post("ci", "/v1/decisions", { tool: "a tool", payload: 7 }))
    expect(told.errors?.map(({ in: where, path }) => `${where} ${path}`)).toEqual(["json tool", "json payload"])
  })

  it.each([
    ["/v1/approvals?status=sleeping", "query"],
    ["/v1/approvals?limit=0", "query"],
    ["/v1/approvals/..%2F..%2Fetc", "param"],
    [`/v1/approvals/${"a".repeat(65)}`, "param"],
  ])("is refused in %s", async (path, where) => {
    const { get } = await service()
    const { status, told } = await problem(await get("bob", path))
    expect([status, told.errors?.[0]?.in]).toEqual([400, where])
  })

  it.each([
    ["/v1/log/records?from=-1", 400],
    ["/v1/log/records?from=1e400", 400],
    ["/v1/log/records?from=9007199254740991", 200],
    ["/v1/log/records?limit=257", 400],
  ])("is bounded in %s", async (path, status) => {
    const { get } = await service()
    expect((await get("auditor", path)).status).toBe(status)
  })

  it("is not JSON", async () => {
    const { send, reported } = await service()
    const sent = (body: string, type: string) =>
      send("ci", "/v1/decisions", { method: "POST", body, headers: { "content-type": type } })
    expect(await problem(await sent("{", "application/json"))).toMatchObject({ name: "malformed" })
    expect(await problem(await sent("tool=a", "text/plain"))).toMatchObject({ name: "not-json", status: 415 })
    expect(await problem(await sent('"\\ud800"', "application/json"))).toMatchObject({ name: "malformed" })
    expect(
      await problem(await sent('{"tool":"tickets.search","payload":"\\ud800"}', "application/json")),
    ).toMatchObject({
      name: "malformed",
      told: { errors: [{ in: "json", problem: expect.stringMatching(/^line 1, column 36: .*surrogate/) as unknown }] },
    })
    expect(reported).toEqual([])
  })

  it("is too large: 8 MiB for a call, 64 KiB for anything else, whatever a header says", async () => {
    const { post, send, waiting } = await service()
    const id = await waiting()
    const large = await post("ci", "/v1/decisions", { ...search(), payload: "a".repeat(8 * 1024 * 1024) })
    expect(await problem(large)).toMatchObject({ name: "too-large", status: 413 })
    expect((await post("ci", "/v1/decisions", { ...search(), payload: "a".repeat(1024 * 1024) })).status).toBe(200)
    const decision = JSON.stringify({ statement: "a".repeat(64 * 1024) })
    const streamed = new Request("http://localhost/", { method: "POST", body: decision }).body
    const headers = { "content-type": "application/json" }
    const init = { method: "POST", headers, body: streamed, duplex: "half" } as const
    expect(await problem(await send("bob", `/v1/approvals/${id}/approve`, init))).toMatchObject({ name: "too-large" })
  })

  it("is done in another way", async () => {
    const { send } = await service()
    const response = await send("ci", "/v1/decisions", { method: "PUT" })
    expect(response.headers.get("allow")).toBe("POST")
    expect(await problem(response)).toMatchObject({ name: "method-not-allowed", status: 405 })
  })
})

describe("what fails here", () => {
  it("tells nothing but that, and is reported without a word of the request", async () => {
    const { post, gate, reported } = await service()
    Object.assign(gate, { decide: () => Promise.reject(new Error("password=hunter2")) })
    const response = await post("ci", "/v1/decisions", search())
    expect(response.headers.get("retry-after")).toBeNull()
    const text = await response.clone().text()
    expect(await problem(response)).toMatchObject({ name: "internal", status: 500 })
    expect([text, ...reported].join("\n")).not.toMatch(/hunter2|at .*\.ts|Bearer|ik_/)
    expect(reported).toHaveLength(1)
  })

  it("is a denial while the gate closes", async () => {
    const { post, gate } = await service()
    await gate.close()
    expect(await problem(await post("ci", "/v1/decisions", search()))).toMatchObject({ name: "closing", status: 503 })
  })

  it("is a denial when nothing could be recorded, and is asked again", async () => {
    const { post, gate } = await service()
    Object.assign(gate, { decide: () => Promise.reject(Object.assign(new Error("disk"), { _tag: "NotRecorded" })) })
    Object.assign(gate.approvals, {
      consume: () => Promise.reject(Object.assign(new Error("seq 7"), { _tag: "ChainBroken" })),
    })
    const notRecorded = await post("ci", "/v1/decisions", search())
    expect(notRecorded.headers.get("retry-after")).toBe("1")
    expect(await problem(notRecorded)).toMatchObject({ name: "not-recorded", status: 503 })
    const broken = await post("ci", "/v1/approvals/req_1/consume", search())
    expect(await problem(broken)).toMatchObject({ name: "log-broken", status: 503 })
  })
})

describe("every answer", () => {
  it("is kept by no cache and guarded in a browser", async () => {
    const { get } = await service()
    const { headers } = await get("ci", "/v1/whoami")
    expect(headers.get("cache-control")).toBe("no-store")
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("x-request-id")).toMatch(/^[\w-]+$/)
  })

  it("to somebody who looks for nothing in particular is a problem too", async () => {
    const { get } = await service()
    expect(await problem(await get(null, "/"))).toMatchObject({ name: "unknown", status: 404 })
    expect((await get(null, "/healthz")).status).toBe(200)
  })
})
