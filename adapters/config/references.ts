/**
 * What one part of the file says about another: names that must exist, people that must suffice. It reads what it can of
 * a file whose other parts are wrong, so that all errors come at once.
 */
import * as z from "zod"
import { ADMIN, AUDITOR } from "../../kernel/actors.ts"
import { Settings as BreakGlassSettings } from "../../kernel/break-glass/break-glass.ts"
import { ActorEntry, BreakGlassEntry, GroupEntry, LimitsEntry, RouteEntry, ToolEntry } from "./file.ts"
import { didYouMean } from "./nearest.ts"
import type { Path } from "./source.ts"

/** What is wrong with the value at a path, as a sentence that says what to do. */
export type Finding = Readonly<{ path: Path; message: string }>

type Found<Value> = Readonly<{ path: Path; value: Value }>

const found = <Value>(schema: z.ZodType<Value>, raw: unknown, path: Path): Found<Value>[] => {
  const read = schema.safeParse(raw)
  return read.success ? [{ path, value: read.data }] : []
}

const childOf = (raw: unknown, name: string): unknown =>
  typeof raw === "object" && raw !== null && Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined

/** The items of the list `raw[name]` that can be read. */
const itemsOf = <Value>(schema: z.ZodType<Value>, { path, value }: Found<unknown>, name: string): Found<Value>[] => {
  const items: unknown = childOf(value, name)
  return Array.isArray(items) ? items.flatMap((item, index) => found(schema, item, [...path, name, index])) : []
}

/** The entries of the map `raw[name]` that can be read, by name. */
const entriesOf = <Value>(schema: z.ZodType<Value>, { path, value }: Found<unknown>, name: string) => {
  const map = childOf(value, name)
  const entries = typeof map === "object" && map !== null && !Array.isArray(map) ? Object.entries(map) : []
  return entries.flatMap(([key, entry]) =>
    found(schema, entry, [...path, name, key]).map((readable) => ({ ...readable, name: key })),
  )
}

const anything = z.unknown()
const withId = z.object({ id: z.string() })
const withName = z.object({ name: z.string() })

/** Everything whose key was seen before. */
const repeated = <Value>(all: readonly Found<Value>[], keyOf: (value: Value) => string) => {
  const seen = new Set<string>()
  return all.filter(({ value }) => {
    const key = keyOf(value)
    const isRepeated = seen.has(key)
    seen.add(key)
    return isRepeated
  })
}

const under = ({ path }: Pick<Finding, "path">, ...more: Path): Path => [...path, ...more]

const idOf = ({ id }: { id: string }) => id

/** What the rest of a tenant may refer to. Names count as known also where their own entry is wrong in something else. */
type Known = Readonly<{
  actorIds: ReadonlySet<string>
  kinds: ReadonlyMap<string, ActorEntry["kind"]>
  groups: ReadonlyMap<string, readonly string[]>
  groupNames: ReadonlySet<string>
  routeNames: ReadonlySet<string>
}>

const knownIn = (tenant: Found<unknown>): Known => ({
  actorIds: new Set(itemsOf(withId, tenant, "actors").map(({ value }) => value.id)),
  kinds: new Map(
    itemsOf(z.object({ id: z.string(), kind: ActorEntry.shape.kind }), tenant, "actors").map(({ value }) => [
      value.id,
      value.kind,
    ]),
  ),
  groups: new Map(entriesOf(GroupEntry, tenant, "groups").map(({ name, value }) => [name, value])),
  groupNames: new Set(entriesOf(anything, tenant, "groups").map(({ name }) => name)),
  routeNames: new Set(entriesOf(anything, tenant, "routes").map(({ name }) => name)),
})

