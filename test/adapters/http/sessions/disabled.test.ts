import { describe, expect, it } from "vitest"
import { SubjectChangeAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { PermitError, verifyPermit } from "../../../../adapters/library/index.ts"
import { MINUTE, NIGHT } from "../../library/break-glass/emergency.ts"
import { planBytes } from "../../library/fixture.ts"
import { calling, may, onDisk } from "../../library/sessions/calling.ts"
import { problem, read, use } from "../fixture.ts"
import { agents, deniedFor, note } from "./agents.ts"

const DISABLE = "/v1/subjects/bob/disable"
const ENABLE = "/v1/subjects/bob/enable"
const applying = () => ({ tool: "terraform.apply", payload: new TextDecoder().decode(planBytes()) })
const DESTRUCTIVE = { tool: "terraform.apply", effects: ["destructive"] }

/** A call of bob's agent that two people have approved, and a credential with which to use that. */
const approved = async () => {
  const world = await agents()
  const { opened, minted, ask, post, signed } = world
  const session = await opened()
  const id = (await ask(await minted(session, DESTRUCTIVE), applying())).request ?? "none"
  for (const name of ["alice", "carol"] as const)
    await post(name, `/v1/approvals/${id}/approve`, await signed(name, id))
  return { ...world, used: `/v1/approvals/${id}/consume`, using: await minted(session, DESTRUCTIVE) }
}

describe("a person who is disabled", () => {
  it("has nobody act for them, whatever was in hand: nothing is minted, handed on, asked or opened", async () => {
    const { opened, minted, minting, handed, ask, post, opening } = await agents()
    const session = await opened()
    const [asking, handing] = [await minted(session), await minted(session)]
    expect(await read(SubjectChangeAnswer, await post("ci", DISABLE, {}))).toMatchObject({ status: "disabled" })
    const body = { session, tool: "notes.write", effects: ["write"] }
    expect((await problem(await minting("deployer", body))).guards).toEqual(["subjectIsEnabled"])
    expect((await problem(await handed(handing, "helper", ["write"]))).guards).toEqual(["subjectIsEnabled"])
    expect(deniedFor(await ask(asking))).toEqual(["deny", "subjectIsEnabled"])
    const { agent, signed } = await opening("bob")
    const statement = signed === null ? null : new TextDecoder().decode(signed.statement)
    const opens = await post("bob", "/v1/sessions", { agent, statement, proof: signed?.proof ?? null })
    expect((await problem(opens)).guards).toEqual(["subjectIsEnabled"])
  })

  it("has no use of what others approved for them before", async () => {
    const { post, present, used, using } = await approved()
    await post("ci", DISABLE, {})
    expect((await problem(await present(using, used, applying()))).guards).toEqual(["subjectIsEnabled"])
  })

  it("would have had it otherwise", async () => {
    const { present, used, using } = await approved()
    expect((await use(await present(using, used, applying()))).permit).toMatch(/^eyJ/)
  })

  it("is disabled by the directory alone: neither by an agent, nor an administrator, nor themselves, nor from outside", async () => {
    const { post, opened, minted, ask, sizeOf } = await agents()
    const credential = await minted(await opened())
    const size = await sizeOf()
    for (const name of ["alice", "bob"] as const)
      expect((await problem(await post(name, DISABLE, {}))).guards).toEqual(["disablerIsDirectory"])
    expect((await problem(await post("deployer", DISABLE, {}))).guards).toEqual(["agentOnlyCalls"])
    expect((await problem(await post("watcher", DISABLE, {}))).name).toBe("unknown")
    expect(await sizeOf()).toBe(size + 3)
    expect(deniedFor(await ask(credential))).toEqual(["allow"])
  })

  it("stays so over a restart, and what was theirs is over for good once they are enabled again", async () => {
    const deployed = calling(onDisk)
    const before = await agents(deployed)
    const session = await before.opened()
    const [one, two] = [await before.minted(session), await before.minted(session)]
    await before.post("ci", DISABLE, {})
    await before.gate.close()

    const { ask, post, opened, minted, at } = await agents(deployed)
    expect(deniedFor(await ask(one))).toEqual(["deny", "subjectIsEnabled"])
    await post("ci", ENABLE, { scope: may() })
    expect(deniedFor(await ask(two))).toEqual(["deny", "sessionIsOfThisEnablement"])
    at(1)
    expect(deniedFor(await ask(await minted(await opened())))).toEqual(["allow"])
  })

  it("was allowed something just before: that may be run until its permit is over, and not a millisecond longer", async () => {
    const { gate, opened, minted, ask, post } = await agents()
    const { permit } = await ask(await minted(await opened()))
    await post("ci", DISABLE, {})
    const ran = (now: number) =>
      verifyPermit(permit ?? "none", {
        publicKey: gate.publicKey.jwk,
        tenant: "acme",
        tool: note().tool,
        payload: new TextEncoder().encode(note().payload),
        artifact: null,
        now,
        spend: () => true,
      })
    expect(await ran(NIGHT + 2 * MINUTE - 1)).toMatchObject({ aud: "notes.write" })
    await expect(ran(NIGHT + 2 * MINUTE)).rejects.toEqual(new PermitError({ reason: "expired" }))
  })
})
