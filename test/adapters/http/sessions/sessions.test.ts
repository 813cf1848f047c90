import { documentedBy } from "../documented.ts"
import { describe, expect, it } from "vitest"
import type * as z from "zod"
import { routes } from "../../../../adapters/http/sessions/routes.ts"
import {
  SessionAnswer,
  SessionChangeAnswer,
  SessionsAnswer,
  SubjectAnswer,
  SubjectChangeAnswer,
  SubjectsAnswer,
} from "../../../../adapters/http/sessions/schemas.ts"
import { StatusAnswer } from "../../../../adapters/http/status.ts"
import {
  SessionEnding,
  SessionOpening,
  SessionPage,
  SessionTouch,
  SubjectDisabling,
  SubjectPage,
  SubjectScope,
} from "../../../../adapters/library/sessions/inputs.ts"
import { MINUTE, NIGHT, clock } from "../../library/break-glass/emergency.ts"
import { acme } from "../../library/fixture.ts"
import { manned, notes, peopleOf, type Person } from "../../library/sessions/door.ts"
import { type Name, problem, read, service } from "../fixture.ts"

const UNSIGNED = { statement: null, proof: null }
const SCOPE = { scope: notes("read", "write") }

/** What a person signed, as it travels. */
const travelling = (signed: SessionOpening["signed"] | undefined) =>
  signed === null || signed === undefined
    ? UNSIGNED
    : { statement: new TextDecoder().decode(signed.statement), proof: signed.proof }

/** The service at night; bob and carol are subjects unless told otherwise. */
const night = async ({ enrol = true } = {}) => {
  const { at } = clock()
  const deployed = manned()
  const world = await service(deployed)
  const { post, get, gate } = world
  const people = peopleOf(gate, deployed)
  if (enrol) for (const name of ["bob", "carol"] as const) await people.enrolled(name)
  const opening = async (name: Person, agent = "deployer", when?: number) => ({
    agent,
    ...travelling((await people.opening(name, agent, when)).signed),
  })
  const touching = async (name: Person, id: string) => travelling((await people.touching(name, id)).signed)
  const opened = async (name: Person, agent?: string) =>
    (await read(SessionChangeAnswer, await post(name, "/v1/sessions", await opening(name, agent)))).id
  const listed = async (name: Name, query = "") =>
    (await read(SessionsAnswer, await get(name, `/v1/sessions${query}`))).sessions.map(({ id }) => id)
  return { ...world, at, opening, touching, opened, listed }
}

