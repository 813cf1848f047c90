import type { Constants, Tool } from "./instance.ts"
import type {
  ModelAbsent,
  ModelCall,
  ModelConversation,
  ModelEndorsement,
  ModelReaders,
  ModelResource,
  ModelState,
  ModelValue,
  ModelWriting,
} from "./values.ts"

/**
 * Where the model's values come from, read from what happened alone: what was said of each at the door, and the ways by which
 * it came from there. Nothing here looks at a label, a status, or the kernel.
 */

/** By what a part of a value came to it. */
export type Way = "context" | "verdicts" | "derivation" | "tools" | "delegation" | "stores" | "choice"

/** Something that stands in a value, or has decided for it. */
export interface Origin {
  readonly sources: readonly string[]
  readonly readers: readonly string[] | "anyone"
  readonly ways: ReadonlySet<Way>
}

/** @throws for what an instance or a state has no such name, which its reader has seen to */
export const known = <T>(things: Readonly<Record<string, T>>, name: string): T => {
  const found = Object.hasOwn(things, name) ? things[name] : undefined
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

type Anything = ModelConversation | ModelValue | ModelCall | ModelResource | ModelEndorsement
export const isThere = <There extends Anything>(thing: ModelAbsent | There): thing is There => "at" in thing

export const thingOf = <There extends Anything>(
  things: Readonly<Record<string, ModelAbsent | There>>,
  name: string,
): There => {
  const thing = known(things, name)
  if (!isThere<There>(thing)) throw new Error(`${name} is not there`)
  return thing
}

/** What is there, by its name. */
export const allOf = <There extends Anything>(
  things: Readonly<Record<string, ModelAbsent | There>>,
): readonly (readonly [name: string, There])[] =>
  Object.entries(things).flatMap(([name, thing]): readonly (readonly [string, There])[] =>
    isThere<There>(thing) ? [[name, thing]] : [],
  )

const readersOf = ({ readers, anyone }: ModelReaders): Origin["readers"] => (anyone ? "anyone" : readers.set)
const by = (way: Way, origins: readonly Origin[]): readonly Origin[] =>
  origins.map((origin) => ({ ...origin, ways: new Set([...origin.ways, way]) }))
/** What only told something, and was not seen. */
const telling = (origins: readonly Origin[]): readonly Origin[] =>
  origins.map((origin) => ({ ...origin, readers: "anyone" }))

/** What the deployment says of a tool, null where it says nothing. */
const toolIn = ({ Settings: { tools } }: Constants, name: string): Tool | null =>
  (Object.hasOwn(tools, name) ? tools[name] : undefined) ?? null

export const effectOf = (constants: Constants, tool: string) => toolIn(constants, tool)?.effect ?? "egress"
/** What was destroyed, and what was sent, can't be taken back. */
export const isFinal = (constants: Constants, tool: string): boolean =>
  ["destructive", "egress"].includes(effectOf(constants, tool))
export const needsTrust = (constants: Constants, tool: string, slot: string): boolean =>
  toolIn(constants, tool)?.arguments[slot] !== "any"

export interface Provenance {
  /** Where a value of a conversation comes from. */
  readonly from: (conversation: string, value: string) => readonly Origin[]
  /** What a conversation had in view when it had seen so many. */
  readonly view: (conversation: string, seen: number) => readonly Origin[]
  /** What a resource was given: the value, and what its writer had in view. */
  readonly writing: (wrote: ModelWriting) => readonly Origin[]
}

export const provenanceOf = (constants: Constants, { conv, val, call }: ModelState): Provenance => {
  const unknownTo = (conversation: string): Origin => {
    const { initiator } = thingOf(conv, conversation)
    return { sources: ["unknown"], readers: [known(constants.Actors, initiator).id], ways: new Set() }
  }
  const addedBy = (tool: string, conversation: string): Origin => {
    const declared = toolIn(constants, tool)
    return declared === null
      ? unknownTo(conversation)
      : { sources: declared.adds.sources, readers: readersAdded(declared), ways: new Set() }
  }
  const from = (conversation: string, value: string): readonly Origin[] => {
    const { origin } = thingOf(known(val, conversation), value)
    switch (origin.how) {
      case "ingest":
        return [{ sources: [origin.source], readers: readersOf(origin.readers), ways: new Set() }]
      case "derive":
        return [
          ...by(
            "derivation",
            origin.inputs.set.flatMap((input) => from(conversation, input)),
          ),
          ...view(conversation, origin.seen),
        ]
      case "result": {
        const { tool, plan } = thingOf(known(call, conversation), origin.call)
        return by("tools", [
          addedBy(tool, conversation),
          ...plan.set.flatMap(({ value: argument }) => from(conversation, argument)),
        ])
      }
      case "read": {
        const { wrote } = origin
        if (wrote.conversation === "none") return [unknownTo(conversation)]
        return [
          ...by("stores", from(wrote.conversation, wrote.value)),
          ...seenBy(wrote.conversation, wrote.seen, { shown: "choice", read: "choice" }),
        ]
      }
    }
  }
  const seenBy = (
    conversation: string,
    seen: number,
    ways: { readonly shown: Way; readonly read: Way },
  ): readonly Origin[] => {
    const { parent, parentSeen } = thingOf(conv, conversation)
    const isBy = (place: number) => place > 0 && place <= seen
    const came = allOf<ModelValue>(known(val, conversation)).flatMap(([name, { readAt, shownAt }]) => {
      if (isBy(shownAt)) return by(ways.shown, from(conversation, name))
      return isBy(readAt) ? by(ways.read, telling(from(conversation, name))) : []
    })
    return [...came, ...(parent === "none" ? [] : by("delegation", seenBy(parent, parentSeen, ways)))]
  }
  const view = (conversation: string, seen: number) =>
    seenBy(conversation, seen, { shown: "context", read: "verdicts" })
  return {
    from,
    view,
    writing: ({ conversation, value, seen }) => [...from(conversation, value), ...view(conversation, seen)],
  }
}

const readersAdded = ({ adds }: Tool): Origin["readers"] => (adds.anyone ? "anyone" : adds.readers)

/** Whether nothing of it comes from a source that the deployment doesn't trust. */
export const isSound = ({ Settings: { trusted } }: Constants, origins: readonly Origin[]): boolean =>
  origins.every(({ sources }) => sources.every((source) => trusted.includes(source)))

/** Whether somebody may see all of it. */
export const mayRead = (reader: string, origins: readonly Origin[]): boolean =>
  origins.every(({ readers }) => readers === "anyone" || readers.includes(reader))
export const anyoneMay = (origins: readonly Origin[]): boolean => origins.every(({ readers }) => readers === "anyone")
