import { describe, expect, it } from "vitest"
import * as z from "zod"
import { InputError } from "../../../adapters/library/errors.ts"
import { alreadyRead, read } from "../../../adapters/library/read.ts"

/** As it is called by those whom no compiler helps. */
interface FromJavaScript {
  read(schema: z.ZodType, given: unknown): unknown
}

/** A schema that counts how often it is asked. */
const counting = () => {
  let asked = 0
  const Schema = z.strictObject({
    id: z.string().refine(() => {
      asked += 1
      return true
    }),
  })
  return { Schema, asked: () => asked }
}

describe("what is handed to the library", () => {
  it("is read once: what a door has read already is taken as it is", () => {
    const { Schema, asked } = counting()
    const value = { id: "a" }
    expect(read(Schema, alreadyRead(Schema, value))).toBe(value)
    expect(asked()).toBe(0)
    read(Schema, { id: "a" })
    expect(asked()).toBe(1)
  })

  it("is read again where it was read with another schema, or is a copy of what was read", () => {
    const [one, other] = [counting(), counting()]
    const value = alreadyRead(one.Schema, { id: "a" })
    read(other.Schema, { ...value })
    read(one.Schema, { ...value })
    expect([one.asked(), other.asked()]).toEqual([1, 1])
    expect(() => read(z.strictObject({ id: z.string().min(2) }), { id: "a" })).toThrow(InputError)
  })

  it.each([[null], [undefined], ["text"], [7]])("is refused where it is %s", (given) => {
    const Schema = z.strictObject({ id: z.string() })
    const fromJavaScript: FromJavaScript = { read }
    expect(() => fromJavaScript.read(Schema, given)).toThrow("the input is not of its shape")
  })
})
