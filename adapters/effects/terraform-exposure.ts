import { parseJson } from "../../kernel/canonical.ts"
import type { Access, Change, Reach } from "../../kernel/effects.ts"
import { type Json, sameJson } from "../../kernel/json.ts"
import {
  COSMETIC,
  type Concern,
  DESTINATIONS,
  DOCUMENTS,
  EVERYBODY,
  GRANTS,
  INFIXES,
  NOT_INBOUND,
  OPENINGS,
  ORIGINS,
  OUTBOUND_TYPES,
  PREFIXES,
  PUBLIC_ADDRESSES,
  ROUTES,
  WAYS_OUT,
} from "./terraform-types.ts"

/** What a change does to access and reachability, told from the values before and after it. */

type Table = Readonly<Record<string, Json>>

/** A resource as the plan has it before and after the change, null where it isn't there. */
export interface Values {
  readonly type: string
  readonly change: Change
  readonly before: Json
  readonly after: Json
}

export interface Exposure {
  readonly iam: Access
  readonly network: Reach
  /** Attributes with documents that can't be read. */
  readonly unreadable: readonly string[]
}

/** Changes that leave the resource itself as it is. */
const HARMLESS: readonly Change[] = ["noop", "read", "import", "move"]

export const exposureOf = (values: Values): Exposure => {
  if (HARMLESS.includes(values.change)) return { iam: "none", network: "none", unreadable: [] }
  const found = look(values.type, values.after)
  return {
    iam: isOpened(values, "iam", found) ? "granted-to-world" : isTouched(values, "iam") ? "changed" : "none",
    network: isOpened(values, "network", found) ? "opened-to-world" : isTouched(values, "network") ? "changed" : "none",
    unreadable: found.unreadable,
  }
}

/** Whether a type is about access or reachability. */
const isOf = (concern: Concern, type: string): boolean =>
  PREFIXES[concern].some((prefix) => type.startsWith(prefix)) || INFIXES[concern].some((infix) => type.includes(infix))

/** Open after the change, and not in just the same way before it. */
const isOpened = ({ type, change, before, after }: Values, concern: Concern, found: Found): boolean =>
  found.open.has(concern) &&
  !(change === "update" && look(type, before).open.has(concern) && sameJson(essence(before), essence(after)))

const isTouched = ({ type, before, after }: Values, concern: Concern): boolean =>
  isOf(concern, type) || WATCHED[concern].some((name) => !sameJson(attribute(before, name), attribute(after, name)))

const WATCHED: Readonly<Record<Concern, readonly string[]>> = {
  iam: [...GRANTS, ...DOCUMENTS, ...attributesOf("iam")],
  network: [...PUBLIC_ADDRESSES, ...attributesOf("network")],
}
function attributesOf(concern: Concern): readonly string[] {
  return OPENINGS.filter((opening) => opening.concern === concern).map((opening) => opening.attribute)
}

/** An attribute that isn't there, off, empty or private is the same thing. */
const attribute = (values: Json, name: string): Json => {
  const value = isTable(values) && Object.hasOwn(values, name) ? (values[name] ?? null) : null
  return value === false ||
    value === "" ||
    value === "private" ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0)
    ? null
    : value
}

const essence = (values: Json): Json =>
  isTable(values) ? Object.fromEntries(Object.entries(values).filter(([name]) => !COSMETIC.includes(name))) : values

interface Found {
  readonly open: Set<Concern>
  readonly unreadable: string[]
}

/** Looks through all values of a resource for what lets everybody in. */
const look = (type: string, values: Json): Found => {
  const found: Found = { open: new Set(), unreadable: [] }
  visit(type, "", values, !OUTBOUND_TYPES.includes(type), found)
  return found
}

const visit = (type: string, name: string, value: Json, inbound: boolean, found: Found): void => {
  if (isList(value)) {
    if (PUBLIC_ADDRESSES.includes(name) && value.length > 0) found.open.add("network")
    for (const item of value) visit(type, name, item, inbound, found)
  } else if (isTable(value)) visitTable(type, value, inbound && !isNotInbound(value), found)
  else if (value !== null) visitLeaf(type, name, value, inbound, found)
}

