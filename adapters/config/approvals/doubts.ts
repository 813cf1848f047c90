import * as z from "zod"
import { rules } from "../../../kernel/approvals/rules.ts"
import { alike } from "../alike.ts"
import { type Finding, type Found, type Known, anything, entriesOf, itemsOf, under } from "../finding.ts"
import { type Least, type Lengths, tooLong, tooShort } from "../lengths.ts"

const Groups = z.array(z.string())
const Route = z.array(z.object({ groups: z.array(z.object({ name: z.string(), quorum: z.int() })) }))
const Routed = z.object({ route: z.string() })

const limitLengths: Lengths = [
  [["limits", "maxLifetime"], 365, "an approval may wait to be used"],
  [["limits", "decisionRate", "window"], 90, "somebody who has approved often waits to approve again"],
]
const toolLengths: Lengths = [[["lifetime"], 90, "an approval may wait to be used"]]
const leastOfTool: Least = [[["lifetime"], 60, "people have that long to approve, and the agent to use it"]]
const leastOfStage: Least = [[["sla"], 60, "people have that long to read and to sign"]]
const stageLengths: Lengths = [[["sla"], 90, "a request may wait for people"]]

/** Who can approve at all: people with an SSH key of their own. */
const signersIn = ({ actors }: Known): ReadonlySet<string> =>
  new Set(actors.flatMap(({ value: { id, kind, keys } }) => (kind === "human" && keys.length > 0 ? [id] : [])))

/** In whose name somebody can ask: whoever calls in person, and for whom others call. */
const initiatorsIn = ({ actors }: Known): ReadonlySet<string> =>
  new Set(actors.flatMap(({ value: { id, apiKeys } }) => apiKeys.map(({ for: person = id }) => String(person))))

/** Whether a route can be met when somebody asks; null for nobody in it. */
const canBeMet = (
  route: z.infer<typeof Route>,
  groups: ReadonlyMap<string, readonly string[]>,
  signers: ReadonlySet<string>,
  initiator: string | null,
): boolean =>
  rules.peopleCountOnceOverGroups(
    route.flatMap((stage) =>
      stage.groups.map(({ name, quorum }) => ({
        need: quorum,
        people: (groups.get(name) ?? []).filter((member) => signers.has(member) && member !== initiator),
      })),
    ),
  )

const ADVICE = "people approve with an SSH key of their own, nobody what was asked for in their name, and nobody twice"

const routeDoubts = (tenant: Found<unknown>, known: Known): readonly Finding[] => {
  const groups = new Map(entriesOf(Groups, tenant, "groups").map(({ name, value }) => [name, value]))
  const routes = new Map(entriesOf(Route, tenant, "routes").map(({ name, value }) => [name, value]))
  const signers = signersIn(known)
  return itemsOf(Routed, tenant, "tools").flatMap((tool) => {
    const route = routes.get(tool.value.route)
    if (route === undefined) return []
    const path = under(tool, "route")
    if (!canBeMet(route, groups, signers, null))
      return [{ path, message: `the route "${tool.value.route}" can't be met, whoever asks: ${ADVICE}` }]
    const stuck = [...initiatorsIn(known)].filter((id) => !canBeMet(route, groups, signers, id))
    if (stuck.length === 0) return []
    return [
      {
        path,
        message: `the route "${tool.value.route}" can't be met when it is asked for ${stuck.join(", ")}: ${ADVICE}`,
      },
    ]
  })
}

const groupDoubts = (tenant: Found<unknown>, { kinds }: Known): readonly Finding[] =>
  entriesOf(Groups, tenant, "groups").flatMap(({ path, value, name }) =>
    value.flatMap((member, index) =>
      kinds.get(member) === "human"
        ? []
        : [{ path: [...path, index], message: `"${member}" is no person, and counts for nothing in "${name}"` }],
    ),
  )

/** What of routes and groups is valid, and likely not meant. */
export const doubts = (tenant: Found<unknown>, known: Known): readonly Finding[] => [
  ...routeDoubts(tenant, known),
  ...groupDoubts(tenant, known),
  ...alike(
    "group",
    entriesOf(anything, tenant, "groups").map(({ path, name }) => ({ path, value: name })),
    "a route that names the one does not ask the other",
  ),
  ...alike(
    "route",
    entriesOf(anything, tenant, "routes").map(({ path, name }) => ({ path, value: name })),
    "a tool that names the one does not take the other",
  ),
  ...tooLong(tenant.value, tenant.path, limitLengths),
  ...itemsOf(anything, tenant, "tools").flatMap(({ path, value }) => [
    ...tooLong(value, path, toolLengths),
    ...tooShort(value, path, leastOfTool),
  ]),
  ...entriesOf(z.array(z.unknown()), tenant, "routes").flatMap(({ path, value }) =>
    value.flatMap((stage, index) => [
      ...tooLong(stage, [...path, index], stageLengths),
      ...tooShort(stage, [...path, index], leastOfStage),
    ]),
  ),
]
