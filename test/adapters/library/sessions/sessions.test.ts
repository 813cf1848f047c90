import { describe, expect, it } from "vitest"
import {
  ActorUnknownError,
  ClockUnfitError,
  InputError,
  KeyReusedError,
  sessionOpeningOf,
  sessionTouchOf,
} from "../../../../adapters/library/index.ts"
import { ActorId } from "../../../../kernel/actors.ts"
import { parseJson } from "../../../../kernel/canonical.ts"
import { IdempotencyKey } from "../../../../kernel/gate/idempotency.ts"
import { SessionId, SubjectId } from "../../../../kernel/sessions/sessions.ts"
import { Instant } from "../../../../kernel/time.ts"
import { MINUTE, NIGHT, clock } from "../break-glass/emergency.ts"
import { acme, deployment, globex, opened as openedGate } from "../fixture.ts"
import { refusedFor, sentencesOf } from "../refused.ts"
import { manned, notes, peopleOf } from "./door.ts"

const HOUR = 60 * MINUTE

/** The gate at night; bob and carol are subjects. */
const night = async (deployed = manned(), ...enrolled: readonly ("bob" | "carol")[]) => {
  const { at } = clock()
  const world = await openedGate(deployed)
  const people = peopleOf(world.gate, deployed)
  for (const name of enrolled.length === 0 ? (["bob", "carol"] as const) : enrolled) await people.enrolled(name)
  const sizeOf = async () => (await world.gate.log.head(acme())).size
  return { ...world, ...people, at, sizeOf }
}

/** Why what was signed is no factor, which alone is refused. */
const why = async (asked: Promise<Parameters<typeof sentencesOf>[0]>): Promise<string> => {
  const outcome = await asked
  expect(refusedFor(outcome)).toEqual(["factorIsProvenNow"])
  return sentencesOf(outcome).join()
}

describe("who is in the tenant", () => {
  it("its directory says, and what their agents may call for them", async () => {
    const { sessions, as } = await night(manned(), "bob")
    const outcome = await sessions.enrol(as("ci").actor, { id: "carol", scope: notes("read") })
    expect(outcome).toEqual({ type: "accepted", id: "carol", status: "enabled", record: 1, warnings: [] })
    expect(await sessions.subject(acme(), "carol")).toEqual({
      id: "carol",
      status: "enabled",
      kept: {
        entity: "subject",
        scope: notes("read"),
        enablement: 0,
        factorAt: null,
        change: { what: "enrol", by: as("ci").actor, at: NIGHT },
      },
    })
  })

  it("nobody else says, neither who administers nor they themselves, and no directory of another tenant", async () => {
    const { sessions, as } = await night(manned(), "bob")
    for (const name of ["alice", "carol", "deployer"] as const) {
      const by = as(name).actor
      expect(refusedFor(await sessions.enrol(by, { id: "carol", scope: [] }))).toEqual(["enrolerIsDirectory"])
      expect(refusedFor(await sessions.disable(by, { id: "bob" }))).toEqual(["disablerIsDirectory"])
      expect(refusedFor(await sessions.enable(by, { id: "bob", scope: [] }))).toEqual(["disablerIsDirectory"])
    }
    expect((await sessions.disable(as("watcher").actor, { id: "bob" })).type).toBe("unknown")
    expect((await sessions.subject(acme(), "bob"))?.status).toBe("enabled")
  })

  it("is a person of the tenant, once", async () => {
    const { sessions, as, sizeOf } = await night(manned(), "bob")
    const before = await sizeOf()
    for (const id of ["deployer", "ci", "stranger", "nobody"])
      await expect(sessions.enrol(as("ci").actor, { id, scope: [] })).rejects.toMatchObject(
        new ActorUnknownError({ id: SubjectId.parse(id) }),
      )
    await expect(sessions.enrol(as("ci").actor, { id: "session_1", scope: [] })).rejects.toThrow(InputError)
    expect(await sizeOf()).toBe(before)
    const again = await sessions.enrol(as("ci").actor, { id: "bob", scope: [] })
    expect(refusedFor(again)).toEqual(["taken"])
    expect(again).toMatchObject({ reasons: [{ sentence: expect.stringContaining("`enable`") as unknown }] })
    expect((await sessions.disable(as("ci").actor, { id: "carol" })).type).toBe("unknown")
    expect((await sessions.enable(as("ci").actor, { id: "carol", scope: [] })).type).toBe("unknown")
  })

  it("is listed, the latest first, by how they stand, and page by page", async () => {
    const { sessions, as } = await night()
    await sessions.disable(as("ci").actor, { id: "bob" })
    const idsOf = async (page?: Parameters<typeof sessions.subjects>[1]) =>
      (await sessions.subjects(acme(), page)).items.map(({ id }) => id)
    expect(await idsOf()).toEqual(["carol", "bob"])
    expect([await idsOf({ status: "disabled" }), await idsOf({ status: "enabled" })]).toEqual([["bob"], ["carol"]])
    const { items, next } = await sessions.subjects(acme(), { limit: 1 })
    expect(items.map(({ id }) => id)).toEqual(["carol"])
    expect(await idsOf({ cursor: next })).toEqual(["bob"])
    expect((await sessions.subjects(globex())).items).toEqual([])
    expect(await sessions.subject(acme(), "nobody")).toBeNull()
  })

  it("has no sessions among them, and no session is one of them", async () => {
    const { sessions, opened } = await night()
    const id = await opened("bob")
    expect((await sessions.subjects(acme())).items).toHaveLength(2)
    expect(await sessions.subject(acme(), id)).toBeNull()
  })
})

