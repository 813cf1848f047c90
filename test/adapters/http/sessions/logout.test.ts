import { describe, expect, it } from "vitest"
import { SessionChangeAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { planBytes } from "../../library/fixture.ts"
import { calling, onDisk } from "../../library/sessions/calling.ts"
import { problem, read } from "../fixture.ts"
import { agents, deniedFor, note } from "./agents.ts"

const UNSIGNED = { statement: null, proof: null }
const applying = () => ({ tool: "terraform.apply", payload: new TextDecoder().decode(planBytes()) })
const DESTRUCTIVE = { tool: "terraform.apply", effects: ["destructive"] }

type World = Awaited<ReturnType<typeof agents>>
const endedBy =
  (name: "bob" | "alice") =>
  async ({ post }: World, session: string) =>
    (await read(SessionChangeAnswer, await post(name, `/v1/sessions/${session}/end`, {}))).status

/** A session of bob's in which its agent has something of every kind at hand, and another one of his. */
const busy = async () => {
  const world = await agents()
  const { opened, minted, handedOn, ask, post, signed } = world
  const [session, other] = [await opened(), await opened("bob", "helper")]
  const request = (await ask(await minted(session, DESTRUCTIVE), applying())).request ?? "none"
  for (const name of ["alice", "carol"] as const)
    await post(name, `/v1/approvals/${request}/approve`, await signed(name, request))
  const [asking, handing, using] = [await minted(session), await minted(session), await minted(session, DESTRUCTIVE)]
  const passedOn = await handedOn(await minted(session), "helper", ["write"])
  return { ...world, session, other, request, asking, handing, using, passedOn }
}

/** Every way in which the session could still be used, and why each is refused. */
const triedAll = async (world: Awaited<ReturnType<typeof busy>>) => {
  const { session, request, asking, handing, using, passedOn, keys } = world
  const { ask, handed, present, minting, post } = world
  const minted = await minting("deployer", { session, tool: "notes.write", effects: ["write"] })
  return {
    asked: deniedFor(await ask(asking)),
    "asked by whoever was handed it": deniedFor(await ask(passedOn, note(), { by: keys.helper })),
    "handed on": (await problem(await handed(handing, "helper", ["write"]))).guards,
    "used what was approved": (await problem(await present(using, `/v1/approvals/${request}/consume`, applying())))
      .guards,
    minted: (await problem(minted)).guards,
    touched: (await problem(await post("bob", `/v1/sessions/${session}/touch`, UNSIGNED))).guards,
    ended: (await problem(await post("bob", `/v1/sessions/${session}/end`, {}))).guards,
  }
}

describe("a session that has ended", () => {
  it.each([
    ["loggedOut", "its person has logged out", endedBy("bob")],
    ["revoked", "it was revoked", endedBy("alice")],
  ] as const)("is %s: %s, and at every door neither its id nor any credential of it is good", async (how, _, end) => {
    const world = await busy()
    const size = await world.sizeOf()
    expect(await end(world, world.session)).toBe(how)
    expect(await triedAll(world)).toEqual({
      asked: ["deny", "sessionIsOpen"],
      "asked by whoever was handed it": ["deny", "sessionIsOpen"],
      "handed on": ["sessionIsOpen"],
      "used what was approved": ["sessionIsOpen"],
      minted: ["sessionIsOpen"],
      touched: ["sessionIsOpen"],
      ended: ["sessionIsOpen"],
    })
    // That it ended, and each of them.
    expect(await world.sizeOf()).toBe(size + 8)
  })

  it("has expired by itself: swept or not, neither its id nor any credential of it is good", async () => {
    const { at, opened, minted, minting, ask, gate, post } = await agents(
      calling((text) => text.replaceAll("lifetime: 8h", "lifetime: 31m")),
    )
    const session = await opened()
    const own = `/v1/sessions/${session}`
    at(29)
    await post("bob", `${own}/touch`, UNSIGNED)
    at(30.5)
    const [before, after] = [await minted(session), await minted(session)]
    const mints = async () =>
      (await problem(await minting("deployer", { session, tool: "notes.write", effects: ["write"] }))).guards
    at(31)
    expect(deniedFor(await ask(before))).toEqual(["deny", "sessionIsUnexpired"])
    expect(await mints()).toEqual(["sessionIsUnexpired"])
    expect(await gate.sweep()).toBe(1)
    expect(deniedFor(await ask(after))).toEqual(["deny", "sessionIsOpen", "sessionIsUnexpired"])
    expect(await mints()).toEqual(["sessionIsOpen", "sessionIsUnexpired"])
    expect((await problem(await post("bob", `${own}/touch`, UNSIGNED))).guards).toEqual([
      "sessionIsOpen",
      "sessionIsUnexpired",
    ])
  })

  it("takes no other along: those of its person, for whom its agent goes on, have their own credentials", async () => {
    const { opened, minted, ask, keys, post, session, other } = await busy()
    const [kept, anew] = [await minted(other, { agent: "helper" }), await minted(await opened("carol"))]
    await post("bob", `/v1/sessions/${session}/end`, {})
    expect(deniedFor(await ask(kept, note(), { by: keys.helper }))).toEqual(["allow"])
    expect(deniedFor(await ask(anew))).toEqual(["allow"])
  })

  it("never has its id again: who comes back has another one, in which no credential of the former counts", async () => {
    const { opened, minted, ask, post, session, asking } = await busy()
    await post("bob", `/v1/sessions/${session}/end`, {})
    const back = await opened()
    expect(back).not.toBe(session)
    expect(deniedFor(await ask(await minted(back)))).toEqual(["allow"])
    expect(deniedFor(await ask(asking))).toEqual(["deny", "sessionIsOpen"])
  })

  it("stays so over a restart; what was minted once with a key is the same token, and good for nothing", async () => {
    const deployed = calling(onDisk)
    const before = await agents(deployed)
    const session = await before.opened()
    const [token, other] = [await before.minted(session, { key: "monday" }), await before.minted(session)]
    await before.post("bob", `/v1/sessions/${session}/end`, {})
    await before.gate.close()

    const after = await agents(deployed)
    expect(await after.minted(session, { key: "monday" })).toBe(token)
    for (const each of [token, other]) expect(deniedFor(await after.ask(each))).toEqual(["deny", "sessionIsOpen"])
    expect((await problem(await after.post("bob", `/v1/sessions/${session}/touch`, UNSIGNED))).guards).toEqual([
      "sessionIsOpen",
    ])
  })
})
