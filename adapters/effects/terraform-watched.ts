import type { Json } from "../../kernel/json.ts"
import type { Concern } from "./terraform-concerns.ts"
import { isCode } from "./terraform-code-names.ts"
import { DOCUMENTS } from "./terraform-documents.ts"
import { GRANTS, TAGS } from "./terraform-grants.ts"
import { isList, isTable } from "./terraform-lists.ts"
import { LOGINS, NAMESAKES } from "./terraform-logins.ts"
import { OPENINGS, PUBLIC_ADDRESSES } from "./terraform-openings.ts"
import { ATTACHMENTS, DESTINATIONS, ORIGINS } from "./terraform-origins.ts"
import { ROLES, ROLE_NAMES } from "./terraform-roles.ts"
import { WAYS_OUT } from "./terraform-routes.ts"

/** Names of attributes whose change is one of access or of the network. */

const openingsOf = (concern: Concern): readonly string[] =>
  OPENINGS.filter((opening) => opening.concern === concern).map(({ attribute }) => attribute)

const WATCHED: Readonly<Record<Concern, ReadonlySet<string>>> = {
  iam: new Set([...GRANTS, ...LOGINS, ...TAGS, ...ROLES, ...DOCUMENTS, ...openingsOf("iam")]),
  network: new Set([
    ...Object.keys(PUBLIC_ADDRESSES),
    ...ORIGINS,
    ...ATTACHMENTS,
    ...Object.keys(WAYS_OUT),
    ...openingsOf("network"),
  ]),
}
/** Where no type is given, of any. */
export const watchedBy = (concern: Concern, name: string, type = ""): boolean =>
  (WATCHED[concern].has(name) || (concern === "iam" && ROLE_NAMES.test(name))) &&
  (type === "" || NAMESAKES.get(name)?.test(type) !== true)
export const isWatched = (name: string, type = ""): boolean =>
  watchedBy("iam", name, type) || watchedBy("network", name, type)

/**
 * Attributes of which it is enough to know that they change: a role that is made in the same plan has no name yet, and that
 * one is handed on is told all the same.
 */
const TOLD_BY_CHANGE: ReadonlySet<string> = new Set([...ROLES, ...LOGINS, ...ATTACHMENTS, ...TAGS])

/** Whether a value that isn't known yet could let everybody in, or run. */
export const isDecisive = (type: string, name: string): boolean =>
  isCode(type, name) || (isWatched(name, type) && !TOLD_BY_CHANGE.has(name) && !ROLE_NAMES.test(name))

/**
 * The name of an attribute in a document: there, providers' own names are in camel case. One that means nothing here stays
 * as it is spelt, and so do the names of AWS's policies, which begin with a capital.
 */
export const inDocument = (type: string, spelt: string): string => {
  if (spelt.length > 64 || !/^[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*$/.test(spelt)) return spelt
  const name = spelt.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase()
  return isWatched(name, type) || isCode(type, name) ? name : spelt
}

/** Every name in what isn't known yet that is unknown as a whole; the empty name where nothing is known. */
export const unknownNames = (unknown: Json): ReadonlySet<string> => {
  const names = new Set<string>()
  gather("", unknown, names)
  return names
}

const gather = (name: string, unknown: Json, names: Set<string>): void => {
  if (unknown === true) names.add(name)
  else if (isList(unknown)) for (const item of unknown) gather(name, item, names)
  else if (isTable(unknown))
    for (const [inner, item] of Object.entries(unknown)) if (!DESTINATIONS.includes(inner)) gather(inner, item, names)
}

/** The watched attributes, and code, that are marked as sensitive and have no value though it is known, however deep: somebody took it out. */
export const withheld = (type: string, { after, after_unknown, after_sensitive }: Marked): readonly string[] => {
  const names = new Set<string>()
  gatherWithheld(type, "", after, after_unknown, after_sensitive, names)
  return [...names]
}
interface Marked {
  readonly after: Json
  readonly after_unknown: Json
  readonly after_sensitive: Json
}

const gatherWithheld = (
  type: string,
  name: string,
  after: Json,
  unknown: Json,
  sensitive: Json,
  names: Set<string>,
): void => {
  if (unknown === true) return
  if (sensitive === true) {
    if (after === null && (isCode(type, name) || isWatched(name, type))) names.add(name)
  } else if (isList(sensitive))
    for (const [at, item] of sensitive.entries())
      gatherWithheld(type, name, partOf(after, at), partOf(unknown, at), item, names)
  else if (isTable(sensitive))
    for (const [inner, item] of Object.entries(sensitive))
      gatherWithheld(type, inner, partOf(after, inner), partOf(unknown, inner), item, names)
}

const partOf = (value: Json, at: string | number): Json =>
  (typeof at === "number" ? (isList(value) ? value[at] : null) : isTable(value) ? value[at] : null) ?? null
