import * as z from "zod"
import { ModelCaller, Name, count, head, names, person, timing } from "../instance.ts"

const ModelStage = z.strictObject({
  mode: z.enum(["sequential", "parallel"]),
  groups: z.array(z.strictObject({ name: z.string(), seats: names, quorum: count })).readonly(),
  sla: count,
})
export type ModelStage = Readonly<z.infer<typeof ModelStage>>
const stages = z.array(ModelStage).readonly()

const Form = z.strictObject({ requester: Name, plan: Name, route: Name, stages, uses: count, lifetime: count })

/** The constants of the module, in the form that TLC gets them, but times in ticks and people by name. */
export const Constants = z.strictObject({
  Actors: z.record(Name, z.strictObject({ ...person, admin: z.boolean() })),
  Callers: z.record(Name, ModelCaller),
  Forms: z.record(Name, Form),
  Settings: z.strictObject({
    routes: z.record(Name, stages),
    delegates: names,
    maxUses: count,
    maxLifetime: count,
    maxOpen: count,
    rateMax: count,
    rateWindow: count,
  }),
  /** Seats that commands name; `stage` counts from 1, and may name one that no form has. */
  Seats: z.record(Name, z.strictObject({ stage: count, group: z.string(), member: Name })),
  /** Who no longer has the key with which they signed, by the name of the deployment in which that is so. */
  Keyrings: z.record(Name, names),
  Requests: names,
  Plans: names,
  Policies: names,
  ...timing,
})
export type Constants = Readonly<z.infer<typeof Constants>>

/** How much one request may hold before its state is dropped, in model and explorer alike. */
const Bound = z.strictObject({ maxDecisions: count, maxDelegations: count, maxUses: count })
type Bound = Readonly<z.infer<typeof Bound>>

export const Instance = z.strictObject({ ...head, constants: Constants, bound: Bound })
export type Instance = Readonly<z.infer<typeof Instance>>
