import { type Json, sameJson } from "../../kernel/json.ts"
import { isList, isTable } from "./terraform-lists.ts"
import { identityOf } from "./terraform-pairs.ts"
import type { Fall } from "./terraform-protected.ts"

/** How the value of what protects falls, for each way that `Fall` names. */

export const hasFallen = (fall: Fall, before: Json, after: Json): boolean => {
  if (fall instanceof RegExp) return before !== null && fall.test(textOf(after)) && !fall.test(textOf(before))
  return FALLS[fall](before, after)
}

const FALLS: Readonly<Record<Exclude<Fall, RegExp>, (before: Json, after: Json) => boolean>> = {
  on: (before, after) => isOn(before) && !isOn(after),
  off: (before, after) => isOn(after) && !isOn(before),
  more: (before, after) => amount(after) < amount(before),
  days: (before, after) => lasting(after) < lasting(before),
  sooner: (before, after) => before !== null && after !== null && amount(after) < amount(before),
  nonzero: (before, after) => amount(before) > 0 && amount(after) === 0,
  low: (before, after) => amount(after) > Math.max(amount(before), 1),
  some: (before, after) => size(after) < size(before),
  every: (before, after) => size(before) > 0 && !areIn(itemsOf(before).map(said), itemsOf(after).map(said)),
  named: (before, after) => size(after) < size(before) || !areIn(namesIn(before), namesIn(after)),
  empty: (before, after) => !areIn(itemsOf(after).map(said), itemsOf(before).map(said)),
  same: (before, after) => size(before) > 0 && !sameJson(before, after),
  date: (before, after) => timeOf(after) < timeOf(before),
  version: (before, after) => size(before) > 0 && (size(after) === 0 || lower(versionOf(after), versionOf(before))),
  key: (before, after) => size(before) > 0 && (size(after) === 0 || !sameAccount(before, after)),
  strict: (before, after) => STRICT.test(textOf(before)) && !STRICT.test(textOf(after)),
  deletes: (before, after) => /^delete$/i.test(textOf(after)) && !/^delete$/i.test(textOf(before)),
}

const STRICT = /^(?:block|deny|drop|reject|redirect|throttle|rate_based_ban|challenge|captcha|jschallenge)(?:$|\()/i

const isOn = (value: Json): boolean =>
  value === true ||
  value === 1 ||
  (typeof value === "string" && /^(?:true|on|enabled|active|enforced|required|running|available|1)$/i.test(value))

/** A number, one in front of its unit, or a period of ISO 8601 in days. What has none counts as nothing; less than nothing is no bound at all. */
const amount = (value: Json): number => {
  const found = typeof value === "number" ? value : typeof value === "string" ? numberIn(value) : 0
  return Number.isNaN(found) ? 0 : found < 0 ? Number.POSITIVE_INFINITY : found
}
const lasting = (value: Json): number => (amount(value) === 0 ? Number.POSITIVE_INFINITY : amount(value))

const numberIn = (text: string): number => {
  const [, ...parts] = PERIOD.exec(text) ?? []
  return parts.length === 0
    ? Number.parseFloat(text)
    : parts.reduce((days, part, at) => days + (Number(part) || 0) * (DAYS[at] ?? 0), 0)
}
const PERIOD = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const DAYS = [365, 30, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400] as const

const timeOf = (value: Json): number => (typeof value === "string" ? Date.parse(value) || 0 : 0)

const size = (value: Json): number =>
  isList(value) ? value.length : isTable(value) ? Object.keys(value).length : value === null || value === "" ? 0 : 1

const itemsOf = (value: Json): readonly Json[] => (isList(value) ? value : size(value) === 0 ? [] : [value])
const said = (item: Json): string => JSON.stringify(item)
const areIn = (items: readonly string[], others: readonly string[]): boolean => {
  const there = new Set(others)
  return items.every((item) => there.has(item))
}
const namesIn = (list: Json): readonly string[] => itemsOf(list).flatMap((item) => identityOf(item) ?? [])

/** A text, or a list of them. */
const textOf = (value: Json): string =>
  typeof value === "string" ? value : isList(value) ? value.filter((item) => typeof item === "string").join() : ""

const lower = (a: number | undefined, b: number | undefined): boolean => a !== undefined && b !== undefined && a < b

/** The minor version of TLS 1 that a policy asks for at least; SSL is below all of them. */
const versionOf = (value: Json): number | undefined => {
  const text = textOf(value)
  if (/^SSL/i.test(text)) return -1
  if (/^ELBSecurityPolicy-(?:20|FS-20)/.test(text)) return 0
  const found = /^1\.([0-3])$/.exec(text) ?? /(?:TLS13|TLS|FS)[-_v]*1(?:[-_.]?([0-3])(?![0-9]))?/i.exec(text)
  return found === null ? undefined : Number(found[1] ?? 0)
}

/** Whose a key is, where its name tells it. */
const accountOf = (key: Json): string | undefined => {
  const [, account] = /^(?:arn:[^:]*:kms:[^:]*:(?=[^:]+:)|projects\/|https:\/\/)([^:/]+)/.exec(textOf(key)) ?? []
  return account
}
const sameAccount = (a: Json, b: Json): boolean => {
  const [before, after] = [accountOf(a), accountOf(b)]
  return before === undefined || after === undefined || before === after
}
