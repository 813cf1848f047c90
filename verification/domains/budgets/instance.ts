import * as z from "zod"
import { Name, count, head, names, person, timing } from "../instance.ts"

const Amounts = z.strictObject({ spend: count.min(0), affected: count.min(0) })

const ModelCaps = z.strictObject({
  ...Amounts.shape,
  blast: count,
  depth: count,
  rate: count,
  open: count,
  unknown: count,
  tools: names,
})
export type ModelCaps = Readonly<z.infer<typeof ModelCaps>>

const Form = z.strictObject({ tool: Name, digest: Name, ...Amounts.shape, depth: count.min(0) })
export type Form = Readonly<z.infer<typeof Form>>

/** The constants of the module, in the form that TLC gets them, but times in ticks and people by name. */
export const Constants = z.strictObject({
  Actors: z.record(Name, z.strictObject({ ...person, roles: names })),
  Forms: z.record(Name, Form),
  Reports: z.record(Name, Amounts),
  CapsNamed: z.record(Name, ModelCaps),
  WideningTerms: z.record(Name, z.strictObject({ caps: Name, from: count.min(0), serial: count.min(0) })),
  Numbers: z.record(Name, count.min(0)),
  Settings: z.strictObject({
    tenant: z.string(),
    window: count.min(1),
    lease: count.min(1),
    /** Of how many ticks a day is: the kernel's day has as many parts. */
    dayLength: count.min(1),
    newCaps: Name,
    reporters: names,
  }),
  Budgets: names,
  Reservations: names,
  ...timing,
})
export type Constants = Readonly<z.infer<typeof Constants>>

/** How far a broken machine is followed, in model and explorer alike. */
const Bound = z.strictObject({ maxEnds: count, maxReleases: count, maxSerial: count })

export const Instance = z.strictObject({ ...head, constants: Constants, bound: Bound })
export type Instance = Readonly<z.infer<typeof Instance>>
