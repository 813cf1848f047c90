import * as z from "zod"
import { Name, count, head, names, person, timing } from "../instance.ts"

const Pair = z.strictObject({ tool: Name, effect: Name })
export type Pair = Readonly<z.infer<typeof Pair>>

/** What somebody may do, a pair of tool and effect each. */
const ModelScope = z.strictObject({ set: z.array(Pair) }).transform(({ set }): readonly Pair[] => set)
export type ModelScope = z.infer<typeof ModelScope>

/** The constants of the module, in the form that TLC gets them, but times in ticks and people by name. */
export const Constants = z.strictObject({
  Actors: z.record(Name, z.strictObject({ ...person, roles: names })),
  Scopes: z.record(Name, ModelScope),
  /** For what an agent may want a credential. */
  Asks: z.record(Name, z.strictObject({ tool: Name, effects: names })),
  /** A call with which one may be presented. */
  Uses: z.record(Name, Pair),
  /** How many ticks before it is offered a factor was signed, below 0 for later. */
  Ages: z.record(Name, z.int()),
  Settings: z.strictObject({
    tenant: z.string(),
    sessionTime: count.min(1),
    idleTime: count.min(1),
    credentialTime: count.min(1),
    factorTime: count.min(1),
    maxDepth: count.min(1),
    maxSessions: count.min(1),
    sensitive: names,
    /** By the id of each agent of the tenant, the name of the scope that it has. */
    agents: z.record(Name, Name),
    directory: names,
  }),
  Subjects: names,
  Sessions: names,
  Credentials: names,
  /** Nobody is let in again more often in this small world. */
  EnablementCap: count.min(0),
  ...timing,
})
export type Constants = Readonly<z.infer<typeof Constants>>

/** How far a broken machine is followed, in model and explorer alike. */
const Bound = z.strictObject({ maxUses: count })

export const Instance = z.strictObject({ ...head, constants: Constants, bound: Bound })
export type Instance = Readonly<z.infer<typeof Instance>>