describe("sessions over HTTP", () => {
  it("are opened, touched, seen and ended by people whom the directory has enrolled", async () => {
    const { post, get, opening, touching, people, at } = await night({ enrol: false })
    const enrolled = await read(SubjectChangeAnswer, await post("ci", "/v1/subjects", { id: "bob", ...SCOPE }))
    expect(enrolled).toEqual({ id: "bob", status: "enabled", record: 0, warnings: [] })

    const opened = await read(SessionChangeAnswer, await post("bob", "/v1/sessions", await opening("bob")))
    expect(opened).toMatchObject({ status: "open", record: 1, warnings: [] })
    const own = `/v1/sessions/${opened.id}`
    at(10)
    expect(await read(SessionChangeAnswer, await post("bob", `${own}/touch`, UNSIGNED))).toMatchObject({ record: 2 })
    expect((await read(SessionAnswer, await get("bob", own))).session).toMatchObject({
      id: opened.id,
      status: "open",
      subject: "bob",
      agent: "deployer",
      seen: { at: NIGHT + 10 * MINUTE },
      factor: { key: people.bob.publicKey.fingerprint, at: NIGHT, taken: NIGHT },
    })
    await post("bob", `${own}/touch`, await touching("bob", opened.id))
    expect((await read(SessionAnswer, await get("alice", own))).session.factor).toMatchObject({
      at: NIGHT + 10 * MINUTE,
      taken: NIGHT + 10 * MINUTE,
    })

    const ended = await read(SessionChangeAnswer, await post("bob", `${own}/end`, {}))
    expect(ended).toMatchObject({ id: opened.id, status: "loggedOut", record: 4 })
  })

  it("end with their person at the very next request, and no enabling revives them", async () => {
    const { post, get, opened, opening } = await night()
    const own = `/v1/sessions/${await opened("bob")}`
    const disabled = await read(SubjectChangeAnswer, await post("ci", "/v1/subjects/bob/disable", {}))
    expect(disabled).toMatchObject({ id: "bob", status: "disabled" })
    expect((await problem(await post("bob", `${own}/touch`, UNSIGNED))).guards).toEqual(["subjectIsEnabled"])
    expect((await problem(await post("bob", "/v1/sessions", await opening("bob")))).guards).toEqual([
      "subjectIsEnabled",
    ])
    const enabled = await read(SubjectChangeAnswer, await post("ci", "/v1/subjects/bob/enable", { scope: [] }))
    expect(enabled).toMatchObject({ id: "bob", status: "enabled" })
    expect((await read(SubjectAnswer, await get("helper", "/v1/subjects/bob"))).subject).toMatchObject({
      scope: [],
      enablement: 1,
    })
    expect((await problem(await post("bob", `${own}/touch`, UNSIGNED))).guards).toEqual(["sessionIsOfThisEnablement"])
  })

  it("are refused with 403 and every guard that failed, each with its sentence", async () => {
    const { post, opened } = await night()
    const own = `/v1/sessions/${await opened("bob")}`
    const ended = await post("deployer", `${own}/end`, {})
    expect(await ended.clone().text()).toContain(
      '"sentence":"Only the person whose session it is, or an administrator, ends it."',
    )
    expect(await problem(ended)).toMatchObject({ name: "refused", status: 403, guards: ["enderIsHolderOrAdmin"] })
    expect((await problem(await post("alice", "/v1/subjects", { id: "alice", scope: [] }))).guards).toEqual([
      "enrolerIsDirectory",
    ])
    expect((await problem(await post("ci", "/v1/subjects", { id: "bob", scope: [] }))).guards).toEqual(["taken"])
  })

  it("are opened and proven by nobody who has not signed just now: 403, which says why, and each is recorded", async () => {
    const { gate, post, opening, opened, touching, at } = await night()
    const id = await opened("bob")
    at(5)
    const { size } = await gate.log.head(acme())
    const factor = async (path: string, body: object) => {
      const refused = await post("bob", path, body)
      const { name, status, guards } = await problem(refused.clone())
      expect([name, status, guards]).toEqual(["refused", 403, ["factorIsProvenNow"]])
      return refused.text()
    }
    expect(await factor("/v1/sessions", { agent: "deployer", ...UNSIGNED })).toContain(
      "The second factor is missing, or was not signed just now; sign again and send it at once. (nothing is signed: sign on the machine where your key is)",
    )
    expect(await factor("/v1/sessions", await opening("bob", "deployer", NIGHT + 3 * MINUTE))).toContain(
      "not signed now",
    )
    expect(await factor("/v1/sessions", { ...(await opening("bob")), agent: "helper" })).toContain("something else")
    expect(await factor(`/v1/sessions/${id}/touch`, await touching("carol", id))).toContain("something else")
    const { statement, proof } = await opening("bob")
    expect(await factor(`/v1/sessions/${id}/touch`, { statement, proof })).toContain("a signed touch of a session")
    expect((await gate.log.head(acme())).size).toBe(size + 5)
  })

  it("are unknown to whoever is no subject, and to other tenants; and an actor has to be there, of its kind", async () => {
    const { post, get, opening, opened } = await night()
    const id = await opened("bob")
    expect(await problem(await post("alice", "/v1/sessions", await opening("alice")))).toMatchObject({
      name: "not-enrolled",
      status: 404,
      told: { detail: expect.stringContaining("interlock subject enrol") as unknown },
    })
    expect((await problem(await post("stranger", `/v1/sessions/${id}/end`, {}))).name).toBe("unknown")
    expect((await problem(await post("watcher", "/v1/subjects/bob/disable", {}))).name).toBe("unknown")
    for (const path of ["/v1/sessions/session_none", "/v1/subjects/nobody", `/v1/subjects/${id}`])
      expect((await problem(await get("alice", path))).status).toBe(path === `/v1/subjects/${id}` ? 400 : 404)
    expect(await problem(await post("bob", "/v1/sessions", await opening("bob", "carol")))).toMatchObject({
      name: "actor-unknown",
      status: 422,
    })
    expect((await problem(await post("ci", "/v1/subjects", { id: "deployer", scope: [] }))).name).toBe("actor-unknown")
  })

  it("are opened once with what is signed: 403, but for whoever sends it again with its key", async () => {
    const { post, opening, listed } = await night()
    const body = await opening("bob")
    const first = await read(SessionChangeAnswer, await post("bob", "/v1/sessions", body, "monday"))
    const isSpent = async () => {
      const { name, status, guards } = await problem(await post("bob", "/v1/sessions", body))
      expect([name, status, guards]).toEqual(["refused", 403, ["factorIsUnspent"]])
    }
    await isSpent()
    await post("bob", `/v1/sessions/${first.id}/end`, {})
    await isSpent()
    await post("ci", "/v1/subjects/bob/disable", {})
    await post("ci", "/v1/subjects/bob/enable", SCOPE)
    await isSpent()
    expect(await listed("bob")).toEqual([])
    expect(await read(SessionChangeAnswer, await post("bob", "/v1/sessions", body, "monday"))).toEqual(first)
  })

  it("are done once with a key", async () => {
    const { post, opening, listed } = await night()
    const body = await opening("bob")
    const first = await read(SessionChangeAnswer, await post("bob", "/v1/sessions", body, "monday"))
    expect(await read(SessionChangeAnswer, await post("bob", "/v1/sessions", body, "monday"))).toEqual(first)
    expect(await listed("bob")).toEqual([first.id])
    const other = await opening("bob", "helper")
    expect((await problem(await post("bob", "/v1/sessions", other, "monday"))).name).toBe("key-reused")
  })
})