describe("a session is opened", () => {
  it("by a person, signed now, for one agent; that is their factor", async () => {
    const { gate, open, sessionOf, people } = await night()
    const outcome = await open("bob")
    expect(outcome).toMatchObject({ type: "accepted", status: "open", record: 2, warnings: [] })
    const { kept } = await sessionOf(outcome.type === "accepted" ? outcome.id : "none")
    const bob = { id: "bob", tenant: "acme", kind: "human" }
    expect(kept).toEqual({
      entity: "session",
      subject: "bob",
      agent: "deployer",
      by: bob,
      at: NIGHT,
      expiresAt: NIGHT + 8 * HOUR,
      on: true,
      enablement: 0,
      seen: { by: bob, at: NIGHT },
      factor: { by: bob, key: people.bob.publicKey.fingerprint, at: NIGHT, taken: NIGHT },
      touched: null,
      ended: null,
    })
    const [record] = await gate.log.records(acme(), 2, 1)
    expect(parseJson(record?.bytes ?? new Uint8Array())).toMatchObject({
      body: { proof: { format: "sshsig", publicKey: expect.stringContaining("ssh-ed25519 ") as unknown } },
    })
  })

  it("and not without a signature, nor with another's, nor for something else: it is recorded, and the door says why", async () => {
    const { gate, sessions, as, opening, signedBy, touching, opened, sizeOf } = await night()
    const id = await opened("bob")
    const before = await sizeOf()
    const bob = as("bob").actor
    const refused = async (signed: Awaited<ReturnType<typeof opening>>["signed"], agent = "deployer") =>
      why(sessions.open(bob, { agent, signed }))
    const { signed } = await opening("bob")
    if (signed === null) throw new Error("it is signed")
    const { statement, proof } = signed

    expect(await refused(null)).toBe(
      "The second factor is missing, or was not signed just now; sign again and send it at once. (nothing is signed: sign on the machine where your key is)",
    )
    const meant = sessionOpeningOf(bob, ActorId.parse("deployer"), Instant.parse(NIGHT))
    expect(await refused(await signedBy("carol", meant))).toContain("names another person than the owner of the key")
    const misstated = "what is signed says something else than what is asked for: sign what is asked for"
    expect(await refused((await opening("carol")).signed)).toContain(misstated)
    expect(await refused(signed, "helper")).toContain(misstated)
    expect(await refused({ statement: Uint8Array.from([...statement, 32]), proof })).toContain(
      "hasn't signed this message",
    )
    expect(await refused((await touching("bob", id)).signed ?? null)).toContain("a signed opening of a session")
    expect(await refused(await signedBy("bob", { ...meant, tenant: "globex" }))).toContain("another person")
    expect(await sizeOf()).toBe(before + 7)
    const [record] = await gate.log.records(acme(), before + 1, 1)
    expect(parseJson(record?.bytes ?? new Uint8Array())).toMatchObject({
      body: { transition: { command: { type: "open", factor: null } }, proof: { format: "sshsig" } },
    })
  })

  it("at the time of the signature: too late, or before it was made, it counts for nothing", async () => {
    const { sessions, as, opening, sessionOf } = await night()
    const signedAt = async (at: number) => sessions.open(as("bob").actor, await opening("bob", "deployer", at))
    for (const at of [NIGHT - 2 * MINUTE, NIGHT + 1, Number.MAX_SAFE_INTEGER])
      expect(await why(signedAt(at))).toContain("it is not signed now: sign it again and send it at once")
    const outcome = await signedAt(NIGHT - 2 * MINUTE + 1)
    const { kept } = await sessionOf(outcome.type === "accepted" ? outcome.id : "none")
    expect(kept).toMatchObject({ at: NIGHT, factor: { at: NIGHT - 2 * MINUTE + 1, taken: NIGHT } })
  })

  it("by no agent and no service, who have no key, and by nobody who is no subject", async () => {
    const { sessions, as, opening, open } = await night(manned(), "bob")
    const bobs = await opening("bob")
    for (const name of ["deployer", "ci"] as const)
      expect((await sessions.open(as(name).actor, bobs)).type).toBe("unknown")
    expect((await open("carol")).type).toBe("unknown")
  })

  it("for nobody but an agent of the tenant", async () => {
    const { sessions, as, opening } = await night()
    for (const agent of ["nobody", "alice", "ci", "mole", "bob"])
      await expect(sessions.open(as("bob").actor, await opening("bob", agent))).rejects.toMatchObject(
        new ActorUnknownError({ id: ActorId.parse(agent) }),
      )
  })

  it("as often as the policy allows at a time: one that has ended, is over or was idle frees its place", async () => {
    const { sessions, as, open, opened, at } = await night()
    const [first] = [await opened("bob"), await opened("bob", "helper")]
    expect(refusedFor(await open("bob"))).toEqual(["sessionsAreBelowCap"])
    expect((await open("carol")).type).toBe("accepted")
    await sessions.end(as("bob").actor, { id: first })
    expect((await open("bob")).type).toBe("accepted")
    expect(refusedFor(await open("bob"))).toEqual(["sessionsAreBelowCap"])
    at(31)
    expect((await open("bob")).type).toBe("accepted")
  })

  it("once, where it is asked again with its key, however old the signature has become; and a key is for one ask", async () => {
    const { sessions, as, opening, at } = await night()
    const key = IdempotencyKey.parse("monday")
    const given = { ...(await opening("bob")), key }
    const first = await sessions.open(as("bob").actor, given)
    at(5)
    expect(await sessions.open(as("bob").actor, given)).toEqual(first)
    expect((await sessions.list(as("bob").actor)).items).toHaveLength(1)
    await expect(sessions.open(as("bob").actor, { ...(await opening("bob", "helper")), key })).rejects.toThrow(
      KeyReusedError,
    )
  })

  it("once with what is signed: sent again without its key it is refused, after a logout, and after a coming back, too", async () => {
    const { sessions, as, opening, at } = await night()
    const bob = as("bob").actor
    const given = await opening("bob")
    const keyed = { ...given, key: IdempotencyKey.parse("tuesday") }
    const first = await sessions.open(bob, keyed)
    if (first.type !== "accepted") throw new Error("the session is not open")
    const isSpent = async () => {
      const outcome = await sessions.open(bob, given)
      expect(refusedFor(outcome)).toEqual(["factorIsUnspent"])
      expect(sentencesOf(outcome)).toEqual(["What is signed has been used already; sign again."])
    }
    at(1)
    await isSpent()
    await sessions.end(bob, { id: first.id })
    await isSpent()
    await sessions.disable(as("ci").actor, { id: "bob" })
    await sessions.enable(as("ci").actor, { id: "bob", scope: notes("read") })
    await isSpent()
    expect((await sessions.list(bob)).items).toEqual([])
    expect(await sessions.open(bob, keyed)).toEqual(first)
    expect((await sessions.open(bob, await opening("bob"))).type).toBe("accepted")
  })

  it("by nobody where the clock is not fit, and that is said", async () => {
    const { open, at } = await night()
    at(-120)
    await expect(open("bob")).rejects.toThrow(ClockUnfitError)
  })

  it("by nobody where the config has no such section", async () => {
    const deployed = deployment()
    const { gate } = await openedGate(deployed)
    const { sessions, as, opening } = peopleOf(gate, deployed)
    for (const by of ["alice", "ci"] as const)
      expect(refusedFor(await sessions.enrol(as(by).actor, { id: "bob", scope: [] }))).toEqual(["enrolerIsDirectory"])
    expect((await sessions.open(as("bob").actor, await opening("bob"))).type).toBe("unknown")
  })

  it("by nobody who could be taken for a session", async () => {
    const { sessions, as } = await night()
    const by = { ...as("bob").actor, id: ActorId.parse("session_1") }
    await expect(sessions.open(by, { agent: "deployer", signed: null })).rejects.toMatchObject(
      new InputError({
        path: "actor",
        message: "a person whose id begins with session_ or credential_ can't have sessions",
      }),
    )
  })
})

