import * as z from "zod"
import { type CommandOf, type DomainName, type EntityOf, registry } from "../registry.ts"
import { nonEmpty } from "../table.ts"

/** Why a command was refused. */
export type Refused =
  | { readonly accepted: false; readonly refusal: "guards"; readonly guards: readonly string[] }
  /** No entity of that id, or one already where a new one was to be. */
  | { readonly accepted: false; readonly refusal: "unknown" | "taken" }

/** What one domain did with a command: what it derived, and the entities after it, or why not. */
export type Transition<N extends DomainName = DomainName> = {
  [M in N]: {
    readonly domain: M
    readonly command: CommandOf<M>
    /** Null where no guard was asked. */
    readonly facts: object | null
    readonly outcome: { readonly accepted: true; readonly after: readonly EntityOf<M>[] } | Refused
  }
}[N]

/** A transition as a record holds it. What a further domain's record holds follows from its line in the registry. */
export const Transition = z.discriminatedUnion(
  "domain",
  nonEmpty(Object.values(registry).map(({ transition }) => transition)),
)

/** An entity that somebody names, by its domain. */
export const Reference = z.discriminatedUnion(
  "domain",
  nonEmpty(Object.values(registry).map(({ reference }) => reference)),
)
