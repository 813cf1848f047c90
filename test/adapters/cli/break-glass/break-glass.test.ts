import { fileURLToPath } from "node:url"
import { describe, expect, it, onTestFinished } from "vitest"
import * as z from "zod"
import { GrantAnswer, GrantChangeAnswer } from "../../../../adapters/http/break-glass/schemas.ts"
import { GrantId } from "../../../../kernel/break-glass/break-glass.ts"
import { termsDigest } from "../../../../kernel/break-glass/guards.ts"
import { interlock, killAll, serve } from "../../../../demo/processes.ts"
import { TOOL } from "../../../../demo/world.ts"
import { MINUTE, NIGHT, clock } from "../../library/break-glass/emergency.ts"
import { RULE, planOn } from "../../library/fixture.ts"
import { cli } from "../cli.ts"
import { impostor } from "../impostor.ts"
import { emergency, served } from "../served.ts"

/** A real plan that replaces `null_resource.example` and touches nothing else. */
const PLAN = fileURLToPath(new URL("../../../corpus/terraform/replace-one.json", import.meta.url))
const SCOPE = `${TOOL}=null_resource.example`

const wanting = (...more: readonly string[]) =>
  ["break-glass", "request", "--reason", "the cache is down", "--scope", SCOPE, "--for", "30m", ...more] as const

/** The service at 3 am; bob asks, carol countersigns. */
const night = async (breakGlass = emergency()) => {
  const { at } = clock()
  const world = await served({ breakGlass })
  const { as, bob, carol } = world
  const request = (who: typeof bob, ...more: readonly string[]) =>
    as(who, ...wanting(...more), "--identity", who.identity)
  const countersign = (who: typeof bob, id: string, ...more: readonly string[]) =>
    as(who, "break-glass", "countersign", id, "--yes", "--identity", who.identity, ...more)
  const requested = async (...more: readonly string[]) =>
    GrantChangeAnswer.parse(JSON.parse((await request(bob, "--json", ...more)).stdout)).id
  const active = async (...more: readonly string[]) => {
    const id = await requested(...more)
    expect(await countersign(carol, id)).toMatchObject({ code: 0 })
    return id
  }
  const ask = (who: { readonly apiKey: string }, id: string, plan = PLAN, ...more: readonly string[]) =>
    as(who, "ask", "--tool", TOOL, "--grant", id, plan, ...more)
  const shown = async (id: string) =>
    GrantAnswer.parse(JSON.parse((await as(carol, "break-glass", "status", id, "--json")).stdout)).grant
  return { ...world, at, request, countersign, requested, active, ask, shown }
}

