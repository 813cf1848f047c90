import { describe, expect, it } from "vitest"
import { acme } from "../../library/fixture.ts"
import { calling, without } from "../../library/sessions/calling.ts"
import { problem } from "../fixture.ts"
import { DECISIONS, HANDING, agents, deniedFor, note } from "./agents.ts"

describe("a credential is handed on, over HTTP", () => {
  it("from agent to agent, and the last of them calls, for the same person and in the same minute", async () => {
    const { opened, minted, handedOn, ask, keys, at, last } = await agents()
    const session = await opened()
    const first = await minted(session, { effects: ["read", "write"] })
    at(0.5)
    const second = await handedOn(first, "helper", ["read", "write"])
    const third = await handedOn(second, "inspector-bot", ["write"], { by: keys.helper })
    at(1, { before: true })
    expect(deniedFor(await ask(third, note(), { by: keys["inspector-bot"] }))).toEqual(["allow"])
    expect(await last()).toMatchObject({
      caller: { actor: { id: "inspector-bot" }, person: { id: "bob" } },
      transitions: [
        { outcome: { after: [{ kept: { chain: ["deployer", "helper", "inspector-bot"], session, subject: "bob" } }] } },
        ...["receive", "admit", "release"].map((type) => ({ domain: "calls", command: { type } })),
      ],
    })
    const fourth = await minted(session)
    expect(deniedFor(await ask(fourth))).toEqual(["allow"])
  })

  it("and is spent by that, for whoever handed it on", async () => {
    const { opened, minted, handed, handedOn, ask } = await agents()
    const credential = await minted(await opened())
    await handedOn(credential, "helper", ["write"])
    expect(deniedFor(await ask(credential))).toEqual(["deny", "credentialIsUnspent"])
    expect((await problem(await handed(credential, "inspector-bot", ["write"]))).guards).toEqual([
      "credentialIsUnspent",
    ])
  })

  it("once with a key: asked again, it is the same token", async () => {
    const { opened, minted, handedOn, sizeOf } = await agents()
    const credential = await minted(await opened())
    const token = await handedOn(credential, "helper", ["write"], { key: "monday" })
    const size = await sizeOf()
    expect(await handedOn(credential, "helper", ["write"], { key: "monday" })).toBe(token)
    expect(await sizeOf()).toBe(size)
  })

  it("and ends with the one that it comes of", async () => {
    const { opened, minted, handedOn, ask, keys, at } = await agents()
    const credential = await minted(await opened())
    at(0.5)
    const handed = await handedOn(credential, "helper", ["write"])
    at(1)
    expect(deniedFor(await ask(handed, note(), { by: keys.helper }))).toEqual(["deny", "credentialIsUnexpired"])
  })

  it("never with more effects, to nobody who had it, and through no more hands than the policy has: each is recorded", async () => {
    const { opened, minted, handed, handedOn, keys, sizeOf, minting } = await agents(
      calling((text) => text.replaceAll("maxDepth: 3", "maxDepth: 2")),
    )
    const session = await opened()
    const credential = await minted(session, { effects: ["write"] })
    const size = await sizeOf()
    const guardsOf = async (...given: Parameters<typeof handed>) => (await problem(await handed(...given))).guards
    expect(await guardsOf(credential, "helper", ["read", "write"])).toEqual(["hopScopeIsWithinParent"])
    expect(await guardsOf(credential, "helper", ["destructive"])).toEqual([
      "scopeIsWithinSubject",
      "scopeIsWithinAgent",
      "hopScopeIsWithinParent",
    ])
    expect(await guardsOf(credential, "deployer", ["write"])).toEqual(["hopAgentIsNew"])
    const second = await handedOn(credential, "helper", ["write"])
    const { by, key } = { by: keys.helper, key: "again" }
    expect(await guardsOf(second, "deployer", ["write"], { by, key })).toEqual(["hopIsWithinDepth", "hopAgentIsNew"])
    expect(await guardsOf(second, "inspector-bot", ["write"], { by })).toEqual(["hopIsWithinDepth"])
    expect(await sizeOf()).toBe(size + 6)
    // Whoever was handed something mints nothing in that session.
    const body = { session, tool: "notes.write", effects: ["write"] }
    expect((await problem(await minting("helper", body))).guards).toEqual(["agentIsOfSession"])
  })

  it("to no agent without a key, and to nobody who is no agent or of another tenant: 422, and it is as it was", async () => {
    const { opened, minted, handed, ask, sizeOf } = await agents(calling(without("inspector-bot")))
    const credential = await minted(await opened())
    const size = await sizeOf()
    for (const [to, name] of [
      ["inspector-bot", "proof-key-missing"],
      // Nobody could give one to these.
      ...["bob", "ci", "mole", "nobody"].map((to) => [to, "actor-unknown"] as const),
    ] as const)
      expect(await problem(await handed(credential, to, ["write"]))).toMatchObject({ name, status: 422 })
    expect(await sizeOf()).toBe(size)
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })

  it("by nobody with an API key, and with no proof of another request: 401", async () => {
    const { opened, minted, handed, post, send, presented, sizeOf } = await agents()
    const credential = await minted(await opened())
    const size = await sizeOf()
    const body = { to: "helper", effects: ["write"] }
    const { authorization: _, ...proven } = await presented(credential, HANDING, body)
    const keyed = await send("deployer", HANDING, { method: "POST", body: JSON.stringify(body), headers: proven })
    expect(await problem(keyed)).toMatchObject({
      name: "unproven",
      told: { detail: "A credential is needed here: present the one that is handed on." },
    })
    expect((await problem(await post("deployer", HANDING, body))).status).toBe(400)
    for (const proof of [{ path: DECISIONS }, { body: { to: "helper", effects: ["read"] } }, { credential: null }])
      expect((await problem(await handed(credential, "helper", ["write"], { proven: proof }))).name).toBe("unproven")
    expect([_?.startsWith("DPoP "), await sizeOf()]).toEqual([true, size])
  })

  it("by nobody but its agent: whoever else presents it is refused by name, and that is recorded", async () => {
    const { opened, minted, handed, keys, gate, ask } = await agents()
    const credential = await minted(await opened())
    const stolen = await handed(credential, "inspector-bot", ["write"], { by: keys.helper })
    expect(await problem(stolen)).toMatchObject({ name: "refused", guards: ["presenterIsMintedAgent"] })
    expect((await gate.log.verify(acme())).ok).toBe(true)
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })
})
