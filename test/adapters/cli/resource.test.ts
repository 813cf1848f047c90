import { describe, expect, it } from "vitest"
import * as z from "zod"
import { resourceAt } from "../../../adapters/cli/resource.ts"

const Answer = z.object({ things: z.array(z.int()), next: z.string().nullable() })

/** A service that has so many things, and gives no more than 500 of them at a time. */
const listing = (size: number) => {
  const asked: string[] = []
  const call = <Schema extends z.ZodType>(schema: Schema, path: string) => {
    asked.push(path)
    const query = new URL(path, "http://x").searchParams
    const [from, limit] = [Number(query.get("cursor") ?? 0), Math.min(500, Number(query.get("limit")))]
    const things = Array.from({ length: Math.max(0, Math.min(limit, size - from)) }, (_, index) => from + index)
    const next = from + things.length < size ? String(from + things.length) : null
    return Promise.resolve(schema.parse({ things, next }))
  }
  const { list } = resourceAt({ call }, "things")
  return { asked, list: (wanted: object) => list(Answer, ({ things, next }) => ({ items: things, next }), wanted) }
}

describe("a list at the terminal", () => {
  it.each([0, 1, 499, 500, 501, 1234])("has all of %i things, page after page", async (size) => {
    const { list, asked } = listing(size)
    expect(await list({})).toEqual(Array.from({ length: size }, (_, index) => index))
    expect(asked).toHaveLength(Math.max(1, Math.ceil(size / 500)))
  })

  it.each([1, 500, 501, 999])("has %i of them where no more are wanted", async (limit) => {
    const { list, asked } = listing(1234)
    expect(await list({ limit })).toHaveLength(limit)
    expect(asked).toHaveLength(Math.ceil(limit / 500))
  })

  it("ends where a service gives pages with nothing in them for ever", async () => {
    const { list } = resourceAt(
      { call: (schema) => Promise.resolve(schema.parse({ things: [], next: "again" })) },
      "things",
    )
    await expect(list(Answer, ({ things, next }) => ({ items: things, next }), {})).rejects.toThrow("nothing in it")
  })

  it("names the status that is wanted, on each page", async () => {
    const { list, asked } = listing(501)
    await list({ status: "open" })
    expect(asked).toEqual(["v1/things?limit=500&status=open", "v1/things?limit=500&status=open&cursor=500"])
  })
})
