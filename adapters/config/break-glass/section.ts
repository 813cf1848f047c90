import * as z from "zod"
import { Resource, ResourceType, Settings } from "../../../kernel/break-glass/break-glass.ts"
import { Duration } from "../../../kernel/time.ts"
import { DurationText } from "../duration.ts"
import { count, list, mapOf, named, role, some, toolName } from "../entries.ts"
import { type Finding, type Found, type Known, childOf, found } from "../finding.ts"
import { didYouMean, isNotThere } from "../nearest.ts"
import { sectionOf } from "../section.ts"
import type { DeclaredToolEntry } from "../tenant.ts"
import { doubts } from "./doubts.ts"

const SCOPE_LIST = "what may be asked for, each with tool and prefix"

const BreakGlassEntry = mapOf({
  minDuration: DurationText,
  maxDuration: DurationText,
  /** How long a request waits for its countersignature. */
  requestLifetime: DurationText,
  /** How old the signature may be with which somebody asks. */
  factorLifetime: DurationText,
  grantable: list(
    mapOf({
      tool: toolName,
      prefix: named(
        Resource,
        "write the address of a resource, or of what it lies under, 256 characters at most, its quotes closed, without spaces and wildcards",
      ),
      /** The types of the resources whose access rights or reachability may change under a grant. */
      types: list(
        named(
          ResourceType,
          "write the type of a resource as its tool names it, such as aws_security_group, without wildcards",
        ),
        "types of resources",
      )
        .max(16, "write at most 16 of them")
        .default([]),
    }),
    SCOPE_LIST,
  ).max(64, "write at most 64 of them"),
  cooldown: DurationText,
  requestRate: mapOf({ max: count(), window: DurationText }),
  maxActiveGrants: count(),
  countersigners: some(role, "roles").max(32, "write at most 32 roles"),
  allowSelfCountersign: z.boolean("write true or false").default(false),
})
type BreakGlassEntry = z.infer<typeof BreakGlassEntry>

/** A tenant that doesn't speak of emergency access has none: nothing is grantable, and nobody countersigns. */
const ABSENT: BreakGlassEntry = {
  minDuration: Duration.parse(1),
  maxDuration: Duration.parse(1),
  requestLifetime: Duration.parse(1),
  factorLifetime: Duration.parse(1),
  grantable: [],
  cooldown: Duration.parse(1),
  requestRate: { max: 1, window: Duration.parse(1) },
  maxActiveGrants: 1,
  countersigners: [],
  allowSelfCountersign: false,
}

const breakGlassOf = ({
  minDuration,
  maxDuration,
  requestLifetime,
  factorLifetime,
  cooldown,
  requestRate,
  ...rest
}: BreakGlassEntry = ABSENT) => ({
  ...rest,
  minDurationMs: minDuration,
  maxDurationMs: maxDuration,
  requestMs: requestLifetime,
  factorMs: factorLifetime,
  cooldownMs: cooldown,
  requestRate: { max: requestRate.max, windowMs: requestRate.window },
})

const GrantablePair = Settings.shape.grantable.unwrap().element

/** Why nobody could ever use what is grantable with a tool, null where somebody could. */
const whyUngrantable = (
  pair: BreakGlassEntry["grantable"][number],
  tools: readonly Found<DeclaredToolEntry>[],
  toolNames: ReadonlySet<string>,
): string | null => {
  const refused = GrantablePair.safeParse(pair).error?.issues[0]
  if (refused !== undefined) return refused.message
  if (!toolNames.has(pair.tool)) return isNotThere("tool", pair.tool, toolNames)
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
  { actors, tools, toolNames }: Known,
): Finding[] => {
  const humans = actors.filter(({ value }) => value.kind === "human")
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

/** What may be asked for in an emergency, for how long, and who countersigns. */
export const section = sectionOf({
  doubts,
  shape: { breakGlass: BreakGlassEntry.optional() },
  tool: { shape: {}, settings: () => ({}) },
  settings: ({ breakGlass }) => breakGlassOf(breakGlass),
  findings: (tenant, known) =>
    found(BreakGlassEntry, childOf(tenant.value, "breakGlass"), [...tenant.path, "breakGlass"]).flatMap((entry) =>
      breakGlassFindings(entry, known),
    ),
})
