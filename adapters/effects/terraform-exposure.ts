import { parseJson } from "../../kernel/canonical.ts"
import type { Access, Change, Reach } from "../../kernel/effects.ts"
import { type Json, sameJson } from "../../kernel/json.ts"
import { CODE } from "./terraform-code.ts"
import { type Concern, isOf } from "./terraform-concerns.ts"
import { COSMETIC } from "./terraform-cosmetic.ts"
import { DOCUMENTS } from "./terraform-documents.ts"
import { PRINCIPALS } from "./terraform-grants.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import { attributesIn } from "./terraform-names.ts"
import { EVERYBODY, OPENINGS, OPENINGS_OF, PUBLIC_ADDRESSES, RESTRICTIONS } from "./terraform-openings.ts"
import { DESTINATIONS, NOT_INBOUND, OUTBOUND_TYPES } from "./terraform-origins.ts"
import { isOpenStatement } from "./terraform-policy.ts"
import { type Range, holdEverybody, rangeBetween, rangeOf } from "./terraform-ranges.ts"
import { shown } from "./terraform-refusals.ts"
import { ROUTES, WAYS_OUT } from "./terraform-routes.ts"
import { isWatched, watchedBy } from "./terraform-watched.ts"

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
  const before = look(values.type, values.before)
  const after = look(values.type, values.after)
  const is = { ...values, was: before, found: after }
  return {
    iam: isOpened(is, "iam") ? "granted-to-world" : isTouched(is, "iam") ? "changed" : "none",
    network: isOpened(is, "network") ? "opened-to-world" : isTouched(is, "network") ? "changed" : "none",
    unreadable: [...after.unreadable],
    redacted: [...after.redacted],
    // Code runs where there is something to run it on afterwards.
    code: values.after !== null ? CODE.filter((name) => !sameJson(before.code.get(name), after.code.get(name))) : [],
  }
}

interface Looked extends Values {
  readonly was: Found
  readonly found: Found
}

/**
 * Open after the change, and not in just the same way before it. Of a type that is about the concern anything that differs
 * is another way (another port of an open rule); of others, only what opens.
 */
const isOpened = ({ type, change, before, after, unknown, was, found }: Looked, concern: Concern): boolean => {
  if (
    concern === "network" &&
    RESTRICTIONS.some((name) => was.set.has(name) && !found.set.has(name) && !unknown.has(name) && after !== null)
  )
    return true
  const { size } = found.open[concern]
  if (change !== "update" || size === 0) return size > 0
  const same = [...found.open[concern]].every((way) => was.open[concern].has(way))
  return !same || (isOf(concern, type) && !sameJson(essence(type, before), essence(type, after)))
}

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

/** What is off, empty or private is as if it weren't there. */
const isOff = (value: Json): boolean =>
  value === null ||
  value === false ||
  value === "" ||
  value === "false" ||
  value === "private" ||
  (typeof value === "object" && Object.keys(value).length === 0)

const essence = (type: string, values: Json): Json =>
  isTable(values)
    ? Object.fromEntries(attributesIn(type, "", values).filter(([name]) => !COSMETIC.includes(name)))
    : values

interface Found {
  /** The ways in which everybody is let in, each as its value says it. */
  readonly open: Readonly<Record<Concern, Set<string>>>
  /** The values of the attributes that are watched, wherever in the resource they stand; of blocks in blocks the outer one. */
  readonly watched: Map<string, Json[]>
  /** The names of all of them that are set. */
  readonly set: Set<string>
  readonly code: Map<string, Json[]>
  readonly ranges: Range[]
  readonly unreadable: Set<string>
  readonly redacted: Set<string>
}

/** Where in a resource a value stands. */
interface Place {
  readonly type: string
  /** Whether it is about what comes in. */
  readonly inbound: boolean
  /** The concerns of the watched blocks around it: what is in them is told with them, so that nothing is compared twice. */
  readonly within: readonly Concern[]
  /** Whether a statement around it lets everybody in. */
  readonly isOpen: boolean
  /** Whether it stands in code: what is in that is told with it. */
  readonly isCode: boolean
  /** How many documents in strings are around it. */
  readonly documents: number
}

/** Looks through all values of a resource for what lets everybody in. */
const look = (type: string, values: Json): Found => {
  const found: Found = {
    open: { iam: new Set(), network: new Set() },
    watched: new Map(),
    set: new Set(),
    code: new Map(),
    ranges: [],
    unreadable: new Set(),
    redacted: new Set(),
  }
  const inbound = !OUTBOUND_TYPES.includes(type)
  visit({ type, inbound, within: [], isOpen: false, isCode: false, documents: 0 }, "", values, found)
  if (holdEverybody(found.ranges))
    found.open.network.add(found.ranges.map(({ first, last }) => `${first}-${last}`).join())
  return found
}