describe("a session goes on", () => {
  it("as long as its person gives signs of life, and no longer than it lasts", async () => {
    const { sessions, as, opened, at } = await night()
    const id = await opened("bob")
    const touched = async () => refusedFor(await sessions.touch(as("bob").actor, { id }))
    for (let minutes = 29; minutes < 480; minutes += 29) {
      at(minutes)
      expect(await touched()).toBe("accepted")
    }
    at(480)
    expect(await touched()).toEqual(["sessionIsUnexpired"])
  })

  it("until it is idle, which the clock tells", async () => {
    const { sessions, as, opened, at } = await night()
    const id = await opened("bob")
    at(30, { before: true })
    expect((await sessions.touch(as("bob").actor, { id })).type).toBe("accepted")
    at(60, { before: true })
    expect(refusedFor(await sessions.touch(as("bob").actor, { id }))).toEqual(["sessionIsNotIdle"])
  })

  it("by a touch, which is a factor where it is signed, and none where it is not", async () => {
    const { sessions, as, opened, touching, sessionOf, at } = await night()
    const id = await opened("bob")
    at(10)
    expect(await sessions.touch(as("bob").actor, { id })).toMatchObject({ type: "accepted", id, status: "open" })
    expect((await sessionOf(id)).kept).toMatchObject({ seen: { at: NIGHT + 10 * MINUTE }, factor: { at: NIGHT } })
    at(20)
    expect(await sessions.touch(as("bob").actor, await touching("bob", id))).toMatchObject({ type: "accepted" })
    const { kept } = await sessionOf(id)
    expect([kept.seen.at, kept.factor?.at]).toEqual([NIGHT + 20 * MINUTE, NIGHT + 20 * MINUTE])
  })

  it("and not by a touch that is signed wrongly: it is no sign of life either", async () => {
    const { gate, sessions, as, opened, touching, opening, signedBy, sessionOf, sizeOf, at } = await night()
    const [id, other] = [await opened("bob"), await opened("bob", "helper")]
    at(10)
    const before = await sizeOf()
    const bob = as("bob").actor
    const refused = async (signed: Awaited<ReturnType<typeof opening>>["signed"]) =>
      why(sessions.touch(bob, { id, signed }))
    const meant = sessionTouchOf(bob, SessionId.parse(id), Instant.parse(Date.now()))
    expect(await refused((await touching("bob", other)).signed ?? null)).toContain("something else")
    expect(await refused((await touching("carol", id)).signed ?? null)).toContain("something else")
    expect(await refused(await signedBy("carol", meant))).toContain("another person")
    expect(await refused((await opening("bob")).signed)).toContain("a signed touch of a session")
    expect(await refused((await touching("bob", id, NIGHT + 8 * MINUTE)).signed ?? null)).toContain("not signed now")
    expect((await sessionOf(id)).kept).toMatchObject({ seen: { at: NIGHT }, factor: { at: NIGHT }, touched: null })
    expect(await sizeOf()).toBe(before + 5)
    const [record] = await gate.log.records(acme(), before, 1)
    expect(parseJson(record?.bytes ?? new Uint8Array())).toMatchObject({
      body: { transition: { command: { type: "touch", factor: null } }, proof: { format: "sshsig" } },
    })
  })

  it("by nobody but its person, who proves what they like", async () => {
    const { sessions, as, opened, touching } = await night()
    const id = await opened("bob")
    for (const name of ["carol", "alice", "deployer"] as const)
      expect(refusedFor(await sessions.touch(as(name).actor, { id }))).toEqual(["toucherIsHolder"])
    expect(refusedFor(await sessions.touch(as("carol").actor, await touching("carol", id)))).toEqual([
      "toucherIsHolder",
    ])
    expect((await sessions.touch(as("stranger").actor, { id })).type).toBe("unknown")
  })

  it("and is touched once with a key, however old what was signed has become", async () => {
    const { sessions, as, opened, touching, at } = await night()
    const touch = { ...(await touching("bob", await opened("bob"))), key: IdempotencyKey.parse("touch-1") }
    const first = await sessions.touch(as("bob").actor, touch)
    at(5)
    expect(await sessions.touch(as("bob").actor, touch)).toEqual(first)
    expect(first).toMatchObject({ type: "accepted" })
    // Sent without its key, it is another ask.
    const again = await sessions.touch(as("bob").actor, { ...touch, key: null })
    expect(refusedFor(again)).toEqual(["factorIsProvenNow", "factorIsUnspent"])
    expect(sentencesOf(again).join()).toContain("it is not signed now")
  })

  it("and by nothing that was signed before what counted last, though it is of now: not the same once more, nor an older one", async () => {
    const { sessions, as, opened, touching, sessionOf, at } = await night()
    const bob = as("bob").actor
    const id = await opened("bob")
    at(10)
    const [older, touch] = [await touching("bob", id), await touching("bob", id)]
    expect((await sessions.touch(bob, touch)).type).toBe("accepted")
    const { kept } = await sessionOf(id)
    at(11)
    for (const spent of [touch, older])
      expect(refusedFor(await sessions.touch(bob, spent))).toEqual(["factorIsUnspent"])
    expect((await sessionOf(id)).kept).toEqual(kept)
    expect((await sessions.touch(bob, { id })).type).toBe("accepted")
    expect((await sessions.touch(bob, await touching("bob", id))).type).toBe("accepted")
  })
})

