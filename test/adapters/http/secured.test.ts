import { Hono } from "hono"
import { secureHeaders } from "hono/secure-headers"
import { expect, it } from "vitest"
import { securityHeaders } from "../../../adapters/http/secured.ts"

const answered = async (by: typeof securityHeaders, path: string) => {
  const app = new Hono()
  app.use(by)
  app.get("/", (c) => c.json({}))
  app.get("/throws", () => {
    throw new Error("broken")
  })
  app.onError((_, c) => c.json({}, 500))
  app.notFound((c) => c.json({}, 404))
  return Object.fromEntries((await app.request(path)).headers)
}

it.each(["/", "/throws", "/nowhere"])(
  "what %s is answered with guards a browser as hono's own headers do",
  async (path) => {
    const headers = await answered(securityHeaders, path)
    expect(headers).toEqual(await answered(secureHeaders(), path))
    expect(headers).toHaveProperty("strict-transport-security")
  },
)
