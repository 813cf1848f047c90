import type { Shape } from "../../kernel/machine.ts"
import { canonicalKey } from "../tlc/values.ts"
import type { State } from "../tlc/values.ts"
import { ExplorationError } from "./errors.ts"
import type { Key } from "./graph.ts"
import type { Scenario, Situation } from "./scenario.ts"

/** An explored state: a situation of the kernel's with its value in the model, computed once. */
export interface StoredState<S extends Shape> {
  readonly key: Key
  readonly value: State
  readonly situation: Situation<S>
  readonly isWithinBound: boolean
  /** The key as the goals of an edge. */
  readonly goals: readonly Key[]
}

/** Every state that was found, each once. Two situations of one key would be states that the model can't tell apart: that throws. */
export interface StateStore<S extends Shape> {
  readonly add: (situation: Situation<S>) => StoredState<S>
  /** The state of a key that was added before. */
  readonly get: (key: Key) => StoredState<S>
}

export const stateStoreOf = <S extends Shape, V extends State>({
  represented = (situation) => situation,
  project,
  isWithinBound,
}: Scenario<S, V>): StateStore<S> => {
  const fingerprint = fingerprints()
  const byFingerprint = new Map<string, StoredState<S>>()
  const byKey = new Map<Key, StoredState<S>>()

  return {
    add: (found) => {
      const situation = represented(found)
      const { now, entities } = situation
      const print = [String(now), ...[...entities].map(([id, entity]) => `${id} ${fingerprint(entity)}`).sort()].join(
        "\n",
      )
      const known = byFingerprint.get(print)
      if (known !== undefined) return known
      const value = project(situation)
      const key = canonicalKey(value)
      const twin = byKey.get(key)
      if (twin !== undefined) {
        throw new ExplorationError(
          `two states of the kernel are one in the model:\n${shown(twin.situation)}\nand\n${shown(situation)}\nare both ${key}`,
        )
      }
      const state = { key, value, situation, isWithinBound: isWithinBound(value), goals: [key] }
      byFingerprint.set(print, state)
      byKey.set(key, state)
      return state
    },
    get: (key) => {
      const state = byKey.get(key)
      if (state === undefined) throw new ExplorationError(`no state was found with the key ${key}`)
      return state
    },
  }
}

const shown = <S extends Shape>({ now, entities }: Situation<S>): string =>
  JSON.stringify({ now, entities: [...entities] })

/**
 * A short name for each JSON value, the same for equal values (with their fields in the same order). A state shares most
 * of its parts with the one before it, and the name of a part that was seen is looked up, not computed.
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
