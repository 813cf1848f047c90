import type * as z from "zod"
import { CommandError, EXIT } from "./exit.ts"

/** What somebody wrote, as the kernel reads it. @throws CommandError with the advice */
export const argument = <Schema extends z.ZodType>(schema: Schema, given: string, advice: string): z.output<Schema> => {
  const read = schema.safeParse(given)
  if (!read.success) throw new CommandError(EXIT.usage, `"${given}" can't be it: ${advice}`)
  return read.data
}
