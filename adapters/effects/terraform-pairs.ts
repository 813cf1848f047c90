import type { Json } from "../../kernel/json.ts"
import { isList, isTable } from "./terraform-lists.ts"

/** Which elements of two lists are the same thing before and after: a rule that is put in front of others changes none of them. */

export interface Pair {
  readonly before: Json
  readonly after: Json
  readonly unknown: Json
}

/** Names by which an element is told from the others of its list. */
const IDENTITIES = ["name", "rule_name", "id", "rule_id", "key", "priority", "sid"] as const

export const identityOf = (item: Json): string | undefined => {
  if (!isTable(item)) return undefined
  for (const name of IDENTITIES) {
    const value = item[name]
    if (typeof value === "number" || (typeof value === "string" && value !== "")) return `${name} ${value}`
  }
  return undefined
}

/** What is on one side only has null on the other. */
export const pairsOf = ({ before, after, unknown }: Pair): readonly Pair[] => {
  const was = isList(before) ? before : []
  const marks = isList(unknown) ? unknown : []
  const is = (isList(after) ? after : []).map((item, at): Pair => ({
    before: null,
    after: item,
    unknown: marks[at] ?? null,
  }))
  const same = matched(was, is, (item) => JSON.stringify(item))
  const named = matched(same.was, same.is, identityOf)
  // Elements of which nothing is told but that they come are marked behind those that are told.
  const coming = marks.slice(is.length).map((mark): Pair => ({ before: null, after: null, unknown: mark }))
  const others = [...named.is, ...coming]
  const ordered = named.was.map((item, at): Pair => ({ ...(others[at] ?? GONE), before: item }))
  return [...named.pairs, ...ordered, ...others.slice(named.was.length)]
}

const GONE: Pair = { before: null, after: null, unknown: null }

interface Matched {
  readonly pairs: readonly Pair[]
  readonly was: readonly Json[]
  readonly is: readonly Pair[]
}

/** Pairs the elements that have the same key, in their order, and leaves the others. */
const matched = (was: readonly Json[], is: readonly Pair[], keyOf: (item: Json) => string | undefined): Matched => {
  const byKey = new Map<string, Pair[]>()
  const rest = new Set(is)
  for (const pair of is.toReversed()) {
    const key = keyOf(pair.after)
    const others = key === undefined ? undefined : byKey.get(key)
    if (others !== undefined) others.push(pair)
    else if (key !== undefined) byKey.set(key, [pair])
  }
  const pairs: Pair[] = []
  const left = was.filter((item) => {
    const key = keyOf(item)
    const pair = key === undefined ? undefined : byKey.get(key)?.pop()
    if (pair === undefined) return true
    rest.delete(pair)
    pairs.push({ ...pair, before: item })
    return false
  })
  return { pairs, was: left, is: [...rest] }
}
