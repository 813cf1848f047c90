/** What a reading process is asked, and what it answers. */
import * as z from "zod"
import type { Effects } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { InspectorName } from "../../kernel/tool.ts"
import type { Arguments } from "./arguments.ts"

const bytes = z.custom<Uint8Array>((given) => given instanceof Uint8Array)

export const Task = z.discriminatedUnion("type", [
  /** Arguments of a call, by an inspector. */
  z.strictObject({ type: z.literal("inspect"), inspector: InspectorName, bytes }),
  /** The body of a request. */
  z.strictObject({ type: z.literal("json"), bytes }),
  /** The arguments of a call, each as text. */
  z.strictObject({ type: z.literal("arguments"), bytes }),
])
export type Task = Readonly<z.infer<typeof Task>>

/** What was read comes from our own code in the other process: what is in it is not looked at again. */
export const Answer = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("effects"), effects: z.custom<Effects>() }),
  z.strictObject({ type: z.literal("json"), value: z.custom<Json>() }),
  z.strictObject({ type: z.literal("arguments"), texts: z.custom<Arguments | null>() }),
  /** What was sent can't be read; the message is a sentence without values. */
  z.strictObject({ type: z.literal("refused"), problem: z.string(), message: z.string() }),
])
export type Answer = Readonly<z.infer<typeof Answer>>
