import * as z from "zod"
import { Amount, BEYOND, Caps, NO_CAPS, TOOLS } from "../../../kernel/budgets/budgets.ts"
import { Pointer, type Source } from "../../../kernel/budgets/cost.ts"
import { Duration } from "../../../kernel/time.ts"
import { DurationText } from "../duration.ts"
import { list, mapOf, named, role, toolName } from "../entries.ts"
import { type Finding, type Found, type Known, childOf, found, itemsOf } from "../finding.ts"
import { isNotThere } from "../nearest.ts"
import { sectionOf } from "../section.ts"
import { doubts } from "./doubts.ts"

const amountAdvice = "write a whole number from 0, in the minor unit of your currency, such as 1250 for 12.50"
const amount = z.int(amountAdvice).min(0, amountAdvice)
/** A cap on a sum, which is below the most that one can say. */
const ofSum = z
  .int({ error: amountAdvice, abort: true })
  .min(0, amountAdvice)
  .max(BEYOND - 1, amountAdvice)

const { depth, rate, open, unknown } = Caps.shape
const upTo = (cap: typeof rate) => {
  const most = cap.maxValue ?? Number.MAX_SAFE_INTEGER
  const advice = `write a whole number from 0 to ${most}`
  return z.int(advice).min(0, advice).max(most, advice)
}

const CapsEntry = mapOf({
  spend: ofSum,
  affected: ofSum,
  blast: amount,
  depth: upTo(depth),
  rate: upTo(rate),
  open: upTo(open),
  unknown: upTo(unknown),
  tools: list(toolName, "names of tools").max(TOOLS, `write at most ${TOOLS} tools`),
})

const BudgetsEntry = mapOf({
  /** In which calls are counted for `rate`, and identical ones for repeats. */
  window: DurationText,
  /** How long a call may take before nobody waits for its report. */
  lease: DurationText,
  /** The caps of a budget that is opened; without them a new budget allows nothing until two people widen it. */
  newAgents: CapsEntry.optional(),
  /** The roles of the services that report how calls went. */
  reporters: list(role, "roles of services").max(31, "write at most 31 roles").default([]),
})
type BudgetsEntry = z.infer<typeof BudgetsEntry>

/** Where a tenant doesn't speak of budgets no agent needs one. */
const ABSENT = {
  required: false,
  windowMs: Duration.parse(1),
  leaseMs: Duration.parse(1),
  newCaps: NO_CAPS,
  reporters: [],
}

const budgetsOf = (entry: BudgetsEntry | undefined) =>
  entry === undefined
    ? ABSENT
    : {
        required: true,
        windowMs: entry.window,
        leaseMs: entry.lease,
        newCaps: entry.newAgents ?? NO_CAPS,
        reporters: entry.reporters,
      }

const sourceAdvice =
  "write a whole number from 0, { argument: /amount } with the JSON pointer of one in the arguments, or { upTo: 100 } where only the report says"
const argumentSource = mapOf({ argument: named(Pointer, "write a JSON pointer (RFC 6901), such as /amount") })
const reportSource = mapOf({ upTo: amount })

const SourceEntry = z.union([amount, argumentSource, reportSource], { error: sourceAdvice })
const AffectedEntry = z.union([amount, argumentSource, reportSource, z.literal("effects")], {
  error: `${sourceAdvice}, or effects for as many things as the inspector finds`,
})

const sourceOf = (entry: z.infer<typeof AffectedEntry>): Source => {
  if (entry === "effects") return { from: "effects" }
  if (typeof entry === "number") return { from: "fixed", amount: entry }
  return "upTo" in entry ? { from: "report", upTo: entry.upTo } : { from: "argument", at: entry.argument }
}

/** A tool of which nothing is said costs nothing, and touches what its inspector finds. */
const CostEntry = mapOf({ spend: SourceEntry.default(0), affected: AffectedEntry.optional() })

const WithEffects = z.object({
  name: z.string(),
  inspector: z.string().optional(),
  cost: z.object({ affected: z.unknown() }),
})

/** What is counted by the effects has somebody who reads them. */
const costFindings = (tenant: Found<unknown>): readonly Finding[] =>
  itemsOf(WithEffects, tenant, "tools").flatMap(({ path, value: { inspector, cost } }) =>
    cost.affected === "effects" && inspector === undefined
      ? [
          {
            path: [...path, "cost", "affected"],
            message: "nothing reads what a call of this tool touches: give it an inspector, or write a number",
          },
        ]
      : [],
  )

const budgetsFindings = ({ path, value }: Found<BudgetsEntry>, { toolNames }: Known): readonly Finding[] =>
  (value.newAgents?.tools ?? []).flatMap((tool, index) =>
    toolNames.has(tool)
      ? []
      : [{ path: [...path, "newAgents", "tools", index], message: isNotThere("tool", tool, toolNames) }],
  )

/** How much agents may do before somebody looks, and what a tool's calls cost. */
export const section = sectionOf({
  doubts,
  shape: { budgets: BudgetsEntry.optional() },
  tool: {
    shape: { cost: CostEntry.optional() },
    settings: ({ cost }) => ({
      spend: sourceOf(cost?.spend ?? 0),
      affected: sourceOf(cost?.affected ?? "effects"),
    }),
  },
  settings: ({ budgets }) => budgetsOf(budgets),
  findings: (tenant, known) => [
    ...found(BudgetsEntry, childOf(tenant.value, "budgets"), [...tenant.path, "budgets"]).flatMap((entry) =>
      budgetsFindings(entry, known),
    ),
    ...costFindings(tenant),
  ],
})

/** An amount as somebody writes it. */
export const AmountText = z
  .string()
  .regex(/^[0-9]{1,16}$/)
  .transform(Number)
  .pipe(Amount)
