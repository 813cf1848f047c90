import { describe, expect, it } from "vitest"
import { HeadAnswer, RecordsAnswer, WhoamiAnswer } from "../../../adapters/http/schemas.ts"
import { verifyPermit } from "../../../adapters/library/index.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { acme } from "../library/fixture.ts"
import { problem, read, service } from "./fixture.ts"

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
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer realm="interlock", DPoP realm="interlock", algs="EdDSA Ed25519"',
    )
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

describe("a query", () => {
  it.each([
    "/v1/approvals?stauts=pending",
    "/v1/approvals/req_x/wait?timeout=0",
    "/v1/grants?page=2",
    "/v1/log/records?form=7",
  ])("%s has a name that does not belong, and is not read as one without it", async (path) => {
    const { get } = await service()
    expect(await problem(await get("alice", path))).toMatchObject({
      name: "malformed",
      told: { errors: [{ in: "query", problem: "there is a name here that does not belong" }] },
    })
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
    expect(await problem(large)).toMatchObject({
      name: "too-large",
      status: 413,
      told: { detail: expect.stringMatching(/^A body has \d+ bytes here at most/) as unknown },
    })
    expect((await post("ci", "/v1/decisions", { ...search(), payload: "a".repeat(1024 * 1024) })).status).toBe(200)
    const decision = JSON.stringify({ statement: "a".repeat(64 * 1024) })
    const streamed = new Request("http://localhost/", { method: "POST", body: decision }).body
    const declared = { "content-type": "application/json", "content-length": String(64 * 1024 + 1) }
    const short = { method: "POST", headers: declared, body: "{}" }
    expect(await problem(await send("bob", `/v1/approvals/${id}/approve`, short))).toMatchObject({ name: "too-large" })
    // What is framed otherwise is counted, whatever length it claims beside.
    const chunked = { ...declared, "content-length": "2", "transfer-encoding": "chunked" }
    const smuggled = { method: "POST", headers: chunked, body: decision }
    expect(await problem(await send("bob", `/v1/approvals/${id}/approve`, smuggled))).toMatchObject({
      name: "too-large",
    })
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

  it("is nothing of ours where whoever asks hangs up while sending", async () => {
    const { send, gate, reported } = await service()
    const hangup = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        hangup.abort()
        controller.error(new Error("aborted"))
      },
    })
    const headers = { "content-type": "application/json" }
    await send("ci", "/v1/decisions", { method: "POST", body, headers, duplex: "half", signal: hangup.signal })
    expect([reported, (await gate.log.head(acme())).size]).toEqual([[], 0])
  })

  it("is a denial while the gate closes", async () => {
    const { post, gate } = await service()
    await gate.close()
    expect(await problem(await post("ci", "/v1/decisions", search()))).toMatchObject({ name: "closing", status: 503 })
  })

  it("is a denial when nothing could be recorded, and is asked again", async () => {
    const { post, gate } = await service()
    Object.assign(gate, {
      decide: () => Promise.reject(Object.assign(new Error("disk"), { _tag: "NotRecordedError" })),
    })
    Object.assign(gate.approvals, {
      consume: () => Promise.reject(Object.assign(new Error("seq 7"), { _tag: "ChainBrokenError" })),
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
