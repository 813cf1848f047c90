/** What is valid, and likely not meant: looked at over the whole file, once nothing in it is wrong. */
import { ADMIN, AUDITOR } from "../../kernel/actors.ts"
import { domainNames, domains } from "../domains.ts"
import { alike, lookOf } from "./alike.ts"
import { type Finding, type Found, type Known, anything, itemsOf, under, withId, withName } from "./finding.ts"
import { knownIn } from "./known.ts"
import { type Least, type Lengths, tooLong, tooShort } from "./lengths.ts"
import { serviceDoubts } from "./service-doubts.ts"
import type { ActorEntry, DeclaredToolEntry } from "./tenant.ts"

const lengths: Lengths = [
  [["permit"], 1, "a permit may be presented, whatever has changed meanwhile"],
  [["idempotency"], 90, "keys of answers are kept in memory"],
]
const leastLengths: Least = [
  [["permit"], 5, "the executor has that long to begin"],
  [["idempotency"], 60, "a client has that long to send again what it heard no answer to"],
]

const clockLengths: Lengths = [[["clock", "maxGap"], 365, "a clock that jumped ahead is believed at a start"]]

const idsOf = (items: readonly Found<{ readonly id: string }>[]): readonly Found<string>[] =>
  items.map((item) => ({ path: under(item, "id"), value: item.value.id }))

const namesOf = (items: readonly Found<{ readonly name: string }>[]): readonly Found<string>[] =>
  items.map((item) => ({ path: under(item, "name"), value: item.value.name }))

/** The names of roles that mean something to the gate itself. */
const RESERVED: readonly string[] = [ADMIN, AUDITOR]

const actorDoubts = ({ path, value: { id, kind, roles, apiKeys } }: Found<ActorEntry>): readonly Finding[] => [
  ...roles.flatMap((role, index) =>
    RESERVED.flatMap((reserved) =>
      role !== reserved && lookOf(role) === lookOf(reserved)
        ? [
            {
              path: [...path, "roles", index],
              message: `the role "${role}" reads like "${reserved}", and is not that one`,
            },
          ]
        : [],
    ),
  ),
  ...(kind === "agent" && apiKeys.length === 0
    ? [
        {
          path: [...path, "id"],
          message: `nobody can call as the agent "${id}", for any person: give it an API key with \`interlock keys add ${id} --for PERSON\`, or remove it`,
        },
      ]
    : []),
]

const roleDoubts = ({ actors }: Known): readonly Finding[] =>
  alike(
    "role",
    actors.flatMap(({ path, value }) =>
      value.roles.map((role, index) => ({ path: [...path, "roles", index], value: String(role) })),
    ),
    "who has the one does not have the other",
  )

const administratorDoubts = (tenant: Found<unknown>, { actors }: Known): readonly Finding[] =>
  actors.some(({ value: { kind, roles } }) => kind === "human" && roles.includes(ADMIN))
    ? []
    : [
        {
          path: [...tenant.path, "actors"],
          message: `no person has the role "${ADMIN}": nobody cancels what others asked for, or confirms the clock`,
        },
      ]

/** An inspector tells what a call writes; where it can't, the call is what the tool is said to be. */
const toolDoubts = ({ path, value: { name, effect, inspector } }: Found<DeclaredToolEntry>): readonly Finding[] =>
  inspector === undefined || effect !== "read"
    ? []
    : [
        {
          path: [...path, "effect"],
          message: `"${name}" is inspected for what it writes, and is said to read: write what it does where that can't be told, such as destructive`,
        },
      ]

const tenantDoubts = (tenant: Found<unknown>): readonly Finding[] => {
  const known = knownIn(tenant)
  return [
    ...alike(
      "actor",
      idsOf(itemsOf(withId, tenant, "actors")),
      "where both are one person, that person counts twice in a quorum; else rename one, so that nobody takes one for the other",
    ),
    ...alike("tool", namesOf(itemsOf(withName, tenant, "tools")), "a route for the one is none for the other"),
    ...administratorDoubts(tenant, known),
    ...known.actors.flatMap(actorDoubts),
    ...known.tools.flatMap(toolDoubts),
    ...roleDoubts(known),
    ...tooLong(tenant.value, tenant.path, lengths),
    ...tooShort(tenant.value, tenant.path, leastLengths),
    ...domainNames.flatMap((domain) => domains[domain].config.doubts(tenant, known)),
  ]
}

/** Everything in a valid file that somebody should look at again. */
export const doubtsIn = (file: unknown): readonly Finding[] => {
  const whole = { path: [], value: file }
  return [
    ...alike("tenant", idsOf(itemsOf(withId, whole, "tenants")), "nobody of the one sees anything of the other"),
    ...serviceDoubts(whole),
    ...tooLong(file, [], clockLengths),
    ...itemsOf(anything, whole, "tenants").flatMap(tenantDoubts),
  ]
}
