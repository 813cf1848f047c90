import { describe, expect, it } from "vitest"
import { SessionChangeAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { ActorId } from "../../../../kernel/actors.ts"
import { sessionOpeningOf } from "../../../../adapters/library/index.ts"
import { Instant } from "../../../../kernel/time.ts"
import { NIGHT } from "../../library/break-glass/emergency.ts"
import { partsOf } from "../../identity/jws.ts"
import { problem, read } from "../fixture.ts"
import { agents, deniedFor, note } from "./agents.ts"

const NAMED = "session_0123456789abcdef01234567"
const UNSIGNED = { statement: null, proof: null }

/** What bob signs to open a session for the deployer, with what somebody would have him sign as well, as it travels. */
const openingOf = async ({ as, signedBy }: Awaited<ReturnType<typeof agents>>, more: object = {}) => {
  const meant = sessionOpeningOf(as("bob").actor, ActorId.parse("deployer"), Instant.parse(NIGHT))
  const { statement, proof } = await signedBy("bob", { ...meant, ...more })
  return { agent: "deployer", statement: new TextDecoder().decode(statement), proof }
}

describe("a session has the id that the gate gives it", () => {
  it("which nobody has named before, and which is in what its credentials say", async () => {
    const world = await agents()
    const { post, minted, ask } = world
    const { id } = await read(SessionChangeAnswer, await post("bob", "/v1/sessions", await openingOf(world)))
    const credential = await minted(id)
    const [, claims] = partsOf(credential)
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ sid: id, sub: "bob" })
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })

  it("and none that somebody names: not beside what is signed, nor in it", async () => {
    const world = await agents()
    const { post, minting, get, sizeOf } = world
    const size = await sizeOf()
    for (const named of [{ id: NAMED }, { session: NAMED }, { sid: NAMED }]) {
      const opening = { ...(await openingOf(world)), ...named }
      expect((await problem(await post("bob", "/v1/sessions", opening))).name).toBe("malformed")
    }
    expect(await sizeOf()).toBe(size)
    const signed = await post("bob", "/v1/sessions", await openingOf(world, { session: NAMED }))
    expect((await problem(signed)).guards).toEqual(["factorIsProvenNow"])
    const minted = await minting("deployer", { session: NAMED, tool: "notes.write", effects: ["write"] })
    expect((await problem(minted)).name).toBe("unknown")
    const own = `/v1/sessions/${NAMED}`
    expect((await problem(await post("bob", `${own}/touch`, UNSIGNED))).name).toBe("unknown")
    expect((await problem(await post("bob", `${own}/end`, {}))).name).toBe("unknown")
    expect((await problem(await get("alice", own))).name).toBe("unknown")
  })
})

describe("somebody who is led into a session that another person has opened", () => {
  it("is not who acts there: what their agent mints speaks for whoever opened it, and nothing of theirs comes of it", async () => {
    const { opened, minted, ask, last } = await agents()
    const bait = await opened("carol")
    const credential = await minted(bait)
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
    expect(await last()).toMatchObject({ caller: { actor: { id: "deployer" }, person: { id: "carol" } } })
  })

  it("gives it no life and no factor, and never makes it theirs", async () => {
    const { opened, post, touching, get, at } = await agents()
    const bait = await opened("carol")
    at(1)
    const { signed } = await touching("bob", bait)
    if (signed === null || signed === undefined) throw new Error("it is signed")
    const proven = { statement: new TextDecoder().decode(signed.statement), proof: signed.proof }
    for (const touch of [UNSIGNED, proven])
      expect((await problem(await post("bob", `/v1/sessions/${bait}/touch`, touch))).guards).toEqual([
        "toucherIsHolder",
      ])
    expect(await (await get("carol", `/v1/sessions/${bait}`)).json()).toMatchObject({
      session: { subject: "carol", seen: { at: NIGHT }, factor: { at: NIGHT } },
    })
  })
})

describe("somebody who knows the id of a session", () => {
  it("has nothing by that: no credential, no look at it, no life of it and no end", async () => {
    const { opened, minting, get, post, minted, ask, keys } = await agents()
    const session = await opened()
    const body = { session, tool: "notes.write", effects: ["write"] }
    expect((await problem(await minting("helper", body))).guards).toEqual(["agentIsOfSession"])
    expect((await problem(await minting("helper", body, { by: keys.deployer }))).name).toBe("unproven")
    expect((await problem(await minting("mole", body))).name).toBe("unknown")
    const own = `/v1/sessions/${session}`
    for (const name of ["carol", "helper", "deployer", "stranger"] as const)
      expect((await problem(await get(name, own))).name).toBe("unknown")
    expect((await problem(await post("carol", `${own}/touch`, UNSIGNED))).guards).toEqual(["toucherIsHolder"])
    expect((await problem(await post("carol", `${own}/end`, {}))).guards).toEqual(["enderIsHolderOrAdmin"])
    expect(deniedFor(await ask(await minted(session)))).toEqual(["allow"])
  })

  it("and has a credential of a session of their own, presents it in no other: each says in the gate's signature where it is of", async () => {
    const { opened, minted, ask, present, keys } = await agents()
    const session = await opened()
    const own = await minted(await opened("carol", "helper"), { agent: "helper" })
    const [header, claims, signature] = partsOf(own)
    const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as object
    const moved = Buffer.from(JSON.stringify({ ...said, sid: session, sub: "bob" })).toString("base64url")
    const refused = await present([header, moved, signature].join("."), "/v1/decisions", note(), { by: keys.helper })
    expect((await problem(refused)).name).toBe("unproven")
    expect(deniedFor(await ask(own, note(), { by: keys.helper }))).toEqual(["allow"])
  })
})
