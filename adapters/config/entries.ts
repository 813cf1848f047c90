/** What entries of the config file are made of. The messages say what to write. */
import * as z from "zod"
import { ActorId, Role } from "../../kernel/actors.ts"
import { ToolName } from "../../kernel/tool.ts"
import { hasSecret } from "../secrets.ts"
import { didYouMean } from "./nearest.ts"

/** Between the sentences for several unknown keys of one map, in the order in which the issue names them. */
export const BETWEEN_KEYS = "\n"

/** A map with these keys and no others. */
export const mapOf = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const names = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return `write a map with ${names.join(", ")}`
      return issue.keys
        .map((key) => `there is no such key${didYouMean(key, names)}: the keys here are ${names.join(", ")}`)
        .join(BETWEEN_KEYS)
    },
  })
}

const secretAdvice = (advice: string): string => `this is a secret itself, and belongs into a file: ${advice}`

/** Text that names something: what it names may be told, so that a secret is no such text. */
export const text = (advice: string) =>
  z
    .string(advice)
    .min(1, advice)
    .refine((written) => !hasSecret(written), { error: secretAdvice(advice) })
export const count = (advice = "write a whole number from 1") => z.int(advice).min(1, advice)
export const list = <Item extends z.ZodType>(item: Item, of: string) => z.array(item, `write a list of ${of}`)
export const some = <Item extends z.ZodType>(item: Item, of: string) =>
  list(item, of).min(1, `write at least one of ${of}`)

/** Text that the kernel reads as `schema`, with our words where it doesn't. */
export const named = <Schema extends z.ZodType>(schema: Schema, advice: string) =>
  z.string(advice).transform((written, context): z.output<Schema> => {
    const read = schema.safeParse(written)
    if (read.success && !hasSecret(written)) return read.data
    context.addIssue({ code: "custom", message: read.success ? secretAdvice(advice) : advice })
    return z.NEVER
  })

export const plainName = "a name of letters, digits, _ and -, 64 at most"
export const id = "write an id of letters, digits and . _ @ : -, 128 at most, that starts with a letter or digit"
export const actorId = named(ActorId, id)
export const role = named(Role, id)
export const toolName = named(
  ToolName,
  "write a tool's name of letters, digits and . _ : / -, 128 at most, that starts with a letter or digit",
)

export const choice = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, `write one of ${names.join(", ")}`)
