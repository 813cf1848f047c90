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
  "role",
  "permission",
  "permissions",
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

  /** What stands beside a value of the last table of the path, and around it; ranges beside a range are judged with it. */
  around(concern: Concern, type: string, path: readonly Table[], isRange = false): string {
    const isConcerned = isOf(concern, type)
    const say = (table: Table, at: number): Json => {
      if (!isConcerned) return at === 0 ? null : only(leavesOf(table), (name) => WHICH.includes(name) || HOW.test(name))
      if (path.length === 1) return alone(concern, type, table)
      if (at === 0) return only(leavesOf(table), (name) => HOW.test(name))
      return at === path.length - 1 ? plain("", table) : leavesOf(table)
    }
    const nearest = path.length - 1
    return path
      .map((table, at) => {
        const kind = `${concern} ${isRange} ${at === 0 ? "top" : ""} ${at === nearest ? "nearest" : ""}`
        return this.#numberOf(kind, table, () => (isRange ? unranged(say(table, at)) : say(table, at)))
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

/** What a resource says of how a value of its own is open. */
const alone = (concern: Concern, type: string, table: Table): Json => {
  const isRule = concern === "iam" || RULES.test(type)
  const values = essence(type, table)
  return isTable(values) ? only(values, (name) => (isRule ? !RECORDS.includes(name) : HOW.test(name))) : values
}

const only = (table: Table, wanted: (name: string) => boolean): Json =>
  Object.fromEntries(Object.entries(table).filter(([name]) => wanted(name)))

/** Ranges are judged together, and no part of what stands beside one of them. */
const unranged = (value: Json): Json => {
  if (isList(value)) return value.filter((item) => !isRangeText(item)).map(unranged)
  if (!isTable(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (isRangeText(item) ? [] : [[name, unranged(item)]])),
  )
}
const isRangeText = (value: Json): boolean =>
  typeof value === "string" && value.length <= 100 && rangeOf(value) !== undefined