describe("interlock break-glass", () => {
  it("request, countersign, ask under it, status, revoke", async () => {
    const { request, countersign, ask, as, bob, carol, shown, secretsIn, written } = await night()
    const asked = await request(bob)
    expect([asked.code, asked.stderr]).toEqual([0, ""])
    const [, id = ""] = /^(grant_[0-9a-f]{24}) is requested \(record 0\)\n$/m.exec(asked.stdout) ?? []

    const begun = await countersign(carol, id)
    expect([begun.code, begun.stderr]).toEqual([0, ""])
    const { terms } = await shown(id)
    for (const line of [
      "holder    bob (tenant acme)\n",
      "reason    the cache is down\n",
      `may       ${TOOL} on null_resource.example and all that lies under it\n`,
      "for       30m from the countersignature on\n",
      `terms     sha256:${terms} (hashed here, and the grant's own)\n`,
      `${id} is active (record 1)\n`,
    ])
      expect(begun.stdout).toContain(line)
    expect(secretsIn(asked.stdout + begun.stdout)).toEqual([])

    const allowed = await ask(bob, id)
    expect(allowed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^only .* was read: .*\n$/) as unknown })
    const [head, ...told] = allowed.stdout.split("\n")
    expect(head).toBe("allowed (record 2)")
    expect(told.slice(0, 2)).toEqual([
      `  lifted by ${id}: nothingIsReplaced: The call destroys something to make it anew; people look at it first.`,
      `  lifted by ${id}: writesNeedNoApproval: The policy asks people about every write with this tool.`,
    ])
    expect(told.slice(2).join("\n")).toMatch(/^call call_[0-9a-f]{24}\npermit [\w-]+\.[\w-]+\.[\w-]+\n$/)
    const outside = await ask(bob, id, written("outside.json", planOn(RULE)))
    expect(outside.code).toBe(1)
    expect(outside.stdout).toContain("actionIsInScope: The action touches something outside the grant's scope.")

    const status = await as(bob, "break-glass", "status", id)
    expect(status).toMatchObject({ code: 0, stderr: "" })
    expect(status.stdout).toContain(`${id}  active`)
    expect(status.stdout).toMatch(/countersigned *by carol, 2026-03-01T03:00:00\.000Z\n/)
    expect(status.stdout).toContain("until     2026-03-01T03:30:00.000Z, 1 calls so far")

    const revoked = await as(bob, "break-glass", "revoke", id)
    expect(revoked).toEqual({ code: 0, stderr: "", stdout: `${id} is revoked (record 4)\n` })
    expect((await as(bob, "break-glass", "status", id)).stdout).toMatch(/revoked *by bob, /)
    expect((await ask(bob, id)).stdout).toContain("grantIsActive")
  })

  it("gives programs JSON on one line, and refusals as JSON on standard error", async () => {
    const { request, countersign, requested, as, bob, alice, carol, ask } = await night()
    const id = await requested()
    const refused = await countersign(bob, id, "--json")
    expect([refused.code, refused.stdout]).toEqual([1, ""])
    expect(JSON.parse(refused.stderr)).toMatchObject({
      guards: [
        { guard: "countersignerIsNotHolder", sentence: "Whoever asks does not countersign; a second person has to." },
      ],
      warnings: [],
    })
    const begun = await countersign(carol, id, "--json")
    expect(JSON.parse(begun.stdout)).toEqual({ id, status: "active", record: 2, warnings: [] })
    expect(JSON.parse((await ask(bob, id, PLAN, "--json")).stdout)).toMatchObject({ verdict: "allow", grant: id })
    const listed = await as(alice, "break-glass", "status", "--json")
    expect(JSON.parse(listed.stdout)).toMatchObject({ grants: [{ id, status: "active" }] })
    const ended = await as(bob, "break-glass", "revoke", id, "--json")
    expect(JSON.parse(ended.stdout)).toMatchObject({ id, status: "revoked" })
    const again = await request(bob, "--json")
    expect(JSON.parse(again.stderr)).toMatchObject({ guards: [{ guard: "cooldownHasPassed" }] })
  })

  it("refuses who signs for themselves, with the guard, its sentence, and exit code 1", async () => {
    const { countersign, requested, bob, shown } = await night()
    const id = await requested()
    const { code, stderr } = await countersign(bob, id)
    expect(code).toBe(1)
    expect(stderr).toContain("  countersignerIsNotHolder: Whoever asks does not countersign; a second person has to.\n")
    expect((await shown(id)).settlements).toEqual([])
  })

  it("counts no signature by somebody else's key, asking or countersigning, and says whose it is not", async () => {
    const { as, bob, carol, requested } = await night()
    const asked = await as(bob, ...wanting(), "--identity", carol.identity)
    expect(asked.code).toBe(1)
    expect(asked.stderr).toMatch(/ {2}holderFactorIsFresh: .*\(the statement names another person than the owner/)
    const id = await requested()
    const signed = await as(carol, "break-glass", "countersign", id, "--yes", "--identity", bob.identity)
    expect(signed.code).toBe(1)
    expect(signed.stderr).toMatch(/ {2}countersignatureIsSigned: .*\(the statement names another person than the owner/)
  })

  it("asks for several pairs, and for the agent that is to call", async () => {
    const { requested, shown, ask, countersign, reviewer, deployer, bob, carol, as, alice, request } = await night(
      emergency({ countersigners: ["responder"] }),
    )
    const id = await requested("--scope", `${TOOL}=null_resource.other[0]`)
    expect((await shown(id)).scope.map(({ prefix }) => prefix)).toEqual([
      "null_resource.example",
      "null_resource.other[0]",
    ])
    await as(bob, "break-glass", "revoke", id)
    const asked = await request(alice, "--agent", "deployer", "--json")
    const { id: alices } = GrantChangeAnswer.parse(JSON.parse(asked.stdout))
    const begun = await countersign(carol, alices)
    expect(begun.stdout).toContain("holder    alice (tenant acme), by the agent deployer too\n")
    expect(await ask(deployer, alices)).toMatchObject({ code: 0 })
    expect(await ask(reviewer, alices)).toMatchObject({ code: 1 })
  })

  it("attack 19: shows all that is signed, by whoever asks and by whoever countersigns", async () => {
    const { request, countersign, bob, carol, shown } = await night()
    const asked = await request(bob)
    for (const line of [
      "type              interlock/grant-request/v1",
      "holder            bob, human of acme",
      "reason            the cache is down",
      `scope.0.tool      ${TOOL}`,
      "scope.0.prefix    null_resource.example",
      "durationMs        1800000 ms",
      "at                2026-03-01T03:00:00.000Z",
    ])
      expect(asked.stdout).toContain(`  ${line}\n`)
    const [id = ""] = /grant_[0-9a-f]{24}/.exec(asked.stdout) ?? []
    const { terms } = await shown(id)
    const signed = await countersign(carol, id)
    for (const line of [
      "type              interlock/countersignature/v1",
      "tenant            acme",
      `grant             ${id}`,
      `terms             ${terms}`,
      "countersigner     carol, human of acme",
    ])
      expect(signed.stdout).toContain(`  ${line}\n`)
  })

  it.each([
    ["no tool", ["--scope", "null_resource.example"]],
    ["no prefix", ["--scope", `${TOOL}=`]],
    ["a wildcard", ["--scope", `${TOOL}=null_resource.*`]],
    ["a length of time without its unit", ["--for", "30"]],
    ["an agent's name that can't be one", ["--agent", "an agent"]],
    ["an agent that there isn't", ["--agent", "nobody"]],
    ["a person for an agent", ["--agent", "carol"]],
    ["a reason that fills pages", ["--reason", "why ".repeat(300)]],
  ])("takes %s for a mistake: exit code 2", async (_, more) => {
    const { request, bob, as } = await night()
    const { code, stdout, stderr } = await request(bob, ...more)
    expect(code).toBe(2)
    expect(stdout).not.toContain("grant_")
    expect(stderr).toMatch(/^interlock: /)
    expect((await as(bob, "break-glass", "status")).stdout).toBe("no grants\n")
  })

  it("repeats what can't be a scope as it was written", async () => {
    const { request, bob } = await night()
    expect((await request(bob, "--scope", "null_resource.example")).stderr).toMatch(
      /^interlock: "null_resource.example" /,
    )
  })

  it("says who may, for how long, what for, where the policy refuses", async () => {
    const { request, bob } = await night()
    const refused = await request(bob, "--for", "2h", "--reason", " ", "--scope", `${TOOL}=aws_iam_role.root`)
    expect(refused.code).toBe(1)
    for (const guard of ["reasonIsGiven", "durationIsWithinBounds", "scopeIsGrantable"])
      expect(refused.stderr).toContain(`  ${guard}: `)
  })

  it("countersigns nothing where nobody can be asked", async () => {
    const { as, carol, requested, shown } = await night()
    const id = await requested()
    const { code, stdout, stderr } = await as(carol, "break-glass", "countersign", id, "--identity", carol.identity)
    expect([code, stderr]).toEqual([2, "interlock: nobody can be asked here: run it in a terminal, or pass --yes\n"])
    expect(stdout).toContain("reason    the cache is down")
    expect((await shown(id)).status).toBe("requested")
  })

  it("says so where there is no such grant", async () => {
    const { as, countersign, carol } = await night()
    for (const result of [
      await countersign(carol, "grant_0"),
      await as(carol, "break-glass", "status", "grant_0"),
      await as(carol, "break-glass", "deny", "grant_0"),
      await as(carol, "break-glass", "revoke", "grant_0"),
    ]) {
      expect(result).toMatchObject({ code: 1, stdout: "" })
      expect(result.stderr).toContain("There is no such thing here.")
    }
  })

  it("denies, and lists by status", async () => {
    const { as, carol, alice, requested } = await night()
    const id = await requested()
    expect(await as(alice, "break-glass", "deny", id)).toMatchObject({ code: 1, stdout: "" })
    expect((await as(carol, "break-glass", "deny", id)).stdout).toBe(`${id} is denied (record 2)\n`)
    const listed = await as(alice, "break-glass", "status", "--status", "denied")
    expect(listed.stdout).toBe(`${id}  denied     by bob, 2026-03-01T03:00:00.000Z  the cache is down\n`)
    expect((await as(alice, "break-glass", "status", "--status", "active")).stdout).toBe("no grants\n")
    expect(await as(alice, "break-glass", "status", "--status", "lost")).toMatchObject({ code: 2, stdout: "" })
  })

  it("shows a reason without the control characters that could rewrite what is read", async () => {
    const { requested, countersign, carol, as } = await night()
    const id = await requested("--reason", "down\u001b[2J\u202e\nreason    nothing")
    const { stdout } = await countersign(carol, id)
    expect(stdout).toContain("reason    down\\u{1b}[2J\\u{202e}\\u{a}reason    nothing\n")
    expect((await as(carol, "break-glass", "status")).stdout).not.toMatch(/\u001b|\u202e/)
  })
})

