import * as z from "zod"
import { ModelCaller, Name, count, head, names, person, timing } from "../instance.ts"

/** An address, from the outside in: what lies under `db`, `main` is `db.main` to the kernel. */
const address = z.array(z.string()).readonly()
export type Address = z.infer<typeof address>
/** The model's addresses are sequences of names, the kernel's are texts with a sign between. */
export const written = (names: Address): string => names.join(".")

/** Equal sets are equal lists: in the order of what is written. */
const setOf = <T extends z.ZodType>(element: T) =>
  z.strictObject({ set: z.array(element) }).transform(({ set }): readonly z.output<T>[] => {
    const distinct = new Map(set.map((value) => [JSON.stringify(value), value]))
    return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
  })

const ModelPair = z.strictObject({ tool: z.string(), prefix: address })
export type ModelPair = Readonly<z.infer<typeof ModelPair>>

/** What may be asked for, and the types of what may be opened under it. */
const ModelGrantable = ModelPair.extend({ types: names })
export type ModelGrantable = Readonly<z.infer<typeof ModelGrantable>>

const Opened = z.strictObject({ resource: address, type: z.string() })

/** What is opened is touched, and of one type. */
const Deed = z
  .strictObject({ tool: z.string(), resources: setOf(address), opens: setOf(Opened), toWorld: z.boolean() })
  .refine(
    ({ resources, opens }) => {
      const opened = opens.map(({ resource }) => written(resource))
      return new Set(opened).size === opened.length && opened.every((name) => resources.map(written).includes(name))
    },
    { error: "what is opened is touched, and of one type" },
  )

const Form = z.strictObject({
  holder: Name,
  /** "none" where only the holder in person calls. */
  agent: Name,
  reason: z.string(),
  scope: setOf(ModelPair),
  duration: count,
})

/** The constants of the module, in the form that TLC gets them, but times in ticks and people by name. */
export const Constants = z.strictObject({
  Actors: z.record(Name, z.strictObject({ ...person, roles: names })),
  Callers: z.record(Name, ModelCaller),
  Forms: z.record(Name, Form),
  /** What a countersigner may name: the terms of a grant as asked for by a form. */
  Terms: z.record(Name, z.strictObject({ grant: Name, form: Name })),
  /** What the deployment says when a grant is used: whose key, or whose roles, are gone, and the policy by then. */
  Deployments: z.record(
    Name,
    z.strictObject({
      keyless: names,
      demoted: names,
      grantable: setOf(ModelGrantable),
      minDuration: count,
      maxDuration: count,
      countersigners: names,
      allowSelf: z.boolean(),
    }),
  ),
  /** What is done under a grant. */
  Deeds: z.record(Name, Deed),
  Settings: z.strictObject({
    tenant: z.string(),
    minDuration: count,
    maxDuration: count,
    requestTime: count,
    factorTime: count,
    grantable: setOf(ModelGrantable),
    cooldown: count,
    rateMax: count,
    rateWindow: count,
    maxActive: count,
    countersigners: names,
    allowSelf: z.boolean(),
  }),
  Grants: names,
  /** When a second factor may have been proven, in ticks; -1 for never. */
  Moments: z.record(Name, count.min(-1)),
  /** So many uses stand for any number above. */
  UseCap: count.min(1),
  ...timing,
})
export type Constants = Readonly<z.infer<typeof Constants>>

/** How much one grant may hold before its state is dropped, in model and explorer alike. */
const Bound = z.strictObject({ maxSettlements: count })

export const Instance = z.strictObject({ ...head, constants: Constants, bound: Bound })
export type Instance = Readonly<z.infer<typeof Instance>>