describe("sessions over HTTP are seen", () => {
  it("by their person, and all of the tenant's by an administrator, page by page", async () => {
    const { post, get, opened, listed, at } = await night()
    const first = await opened("bob")
    at(1)
    const [second, carols] = [await opened("bob", "helper"), await opened("carol")]
    expect(await listed("bob")).toEqual([second, first])
    expect(await listed("carol")).toEqual([carols])
    expect(await listed("alice")).toEqual([carols, second, first])
    for (const name of ["deployer", "ci", "stranger"] as const) expect(await listed(name)).toEqual([])
    for (const name of ["carol", "deployer", "stranger"] as const)
      expect((await problem(await get(name, `/v1/sessions/${first}`))).name).toBe("unknown")

    for (const name of ["bob", "alice"] as const) {
      const { sessions, next } = await read(SessionsAnswer, await get(name, "/v1/sessions?limit=1&status=open"))
      expect([sessions.length, next === null]).toEqual([1, false])
      const rest = await listed(name, `?cursor=${next ?? ""}`)
      expect(rest).toHaveLength(name === "bob" ? 1 : 2)
    }
    await post("bob", `/v1/sessions/${first}/end`, {})
    expect(await listed("alice", "?status=loggedOut")).toEqual([first])
    expect(await problem(await get("bob", "/v1/sessions?status=loggedOut"))).toMatchObject({
      name: "malformed",
      status: 400,
      told: { errors: [{ path: "status", problem: "only an administrator lists sessions that have ended" }] },
    })
  })

  it("as are the people, by everybody of the tenant", async () => {
    const { post, get } = await night()
    await post("ci", "/v1/subjects/carol/disable", {})
    const idsOf = async (name: Name, query = "") =>
      (await read(SubjectsAnswer, await get(name, `/v1/subjects${query}`))).subjects.map(({ id }) => id)
    expect(await idsOf("deployer")).toEqual(["carol", "bob"])
    expect(await idsOf("bob", "?status=disabled")).toEqual(["carol"])
    expect(await idsOf("stranger")).toEqual([])
  })

  it("in a few numbers", async () => {
    const { get, post, opened } = await night()
    await opened("bob")
    await opened("carol")
    await post("ci", "/v1/subjects/carol/disable", {})
    const { sessions } = await read(StatusAnswer, await get("deployer", "/v1/status"))
    expect(sessions).toEqual({ subjects: 2, disabled: 1, open: 1 })
  })
})

