import type { Shape } from "../../kernel/machine.ts"
import { canonicalKey } from "../tlc/values.ts"
import type { State } from "../tlc/values.ts"
import { ExplorationError } from "./errors.ts"
import type { Key } from "./graph.ts"
import type { Scenario, Situation } from "./scenario.ts"

/** A situation with its value in the model, reckoned once. */
export interface Place<S extends Shape> {
  readonly key: Key
  readonly value: State
  readonly situation: Situation<S>
  readonly isWithinBound: boolean
  /** The key as the goals of an edge. */
  readonly goals: readonly Key[]
}

/** Every situation that was met. Two situations of one key would be states that the model can't tell apart: that throws. */
export interface Atlas<S extends Shape> {
  readonly enter: (situation: Situation<S>) => Place<S>
  /** The place of a key that was entered before. */
  readonly place: (key: Key) => Place<S>
}

export const atlasOf = <S extends Shape, V extends State>({
  represented = (situation) => situation,
  project,
  isWithinBound,
}: Scenario<S, V>): Atlas<S> => {
  const fingerprint = fingerprints()
  const known = new Map<string, Place<S>>()
  const places = new Map<Key, Place<S>>()

  return {
    enter: (come) => {
      const situation = represented(come)
      const { now, entities } = situation
      const print = [String(now), ...[...entities].map(([id, entity]) => `${id} ${fingerprint(entity)}`).sort()].join(
        "\n",
      )
      const met = known.get(print)
      if (met !== undefined) return met
      const value = project(situation)
      const key = canonicalKey(value)
      const twin = places.get(key)
      if (twin !== undefined) {
        throw new ExplorationError(
          `two states of the kernel are one in the model:\n${shown(twin.situation)}\nand\n${shown(situation)}\nare both ${key}`,
        )
      }
      const place = { key, value, situation, isWithinBound: isWithinBound(value), goals: [key] }
      known.set(print, place)
      places.set(key, place)
      return place
    },
    place: (key) => {
      const place = places.get(key)
      if (place === undefined) throw new ExplorationError(`no state was met with the key ${key}`)
      return place
    },
  }
}

const shown = <S extends Shape>({ now, entities }: Situation<S>): string =>
  JSON.stringify({ now, entities: [...entities] })

/**
 * A short name for each JSON value, the same for equal values (with their fields in the same order). A state shares most
 * of its parts with the one before it, and the name of a part that was seen is looked up, not reckoned.
 */
const fingerprints = () => {
  const names = new Map<string, string>()
  const seen = new WeakMap<object, string>()
  const nameOf = (value: unknown): string => {
    if (typeof value !== "object" || value === null) return JSON.stringify(value)
    const known = seen.get(value)
    if (known !== undefined) return known
    const text = Array.isArray(value)
      ? `[${value.map(nameOf).join()}]`
      : `{${Object.entries(value)
          .map(([field, held]) => `${field}:${nameOf(held)}`)
          .join()}}`
    const name = names.get(text) ?? `#${names.size}`
    names.set(text, name)
    seen.set(value, name)
    return name
  }
  return nameOf
}
