import * as z from "zod"
import { principalOf } from "../../../kernel/actors.ts"
import { GroupName, RouteName } from "../../../kernel/approvals/approvals.ts"
import { DurationText } from "../duration.ts"
import { actorId, choice, count, list, mapOf, named, plainName, some } from "../entries.ts"
import {
  type Finding,
  type Found,
  type Known,
  anything,
  childOf,
  entriesOf,
  found,
  itemsOf,
  repeated,
  under,
} from "../finding.ts"
import { isNotThere } from "../nearest.ts"
import { sectionOf } from "../section.ts"
import { doubts } from "./doubts.ts"

const routeName = named(RouteName, `write ${plainName}`)

/** Who approves calls with a tool, how often an approval may be used, how long it lives. */
const toolShape = { route: routeName, uses: count(), lifetime: DurationText }
const ApprovedTool = z.object(toolShape)

const groupName = named(GroupName, `write ${plainName} (a group's name may hold . and spaces too)`)

const GroupEntry = some(actorId, "actor ids").max(32, "write at most 32 members")

const stage = mapOf({
  mode: choice(["sequential", "parallel"]),
  groups: some(mapOf({ name: groupName, quorum: count() }), "groups, each with name and quorum").max(
    8,
    "write at most 8 groups",
  ),
  sla: DurationText,
})

const RouteEntry = some(stage, "stages, each with mode, groups and sla").max(8, "write at most 8 stages")

/** To whom a seat may be delegated. Where nobody is named, nobody delegates. */
const DelegatesEntry = list(actorId, "actor ids, of the people to whom a seat may be delegated").max(
  256,
  "write at most 256 delegates",
)

const LimitsEntry = mapOf({
  maxUses: count(),
  maxLifetime: DurationText,
  maxOpenRequests: count(),
  decisionRate: mapOf({ max: count(), window: DurationText }),
})

/** What the rest of approvals may refer to. */
type Names = Readonly<{
  groups: ReadonlyMap<string, readonly string[]>
  groupNames: ReadonlySet<string>
  routeNames: ReadonlySet<string>
}>

const namesIn = (tenant: Found<unknown>): Names => ({
  groups: new Map(entriesOf(GroupEntry, tenant, "groups").map(({ name, value }) => [name, value])),
  groupNames: new Set(entriesOf(anything, tenant, "groups").map(({ name }) => name)),
  routeNames: new Set(entriesOf(anything, tenant, "routes").map(({ name }) => name)),
})

const groupFindings = ({ path, value: members }: Found<readonly string[]>, { actorIds }: Known): Finding[] => [
  ...members.flatMap((member, index) =>
    actorIds.has(member)
      ? []
      : [
          {
            path: [...path, index],
            message: isNotThere("actor", member, actorIds),
          },
        ],
  ),
  ...repeated(
    members.map((value, index) => ({ path: [...path, index], value })),
    (member) => member,
  ).map((again) => ({
    path: again.path,
    message: `"${again.value}" is in this group already: nobody counts twice`,
  })),
]

const delegateFindings = ({ path, value: delegates }: Found<readonly string[]>, known: Known): Finding[] =>
  delegates.flatMap((delegate, index): Finding[] => {
    const at = [...path, index]
    if (!known.actorIds.has(delegate)) return [{ path: at, message: isNotThere("actor", delegate, known.actorIds) }]
    // Whose kind can't be read has its own finding.
    if ((known.kinds.get(delegate) ?? "human") === "human") return []
    return [{ path: at, message: `only people decide: "${delegate}" is none, so leave it out` }]
  })