describe("what is not of its shape", () => {
  it("is told by its place, and never repeated", async () => {
    const { gate, post, get, opening, opened } = await night()
    const id = await opened("bob")
    const { size } = await gate.log.head(acme())
    const signed = await opening("bob")
    const pair = { tool: "notes.write", effects: ["read"] }
    const wrong: readonly (readonly [name: Name, path: string, body: object | null, place: string])[] = [
      ["bob", "/v1/sessions", { ...signed, agent: "hunter2 " }, "json agent"],
      ["bob", "/v1/sessions", { ...signed, proof: null }, "json statement"],
      ["bob", "/v1/sessions", { ...signed, lifetime: "hunter2" }, "json "],
      ["bob", `/v1/sessions/${id}/touch`, {}, "json proof"],
      ["bob", "/v1/sessions/hunter2/touch", UNSIGNED, "param id"],
      ["bob", "/v1/sessions/hunter2/end", {}, "param id"],
      ["bob", "/v1/sessions?status=hunter2", null, "query status"],
      ["ci", "/v1/subjects", { id: "session_hunter2", scope: [] }, "json id"],
      ["ci", "/v1/subjects", { id: "alice", scope: [pair, pair] }, "json scope"],
      ["ci", "/v1/subjects", { id: "alice", scope: [{ ...pair, effects: [] }] }, "json scope.0.effects"],
      ["ci", "/v1/subjects/bob/enable", { scope: [{ ...pair, tool: "hunter2*" }] }, "json scope.0.tool"],
      ["ci", "/v1/subjects/session_hunter2/disable", {}, "param id"],
    ]
    for (const [name, path, body, place] of wrong) {
      const response = await (body === null ? get(name, path) : post(name, path, body))
      const text = await response.clone().text()
      const { status, told } = await problem(response)
      const places = (told.errors ?? []).map(({ in: where, path: at }) => `${where} ${at}`)
      expect([path, status, places.includes(place), places]).toEqual([path, 400, true, places])
      expect(text).not.toContain("hunter2")
    }
    expect((await gate.log.head(acme())).size).toBe(size)
  })
})

/** A function whose second argument is what a door has read. */
type Door = (by: never, given: never) => unknown

it("what HTTP hands over as read is what the library's own schemas would have read", async () => {
  const { gate, post, get, opening, touching } = await night()
  const handed: { readonly given: unknown; readonly read: unknown }[] = []
  const schemas = {
    enrol: SubjectScope,
    enable: SubjectScope,
    disable: SubjectDisabling,
    open: SessionOpening,
    touch: SessionTouch,
    end: SessionEnding,
    list: SessionPage,
    subjects: SubjectPage,
  } as const
  for (const [name, schema] of Object.entries<z.ZodType>(schemas)) {
    const original = Reflect.get(gate.sessions, name) as Door
    Object.assign(gate.sessions, {
      [name]: (by: never, given: never) => {
        handed.push({ given, read: schema.parse(given) })
        return original(by, given)
      },
    })
  }
  const { id } = await read(SessionChangeAnswer, await post("bob", "/v1/sessions", await opening("bob"), "key-1"))
  await post("bob", `/v1/sessions/${id}/touch`, UNSIGNED)
  await post("bob", `/v1/sessions/${id}/touch`, await touching("bob", id), "key-2")
  await post("bob", `/v1/sessions/${id}/end`, {})
  await get("bob", "/v1/sessions?limit=1")
  await post("ci", "/v1/subjects", { id: "alice", ...SCOPE }, "key-3")
  await post("ci", "/v1/subjects/alice/disable", {}, "key-4")
  await post("ci", "/v1/subjects/alice/enable", SCOPE)
  await get("ci", "/v1/subjects?status=enabled")
  expect(handed).toHaveLength(9)
  for (const { given, read } of handed) expect(given).toEqual(read)
})

