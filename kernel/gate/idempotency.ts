import * as z from "zod"

/** A caller's own name for one ask. Sent again it gets the first answer; keys of different actors never meet. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/)
  .brand("IdempotencyKey")
export type IdempotencyKey = z.infer<typeof IdempotencyKey>
