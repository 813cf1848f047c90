import type { Access, Change, Reach } from "../../kernel/effects.ts"
import { type Json, sameJson } from "../../kernel/json.ts"
import { type Concern, isOf } from "./terraform-concerns.ts"
import { COSMETIC } from "./terraform-cosmetic.ts"
import { essence } from "./terraform-essence.ts"
import { PRINCIPALS } from "./terraform-grants.ts"
import { isTable } from "./terraform-lists.ts"
import { type Found, isOff, look } from "./terraform-look.ts"
import { RESTRICTIONS } from "./terraform-openings.ts"
import { SUBSTITUTES } from "./terraform-origins.ts"
import { watchedBy } from "./terraform-watched.ts"
import { Contexts, hasNew } from "./terraform-ways.ts"

/** What a change does to access and reachability, told from the values before and after it. */

/** A resource as the plan has it before and after the change, null where it isn't there. */
export interface Values {
  readonly type: string
  readonly change: Change
  readonly before: Json
  readonly after: Json
  /** The names of what isn't known yet. */
  readonly unknown: ReadonlySet<string>
}

export interface Exposure {
  readonly iam: Access
  readonly network: Reach
  /** Attributes with documents that can't be read. */
  readonly unreadable: readonly string[]
  /** Attributes whose values somebody took out of the plan. */
  readonly redacted: readonly string[]
  /** Attributes with code that is new. */
  readonly code: readonly string[]
}

/** Changes that leave the resource itself as it is. */
const HARMLESS: readonly Change[] = ["noop", "read", "import", "move"]
const UNEXPOSED: Exposure = { iam: "none", network: "none", unreadable: [], redacted: [], code: [] }

export const exposureOf = (values: Values): Exposure => {
  if (HARMLESS.includes(values.change)) return UNEXPOSED
  const contexts = new Contexts()
  const before = look(values.type, values.before, contexts)
  const after = look(values.type, values.after, contexts)
  const is = { ...values, was: before, found: after }
  return {
    iam: isOpened(is, "iam") ? "granted-to-world" : isTouched(is, "iam") ? "changed" : "none",
    network: isOpened(is, "network") ? "opened-to-world" : isTouched(is, "network") ? "changed" : "none",
    unreadable: [...after.unreadable],
    redacted: [...after.redacted],
    // Code runs where there is something to run it on afterwards.
    code:
      values.after === null
        ? []
        : [...new Set([...before.code.keys(), ...after.code.keys()])].filter(
            (name) => !sameJson(before.code.get(name), after.code.get(name)),
          ),
  }
}

interface Looked extends Values {
  readonly was: Found
  readonly found: Found
}

/** Open after the change, and not in just the same ways before it; what is gone is no opening. */
const isOpened = (looked: Looked, concern: Concern): boolean => {
  const { change, was, found } = looked
  if (concern === "network" && RESTRICTIONS.some((name) => isLifted(looked, name))) return true
  return change === "update" ? hasNew(was.open[concern], found.open[concern]) : found.open[concern].size > 0
}

/** A list of who may come in that was there, isn't any more, and has nothing in its place. */
const isLifted = ({ after, unknown, was, found }: Looked, name: string): boolean =>
  was.set.has(name) &&
  !found.set.has(name) &&
  !unknown.has(name) &&
  isTable(after) &&
  !(SUBSTITUTES[name] ?? []).some((other) => !isOff(after[other] ?? null))

const isTouched = (looked: Looked, concern: Concern): boolean => {
  const { type, was, found, unknown } = looked
  return (
    (isOf(concern, type) && !isRemark(looked)) ||
    [...unknown].some((name) => watchedBy(concern, name, type)) ||
    [...was.watched.keys(), ...found.watched.keys()].some(
      (name) => watchedBy(concern, name, type) && !sameJson(was.watched.get(name), found.watched.get(name)),
    )
  )
}

/** An update that changes remarks alone; what conditions ask a principal for is none, and neither is what shows no difference at all. */
const isRemark = ({ type, change, before, after, unknown }: Looked): boolean =>
  change === "update" &&
  !PRINCIPALS.includes(type) &&
  [...unknown].every((name) => COSMETIC.includes(name)) &&
  !sameJson(before, after) &&
  sameJson(essence(type, before), essence(type, after))
