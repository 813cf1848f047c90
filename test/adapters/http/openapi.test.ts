import { describe, expect, it } from "vitest"
import * as z from "zod"
import { domainNames } from "../../../adapters/domains.ts"
import { routes as core } from "../../../adapters/http/routes.ts"
import { service } from "./fixture.ts"

const Routes = z.record(z.string(), z.object({ path: z.string(), method: z.string(), operationId: z.string() }))
const routesIn = async (folder: string) => {
  const module: unknown = await import(new URL(`../../../adapters/http/${folder}/routes.ts`, import.meta.url).href)
  return z.object({ routes: Routes }).parse({ ...Object(module) }).routes
}

/** Every route there is, the gate's own and each domain's; `served` below sees that none is missing here. */
const routes = [Routes.parse(core), ...(await Promise.all(domainNames.map(routesIn)))].flatMap((some) =>
  Object.values(some),
)

const Schema = z.looseObject({})
const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.looseObject({})).optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: Schema }))
    .optional(),
  requestBody: z
    .looseObject({ required: z.boolean(), content: z.record(z.string(), z.object({ schema: Schema })) })
    .optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.looseObject({ description: z.string().min(1) })),
})
const Document = z.looseObject({
  openapi: z.literal("3.1.0"),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith("/"), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), Schema), securitySchemes: z.record(z.string(), Schema) }),
})

const document = async () => {
  const { app } = await service()
  const response = await app.request("/openapi.json")
  expect(response.status).toBe(200)
  return Document.parse(await response.json())
}

/** By whoever runs the service, who has no key of anybody's. */
const PROBED: readonly string[] = ["/healthz", "/readyz"]

const operations = ({ paths }: z.infer<typeof Document>) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every schema within a schema, itself among them. */
const within = (value: unknown): Record<string, unknown>[] =>
  typeof value !== "object" || value === null
    ? []
    : [{ ...value }, ...Object.values(value).flatMap(within)].filter((found) => !Array.isArray(found))

/** An API key, or where an agent calls also a credential; who hands one on does nothing with an API key. */
const securityOf = (path: string) => {
  if (path === "/v1/credentials/delegate") return [{ dpop: [] }]
  return ["/v1/decisions", "/v1/approvals/{id}/consume"].includes(path)
    ? [{ bearer: [] }, { dpop: [] }]
    : [{ bearer: [] }]
}

describe("the OpenAPI document", () => {
  it("has every route, once", async () => {
    const documented = operations(await document()).map(
      ({ path, method, operation }) => `${method} ${path} ${operation.operationId}`,
    )
    const declared = routes.map(({ path, method, operationId }) => `${method} ${path} ${operationId}`)
    expect(documented.sort()).toEqual(declared.sort())
    expect(new Set(documented.map((line) => line.split(" ")[2])).size).toBe(declared.length)
  })

  it("says with each idempotency key how long it stands for its answer", async () => {
    const keys = operations(await document()).flatMap(({ operation: { parameters = [] } }) =>
      parameters.filter(({ name }) => name === "idempotency-key"),
    )
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys)
      expect(JSON.stringify(key)).toContain("as the tenant's `idempotency` says, 24h where it says")
  })

  it("has every route that the app has", async () => {
    const { app } = await service()
    const served = app.routes.filter(({ method, path }) => method !== "ALL" && path !== "/openapi.json")
    const declared = routes.map(({ path, method }) => `${method.toUpperCase()} ${path.replace("{id}", ":id")}`)
    expect([...new Set(served.map(({ method, path }) => `${method} ${path}`))].sort()).toEqual(declared.sort())
  })

  it("asks for a key everywhere but where probes look", async () => {
    for (const { path, operation } of operations(await document()))
      expect([path, operation.security]).toEqual([path, PROBED.includes(path) ? undefined : securityOf(path)])
  })

  it("names the header of a proof wherever one comes: without it no client that is made of the document sends one", async () => {
    const named = operations(await document()).flatMap(({ path, operation: { parameters = [] } }) =>
      parameters.flatMap(({ name, in: where, required = false }) => (name === "dpop" ? [[path, where, required]] : [])),
    )
    expect(named.sort()).toEqual([
      ["/v1/approvals/{id}/consume", "header", false],
      ["/v1/credentials", "header", true],
      ["/v1/credentials/delegate", "header", true],
      ["/v1/decisions", "header", false],
    ])
  })

  it("says that what stands in a path is required", async () => {
    for (const { path, operation } of operations(await document())) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === "path")
      expect(parameters.map(({ name, required }) => [name, required])).toEqual(named.map((name) => [name, true]))
    }
  })

  it("bounds every text, number and list that a client sends", async () => {
    const { components, ...rest } = await document()
    const resolve = (name: string): unknown => components.schemas[name.replace("#/components/schemas/", "")]
    const sent = operations({ components, ...rest }).flatMap(({ operation: { parameters = [], requestBody } }) => [
      ...parameters.map(({ schema }) => schema),
      ...Object.values(requestBody?.content ?? {}).map(({ schema }) => schema),
    ])
    const all = sent.flatMap((schema) => within("$ref" in schema ? resolve(String(schema["$ref"])) : schema))
    const unbounded = all.filter((schema) => {
      if (schema["type"] === "integer" || schema["type"] === "number")
        return !("maximum" in schema && "minimum" in schema)
      if (schema["type"] === "array") return !("maxItems" in schema)
      if (schema["type"] !== "string") return false
      const pattern = typeof schema["pattern"] === "string" ? schema["pattern"] : ""
      return !("maxLength" in schema || "enum" in schema || "const" in schema || /^\^[^+*]*\$$/.test(pattern))
    })
    expect(unbounded).toEqual([])
    expect(all.length).toBeGreaterThan(50)
  })

  it("has patterns that other programs read", async () => {
    const patterns = within(await document()).flatMap(({ pattern }) => (typeof pattern === "string" ? [pattern] : []))
    expect(patterns.length).toBeGreaterThan(10)
    for (const pattern of patterns) {
      expect(pattern).toMatch(/^\^.*\$$/)
      expect(() => new RegExp(pattern, "u")).not.toThrow()
    }
  })

  it("refers to nothing that isn't there", async () => {
    const whole = await document()
    const references = within(whole).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []))
    expect(references.length).toBeGreaterThan(10)
    for (const reference of references)
      expect(Object.keys(whole.components.schemas)).toContain(reference.replace("#/components/schemas/", ""))
  })

  it("names the problems of each route, as problem details", async () => {
    for (const { path, operation } of operations(await document())) {
      if (PROBED.includes(path)) continue
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["200", "401", "500", "503"]))
      for (const [status, { content }] of Object.entries(operation.responses))
        if (status !== "200")
          expect(Object.keys(z.looseObject({}).parse(content))).toEqual(["application/problem+json"])
    }
  })
})
