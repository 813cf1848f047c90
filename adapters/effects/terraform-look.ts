import { parseJson } from "../../kernel/canonical.ts"
import type { Json } from "../../kernel/json.ts"
import { isCode as isCodeOf } from "./terraform-code-names.ts"
import type { Concern } from "./terraform-concerns.ts"
import { COSMETIC } from "./terraform-cosmetic.ts"
import { DOCUMENTS } from "./terraform-documents.ts"
import { plain, unordered } from "./terraform-essence.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import { attributesIn } from "./terraform-names.ts"
import { EVERYBODY, OPENINGS, OPENINGS_OF, PUBLIC_ADDRESSES } from "./terraform-openings.ts"
import { DENYING, DESTINATIONS, NOT_INBOUND, OUTBOUND_TYPES, RANGES_ALONE } from "./terraform-origins.ts"
import { isOpenStatement } from "./terraform-policy.ts"
import { type Range, coverOf, holdEverybody, rangeBetween, rangeOf } from "./terraform-ranges.ts"
import { shown } from "./terraform-refusals.ts"
import { ROUTES, WAYS_OUT } from "./terraform-routes.ts"
import { inDocument, isWatched, watchedBy } from "./terraform-watched.ts"
import { type Contexts, type Ways, addWay } from "./terraform-ways.ts"

/** What stands in the values of a resource: who is let in, what is watched, what runs, and what can't be read. */

/** What is off, empty or private is as if it weren't there. */
export const isOff = (value: Json): boolean =>
  value === null ||
  value === false ||
  value === "" ||
  value === "false" ||
  value === "private" ||
  (typeof value === "object" && Object.keys(value).length === 0)

export interface Found {
  /** The ways in which everybody is let in. */
  readonly open: Readonly<Record<Concern, Ways>>
  /** The values of the attributes that are watched, wherever in the resource they stand; of blocks in blocks the outer one. */
  readonly watched: Map<string, Json[]>
  /** The names of all of them that are set. */
  readonly set: Set<string>
  readonly code: Map<string, Json[]>
  /** The ranges that stand in each table, which the path to it is told with. */
  readonly ranges: Map<Table, Ranged>
  readonly unreadable: Set<string>
  readonly redacted: Set<string>
}

interface Ranged {
  readonly path: readonly Table[]
  readonly ranges: Range[]
}