describe("a service that shows other terms than those that were sealed", () => {
  it.each<[string, (grant: z.infer<typeof GrantAnswer>["grant"]) => object]>([
    ["another reason", () => ({ reason: "routine" })],
    ["another holder", ({ holder }) => ({ holder: { ...holder, id: "alice" } })],
    ["an agent less", () => ({ agent: null })],
    ["less time", () => ({ durationMs: MINUTE })],
    ["a smaller scope", ({ scope }) => ({ scope: scope.slice(1) })],
    ["another grant", () => ({ id: "grant_1" })],
    [
      "another grant, complete and consistent",
      ({ tenant, holder, agent, reason, scope, durationMs }) => {
        const grant = GrantId.parse("grant_1")
        return { id: grant, terms: termsDigest({ tenant, grant, holder, agent, reason, scope, durationMs }) }
      },
    ],
    ["another tenant", () => ({ tenant: "umbrella" })],
    ["another digest", () => ({ terms: "ab".repeat(32) })],
  ])("%s: gets no signature", async (_, change) => {
    const { requested, shown, carol } = await night()
    const grant = await shown(await requested("--scope", `${TOOL}=null_resource.other`, "--agent", "deployer"))
    const actor = { id: "carol", tenant: "acme", kind: "human", roles: ["responder"] }
    const { asked, env } = await impostor((path) => ({
      body: JSON.stringify(
        path === "/v1/whoami" ? { tenant: "acme", actor, person: actor } : { grant: { ...grant, ...change(grant) } },
      ),
    }))
    const { code, stdout, stderr } = await cli(
      ["break-glass", "countersign", grant.id, "--yes", "--identity", carol.identity],
      env,
    )
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain(`the service shows other terms than those that ${grant.id} is about: sign nothing`)
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([])
    expect(await cli(["break-glass", "status", grant.id], env)).toMatchObject({ code: 1, stdout: "" })
  })
})