const actorFindings = ({ path, value: actor }: Found<ActorEntry>, { actorIds, kinds }: Known): Finding[] => {
  const findings: Finding[] = []
  if (actor.kind === "agent" && actor.roles.includes(ADMIN)) {
    findings.push({
      path: [...path, "roles", actor.roles.indexOf(ADMIN)],
      message: "an agent can't administer a tenant: give the role admin to a person",
    })
  }
  if (actor.roles.includes(ADMIN) && actor.roles.includes(AUDITOR)) {
    findings.push({
      path: [...path, "roles", actor.roles.indexOf(AUDITOR)],
      message: "who administers a tenant does not audit it: give the role auditor to somebody else",
    })
  }
  if (actor.kind !== "human" && actor.keys.length > 0) {
    findings.push({
      path: [...path, "keys"],
      message: "only people sign approvals: remove the keys, or declare a human",
    })
  }
  for (const [index, { for: person }] of actor.apiKeys.entries()) {
    const at = [...path, "apiKeys", index]
    if (person === undefined) {
      if (actor.kind === "agent")
        findings.push({ path: at, message: "an agent acts for a person: name them with `for`" })
    } else if (actor.kind === "human") {
      findings.push({ path: [...at, "for"], message: "a person calls in person: remove `for`" })
    } else if (!actorIds.has(person)) {
      findings.push({
        path: [...at, "for"],
        message: `there is no actor "${person}" in this tenant${didYouMean(person, actorIds)}`,
      })
    } else if (kinds.has(person) && kinds.get(person) !== "human") {
      findings.push({
        path: [...at, "for"],
        message: `"${person}" is no human: name the person for whom this key acts`,
      })
    }
  }
  return findings
}