/** Where in a resource a value stands. */
interface Place {
  readonly type: string
  readonly contexts: Contexts
  /** The tables around it, from the resource to the nearest. */
  readonly path: readonly Table[]
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
export const look = (type: string, values: Json, contexts: Contexts): Found => {
  const found: Found = {
    open: { iam: new Map(), network: new Map() },
    watched: new Map(),
    set: new Set(),
    code: new Map(),
    ranges: new Map(),
    unreadable: new Set(),
    redacted: new Set(),
  }
  const inbound = !OUTBOUND_TYPES.includes(type) && !RANGES_ALONE.includes(type)
  const place = { type, contexts, path: [], inbound, within: [], isOpen: false, isCode: false, documents: 0 }
  visit(place, "", values, found)
  noteOpenRanges(place, found)
  return found
}

/** Each table whose own ranges hold everybody is a way in; what the others hold is added up. */
const noteOpenRanges = ({ type, contexts }: Place, { ranges, open }: Found): void => {
  const around = (path: readonly Table[]) => contexts.around("network", type, path, true)
  const pieces: Ranged[] = []
  for (const one of ranges.values())
    if (holdEverybody(one.ranges)) addWay(open.network, `ranges ${coverOf(one.ranges)} ${around(one.path)}`)
    else pieces.push(one)
  const together = pieces.flatMap((one) => one.ranges)
  if (holdEverybody(together))
    addWay(open.network, `ranges ${coverOf(together)} ${pieces.map(({ path }) => around(path)).join(" ")}`)
}

const visit = (place: Place, name: string, value: Json, found: Found): void => {
  if (isList(value)) {
    const of = Object.hasOwn(PUBLIC_ADDRESSES, name) ? PUBLIC_ADDRESSES[name] : undefined
    if (of !== undefined && place.type.startsWith(of) && value.length > 0) addOpen("network", name, place, found)
    for (const item of value) visit(place, name, item, found)
  } else if (isTable(value))
    visitTable({ ...place, inbound: place.inbound && !isNotInbound(value) }, name, value, found)
  else if (value !== null) visitLeaf(place, name, value, found)
}

const addOpen = (concern: Concern, way: string, { type, contexts, path }: Place, { open }: Found): void => {
  addWay(open[concern], `${way} ${contexts.around(concern, type, path)}`)
}

const visitTable = (outer: Place, block: string, table: Table, found: Found): void => {
  const place = { ...outer, path: [...outer.path, table] }
  const isOpen = isOpenStatement(table)
  if (isOpen && !place.isOpen) addOpen("iam", JSON.stringify(table), place, found)
  for (const [spelt, value] of attributesIn(place.type, block, table)) {
    if (COSMETIC.includes(spelt)) continue
    const name = place.documents === 0 ? spelt : inDocument(place.type, spelt)
    // A document says little of what comes in, but for the attributes that it has under the providers' names.
    const inbound = (place.inbound || (name !== spelt && typeof value !== "object")) && !DESTINATIONS.includes(name)
    const concerns = CONCERNS.filter(
      (concern) => watchedBy(concern, name, place.type) && !place.within.includes(concern),
    )
    const isCode = isCodeOf(place.type, name)
    note(place.type, name, value, concerns, isCode && !place.isCode, found)
    if (inbound) notePair(place, name, value, table, found)
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
  type: string,
  name: string,
  value: Json,
  concerns: readonly Concern[],
  isCode: boolean,
  { watched, set, code }: Found,
): void => {
  if (isOff(value)) return
  if (isWatched(name, type)) set.add(name)
  if (concerns.length > 0) add(watched, name, plain(name, value))
  if (isCode) add(code, name, value)
}

const add = (map: Map<string, Json[]>, name: string, value: Json): void => {
  const values = map.get(name)
  if (values === undefined) map.set(name, [value])
  else values.push(value)
}

/** Azure's firewalls name a range by its ends. */
const notePair = (place: Place, name: string, value: Json, table: Table, found: Found): void => {
  if (!/^start_(?:ip|ip_address|address)$/.test(name) || typeof value !== "string") return
  const end = table[name.replace("start", "end")]
  const range = typeof end === "string" ? rangeBetween(value, end) : undefined
  if (range !== undefined) addRange(range, place, found)
}

const addRange = (range: Range, { path }: Place, { ranges }: Found): void => {
  const nearest = path.at(-1)
  if (nearest === undefined) return
  const there = ranges.get(nearest)
  if (there === undefined) ranges.set(nearest, { path, ranges: [range] })
  else there.ranges.push(range)
}

const visitLeaf = (place: Place, name: string, value: string | number | boolean, found: Found): void => {
  const { type, inbound } = place
  for (const { attribute, values, concern, of = "" } of [...OPENINGS, ...OPENINGS_OF])
    if (attribute === name && type.startsWith(of) && values.some((open) => same(open, value)))
      if (concern === "iam" || inbound) addOpen(concern, `${name} ${value}`, place, found)
  if (typeof value !== "string") return
  if (isWatched(name, type) && REDACTED.test(value)) found.redacted.add(name)
  if (EVERYBODY.some((everybody) => value.toLowerCase().split(/[:/]/).includes(everybody)))
    addOpen("iam", `${name} ${value}`, place, found)
  if (Object.hasOwn(WAYS_OUT, name) && ROUTES.includes(type) && WAYS_OUT[name]?.test(value) === true)
    addOpen("network", `${name} ${value}`, place, found)
  if (inbound && !ROUTES.includes(type)) noteRanges(place, value, found)
  if (/^\s*[[{]/.test(value)) visitDocument(place, name, value, found)
  else if (DOCUMENTS.includes(name) && value !== "") found.unreadable.add(name)
}

/** What tools put where a value was that nobody is to see. */
const REDACTED = /^[\s<([{*"]*(?:sensitive|redacted|masked|hidden)(?:[ _-]?value)?[\s>)\]}*"]*$|^\*{3,}$/i

const noteRanges = (place: Place, value: string, found: Found): void => {
  for (const text of value.split(",")) {
    const range = text.length > 100 ? undefined : rangeOf(text)
    if (range !== undefined) addRange(range, place, found)
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
    const said = parseJson(text, "double")
    const inner = { ...place, inbound: false, documents: place.documents + 1 }
    visit(inner, name, DOCUMENTS.includes(name) ? unordered(said) : said, found)
  } catch {
    if (DOCUMENTS.includes(name)) found.unreadable.add(name)
  }
}

const isNotInbound = (table: Table): boolean =>
  Object.entries(NOT_INBOUND).some(([name, values]) => values.some((value) => same(value, table[name] ?? null))) ||
  DENYING.test(textIn(table["action"])) ||
  (isList(table["deny"]) && table["deny"].length > 0 && isOff(table["allow"] ?? null))

const textIn = (value: Json | undefined): string => (typeof value === "string" ? value : "")

/** Providers type a boolean as a string where it may be left out: both say the same. */
const same = (a: string | boolean, b: Json): boolean =>
  typeof b === "string" ? String(a).toLowerCase() === b.toLowerCase() : a === b