describe("a session ends", () => {
  it("when its person logs out, or an administrator revokes it, and nobody else", async () => {
    const { sessions, as, opened } = await night()
    const [id, other] = [await opened("bob"), await opened("bob", "helper")]
    for (const name of ["carol", "deployer", "ci"] as const)
      expect(refusedFor(await sessions.end(as(name).actor, { id }))).toEqual(["enderIsHolderOrAdmin"])
    expect((await sessions.end(as("stranger").actor, { id })).type).toBe("unknown")
    expect(await sessions.end(as("bob").actor, { id })).toMatchObject({ type: "accepted", status: "loggedOut" })
    expect(await sessions.end(as("alice").actor, { id: other })).toMatchObject({ type: "accepted", status: "revoked" })
    expect(refusedFor(await sessions.touch(as("bob").actor, { id }))).toEqual(["sessionIsOpen"])
    expect(refusedFor(await sessions.end(as("bob").actor, { id }))).toEqual(["sessionIsOpen"])
  })

  it("with all of one's own, and with nobody else's", async () => {
    const { sessions, as, opened, sessionOf } = await night()
    const [first, second, carols] = [await opened("bob"), await opened("bob", "helper"), await opened("carol")]
    const ended = await sessions.endAll(as("bob").actor)
    expect(ended.map((outcome) => (outcome.type === "accepted" ? outcome.id : outcome.type)).sort()).toEqual(
      [first, second].sort(),
    )
    expect((await sessionOf(carols)).status).toBe("open")
    expect(await sessions.endAll(as("bob").actor)).toEqual([])
    expect(await sessions.endAll(as("alice").actor)).toEqual([])
  })

  it("by itself, which is recorded when somebody sweeps", async () => {
    const { gate, opened, sessionOf, at } = await night()
    const id = await opened("bob")
    at(30, { before: true })
    expect([await gate.sweep(), (await sessionOf(id)).status]).toEqual([0, "open"])
    // Idle is over as well.
    at(30)
    expect([await gate.sweep(), (await sessionOf(id)).status]).toEqual([1, "expired"])
  })

  it("with its person: from the very next command on nobody acts for them, and enabling revives nothing", async () => {
    const { sessions, as, opened, open, touching } = await night()
    const id = await opened("bob")
    const bob = as("bob").actor
    expect(await sessions.disable(as("ci").actor, { id: "bob" })).toMatchObject({
      type: "accepted",
      status: "disabled",
    })
    expect(refusedFor(await sessions.touch(bob, { id }))).toEqual(["subjectIsEnabled"])
    expect(refusedFor(await sessions.touch(bob, await touching("bob", id)))).toEqual(["subjectIsEnabled"])
    expect(refusedFor(await open("bob"))).toEqual(["subjectIsEnabled"])
    expect((await open("carol")).type).toBe("accepted")

    const enabled = await sessions.enable(as("ci").actor, { id: "bob", scope: notes("read") })
    expect(enabled).toMatchObject({ type: "accepted", status: "enabled" })
    expect(await sessions.subject(acme(), "bob")).toMatchObject({ kept: { scope: notes("read"), enablement: 1 } })
    expect(refusedFor(await sessions.touch(bob, { id }))).toEqual(["sessionIsOfThisEnablement"])
    expect([(await open("bob")).type, (await open("bob")).type]).toEqual(["accepted", "accepted"])
    expect(refusedFor(await open("bob"))).toEqual(["sessionsAreBelowCap"])
    expect((await sessions.end(bob, { id })).type).toBe("accepted")
  })
})

