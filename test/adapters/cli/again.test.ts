import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { madeAt, newKey } from "../../../adapters/cli/key.ts"
import { TOOL, REAL_PLAN } from "../../../demo/world.ts"
import { cli, closing } from "./cli.ts"
import { impostor } from "./impostor.ts"
import { served } from "./served.ts"

/** A way to the service on which the answer to the first command is lost, after it was given. */
const losing = async (url: string) => {
  let lost = false
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
    request.on("end", () => {
      const { method = "GET", headers } = request
      const kept = ["authorization", "content-type", "idempotency-key"].flatMap((name) => {
        const value = headers[name]
        return typeof value === "string" ? [[name, value] as const] : []
      })
      void fetch(new URL(request.url ?? "/", url), {
        method,
        headers: Object.fromEntries(kept),
        ...(method === "GET" ? {} : { body: Buffer.concat(chunks) }),
      }).then(async (answer) => {
        const body = await answer.text()
        if (method === "POST" && !lost) {
          lost = true
          request.socket.destroy()
          return
        }
        response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(body)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing(server)
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

const keyIn = (stderr: string): string => /`--key (\S+)`/.exec(stderr)?.[1] ?? "none"

describe("attack 17: an answer that is lost", () => {
  it("to consume is asked for again with the key that is told, and the approval is used once", async () => {
    const { asked, sign, bob, carol, deployer, as, service, envOf } = await served()
    const id = await asked()
    for (const who of [bob, carol]) await sign(who, "approve", id)
    const consume = ["consume", id, "--tool", TOOL, REAL_PLAN]
    const env = { ...envOf(deployer), INTERLOCK_URL: await losing(service.url) }
    const first = await cli(consume, env)
    expect([first.code, first.stdout]).toEqual([3, ""])
    expect(first.stderr).toContain("It may have been done all the same")
    const again = await cli([...consume, "--key", keyIn(first.stderr)], env)
    expect(again.code).toBe(0)
    expect(again.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const fresh = await as(deployer, ...consume)
    expect(fresh.stderr).toContain("approvalHasUsesLeft")
  })

  it("is none where nothing was sent: nobody listens there, so nothing was done", async () => {
    const { deployer, service, envOf } = await served()
    await service.close()
    const { code, stderr } = await cli(["ask", "--tool", TOOL, REAL_PLAN], envOf(deployer))
    expect([code, stderr]).toEqual([3, expect.stringContaining("ECONNREFUSED")])
    expect(stderr).not.toContain("done all the same")
  })

  it("to approve, reject, delegate, cancel and ask is asked for again in the same way", async () => {
    const { asked, bob, carol, deployer, service, envOf } = await served()
    const signing = (who: typeof bob) => ["--yes", "--identity", who.identity]
    const id = await asked()
    for (const [who, args] of [
      [bob, ["approve", id, ...signing(bob)]],
      [carol, ["delegate", id, "--to", "bob", ...signing(carol)]],
      [carol, ["reject", id, ...signing(carol)]],
      [deployer, ["ask", "--tool", TOOL, REAL_PLAN]],
    ] as const) {
      const env = { ...envOf(who), INTERLOCK_URL: await losing(service.url) }
      const { stderr } = await cli(args, env)
      const again = await cli([...args, "--key", keyIn(stderr)], env)
      expect(again.stderr, args[0]).not.toMatch(/^interlock: /m)
    }
  })

  it("to a request for emergency access too, though what is signed has a time in it", async () => {
    const { bob, as, service, envOf } = await served()
    const wanted = ["break-glass", "request", "--reason", "down", "--for", "30m", "--identity", bob.identity]
    const args = [...wanted, "--scope", `${TOOL}=null_resource.example`]
    const env = { ...envOf(bob), INTERLOCK_URL: await losing(service.url) }
    const { stderr } = await cli(args, env)
    const again = await cli([...args, "--key", keyIn(stderr)], env)
    expect([again.code, again.stderr]).toEqual([0, ""])
    expect((await as(bob, "break-glass", "status")).stdout.trimEnd().split("\n")).toHaveLength(1)
  })

  it.each([500, 503])(
    "is one that the service says with %s too; where it only reads there is nothing to send again",
    async (status) => {
      const problem = { type: "x", title: "Not recorded.", status, detail: "Take it as a denial." }
      const { env } = await impostor(() => ({ status, body: JSON.stringify(problem) }))
      expect((await cli(["cancel", "req_1"], env)).stderr).toContain("send the same command again with `--key ")
      expect((await cli(["list"], env)).stderr).not.toContain("--key")
    },
  )

  it("is no matter of another ask: a key that was used for one is refused for the other", async () => {
    const { as, deployer, written } = await served()
    const other = written("other.json", readFileSync(REAL_PLAN, "utf8").replace("\n", " "))
    const ask = (file: string) => as(deployer, "ask", "--tool", TOOL, "--key", "run-7", file)
    expect(await ask(REAL_PLAN)).toMatchObject({ code: 4 })
    expect(await ask(other)).toMatchObject({ code: 2 })
  })

  it("has no key that can't be one", async () => {
    expect(await cli(["cancel", "a", "--key", "a b"], { INTERLOCK_API_KEY: "ik_x_y" })).toMatchObject({ code: 2 })
  })
})

describe("a key of ours", () => {
  it("says when it was made; another says nothing", () => {
    expect(madeAt(newKey(1_772_334_000_000))).toBe(1_772_334_000_000)
    for (const other of ["run-7", "1772334000000", "x1772334000000-0"]) expect(madeAt(other)).toBeNull()
  })
})
