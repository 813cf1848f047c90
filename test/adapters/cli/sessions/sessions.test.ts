import { describe, expect, it } from "vitest"
import { SessionChangeAnswer, SessionsAnswer, SubjectsAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { TOOL } from "../../../../demo/world.ts"
import { clock } from "../../library/break-glass/emergency.ts"
import { cli } from "../cli.ts"
import { impostor } from "../impostor.ts"
import { served } from "../served.ts"

const sessions = {
  required: false,
  lifetime: "8h",
  idle: "30m",
  factor: "2m",
  maxDepth: 3,
  maxSessions: 3,
  sensitive: ["destructive"],
  agents: { deployer: [{ tool: TOOL, effects: ["read", "write"] }] },
  directory: ["responder"],
}

/** The service at 3 am: bob says who is in the tenant, alice administers it; alice and carol are subjects unless told otherwise. */
const night = async ({ enrol = true } = {}) => {
  const { at } = clock()
  const world = await served({ administers: "alice", more: { sessions } })
  const { as, bob, alice, carol } = world
  const open = (who: typeof bob, agent = "deployer", ...more: readonly string[]) =>
    as(who, "session", "open", agent, "--identity", who.identity, ...more)
  const opened = async (who: typeof bob, agent?: string) =>
    SessionChangeAnswer.parse(JSON.parse((await open(who, agent, "--json")).stdout)).id
  const listed = async (who: typeof bob, ...more: readonly string[]) =>
    SessionsAnswer.pick({ sessions: true }).parse(
      JSON.parse((await as(who, "session", "list", "--json", ...more)).stdout),
    ).sessions
  if (enrol) for (const { id } of [alice, carol]) await as(bob, "subject", "enrol", id, "--scope", `${TOOL}=read,write`)
  return { ...world, at, open, opened, listed }
}

describe("interlock subject", () => {
  it("enrol, list, disable, enable", async () => {
    const { as, bob, deployer } = await night({ enrol: false })
    const run = (...args: readonly string[]) => as(bob, "subject", ...args)
    expect(await as(deployer, "subject", "list")).toEqual({ code: 0, stdout: "no subjects\n", stderr: "" })
    expect(await run("enrol", "carol", "--scope", `${TOOL}=read,write`, "--scope", "tickets.search=read")).toEqual({
      code: 0,
      stdout: "carol is enabled (record 0)\n",
      stderr: "",
    })
    expect((await run("enrol", "alice")).code).toBe(0)
    expect(await run("disable", "alice")).toMatchObject({ code: 0, stdout: "alice is disabled (record 2)\n" })
    expect((await as(deployer, "subject", "list")).stdout).toBe(
      [
        "alice  disabled  nothing, said by bob, 2026-03-01T03:00:00.000Z",
        `carol  enabled   ${TOOL}=read+write, tickets.search=read, said by bob, 2026-03-01T03:00:00.000Z`,
        "",
      ].join("\n"),
    )
    expect((await run("list", "--status", "disabled")).stdout).toMatch(/^alice .*\n$/)
    expect((await run("enable", "alice", "--scope", "tickets.search=read")).stdout).toBe(
      "alice is enabled (record 3)\n",
    )
    const { subjects } = SubjectsAnswer.pick({ subjects: true }).parse(JSON.parse((await run("list", "--json")).stdout))
    expect(subjects.map(({ id, enablement }) => [id, enablement])).toEqual([
      ["alice", 1],
      ["carol", 0],
    ])
  })

  it("is the directory's: others are refused with the guard, its sentence, and exit code 1", async () => {
    const { as, alice } = await night()
    const enrolled = await as(alice, "subject", "enrol", "bob")
    expect([enrolled.code, enrolled.stdout]).toEqual([1, ""])
    expect(enrolled.stderr).toContain("  enrolerIsDirectory: Only the tenant's directory says who is in it.\n")
    for (const command of [
      ["disable", "carol"],
      ["enable", "carol"],
    ])
      expect((await as(alice, "subject", ...command)).stderr).toContain("  disablerIsDirectory: ")
  })

  it.each([
    ["no effects", ["--scope", TOOL]],
    ["an effect that there isn't", ["--scope", `${TOOL}=update`]],
    ["a tool that can't be one", ["--scope", `${TOOL}*=read`]],
    ["a tool twice", ["--scope", `${TOOL}=read`, "--scope", `${TOOL}=write`]],
    ["an effect twice", ["--scope", `${TOOL}=read,read`]],
  ])("takes %s for a mistake: exit code 2", async (_, more) => {
    const { as, bob } = await night()
    for (const command of ["enrol", "enable"]) {
      const { code, stdout, stderr } = await as(bob, "subject", command, "bob", ...more)
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toMatch(/^interlock: /)
    }
  })

  it("takes nobody for a person who is none", async () => {
    const { as, bob } = await night()
    expect((await as(bob, "subject", "enrol", "deployer")).code).toBe(2)
    for (const command of ["enrol", "disable", "enable"])
      expect((await as(bob, "subject", command, "session_1")).code).toBe(2)
    expect((await as(bob, "subject", "disable", "nobody")).code).toBe(1)
  })
})

describe("interlock session", () => {
  it("open, touch, list, end", async () => {
    const { as, open, carol, at, secretsIn } = await night()
    const done = await open(carol)
    expect([done.code, done.stderr, secretsIn(done.stdout)]).toEqual([0, "", []])
    const [, id = ""] = /^(session_[0-9a-f]{24}) is open \(record 2\)\n$/m.exec(done.stdout) ?? []
    at(10)
    expect((await as(carol, "session", "touch", id)).stdout).toBe(`${id} is open (record 3)\n`)
    expect((await as(carol, "session", "list")).stdout).toBe(
      `${id}  open       carol for deployer, until 2026-03-01T11:00:00.000Z, last seen 2026-03-01T03:10:00.000Z\n`,
    )
    expect(await as(carol, "session", "end", id)).toEqual({
      code: 0,
      stdout: `${id} is loggedOut (record 4)\n`,
      stderr: "",
    })
    expect((await as(carol, "session", "list")).stdout).toBe("no sessions\n")
    expect((await as(carol, "session", "touch", id)).stderr).toContain("  sessionIsOpen: ")
  })

  it("shows all that is signed, opening and proving once more; a sign of life alone is not signed", async () => {
    const { as, open, listed, carol, at } = await night()
    const done = await open(carol)
    for (const line of [
      "type              interlock/session-opening/v1",
      "tenant            acme",
      "subject           carol, human of acme",
      "agent             deployer",
      "at                2026-03-01T03:00:00.000Z",
    ])
      expect(done.stdout).toContain(`  ${line}\n`)
    const [id = ""] = /session_[0-9a-f]{24}/.exec(done.stdout) ?? []
    at(5)
    expect((await as(carol, "session", "touch", id)).stdout).not.toContain("you sign")
    const [before] = await listed(carol)
    const proven = await as(carol, "session", "touch", id, "--prove", "--identity", carol.identity)
    for (const line of [
      "type              interlock/session-touch/v1",
      `session           ${id}`,
      "at                2026-03-01T03:05:00.000Z",
    ])
      expect(proven.stdout).toContain(`  ${line}\n`)
    const [after] = await listed(carol)
    expect([before?.factor?.at, after?.factor?.at].map((at) => new Date(at ?? 0).toISOString())).toEqual([
      "2026-03-01T03:00:00.000Z",
      "2026-03-01T03:05:00.000Z",
    ])
  })

  it("counts no signature by somebody else's key, and says whose it is not", async () => {
    const { as, opened, carol, bob } = await night()
    const id = await opened(carol)
    for (const command of [
      ["open", "deployer"],
      ["touch", id, "--prove"],
    ]) {
      const { code, stderr } = await as(carol, "session", ...command, "--identity", bob.identity)
      expect(code).toBe(1)
      expect(stderr).toContain("  factorIsProvenNow: The second factor is missing, or was not signed just now;")
      expect(stderr).toContain("the statement names another person than the owner")
    }
  })

  it("opens one once with a key, however often it is sent", async () => {
    const { open, listed, carol, at } = await night()
    const key = `${Date.now()}-00000000-0000-4000-8000-000000000000`
    const first = await open(carol, "deployer", "--key", key)
    at(5)
    expect((await open(carol, "deployer", "--key", key)).stdout).toBe(first.stdout)
    expect(await listed(carol)).toHaveLength(1)
  })

  it("shows an administrator those of the tenant, and lets them revoke one", async () => {
    const { as, opened, listed, alice, carol } = await night()
    const [carols, alices] = [await opened(carol), await opened(alice)]
    expect((await listed(alice)).map(({ id }) => id)).toEqual([alices, carols])
    expect((await listed(carol)).map(({ id }) => id)).toEqual([carols])
    expect((await as(alice, "session", "end", carols)).stdout).toContain(`${carols} is revoked`)
    expect((await listed(alice, "--status", "revoked")).map(({ id }) => id)).toEqual([carols])
    const refused = await as(carol, "session", "list", "--status", "revoked")
    expect([refused.code, refused.stdout]).toEqual([2, ""])
    expect(refused.stderr).toContain("only an administrator lists sessions that have ended")
  })

  it("ends all of one's own, and nobody else's, also as an administrator", async () => {
    const { as, opened, listed, at, alice, carol } = await night()
    const [first, carols] = [await opened(alice), await opened(carol)]
    at(1)
    const second = await opened(alice)
    const { code, stdout } = await as(alice, "session", "end", "--all")
    expect(code).toBe(0)
    expect(stdout).toContain(`${first} is loggedOut`)
    expect(stdout).toContain(`${second} is loggedOut`)
    expect((await listed(carol)).map(({ id }) => id)).toEqual([carols])
    expect((await as(alice, "session", "end", "--all")).stdout).toBe("no sessions\n")
    const json = await as(carol, "session", "end", "--all", "--json")
    expect(JSON.parse(json.stdout)).toMatchObject({ sessions: [{ id: carols, status: "loggedOut" }] })
    expect(JSON.parse((await as(carol, "session", "end", "--all", "--json")).stdout)).toEqual({ sessions: [] })
  })

  it("ends one, or all: neither, both, and one key for several asks are a mistake", async () => {
    const { as, opened, listed, carol } = await night()
    const id = await opened(carol)
    for (const args of [[], [id, "--all"], ["--all", "--key", "one"], ["grant_1"]]) {
      const { code, stdout, stderr } = await as(carol, "session", "end", ...args)
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toMatch(/^interlock: /)
    }
    expect(await listed(carol)).toHaveLength(1)
  })

  it("is over at the very next command once the person is disabled", async () => {
    const { as, open, opened, bob, carol } = await night()
    const id = await opened(carol)
    await as(bob, "subject", "disable", "carol")
    expect((await as(carol, "session", "touch", id)).stderr).toContain("  subjectIsEnabled: ")
    expect((await open(carol)).stderr).toContain("  subjectIsEnabled: ")
  })

  it("is opened by nobody who is no subject, and for no agent that there isn't", async () => {
    const { open, bob, carol } = await night()
    expect(await open(bob)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("interlock subject enrol") as unknown,
    })
    expect((await open(carol, "nobody")).code).toBe(2)
    expect((await open(carol, "an agent")).code).toBe(2)
  })
})

describe("a service that lists what is not one's own", () => {
  it("has none of that ended with --all", async () => {
    const actor = { id: "carol", tenant: "acme", kind: "human", roles: [] }
    const by = { id: "bob", tenant: "acme", kind: "human" }
    const sign = { by, at: 0 }
    const bobs = {
      ...{ id: "session_1", status: "open", entity: "session", subject: "bob", agent: "deployer", by, at: 0 },
      ...{ expiresAt: 1, on: true, enablement: 0, seen: sign, factor: null, touched: null, ended: null },
    }
    const { asked, env } = await impostor((path) => ({
      body: JSON.stringify(
        path === "/v1/whoami" ? { tenant: "acme", actor, person: actor } : { sessions: [bobs], next: null },
      ),
    }))
    expect(await cli(["session", "end", "--all"], env)).toEqual({ code: 0, stdout: "no sessions\n", stderr: "" })
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([])
  })
})
