import type { Json } from "../../kernel/json.ts"
import type { Concern } from "./terraform-concerns.ts"
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
  NAMESAKES.get(name)?.test(type) !== true
export const isWatched = (name: string): boolean => watchedBy("iam", name) || watchedBy("network", name)

/**
 * Attributes of which it is enough to know that they change: a role that is made in the same plan has no name yet, and that
 * one is handed on is told all the same.
 */
const TOLD_BY_CHANGE: ReadonlySet<string> = new Set([...ROLES, ...LOGINS, ...ATTACHMENTS, ...TAGS])

/** Whether a value that isn't known yet could let everybody in. */
export const isDecisive = (name: string): boolean =>
  isWatched(name) && !TOLD_BY_CHANGE.has(name) && !ROLE_NAMES.test(name)

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

/** The watched attributes that are marked as sensitive and have no value: somebody took it out. */
export const withheld = (after: Json, sensitive: Json): readonly string[] =>
  isTable(after) && isTable(sensitive)
    ? Object.keys(sensitive).filter(
        (name) => sensitive[name] === true && isWatched(name) && (after[name] ?? null) === null,
      )
    : []
