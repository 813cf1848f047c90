import * as z from "zod"
import { expect } from "vitest"

/** A schema of the document, with what it refers to beside it, as another program reads it. */
const Document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        responses: z.record(
          z.string(),
          z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.looseObject({}) })).optional() }),
        ),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
})

/** A JSON schema, as it is read from a document. */
const Schema = z.custom<Parameters<typeof z.fromJSONSchema>[0]>((given) => typeof given === "object" && given !== null)

/** Where schemas refer to: beside them, instead of elsewhere in their document. */
const inDefs = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"))

/** Holds answers against the OpenAPI document of a service, and notes which routes have accepted something. */
export const documentedBy = async (app: { readonly request: (path: string) => Response | Promise<Response> }) => {
  const { paths, components } = Document.parse(await (await app.request("/openapi.json")).json())
  const schemaOf = (path: string, method: string, response: Response) => {
    const type = response.headers.get("content-type")?.split(";")[0] ?? "none"
    const schema = paths[path]?.[method]?.responses[String(response.status)]?.content?.[type]?.schema
    if (schema === undefined) throw new Error(`${method} ${path} doesn't document ${response.status} as ${type}`)
    return z.fromJSONSchema(Schema.parse({ ...Object(inDefs(schema)), $defs: inDefs(components.schemas) }))
  }
  const seen = new Set<string>()
  const holds = async (path: string, method: "get" | "post", sent: Response | Promise<Response>) => {
    const response = await sent
    const { success, error } = schemaOf(path, method, response).safeParse(await response.json())
    expect([path, response.status, success, error?.message]).toEqual([path, response.status, true, undefined])
    if (response.status === 200) seen.add(`${method} ${path}`)
    return response.status
  }
  return { seen, holds }
}
