import { type Caller, Principal } from "../../kernel/actors.ts"
import type { Shape } from "../../kernel/machine.ts"
import type { Scenario } from "../explore/scenario.ts"

/** In what part a command names somebody: who says it, for whom, to whom. */
export type Part = "by" | "for" | "to"

/** Whom a command of an alphabet names in one part. */
export interface Speaker {
  readonly command: string
  readonly part: Part
  readonly kind: Principal["kind"]
  /** Of the tenant that the instance is about, or of another one. */
  readonly isOwn: boolean
}

/** Whom a command names. */
export type Named = Readonly<Partial<Record<Part, Principal>>>

/** Who says a command: somebody in person, or somebody for a person. */
export const sayer = (by: Principal | Caller): Named => ("actor" in by ? { by: by.actor, for: by.person } : { by })

/**
 * Whom the commands of an alphabet name, each once. An action that takes its entity and nothing more, like `Expire(r)`, leaves
 * nobody to choose.
 */
export const speakersOf = <S extends Shape>(
  { labels, initial, move }: Pick<Scenario<S>, "labels" | "initial" | "move">,
  home: string,
  named: (command: S["command"]) => Named,
): readonly Speaker[] => {
  const speakers = labels.filter(leavesAChoice).flatMap((label) =>
    initial.flatMap((situation) => {
      const moved = move(label, situation)
      if (moved.kind !== "command") return []
      return parts.flatMap((part): Speaker[] => {
        const who = named(moved.command)[part]
        return who === undefined
          ? []
          : [{ command: moved.command.type, part, kind: who.kind, isOwn: who.tenant === home }]
      })
    }),
  )
  return [...new Map(speakers.map((speaker) => [nameOf(speaker), speaker])).values()]
}

const leavesAChoice = (label: string): boolean => label.split("__").filter((part) => part !== "").length > 2

const parts: readonly Part[] = ["by", "for", "to"]
const kinds = Principal.shape.kind.options

/**
 * The kinds of actor, of the own tenant and of another, that no alphabet tries in a part that a command has, a sentence each:
 * a rule about kinds or tenants has to meet each of them.
 */
export const unheard = (speakers: readonly Speaker[]): readonly string[] => {
  const heard = new Set(speakers.map(nameOf))
  const parts = new Map(speakers.map(({ command, part }) => [`${command} ${part}`, { command, part }]))
  return [...parts.values()].flatMap(({ command, part }) =>
    kinds
      .flatMap((kind) => [true, false].map((isOwn) => nameOf({ command, part, kind, isOwn })))
      .filter((name) => !heard.has(name))
      .map((name) => `no alphabet tries ${name}`),
  )
}

const nameOf = ({ command, part, kind, isOwn }: Speaker): string =>
  `${command} ${part} ${isOwn ? `a${kind === "agent" ? "n" : ""} ${kind} of the tenant` : `a foreign ${kind}`}`