const stageFindings = (route: Found<z.infer<typeof RouteEntry>>, known: Known & Names): Finding[] =>
  route.value.flatMap(({ groups }, stage) => {
    const named = groups.map((value, index) => ({ path: under(route, stage, "groups", index), value }))
    return [
      ...repeated(named, ({ name }) => name).map(({ path, value }) => ({
        path: [...path, "name"],
        message: `the group "${value.name}" is in this stage already: name it once, with one quorum`,
      })),
      ...named.flatMap(({ path, value: { name, quorum } }) => {
        if (!known.groupNames.has(name)) {
          return [{ path: [...path, "name"], message: isNotThere("group", name, known.groupNames) }]
        }
        const members = known.groups.get(name)
        // What can't be read, or isn't known, has its own finding.
        if (!members?.every((member) => known.kinds.has(member))) return []
        const humans = new Set(members.filter((member) => known.kinds.get(member) === "human")).size
        if (quorum <= humans) return []
        const message = `${quorum} can't approve: only people do, and the group "${name}" has ${humans}, so no request would ever be met; lower the quorum or add people`
        return [{ path: [...path, "quorum"], message }]
      }),
    ]
  })

const toolFindings = (
  { path, value: tool }: Found<z.infer<typeof ApprovedTool>>,
  limits: z.infer<typeof LimitsEntry> | undefined,
  { routeNames }: Names,
): Finding[] => {
  const findings: Finding[] = []
  if (!routeNames.has(tool.route)) {
    findings.push({
      path: [...path, "route"],
      message: isNotThere("route", tool.route, routeNames),
    })
  }
  if (limits && tool.uses > limits.maxUses) {
    findings.push({
      path: [...path, "uses"],
      message: `limits.maxUses is ${limits.maxUses}, so every request would be refused: lower one or raise the other`,
    })
  }
  if (limits && tool.lifetime > limits.maxLifetime) {
    findings.push({
      path: [...path, "lifetime"],
      message: "this is more than limits.maxLifetime, so every request would be refused: lower one or raise the other",
    })
  }
  return findings
}

/** Who approves what: the groups of people, the routes through them, and the limits of every request. */
export const section = sectionOf({
  doubts,
  shape: {
    groups: z.record(groupName, GroupEntry, "write a map from a group's name to its members' ids"),
    routes: z.record(routeName, RouteEntry, "write a map from a route's name to its stages"),
    delegates: DelegatesEntry.default([]),
    limits: LimitsEntry,
  },
  tool: {
    shape: toolShape,
    settings: ({ route, uses, lifetime }) => ({ route, uses, lifetimeMs: lifetime }),
  },
  settings: ({ groups, routes, delegates, limits }, actors) => {
    const members = new Map<string, readonly string[]>(Object.entries(groups))
    const seatsOf = (group: string) =>
      (members.get(group) ?? []).map((member) => actors.get(member)).map((actor) => actor && principalOf(actor))
    const { maxUses, maxLifetime, maxOpenRequests, decisionRate } = limits
    return {
      routes: Object.fromEntries(
        Object.entries(routes).map(([name, stages]) => [
          name,
          stages.map(({ mode, groups, sla }) => ({
            mode,
            groups: groups.map(({ name, quorum }) => ({ name, quorum, seats: seatsOf(name) })),
            slaMs: sla,
          })),
        ]),
      ),
      delegates: delegates.map((delegate) => actors.get(delegate)).map((actor) => actor && principalOf(actor)),
      maxUses,
      maxLifetimeMs: maxLifetime,
      maxOpenRequests,
      decisionRate: { max: decisionRate.max, windowMs: decisionRate.window },
    }
  },
  findings: (tenant, known) => {
    const names = { ...known, ...namesIn(tenant) }
    const [limits] = found(LimitsEntry, childOf(tenant.value, "limits"), [])
    return [
      ...found(DelegatesEntry, childOf(tenant.value, "delegates"), under(tenant, "delegates")).flatMap((delegates) =>
        delegateFindings(delegates, known),
      ),
      ...entriesOf(GroupEntry, tenant, "groups").flatMap((group) => groupFindings(group, known)),
      ...entriesOf(RouteEntry, tenant, "routes").flatMap((route) => stageFindings(route, names)),
      ...itemsOf(ApprovedTool, tenant, "tools").flatMap((tool) => toolFindings(tool, limits?.value, names)),
    ]
  },
})
