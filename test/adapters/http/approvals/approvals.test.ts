import { describe, expect, it } from "vitest"
import { ChangeAnswer, ListAnswer, WaitAnswer } from "../../../../adapters/http/approvals/schemas.ts"
import { KeysAnswer } from "../../../../adapters/http/schemas.ts"
import { planHash, verifyPermit } from "../../../../adapters/library/index.ts"
import { acme, alteredPlanBytes, planBytes } from "../../library/fixture.ts"
import { type Name, problem, read, service, use } from "../fixture.ts"

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
    const guards = ["consumedPlanIsSealed"]
    expect(await problem(altered)).toMatchObject({ name: "refused", status: 403, guards })

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

  it("can be taken back by whoever gave it, and by nobody else", async () => {
    const { post, approvedByTwo, call } = await service()
    const id = await approvedByTwo()
    const alices = await post("alice", `/v1/approvals/${id}/withdraw`, {})
    expect((await problem(alices)).guards).toEqual(["withdrawerHasApproved"])
    const bobs = await post("bob", `/v1/approvals/${id}/withdraw`, {})
    expect((await read(ChangeAnswer, bobs)).status).toBe("withdrawn")
    expect((await problem(await post("deployer", `/v1/approvals/${id}/consume`, call()))).guards).toEqual([
      "approvalIsLive",
    ])
  })

  it("can be delegated, cancelled, superseded", async () => {
    const { post, waiting, lending, show } = await service()
    const id = await waiting()
    const lent = await lending("bob", id, "carol")
    const unsigned = await post("bob", `/v1/approvals/${id}/delegate`, { ...lent, proof: null, statement: null })
    expect((await problem(unsigned)).guards).toEqual(["delegationIsSigned"])
    const delegated = await post("bob", `/v1/approvals/${id}/delegate`, lent)
    expect((await read(ChangeAnswer, delegated)).status).toBe("pending")
    expect((await show(id)).request.delegations.map(({ to }) => to.id)).toEqual(["carol"])
    const nobody = await post("bob", `/v1/approvals/${id}/delegate`, { ...lent, to: "stranger" })
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
    // A cursor is a place in a log: in another tenant's it leads to that one's own, of which there is nothing here.
    const strangers = await read(ListAnswer, await get("stranger", `/v1/approvals?cursor=${next ?? ""}`))
    expect(strangers).toEqual({ approvals: [], next: null })
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
          post("stranger", `/v1/approvals/${id}/delegate`, { seat, to: "mole", statement: null, proof: null }),
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
