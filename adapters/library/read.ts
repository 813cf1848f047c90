import type * as z from "zod"
import { InputError } from "./errors.ts"

declare const READ: unique symbol
/** An input that has been read already, by the very schemas that the library would read it with. */
export type Read<Schema extends z.ZodType> = z.output<Schema> & { readonly [READ]: Schema }

/** What somebody hands to the library: to be read, or read already. */
export type Given<Schema extends z.ZodType> = Readonly<z.input<Schema>> | Read<Schema>

/** By value, since a brand alone could be claimed: nobody outside this module adds to it. */
const readBy = new WeakMap<object, z.ZodType>()

/**
 * Says of a value that its parts have been read with the schema's own parts, as a door does that reads them where they come
 * in. Only for doors of this package: what is said here is not looked at again.
 */
export const alreadyRead = <Schema extends z.ZodType>(
  schema: Schema,
  value: z.output<Schema> & object,
): Read<Schema> => {
  readBy.set(value, schema)
  return value as Read<Schema>
}

const isObject = (given: unknown): given is object => typeof given === "object" && given !== null

const isRead = <Schema extends z.ZodType>(schema: Schema, given: Given<Schema>): given is Read<Schema> =>
  isObject(given) && readBy.get(given) === schema

/** @throws InputError */
export const read = <Schema extends z.ZodType>(schema: Schema, given: Given<Schema>): z.output<Schema> => {
  if (isRead(schema, given)) return given
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.join(".") ?? ""
  // What a check of ours wants it says itself, without the value.
  const wants = issue?.code === "custom" && issue.message !== "Invalid input" ? `: write ${issue.message}` : ""
  throw new InputError({ path, message: `${path === "" ? "the input" : path} is not of its shape${wants}` })
}
