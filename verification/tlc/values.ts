/**
 * A TLA+ value as plain JSON. A record or a function whose keys are all strings is an object; a tuple, a sequence or a
 * function over 1..n an array; a set `{ set: [...] }`, sorted by `canonicalKey`, without repeats; any other function
 * `{ function: [[argument, value], ...] }`, sorted likewise; a model value `{ model: "name" }`. Numbers are integers.
 * So no record of a model may have `set`, `function` or `model` as its only field: `parseValue` refuses it.
 */
export type Value = boolean | number | string | readonly Value[] | { readonly [key: string]: Value }

/** A state: variable name → value. */
export type State = Readonly<Record<string, Value>>

/** The forms that stand for something that JSON lacks; each is an object with this one key. */
export const forms = ["set", "function", "model"]

/** A string that is equal for equal TLA+ values, whatever the order of keys and of set elements. `{}` equals `[]`, as `<<>>`. */
export function canonicalKey(value: Value): string {
  if (typeof value !== "object") return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalKey).join()}]`
  const keys = Object.keys(value).sort()
  if (keys.length === 0) return "[]"
  const only = value[keys[0] ?? ""]
  if (keys.length === 1 && keys[0] === "set" && isList(only))
    return `{"set":[${[...new Set(only.map(canonicalKey))].sort().join()}]}`
  if (keys.length === 1 && keys[0] === "function" && isList(only))
    return `{"function":[${only.map(canonicalKey).sort().join()}]}`
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalKey(value[key] ?? [])}`).join()}}`
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** A set in canonical form. */
export function setOf(elements: readonly Value[]): Value {
  const distinct = new Map(elements.map((element) => [canonicalKey(element), element]))
  return { set: [...distinct].sort(byKey).map(([, element]) => element) }
}

/** A function in canonical form: an array over 1..n, an object over strings, else its graph. */
export function functionOf(pairs: readonly (readonly [Value, Value])[]): Value {
  if (pairs.every(([argument]) => typeof argument === "string"))
    return Object.fromEntries(pairs) as Record<string, Value>
  const byArgument = new Map(pairs)
  const tuple = pairs.map((_, index) => byArgument.get(index + 1))
  if (tuple.every((element) => element !== undefined)) return tuple
  const keyed = pairs.map((pair) => [canonicalKey(pair[0]), pair] as const)
  return { function: keyed.sort(byKey).map(([, pair]) => pair) }
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}