describe("interlock status", () => {
  it("says how the gate stands", async () => {
    const { as, active, deployer, at } = await night()
    await active()
    const { code, stdout, stderr } = await as(deployer, "status")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(
      /^tenant {4}acme\nlog {7}2 records, head [0-9a-f]{64}\ntime {6}2026-\S+Z\napprovals 0 open\ngrants {4}0 requested, 1 active\n/,
    )
    at(30)
    const json = await as(deployer, "status", "--json")
    expect(JSON.parse(json.stdout)).toMatchObject({ tenant: "acme", grants: { active: 0 }, warnings: [] })
  })

  it("warns loudly where who asks may countersign alone, and so does every other answer", async () => {
    const { as, requested, countersign, bob, alice, carol, ask, shown, asked, sign, lend } = await night(
      emergency({ allowSelfCountersign: true }),
    )
    const warning = "The policy lets whoever asks for emergency access countersign it alone."
    const page = await as(bob, "status")
    expect(page.stdout).toContain(`WARNING   countersigningTakesTwo: ${warning}\n`)
    const warned = `warning: ${warning}\n`
    const id = await requested()
    const begun = await countersign(bob, id)
    expect(begun).toMatchObject({ code: 0, stderr: warned })
    expect(await ask(bob, id)).toMatchObject({ code: 0, stderr: expect.stringContaining(warned) as unknown })
    const refused = await as(alice, "break-glass", "revoke", id)
    expect(refused).toMatchObject({ code: 1, stdout: "" })
    expect(refused.stderr.endsWith(warned)).toBe(true)
    expect((await as(alice, "break-glass", "status", id)).stdout).toContain("COUNTERSIGNED BY ITS OWN HOLDER")
    expect((await shown(id)).selfCountersigned).toBe(true)
    expect(await as(bob, "break-glass", "revoke", id)).toMatchObject({ code: 0, stderr: warned })
    const json = await as(alice, "break-glass", "revoke", id, "--json")
    expect(JSON.parse(json.stderr)).toMatchObject({
      warnings: [{ guard: "countersigningTakesTwo", sentence: warning }],
    })
    const request = await asked()
    expect(await sign(carol, "approve", request)).toMatchObject({ code: 0, stderr: warned })
    expect(await lend(alice, request, "bob")).toMatchObject({ code: 1 })
    expect(await as(alice, "cancel", request)).toMatchObject({ code: 0, stderr: warned })
  })
})

