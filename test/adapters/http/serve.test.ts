import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { Agent, type IncomingMessage, get } from "node:http"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import * as z from "zod"
import { VerdictAnswer } from "../../../adapters/http/schemas.ts"
import { ListenError, serve } from "../../../adapters/http/serve.ts"
import { isLoopback } from "../../../adapters/loopback.ts"
import { directoryOf } from "../../../adapters/identity/directory.ts"
import { openGate } from "../../../adapters/library/index.ts"
import { acme, deployment, planBytes } from "../library/fixture.ts"
import { read } from "./fixture.ts"

const started = async (deployed = deployment()) => {
  const service = await serve(deployed.config())
  onTestFinished(() => service.close())
  const headers = (name: "deployer" | "alice") => ({
    authorization: `Bearer ${deployed.apiKey(name)}`,
    "content-type": "application/json",
  })
  return { ...deployed, ...service, headers }
}

describe("the service on a socket", () => {
  it("answers, and when it stops it ends waits, finishes, and closes the store", async () => {
    const deployed = deployment("sqlite: interlock.db")
    const { url, close, headers } = await started(deployed)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const body = JSON.stringify({ tool: "terraform.apply", payload: new TextDecoder().decode(planBytes()) })
    const asked = await fetch(`${url}/v1/decisions`, { method: "POST", body, headers: headers("deployer") })
    const { request } = await read(VerdictAnswer, asked)
    const id = request ?? "none"

    // The service says "100 Continue" when it has the request: only then it is told to stop.
    const waiting = new Agent({ keepAlive: true })
    const patient = get(`${url}/v1/approvals/${id}/wait?timeoutMs=60000`, {
      agent: waiting,
      headers: { ...headers("deployer"), expect: "100-continue" },
    })
    await once(patient, "continue")
    const answered = once(patient, "response").then(([response]: IncomingMessage[]) => response)
    await close()
    const response = await answered
    expect([response?.statusCode, response?.headers.connection]).toEqual([200, "close"])
    waiting.destroy()
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()

    const gate = await openGate(deployed.config())
    onTestFinished(() => gate.close())
    expect((await gate.approvals.get(acme(), id))?.status).toBe("pending")
  })

  it.each(["GET /healthz HTTP/1.0\r\n\r\n", "GET /healthz HTTP/1.0\r\nHost: gate.example\r\n\r\n"])(
    "attack 30: answers a probe of HTTP/1.0, with and without a host: %j",
    async (asked) => {
      const { url } = await started()
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname)
      socket.setEncoding("utf8").end(asked)
      let answer = ""
      for await (const part of socket) answer += String(part)
      expect(answer).toMatch(/^HTTP\/1\.[01] 200 /)
      expect(answer).toContain('{"status":"ok"}')
    },
  )

  it("cuts off a header that is too long", async () => {
    const { url } = await started()
    const response = await fetch(`${url}/healthz`, { headers: { "x-long": "a".repeat(20_000) } })
    expect(response.status).toBe(431)
  })

  it("stops on SIGTERM, with nothing lost", async () => {
    const deployed = deployment("sqlite: interlock.db")
    writeFileSync(join(deployed.folder, "interlock.yaml"), deployed.text)
    const program = `
      import { serve, untilStopped } from ${JSON.stringify(new URL("../../../adapters/http/serve.ts", import.meta.url).href)}
      const service = await serve(process.argv[1])
      console.log(service.url)
      await untilStopped(service)
      console.log("closed")`
    const config = join(deployed.folder, "interlock.yaml")
    const child = spawn(process.execPath, ["--input-type=module", "-e", program, config], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    onTestFinished(() => {
      child.kill("SIGKILL")
    })
    const said: string[] = []
    child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text))
    await once(child.stdout, "data")
    const [url = ""] = said.join("").split("\n")
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    child.kill("SIGTERM")
    const [code] = z.tuple([z.number(), z.unknown()]).parse(await once(child, "close"))
    expect([code, said.join("").split("\n")[1]]).toEqual([0, "closed"])
  })
})

describe("where the service listens", () => {
  it.each(["127.0.0.1", "127.8.9.1", "::1", "localhost"])("%s is this machine", (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  it.each(["0.0.0.0", "::", "10.0.0.1", "127.example.org", "1270.0.0.1", "::ffff:10.0.0.1", ""])(
    "%j is not",
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )

  it("is this machine alone, as long as nobody has an API key", async () => {
    const config = deployment().config()
    const open = { ...config, listen: { host: "0.0.0.0", port: 0 } }
    await expect(serve({ ...open, directory: directoryOf([], [], []) })).rejects.toThrow(ListenError)
    const service = await serve(open)
    await service.close()
    expect(service.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/)
  })

  it("is said clearly where it is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1")
    await once(taken, "listening")
    onTestFinished(() => {
      taken.close()
    })
    const address = taken.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const config = { ...deployment().config(), listen: { host: "127.0.0.1", port } }
    await expect(serve(config)).rejects.toThrow(/can't listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/)
  })
})