describe("every route of the OpenAPI document", () => {
  it("answers what its schema says, accepted and refused", async () => {
    const { app, get, post, opening, touching, opened } = await night()
    const { seen, holds } = await documentedBy(app)
    const all = "/v1/sessions"
    const one = `${all}/{id}`
    expect(await holds(all, "post", post("bob", all, { agent: "deployer", ...UNSIGNED }))).toBe(403)
    expect(await holds(all, "post", post("bob", all, {}))).toBe(400)
    expect(await holds(all, "post", post("alice", all, await opening("alice")))).toBe(404)
    expect(await holds(all, "post", post("bob", all, await opening("bob", "alice")))).toBe(422)
    expect(await holds(all, "post", post("bob", all, await opening("bob")))).toBe(200)
    const id = await opened("carol")
    const own = `${all}/${id}`
    await holds(`${one}/touch`, "post", post("carol", `${own}/touch`, UNSIGNED))
    await holds(`${one}/touch`, "post", post("carol", `${own}/touch`, await touching("carol", id)))
    expect(await holds(`${one}/touch`, "post", post("carol", `${own}/touch`, await opening("bob")))).toBe(400)
    expect(await holds(`${one}/touch`, "post", post("carol", `${own}/touch`, await touching("bob", id)))).toBe(403)
    expect(await holds(`${one}/touch`, "post", post("bob", `${own}/touch`, UNSIGNED))).toBe(403)
    await holds(all, "get", get("carol", all))
    await holds(all, "get", get("alice", `${all}?limit=1`))
    expect(await holds(all, "get", get("carol", `${all}?status=revoked`))).toBe(400)
    await holds(one, "get", get("carol", own))
    await holds(one, "get", get("bob", own))
    await holds(`${one}/end`, "post", post("carol", `${own}/end`, {}))
    await holds(`${one}/end`, "post", post("carol", `${own}/end`, {}))
    await holds(one, "get", get("carol", own))

    const people = "/v1/subjects"
    const person = `${people}/{id}`
    await holds(people, "post", post("ci", people, { id: "alice", ...SCOPE }))
    expect(await holds(people, "post", post("ci", people, { id: "alice", ...SCOPE }))).toBe(403)
    expect(await holds(people, "post", post("ci", people, { id: "nobody", ...SCOPE }))).toBe(422)
    await holds(people, "get", get("bob", people))
    await holds(`${person}/disable`, "post", post("ci", `${people}/alice/disable`, {}))
    await holds(`${person}/enable`, "post", post("bob", `${people}/alice/enable`, SCOPE))
    await holds(`${person}/enable`, "post", post("ci", `${people}/alice/enable`, SCOPE))
    await holds(person, "get", get("bob", `${people}/alice`))
    expect(await holds(person, "get", get("bob", `${people}/nobody`))).toBe(404)
    // Those of credentials are called by agents, in a test of their own.
    const declared = Object.values(routes).flatMap(({ method, path }) =>
      path.startsWith("/v1/credentials") ? [] : [`${method} ${path}`],
    )
    expect([...seen]).toEqual(expect.arrayContaining(declared))
  })
})