describe("sessions are seen", () => {
  it("by their person while they are open, and by an administrator, who sees the tenant's, ended or not", async () => {
    const { sessions, as, opened, at } = await night()
    const first = await opened("bob")
    at(1)
    const [second, carols] = [await opened("bob", "helper"), await opened("carol")]
    const idsOf = async (name: Parameters<typeof as>[0], page?: Parameters<typeof sessions.list>[1]) =>
      (await sessions.list(as(name).actor, page)).items.map(({ id }) => id)
    expect(await idsOf("bob")).toEqual([second, first])
    expect(await idsOf("carol", { status: "open" })).toEqual([carols])
    for (const name of ["deployer", "ci", "auditor", "stranger"] as const) expect(await idsOf(name)).toEqual([])
    expect(await idsOf("alice")).toEqual([carols, second, first])

    await sessions.end(as("bob").actor, { id: second })
    expect(await idsOf("bob")).toEqual([first])
    expect(await idsOf("alice", { status: "loggedOut" })).toEqual([second])
    expect(await idsOf("alice", { status: "open" })).toEqual([carols, first])
    await expect(sessions.list(as("bob").actor, { status: "loggedOut" })).rejects.toMatchObject(
      new InputError({ path: "status", message: "only an administrator lists sessions that have ended" }),
    )
  })

  it("page by page, also where they were opened at one moment", async () => {
    const deployed = manned((text) => text.replace("maxSessions: 2", "maxSessions: 9"))
    const { sessions, as, opened, at } = await night(deployed)
    const bob = as("bob").actor
    const early = [await opened("bob"), await opened("bob"), await opened("bob")]
    at(1)
    const late = await opened("bob")
    const seen: string[] = []
    let cursor: Awaited<ReturnType<typeof sessions.list>>["next"] = null
    for (const length of [2, 2]) {
      const page = await sessions.list(bob, { limit: 2, cursor })
      expect(page.items).toHaveLength(length)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    expect(cursor).toBeNull()
    expect(seen[0]).toBe(late)
    expect(seen.slice(1).sort()).toEqual(early.sort())
    const first = await sessions.list(bob, { limit: 1 })
    at(2)
    await opened("bob")
    expect((await sessions.list(bob, { cursor: first.next })).items).toHaveLength(3)
    for (const wrong of ["1", "x.session_1", "1.grant_1", "01.session_1"])
      await expect(sessions.list(bob, { cursor: wrong })).rejects.toThrow(InputError)
    for (const name of ["bob", "alice"] as const)
      await expect(sessions.list(as(name).actor, { cursor: "1" })).rejects.toThrow(InputError)
  })

  it("one by one: one's own, ended or not, and to an administrator each; nobody else learns that it is there", async () => {
    const { sessions, as, opened } = await night()
    const id = await opened("bob")
    await sessions.end(as("bob").actor, { id })
    for (const name of ["bob", "alice"] as const)
      expect(await sessions.get(as(name).actor, id)).toMatchObject({
        id,
        status: "loggedOut",
        kept: { subject: "bob" },
      })
    for (const name of ["carol", "deployer", "ci", "stranger"] as const)
      expect(await sessions.get(as(name).actor, id)).toBeNull()
    expect(await sessions.get(as("alice").actor, "bob")).toBeNull()
    expect(await sessions.get(as("alice").actor, "session_none")).toBeNull()
  })

  it("as copies: nobody holds a part of what the gate decides by", async () => {
    const { sessions, as, opened } = await night()
    await opened("bob")
    const [held] = (await sessions.list(as("bob").actor)).items
    Object.assign(held?.kept ?? {}, { subject: "carol" })
    expect((await sessions.list(as("bob").actor)).items).toHaveLength(1)
  })

  it("in a few numbers, by the clock and by who is enabled", async () => {
    const { gate, sessions, as, opened, at } = await night()
    const standing = async () => (await gate.status(acme())).sessions
    await opened("bob")
    await opened("carol")
    expect(await standing()).toEqual({ subjects: 2, disabled: 0, open: 2 })
    await sessions.disable(as("ci").actor, { id: "bob" })
    expect(await standing()).toEqual({ subjects: 2, disabled: 1, open: 1 })
    await sessions.enable(as("ci").actor, { id: "bob", scope: [] })
    expect(await standing()).toEqual({ subjects: 2, disabled: 0, open: 1 })
    at(481)
    expect(await standing()).toEqual({ subjects: 2, disabled: 0, open: 0 })
  })
})

describe("where agents need no session, no call asks one", () => {
  it("be its person enabled, disabled or none: what agents may do is decided as before", async () => {
    const { gate, sessions, as, opened } = await night()
    const note = { tool: "notes.write", payload: new TextEncoder().encode("{}") }
    const verdictOf = async () => (await gate.decide(as("deployer"), note)).verdict
    expect(await verdictOf()).toBe("allow")
    await opened("bob")
    expect(await verdictOf()).toBe("allow")
    await sessions.disable(as("ci").actor, { id: "bob" })
    expect(await verdictOf()).toBe("allow")
  })
})
