import { generateKeyPairSync } from "node:crypto"
import { createServer, request as ask } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect, it } from "vitest"
import { SessionChangeAnswer } from "../../../adapters/http/sessions/schemas.ts"
import { VerdictAnswer } from "../../../adapters/http/schemas.ts"
import { REAL_PLAN, TOOL } from "../../../demo/world.ts"
import { cli, closing } from "./cli.ts"
import { served } from "./served.ts"

const ALL = "read,write,destructive"

const sessions = {
  ...{ lifetime: "8h", idle: "30m", factor: "2m", maxDepth: 3, maxSessions: 3, sensitive: [] },
  agents: { deployer: [{ tool: TOOL, effects: ["read", "write", "destructive"] }] },
  directory: ["responder"],
}

/** A service whose agents call within sessions, and one that alice has opened for the deployer. */
const world = async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const { kty, crv, x } = publicKey.export({ format: "jwk" })
  const its = await served({ administers: "alice", more: { sessions }, proofKey: { kty, crv, x } })
  const { as, bob, alice, deployer, written, envOf } = its
  const scope = `${TOOL}=${ALL}`
  expect((await as(bob, "subject", "enrol", "alice", "--scope", scope)).code).toBe(0)
  const opened = await as(alice, "session", "open", "deployer", "--identity", alice.identity, "--json")
  const { id: session } = SessionChangeAnswer.parse(JSON.parse(opened.stdout))
  const agentKey = written("deployer.key.pem", privateKey.export({ type: "pkcs8", format: "pem" }))
  const env = { ...envOf(deployer), INTERLOCK_SESSION: session, INTERLOCK_AGENT_KEY: agentKey }
  /** As the deployer, within the session. */
  const within = (...args: readonly string[]) => cli(args, env)
  return { ...its, session, agentKey, within }
}

/** A proxy that has the service under a path, and takes that off. */
const under = async (prefix: string, url: string): Promise<string> => {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url: path = "" } = incoming
    const to = new URL(path.startsWith(prefix) ? path.slice(prefix.length) : "/elsewhere", url)
    const onwards = ask(to, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onwards)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing(server)
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}${prefix}`
}

describe("an agent that calls within a session", () => {
  it("asks, and uses what people approved, with a credential that is minted for each", async () => {
    const { within, sign, bob, carol } = await world()
    const asked = await within("ask", "--effects", ALL, "--tool", TOOL, REAL_PLAN, "--json")
    expect(asked.code).toBe(4)
    const { request } = VerdictAnswer.parse(JSON.parse(asked.stdout))
    if (request === null) throw new Error("nobody is asked")
    await sign(bob, "approve", request)
    await sign(carol, "approve", request)
    const used = await within("consume", "--effects", ALL, request, "--tool", TOOL, REAL_PLAN)
    expect([used.code, used.stdout.split(".").length]).toEqual([0, 3])
  })

  it("calls behind a proxy that has the service under a path of its own", async () => {
    const { within, service } = await world()
    const url = await under("/gate", service.url)
    const asked = await within("ask", "--effects", ALL, "--tool", TOOL, REAL_PLAN, "--url", url)
    expect([asked.code, asked.stderr]).toEqual([4, expect.not.stringContaining("htu")])
  })

  it("has its first answer when it is sent again with its key, with another credential", async () => {
    const { within } = await world()
    const ask = () => within("ask", "--effects", ALL, "--tool", TOOL, REAL_PLAN, "--json", "--key", "run-7")
    expect((await ask()).stdout).toBe((await ask()).stdout)
  })

  it("is denied what its credential is not for, and told why", async () => {
    const { within } = await world()
    const { code, stdout } = await within("ask", "--effects", "read", "--tool", TOOL, REAL_PLAN)
    expect([code, stdout]).toEqual([1, expect.stringContaining("effectIsWithinCredential")])
  })

  it("is denied without one, and told what to add and nothing of what would run", async () => {
    const { as, deployer } = await world()
    const { code, stdout, stderr } = await as(deployer, "ask", "--tool", TOOL, REAL_PLAN)
    expect([code, stdout]).toEqual([1, expect.stringContaining("agentPresentsCredential")])
    expect(stderr).toContain("--session, --agent-key and --effects")
    expect(stderr).not.toContain("was read")
  })

  it("is told which guards refuse to mint", async () => {
    const { within, as, bob } = await world()
    await as(bob, "subject", "disable", "alice")
    const { code, stderr } = await within("ask", "--effects", ALL, "--tool", TOOL, REAL_PLAN)
    expect([code, stderr]).toEqual([1, expect.stringContaining("subjectIsEnabled")])
  })

  it.each([
    ["no effects", [], "--effects is missing"],
    ["an effect that there isn't", ["--effects", "all"], "read, write, destructive"],
    ["something else for a session", ["--effects", "read", "--session", "7"], "name a session"],
    ["another key", ["--effects", "read", "--agent-key", REAL_PLAN], "can read or write"],
  ])("takes %s for a mistake: exit code 2", async (_, args, words) => {
    const { within } = await world()
    const { code, stderr } = await within("ask", "--tool", TOOL, REAL_PLAN, ...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)])
  })

  it("takes a file that holds no key for a mistake, and says nothing of what it holds", async () => {
    const { within, written } = await world()
    const none = written("none.pem", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    const { code, stderr } = await within("ask", "--effects", "read", "--agent-key", none, "--tool", TOOL, REAL_PLAN)
    expect([code, stderr]).toEqual([2, expect.stringContaining("interlock keys agent")])
    expect(stderr).not.toContain("c2VjcmV0")
  })
})