const visit = (place: Place, name: string, value: Json, found: Found): void => {
  if (isList(value)) {
    const of = Object.hasOwn(PUBLIC_ADDRESSES, name) ? PUBLIC_ADDRESSES[name] : undefined
    if (of !== undefined && place.type.startsWith(of) && value.length > 0) found.open.network.add(name)
    for (const item of value) visit(place, name, item, found)
  } else if (isTable(value))
    visitTable({ ...place, inbound: place.inbound && !isNotInbound(value) }, name, value, found)
  else if (value !== null) visitLeaf(place, name, value, found)
}

const visitTable = (place: Place, block: string, table: Table, found: Found): void => {
  const isOpen = isOpenStatement(table)
  if (isOpen && !place.isOpen) found.open.iam.add(JSON.stringify(table))
  for (const [name, value] of attributesIn(place.type, block, table)) {
    if (COSMETIC.includes(name)) continue
    const inbound = place.inbound && !DESTINATIONS.includes(name)
    const concerns = CONCERNS.filter(
      (concern) => watchedBy(concern, name, place.type) && !place.within.includes(concern),
    )
    const isCode = CODE.includes(name)
    note(name, value, concerns, isCode && !place.isCode, found)
    if (inbound) notePair(name, value, table, found)
    const inner = {
      ...place,
      inbound,
      within: [...place.within, ...concerns],
      isOpen: isOpen || place.isOpen,
      isCode: isCode || place.isCode,
    }
    visit(inner, name, value, found)
  }
}
const CONCERNS: readonly Concern[] = ["iam", "network"]

const note = (
  name: string,
  value: Json,
  concerns: readonly Concern[],
  isCode: boolean,
  { watched, set, code }: Found,
): void => {
  if (isOff(value)) return
  if (isWatched(name)) set.add(name)
  if (concerns.length > 0) add(watched, name, value)
  if (isCode) add(code, name, value)
}

const add = (map: Map<string, Json[]>, name: string, value: Json): void => {
  const values = map.get(name)
  if (values === undefined) map.set(name, [value])
  else values.push(value)
}

/** Azure's firewalls name a range by its ends. */
const notePair = (name: string, value: Json, table: Table, { ranges }: Found): void => {
  if (!/^start_(?:ip|ip_address|address)$/.test(name) || typeof value !== "string") return
  const end = table[name.replace("start", "end")]
  const range = typeof end === "string" ? rangeBetween(value, end) : undefined
  if (range !== undefined) ranges.push(range)
}

const visitLeaf = (place: Place, name: string, value: string | number | boolean, found: Found): void => {
  const { type, inbound } = place
  for (const { attribute, values, concern, of = "" } of [...OPENINGS, ...OPENINGS_OF])
    if (attribute === name && type.startsWith(of) && values.some((open) => same(open, value)))
      if (concern === "iam" || inbound) found.open[concern].add(`${name} ${value}`)
  if (typeof value !== "string") return
  if (isWatched(name) && REDACTED.test(value)) found.redacted.add(name)
  if (EVERYBODY.some((everybody) => value.toLowerCase().split(/[:/]/).includes(everybody)))
    found.open.iam.add(`${name} ${value}`)
  if (Object.hasOwn(WAYS_OUT, name) && ROUTES.includes(type) && WAYS_OUT[name]?.test(value) === true)
    found.open.network.add(`${name} ${value}`)
  if (inbound && !ROUTES.includes(type)) noteRanges(value, found)
  if (/^\s*[[{]/.test(value)) visitDocument(place, name, value, found)
  else if (DOCUMENTS.includes(name) && value !== "") found.unreadable.add(name)
}

/** What tools put where a value was that nobody is to see. */
const REDACTED = /^[\s<([{*"]*(?:sensitive|redacted|masked|hidden)(?:[ _-]?value)?[\s>)\]}*"]*$|^\*{3,}$/i

const noteRanges = (value: string, { ranges }: Found): void => {
  for (const text of value.split(",")) {
    const range = text.length > 100 ? undefined : rangeOf(text)
    if (range !== undefined) ranges.push(range)
  }
}

/** Documents in documents are read as deep as anybody writes them. */
const MAX_DOCUMENTS = 4

/** A document in a string: read as strictly as the plan, since a name given twice means one thing here and another there. */
const visitDocument = (place: Place, name: string, text: string, found: Found): void => {
  if (place.documents === MAX_DOCUMENTS) {
    found.unreadable.add(shown(name, 128))
    return
  }
  try {
    visit({ ...place, inbound: false, documents: place.documents + 1 }, name, parseJson(text, "double"), found)
  } catch {
    if (DOCUMENTS.includes(name)) found.unreadable.add(name)
  }
}

const isNotInbound = (table: Table): boolean =>
  Object.entries(NOT_INBOUND).some(([name, values]) => values.some((value) => same(value, table[name] ?? null))) ||
  (isList(table["deny"]) && table["deny"].length > 0 && isOff(table["allow"] ?? null))

/** Providers type a boolean as a string where it may be left out: both say the same. */
const same = (a: string | boolean, b: Json): boolean =>
  typeof b === "string" ? String(a).toLowerCase() === b.toLowerCase() : a === b