const groupFindings = ({ path, value: members }: Found<readonly string[]>, { actorIds }: Known): Finding[] => [
  ...members.flatMap((member, index) =>
    actorIds.has(member)
      ? []
      : [
          {
            path: [...path, index],
            message: `there is no actor "${member}" in this tenant${didYouMean(member, actorIds)}`,
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

const stageFindings = (route: Found<z.infer<typeof RouteEntry>>, known: Known): Finding[] =>
  route.value.flatMap(({ groups }, stage) => {
    const named = groups.map((value, index) => ({ path: under(route, stage, "groups", index), value }))
    return [
      ...repeated(named, ({ name }) => name).map(({ path, value }) => ({
        path: [...path, "name"],
        message: `the group "${value.name}" is in this stage already: name it once, with one quorum`,
      })),
      ...named.flatMap(({ path, value: { name, quorum } }) => {
        if (!known.groupNames.has(name)) {
          const message = `there is no group "${name}" in this tenant${didYouMean(name, known.groupNames)}`
          return [{ path: [...path, "name"], message }]
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
  { path, value: tool }: Found<z.infer<typeof ToolEntry>>,
  limits: z.infer<typeof LimitsEntry> | undefined,
  { routeNames }: Known,
): Finding[] => {
  const findings: Finding[] = []
  if (!routeNames.has(tool.route)) {
    findings.push({
      path: [...path, "route"],
      message: `there is no route "${tool.route}" in this tenant${didYouMean(tool.route, routeNames)}`,
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

const GrantablePair = BreakGlassSettings.shape.grantable.unwrap().element

/** Why nobody could ever use what is grantable with a tool, null where somebody could. */
const whyUngrantable = (
  pair: BreakGlassEntry["grantable"][number],
  tools: readonly Found<z.infer<typeof ToolEntry>>[],
  toolNames: ReadonlySet<string>,
): string | null => {
  const refused = GrantablePair.safeParse(pair).error?.issues[0]
  if (refused !== undefined) return refused.message
  if (!toolNames.has(pair.tool))
    return `there is no tool "${pair.tool}" in this tenant${didYouMean(pair.tool, toolNames)}`
  const tool = tools.find(({ value }) => value.name === pair.tool)?.value
  if (tool?.writes === "deny")
    return `the policy denies every write with "${pair.tool}", under a grant too: let its \`writes\` be step_up`
  if (tool !== undefined && tool.inspector === undefined)
    return `nothing reads what a call of "${pair.tool}" touches, so no grant could cover one: give it an inspector`
  return null
}

/** A policy that would refuse everything is written down wrong. */
const breakGlassFindings = (
  { path, value }: Found<BreakGlassEntry>,
  tenant: Found<unknown>,
  toolNames: ReadonlySet<string>,
): Finding[] => {
  const tools = itemsOf(ToolEntry, tenant, "tools")
  const humans = itemsOf(ActorEntry, tenant, "actors").filter(({ value }) => value.kind === "human")
  const eligible = humans.filter(({ value: { roles } }) => roles.some((role) => value.countersigners.includes(role)))
  const held = new Set<string>(humans.flatMap(({ value: { roles } }) => roles))
  return [
    ...value.grantable.flatMap((pair, index) => {
      const message = whyUngrantable(pair, tools, toolNames)
      return message === null ? [] : [{ path: [...path, "grantable", index, "tool"], message }]
    }),
    ...(value.maxDuration < value.minDuration
      ? [
          {
            path: [...path, "maxDuration"],
            message: "this is less than minDuration, so every request would be refused: lower one or raise the other",
          },
        ]
      : []),
    ...(eligible.length > 0
      ? []
      : [
          {
            path: [...path, "countersigners"],
            message: `no person of this tenant has such a role, so no grant could ever begin${didYouMean(value.countersigners[0] ?? "", held)}`,
          },
        ]),
  ]
}

const tenantFindings = (tenant: Found<unknown>): Finding[] => {
  const known = knownIn(tenant)
  const [limits] = found(LimitsEntry, childOf(tenant.value, "limits"), [])
  const toolNames = new Set(itemsOf(withName, tenant, "tools").map(({ value }) => value.name))
  return [
    ...repeated(itemsOf(withId, tenant, "actors"), idOf).map((again) => ({
      path: under(again, "id"),
      message: `an actor "${again.value.id}" is declared above: one id is one actor`,
    })),
    ...itemsOf(ActorEntry, tenant, "actors").flatMap((actor) => actorFindings(actor, known)),
    ...entriesOf(GroupEntry, tenant, "groups").flatMap((group) => groupFindings(group, known)),
    ...entriesOf(RouteEntry, tenant, "routes").flatMap((route) => stageFindings(route, known)),
    ...repeated(itemsOf(withName, tenant, "tools"), ({ name }) => name).map((again) => ({
      path: under(again, "name"),
      message: `a tool "${again.value.name}" is declared above: declare it once`,
    })),
    ...itemsOf(ToolEntry, tenant, "tools").flatMap((tool) => toolFindings(tool, limits?.value, known)),
    ...found(BreakGlassEntry, childOf(tenant.value, "breakGlass"), [...tenant.path, "breakGlass"]).flatMap((entry) =>
      breakGlassFindings(entry, tenant, toolNames),
    ),
  ]
}

/** Every reference of the file that leads nowhere, and everything that is there twice. */
export const referenceFindings = (file: unknown): readonly Finding[] => {
  const tenants = itemsOf(anything, { path: [], value: file }, "tenants")
  const actors = tenants.flatMap((tenant) => itemsOf(ActorEntry, tenant, "actors"))
  const sshKeys = actors.flatMap(({ path, value }) =>
    value.keys.map((key, index) => ({ path: [...path, "keys", index], value: key })),
  )
  const apiKeys = actors.flatMap(({ path, value }) =>
    value.apiKeys.map((key, index) => ({ path: [...path, "apiKeys", index], value: key })),
  )
  return [
    ...tenants.flatMap(tenantFindings),
    ...repeated(itemsOf(withName, { path: [], value: file }, "notify"), ({ name }) => name).map((again) => ({
      path: under(again, "name"),
      message: `a receiver "${again.value.name}" is declared above: its place in the log is kept by its name`,
    })),
    ...repeated(itemsOf(withId, { path: [], value: file }, "tenants"), idOf).map((again) => ({
      path: under(again, "id"),
      message: `a tenant "${again.value.id}" is declared above: one id is one tenant`,
    })),
    ...repeated(sshKeys, ({ fingerprint }) => fingerprint).map(({ path, value }) => ({
      path,
      message: `the key ${value.fingerprint} belongs to somebody above: a signature must say who signed, so give everybody a key of their own`,
    })),
    ...repeated(apiKeys, idOf).map((again) => ({
      path: under(again, "id"),
      message: `an API key "${again.value.id}" is declared above: give every key an id of its own, over all tenants`,
    })),
  ]
}
