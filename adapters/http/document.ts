import { type OpenAPIHono, z } from "@hono/zod-openapi"
import type { Env } from "./auth.ts"

const info = {
  title: "Interlock",
  version: "1",
  description:
    "The gate between what an agent wants to do and production. A refusal by the rules has status 403 and names every guard that failed; 422 is an ask that contradicts an earlier one or names nobody; 503 means that nothing is known to be recorded, so nothing is allowed.",
}

/** A regular expression's flags, which the generator leaves at the end of its pattern; a pattern has none (JSON Schema 2020-12, 6.4). */
const FLAGS = /(?<=\$)\/[a-z]+$/

/** The service in OpenAPI 3.1, from its routes. */
export const documentOf = (app: OpenAPIHono<Env>): Readonly<Record<string, unknown>> => {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "An API key of the config file, `ik_…`. It says who calls, and for whom.",
  })
  app.openAPIRegistry.registerComponent("securitySchemes", "dpop", {
    type: "http",
    scheme: "dpop",
    description:
      "A credential that the gate has minted, with a proof of possession (RFC 9449) in the header `DPoP`: of the method, the path and " +
      "the credential, and of the body by `body_hash`, its SHA-256 in base64url. It is spent by the answer.",
  })
  const generated = JSON.stringify(app.getOpenAPI31Document({ openapi: "3.1.0", info }))
  return z
    .record(z.string(), z.unknown())
    .parse(
      JSON.parse(generated, (name, value: unknown) =>
        name === "pattern" && typeof value === "string" ? value.replace(FLAGS, "") : value,
      ),
    )
}
