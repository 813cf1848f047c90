/** What programs print and answer, and what the demo demands of it. */
import * as z from "zod"
import type { Reason } from "../adapters/library/index.ts"
import type { Answer } from "./agent.ts"
import type { Ended } from "./processes.ts"
import { WrongOutcomeError, expect, giveReasons, guardsOf, paint, tell } from "./story.ts"

export const Refusal = z.object({ guards: z.array(z.object({ guard: z.string(), sentence: z.string() })) })
export const Executed = z.object({ ran: z.boolean(), reason: z.string().optional(), message: z.string().optional() })
export const Verified = z.object({
  ok: z.boolean(),
  tenants: z.array(
    z.object({
      tenant: z.string(),
      records: z.int().optional(),
      record: z.int().optional(),
      message: z.string().optional(),
    }),
  ),
})

export const done = <T>(what: string, answer: Answer<T>): T => {
  if (answer.ok) return answer.value
  throw new WrongOutcomeError(`${what} was refused: ${guardsOf(answer.guards).join(", ")}`)
}

/** Exactly these guards refuse, and are told. */
export const refusedBy = (what: string, guards: readonly Reason[], wanted: readonly string[]): void => {
  tell(`  ${what}: ${paint("red", "refused")}`)
  giveReasons(guards, "red")
  expect(what, guardsOf(guards), wanted)
}

export const refused = <T>(what: string, answer: Answer<T>, wanted: readonly string[]): void => {
  refusedBy(what, answer.ok ? [] : answer.guards, wanted)
}

export const succeeded = (what: string, { code, stderr }: Ended): void => {
  if (code !== 0) throw new WrongOutcomeError(`${what} ended with ${String(code)}: ${stderr}`)
}

export const parse = <Schema extends z.ZodType>(what: string, schema: Schema, text: string): z.output<Schema> => {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new WrongOutcomeError(`${what} printed something else than expected: ${text}`)
  }
}
