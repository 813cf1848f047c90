import * as z from "zod"
import { ModelCaller, Name, count, head, names, person, timing } from "../instance.ts"

const ModelMode = z.enum(["live", "dryRun"])

/** A call that somebody may want to make. */
const Form = z.strictObject({
  tool: Name,
  plan: Name,
  /** "none" where it is decided as it is received. */
  key: Name,
  mode: ModelMode,
})
export type Form = Readonly<z.infer<typeof Form>>

/** The constants of the module, in the form that TLC gets them, but times in ticks and people by name. */
export const Constants = z.strictObject({
  Actors: z.record(Name, z.strictObject({ ...person, roles: names })),
  Callers: z.record(Name, ModelCaller),
  Forms: z.record(Name, Form),
  Runs: z.record(Name, z.strictObject({ plan: Name, mode: ModelMode })),
  Words: names,
  /** In ticks from now on; what is over before it begins can be asked for too. */
  Delays: z.record(Name, count),
  Judgements: z.record(Name, names),
  Settings: z.strictObject({
    tenant: z.string(),
    window: count.min(1),
    report: count.min(1),
    fresh: count.min(1),
    wait: count.min(1),
  }),
  Calls: names,
  ...timing,
})
export type Constants = Readonly<z.infer<typeof Constants>>

/** How far a broken machine is followed, in model and explorer alike. */
const Bound = z.strictObject({ maxTimes: count })

export const Instance = z.strictObject({ ...head, constants: Constants, bound: Bound })
export type Instance = Readonly<z.infer<typeof Instance>>
