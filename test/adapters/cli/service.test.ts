import { describe, expect, it } from "vitest"
import * as z from "zod"
import { cli } from "./cli.ts"
import { impostor } from "./impostor.ts"
import { served } from "./served.ts"

const Shown = z.looseObject({
  plan: z.looseObject({ effects: z.looseObject({ counts: z.looseObject({ noop: z.int() }) }) }),
})

describe("a service that shows another plan than the one that is approved", () => {
  it("gets no signature", async () => {
    const { asked: ask, as, bob } = await served()
    const id = await ask()
    const whoami = { tenant: "acme", actor: { id: "bob", tenant: "acme", kind: "human", roles: [] } }
    const shown = Shown.parse(JSON.parse((await as(bob, "show", id, "--json")).stdout))
    shown.plan.effects.counts.noop += 1
    const { asked, env } = await impostor((path) => ({
      body: JSON.stringify(path === "/v1/whoami" ? { ...whoami, person: whoami.actor } : shown),
    }))
    const { code, stderr } = await cli(["approve", id, "--yes", "--identity", bob.identity], env)
    expect(code).toBe(1)
    expect(stderr).toContain(`the service shows another plan than the one that ${id} is about`)
    expect(asked.filter((line) => line.startsWith("POST"))).toEqual([])
    expect(await cli(["show", id], env)).toMatchObject({ code: 1, stdout: "" })
  })
})

describe("a service that answers about another request than the one that is asked for", () => {
  it("is not believed, though plan and hash agree", async () => {
    const { asked: ask, as, bob } = await served()
    const { stdout } = await as(bob, "show", await ask(), "--json")
    const { env } = await impostor(() => ({ body: stdout }))
    expect(await cli(["show", "req_another"], env)).toMatchObject({ code: 1, stdout: "" })
  })
})

describe("whoever isn't the service", () => {
  it("nobody there: exit 3, with what to do", async () => {
    const { service, envOf, bob } = await served()
    await service.close()
    const { code, stderr } = await cli(["list"], envOf(bob))
    expect(code).toBe(3)
    expect(stderr).toBe(
      `interlock: no answer from ${service.url}/ (ECONNREFUSED): start the service with \`interlock serve\`, or name it with --url or INTERLOCK_URL\n`,
    )
  })

  it.each([
    ["another service", 200, "<html>"],
    ["another version", 200, '{"requests":[]}'],
    ["a broken one", 500, "oops"],
  ])("%s: exit 3", async (_, status, body) => {
    const { env } = await impostor(() => ({ status, body }))
    expect(await cli(["list"], env)).toMatchObject({ code: 3, stdout: "" })
  })

  it("a redirect is not followed with the key", async () => {
    const { asked, env } = await impostor(() => ({ status: 302, body: "{}" }))
    expect(await cli(["list"], env)).toMatchObject({ code: 3 })
    expect(asked).toHaveLength(1)
  })

  it("attack 18: what it says is shown without control characters", async () => {
    const problem = { type: "x", title: "\u001b[2Jgone", status: 403, detail: "a\u202eb" }
    const { env } = await impostor(() => ({ status: 403, body: JSON.stringify(problem) }))
    const { code, stderr } = await cli(["list"], env)
    expect([code, stderr]).toEqual([1, "interlock: \\u{1b}[2Jgone a\\u{202e}b\n"])
  })
})

describe("the API key", () => {
  it("is needed", async () => {
    const { code, stderr } = await cli(["list"])
    expect(code).toBe(2)
    expect(stderr).toContain("INTERLOCK_API_KEY")
  })

  it("is unknown: exit 2, with what to do, and never repeated", async () => {
    const { as } = await served()
    const apiKey = `ik_bob-1_${"A".repeat(43)}`
    const { code, stdout, stderr } = await as({ apiKey }, "list")
    expect(code).toBe(2)
    expect(stderr).toContain("`interlock keys add` makes one")
    expect(stdout + stderr).not.toContain(apiKey)
  })

  it("comes from a file that is its owner's alone", async () => {
    const { service, written, bob } = await served()
    const own = written("key", `${bob.apiKey}\n`)
    expect(await cli(["list", "--url", service.url, "--api-key-file", own])).toMatchObject({ code: 0 })
    const open = written("open-key", bob.apiKey, 0o644)
    const { code, stderr } = await cli(["list", "--url", service.url, "--api-key-file", open])
    expect(code).toBe(2)
    expect(stderr).toContain(`chmod 600 ${open}`)
  })
})

describe("the URL", () => {
  it.each(["nonsense", "ftp://x", "http://ik_a:b@127.0.0.1"])("%s is none of a service", async (url) => {
    expect(await cli(["list", "--url", url], { INTERLOCK_API_KEY: "ik_x_y" })).toMatchObject({ code: 2 })
  })

  it("is selfCountersigned about where others can read along", async () => {
    const { stderr } = await cli(["list", "--url", "http://192.0.2.1:1", "--json"], { INTERLOCK_API_KEY: "" })
    expect(stderr).toContain("not encrypted")
  })
})
