import * as z from "zod"
import { Name, count, head, names, person, timing } from "../instance.ts"

/** A set of readers, in order: the ids of actors, and addresses outside. No action takes one by itself. */
const readers = z
  .strictObject({ set: z.array(z.string()) })
  .transform(({ set }): readonly string[] => [...new Set(set)].sort())

/** Who may read something: some, or anyone. */
const ModelReaders = z.strictObject({ readers, anyone: z.boolean() })
export type ModelReaders = Readonly<z.infer<typeof ModelReaders>>

const ModelLabel = z.strictObject({ sources: names, ...ModelReaders.shape })
export type ModelLabel = Readonly<z.infer<typeof ModelLabel>>

/** A call that somebody may want to make, or to vouch for. */
const Form = z.strictObject({
  tool: Name,
  plan: z.record(Name, Name),
  recipients: readers,
  endorsements: z.record(Name, Name),
})
export type Form = Readonly<z.infer<typeof Form>>

const Tool = z.strictObject({
  effect: z.enum(["read", "write", "destructive", "egress"]),
  arguments: z.record(Name, z.enum(["trusted", "any"])),
  adds: ModelLabel,
})
export type Tool = Readonly<z.infer<typeof Tool>>

/** The constants of the module, in the form that TLC gets them, but times in ticks and people by name. */
export const Constants = z.strictObject({
  Actors: z.record(Name, z.strictObject({ ...person, roles: names })),
  Sources: names,
  Readers: z.record(Name, ModelReaders),
  Audiences: z.record(Name, readers),
  Inputs: z.record(Name, names),
  /** The names of all arguments, and "control", in the order in which uses are told. */
  Slots: z.array(Name).readonly(),
  Forms: z.record(Name, Form),
  Settings: z.strictObject({
    tenant: z.string(),
    trusted: names,
    endorsers: names,
    endorsementTime: count.min(1),
    tools: z.record(Name, Tool),
  }),
  Conversations: names,
  Values: names,
  Calls: names,
  Resources: names,
  Endorsements: names,
  Digests: names,
  ...timing,
})
export type Constants = Readonly<z.infer<typeof Constants>>

/** How far a broken machine is followed, in model and explorer alike. */
const Bound = z.strictObject({ maxUses: count, maxResults: count })

export const Instance = z.strictObject({ ...head, constants: Constants, bound: Bound })
export type Instance = Readonly<z.infer<typeof Instance>>
