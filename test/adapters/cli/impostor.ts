import { type Server, createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { closing } from "./cli.ts"

/** A service that answers what it is told to; keeps what it was asked. */
export const impostor = async (answer: (path: string) => { readonly status?: number; readonly body: string }) => {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`)
    const { status = 200, body } = answer(request.url ?? "")
    response.writeHead(status, { "content-type": "application/json", location: "/elsewhere" }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing(server)
  const { port } = server.address() as AddressInfo
  return { asked, env: { INTERLOCK_URL: `http://127.0.0.1:${port}`, INTERLOCK_API_KEY: "ik_x_y" } }
}
