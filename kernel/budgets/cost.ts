import * as z from "zod"
import type { Known } from "../known.ts"
import { Amount } from "./budgets.ts"

/** A JSON pointer (RFC 6901) into a call's arguments. */
export const Pointer = z
  .string()
  .max(256)
  .regex(/^(?:\/(?:[^/~]|~[01])*)+$/, { error: "a JSON pointer, such as /amount" })

/** Where an amount of a call comes from. */
export const Source = z.discriminatedUnion("from", [
  /** Every call has this one. */
  z.strictObject({ from: z.literal("fixed"), amount: Amount }),
  /** It stands in the call's arguments. */
  z.strictObject({ from: z.literal("argument"), at: Pointer }),
  /** Nobody knows beforehand: so much is set aside, and the report says. */
  z.strictObject({ from: z.literal("report"), upTo: Amount }),
  /** As many things as the call would change, by the reader of its arguments. */
  z.strictObject({ from: z.literal("effects") }),
])
export type Source = Readonly<z.infer<typeof Source>>

/** What the policy says of what a tool's calls cost. */
export const CostedTool = z.strictObject({ spend: Source, affected: Source })
export type CostedTool = Readonly<z.infer<typeof CostedTool>>

type Look = Pick<Known<CostedTool>, "own" | "picked" | "plan">

const changes = ({ plan: { effects } }: Look): number => {
  // Nothing reads this tool's arguments: the policy says nothing of what its calls touch.
  if (effects === null) return 0
  const { create, update, replace, destroy } = effects.counts
  return create + update + replace + destroy
}

const found = (source: Source, look: Look): unknown => {
  switch (source.from) {
    case "fixed":
      return source.amount
    case "report":
      return source.upTo
    case "argument":
      return Object.hasOwn(look.picked, source.at) ? look.picked[source.at] : undefined
    case "effects":
      return changes(look)
  }
}

/** An amount that a call is asked for; null where it is none: negative, fractional, a text, beyond what is exact, or missing. */
export const amountOf = (what: keyof CostedTool, look: Look): number | null => {
  const read = Amount.safeParse(found(look.own[what], look))
  // Not the zero below zero, which JSON has and no amount is.
  return read.success ? read.data + 0 : null
}

/** The pointers at which the amounts of a tool's calls stand. */
export const pointersOf = ({ spend, affected }: CostedTool): readonly string[] =>
  [spend, affected].flatMap((source) => (source.from === "argument" ? [source.at] : []))
