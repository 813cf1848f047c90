import type { Json } from "../../kernel/json.ts"
import { type Concern, isOf } from "./terraform-concerns.ts"
import { essence, leavesOf, plain } from "./terraform-essence.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import { rangeOf } from "./terraform-ranges.ts"

/**
 * The ways in which everybody is let in, each as its value says it, with what stands beside it and says how: its ports, its
 * protocol, its action. What says nothing of that, a timeout or another rule, makes no other way of it.
 */

/** How often each way is there: a second one of the same kind is another. */
export type Ways = Map<string, number>

export const addWay = (ways: Ways, way: string): void => {
  ways.set(way, (ways.get(way) ?? 0) + 1)
}

/** Whether there are ways that weren't there before. */
export const hasNew = (before: Ways, after: Ways): boolean =>
  [...after].some(([way, count]) => count > (before.get(way) ?? 0))

/** Types that are rules themselves: whatever changes in an open one is how it is open. */
const RULES = /rule|firewall|security_group|_acl|permission|_route|prefix_list|ingress|authorization/
/** …but for what only records. */
const RECORDS: readonly string[] = ["egress", "log_config", "enable_logging", "logging_config"]
/** Attributes of a resource that say how it is open, whatever else it has. */
const HOW =
  /(?:^|_)(?:ports?|protocols?|direction|access|actions?|priority|disabled|enabled|enforcement|principals?|type|allow|scope|preview)$/
/** Attributes of a block that say which of several it is, in types that are about something else. */
const WHICH: readonly string[] = [
  "name",
  "id",
  "key",
  "network",
  "subnetwork",
  "subnet_id",
  "network_interface_id",
  "device_index",
]

/** Numbers for texts, so that many ways with the same beside them hold it once; the same before the change and after it. */
export class Contexts {
  readonly #numbers = new Map<string, number>()
  readonly #of = new Map<string, WeakMap<Table, number>>()

  /** What stands beside a value of the last table of the path, and around it. */
  around(concern: Concern, type: string, path: readonly Table[]): string {
    return path
      .map((table, at) => {
        const place = at === 0 ? "top" : at === path.length - 1 ? "nearest" : "middle"
        const kind = !isOf(concern, type) ? "other" : path.length === 1 ? "alone" : place
        return this.#numberOf(`${concern} ${kind} ${at === 0 ? "top" : ""}`, table, () =>
          said[kind](concern, type, table, at === 0),
        )
      })
      .join(".")
  }

  #numberOf(kind: string, table: Table, say: () => Json): number {
    const cached = this.#of.get(kind) ?? new WeakMap<Table, number>()
    this.#of.set(kind, cached)
    const known = cached.get(table)
    if (known !== undefined) return known
    const text = JSON.stringify(say())
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    cached.set(table, number)
    return number
  }
}

type Kind = "top" | "nearest" | "middle" | "alone" | "other"
/** What a table says of how a value in it is open, by where it stands. */
const said: Readonly<Record<Kind, (concern: Concern, type: string, table: Table, isTop: boolean) => Json>> = {
  alone: (concern, type, table) =>
    concern === "iam" || RULES.test(type)
      ? without(essence(type, table), RECORDS)
      : unranged(only(table, (name) => HOW.test(name))),
  top: (_, __, table) => only(leavesOf(table), (name) => HOW.test(name)),
  middle: (_, __, table) => unranged(leavesOf(table)),
  nearest: (_, __, table) => unranged(plain("", table)),
  other: (_, __, table, isTop) => (isTop ? null : only(leavesOf(table), (name) => WHICH.includes(name))),
}

const only = (table: Table, wanted: (name: string) => boolean): Json =>
  Object.fromEntries(Object.entries(table).filter(([name]) => wanted(name)))
const without = (values: Json, names: readonly string[]): Json =>
  unranged(isTable(values) ? only(values, (name) => !names.includes(name)) : values)

/** Ranges are judged together, and no part of what stands beside one of them. */
const unranged = (value: Json): Json => {
  if (isList(value)) return value.filter((item) => !isRange(item)).map(unranged)
  if (!isTable(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (isRange(item) ? [] : [[name, unranged(item)]])),
  )
}
const isRange = (value: Json): boolean =>
  typeof value === "string" && value.length <= 100 && rangeOf(value) !== undefined
