import { Agent, createServer, request } from "node:http"
import { text } from "node:stream/consumers"
import { openGate } from "../../../adapters/library/index.ts"
import { VerdictAnswer } from "../../../adapters/http/schemas.ts"
import { serve } from "../../../adapters/http/serve.ts"
import { READING, makeWorld } from "../world.ts"
import type { Case } from "./case.ts"
import { asking } from "./decide.ts"

/** A client with one connection that stays open. */
const clientOf = (url: string, apiKey: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }
  const post = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = request(url, { method: "POST", agent, headers }, (answer) => {
        if (answer.statusCode === 200) text(answer).then(resolve, reject)
        else reject(new Error(`${url} answered ${answer.statusCode}`))
      })
      asked.once("error", reject)
      asked.end(body)
    })
  return {
    post,
    close: () => {
      agent.destroy()
    },
  }
}

/** What node:http alone takes to carry a body there and back. */
const echo = async () => {
  const server = createServer((incoming, outgoing) => {
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the echo has no port")
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      }),
  }
}

export const httpCases: readonly Case[] = [
  {
    name: "http.decide",
    what: "the same as decide.memory through the HTTP service: loopback, one connection kept alive, client in the same process",
    against: "decide.memory and then a bare node:http echo of the same body, with the same client",
    aim: 1.2,
    open: async (folder) => {
      const world = await makeWorld(folder, "memory")
      const { config, apiKey } = world
      const service = await serve(config)
      const inProcess = await openGate(config)
      const decide = asking(inProcess, world)
      const bare = await echo()
      const [gate, mirror] = [clientOf(`${service.url}/v1/decisions`, apiKey), clientOf(bare.url, apiKey)]
      let asked = 0
      const body = () => JSON.stringify({ tool: READING, payload: `{"query":"number ${(asked += 1)}"}` })
      const { verdict } = VerdictAnswer.parse(JSON.parse(await gate.post(body())))
      if (verdict !== "allow") throw new Error(`a call that should be allowed got ${verdict}`)
      return {
        subject: async () => {
          await gate.post(body())
        },
        inFlight: 1,
        yardstick: async () => {
          await decide()
          await mirror.post(body())
        },
        close: async () => {
          gate.close()
          mirror.close()
          await Promise.all([service.close(), inProcess.close(), bare.close()])
        },
      }
    },
  },
]