const visitTable = (type: string, table: Table, inbound: boolean, found: Found): void => {
  if (isOpenStatement(table)) found.open.add("iam")
  for (const [name, value] of Object.entries(table))
    if (!COSMETIC.includes(name)) visit(type, name, value, inbound && !DESTINATIONS.includes(name), found)
}

const visitLeaf = (
  type: string,
  name: string,
  value: string | number | boolean,
  inbound: boolean,
  found: Found,
): void => {
  for (const { attribute, values, concern, of = "" } of OPENINGS)
    if (attribute === name && type.startsWith(of) && values.some((open) => same(open, value)))
      if (concern === "iam" || inbound) found.open.add(concern)
  if (typeof value !== "string") return
  if (EVERYBODY.some((everybody) => value.toLowerCase().split(/[:/]/).includes(everybody))) found.open.add("iam")
  if (Object.hasOwn(WAYS_OUT, name) && ROUTES.includes(type) && WAYS_OUT[name]?.test(value) === true)
    found.open.add("network")
  if (inbound && !ROUTES.includes(type) && value.split(",").some(isEverywhere)) found.open.add("network")
  if (/^\s*[[{]/.test(value)) visitDocument(type, name, value, found)
  else if (DOCUMENTS.includes(name) && value !== "") found.unreadable.push(name)
}

/** A document in a string: read as strictly as the plan, since a name given twice means one thing here and another there. */
const visitDocument = (type: string, name: string, text: string, found: Found): void => {
  try {
    visit(type, name, parseJson(text, "double"), false, found)
  } catch {
    if (DOCUMENTS.includes(name)) found.unreadable.push(name)
  }
}

/** An AWS policy statement that allows everybody; what its condition says narrows that in ways that aren't judged here. */
const isOpenStatement = (table: Table): boolean => {
  const part = (wanted: string) => Object.entries(table).find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (!same("allow", part("effect") ?? null)) return false
  const principal = part("principal") ?? null
  const principals = isTable(principal) ? Object.values(principal).flat() : [principal]
  return part("notprincipal") !== undefined || principals.flat().some((one) => one === "*")
}

const isNotInbound = (table: Table): boolean =>
  Object.entries(NOT_INBOUND).some(([name, values]) => values.some((value) => same(value, table[name] ?? null))) ||
  (isList(table["deny"]) && table["deny"].length > 0 && attribute(table, "allow") === null)

/** Whether a range holds so much of the address space that it is meant for everybody: more than an IPv4 /8, an IPv6 /16. */
const isEverywhere = (range: string): boolean => {
  const [, address, length] = /^\s*([0-9a-fA-F.:]+)\/([0-9]{1,3})\s*$/.exec(range) ?? []
  return address !== undefined && Number(length) < (address.includes(":") ? 16 : 8)
}

/** The attributes of a value that isn't known yet which could let everybody in. */
export const watchedUnknowns = (unknown: Json): readonly string[] =>
  [...new Set(unknownNames("", unknown))].filter(isWatched)

const unknownNames = (name: string, unknown: Json): readonly string[] => {
  if (unknown === true) return [name]
  if (isList(unknown)) return unknown.flatMap((item) => unknownNames(name, item))
  return isTable(unknown)
    ? Object.entries(unknown).flatMap(([inner, item]) =>
        DESTINATIONS.includes(inner) ? [] : unknownNames(inner, item),
      )
    : []
}

const isWatched = (name: string): boolean =>
  WATCHED.iam.includes(name) ||
  WATCHED.network.includes(name) ||
  ORIGINS.includes(name) ||
  Object.hasOwn(WAYS_OUT, name)

const same = (a: string | boolean, b: Json): boolean =>
  typeof a === "string" && typeof b === "string" ? a.toLowerCase() === b.toLowerCase() : a === b
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isTable = (value: Json): value is Table => typeof value === "object" && value !== null && !isList(value)