describe("interlock sweep", () => {
  it("ends what is overdue beside a service that runs, and nothing twice", async () => {
    const { active, at, config, ask, bob, shown, requested, as, alice, request } = await night()
    const id = await active()
    const sweep = async () => {
      const { code, stdout, stderr } = await cli(["sweep", "--config", config, "--json"])
      expect([code, stderr]).toEqual([0, ""])
      return z.object({ ended: z.int() }).parse(JSON.parse(stdout)).ended
    }
    expect(await sweep()).toBe(0)
    const waiting = GrantChangeAnswer.parse(JSON.parse((await request(alice, "--json")).stdout)).id
    at(45)
    expect((await shown(id)).status).toBe("active")
    expect((await ask(bob, id)).stdout).toContain("grantIsUnexpired")
    expect(await sweep()).toBe(2)
    const { status, ended } = await shown(id)
    expect([status, ended]).toMatchObject(["expired", { by: { id: "sweeper" }, at: NIGHT + 30 * MINUTE }])
    expect((await shown(waiting)).status).toBe("lapsed")
    expect(await sweep()).toBe(0)
    expect((await as(bob, "status", "--json")).stdout).toContain('"grants":{"requested":0,"active":0}')
    expect(await requested()).not.toBe(id)
    expect(await cli(["log", "verify", "--config", config])).toMatchObject({ code: 0 })
  })

  it("is a program of its own, and the service sees what it did", async () => {
    const { config, service, bob } = await served({ breakGlass: emergency({ requestLifetime: 1 }) })
    await service.close()
    onTestFinished(killAll)
    const { url, stop } = await serve(config)
    const env = { INTERLOCK_URL: url, INTERLOCK_API_KEY: bob.apiKey }
    const asked = await interlock([...wanting("--json"), "--identity", bob.identity], env)
    const { id } = GrantChangeAnswer.parse(JSON.parse(asked.stdout))
    const swept = await interlock(["sweep", "--config", config])
    expect([swept.code, swept.stderr]).toEqual([0, ""])
    expect(swept.stdout).toMatch(/^1 ended\b/)
    const { stdout } = await interlock(["break-glass", "status", id], env)
    expect(stdout).toMatch(new RegExp(`^${id} {2}lapsed\n`))
    expect(await stop()).toMatchObject({ code: 0, stderr: expect.stringMatching(/^(?:warning: .*\n)+$/) as string })
  })

  it("needs a config file", async () => {
    const { code, stderr } = await cli(["sweep", "--config", "/nowhere/interlock.yaml"])
    expect(code).toBe(2)
    expect(stderr).toContain("this file can't be read")
  })
})
