import * as z from "zod"
import { Caps } from "../../../kernel/budgets/budgets.ts"
import { numbers } from "../../../kernel/budgets/caps.ts"
import { tableOf } from "../../../kernel/table.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { argument } from "../argument.ts"
import { CommandError, EXIT } from "../exit.ts"

/** The caps that somebody names on the command line; the others stay as they are. */
export type CapOptions = Readonly<Partial<Record<(typeof numbers)[number], string>>> & {
  readonly tools?: string
}

/** What each cap is, for help and for people who read a budget. */
export const meanings = {
  spend: "spent a day, in the minor unit",
  affected: "touched a day",
  blast: "touched by one call",
  depth: "how deep a call may lie in other agents' calls",
  rate: "calls in a window",
  open: "calls that run at once",
  unknown: "calls whose outcome nobody reported",
} as const satisfies Readonly<Record<(typeof numbers)[number], string>>

const written = (most: number) =>
  z
    .string()
    .regex(/^[0-9]{1,16}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(most))

const mostOf = (name: (typeof numbers)[number]): number => Caps.shape[name].maxValue ?? Number.MAX_SAFE_INTEGER

const toolsIn = (text: string): Caps["tools"] =>
  (text === "" ? [] : text.split(",")).map((name) =>
    argument(ToolName, name.trim(), "name tools with commas between, such as tickets.search,terraform.apply"),
  )

/** Whether somebody names a cap at all. */
export const namesCaps = (options: CapOptions): boolean =>
  options.tools !== undefined || numbers.some((name) => options[name] !== undefined)

/** The caps of a budget with those put in their places that are named. @throws CommandError where none is */
export const changedCaps = (caps: Caps, options: CapOptions): Caps => {
  if (!namesCaps(options))
    throw new CommandError(EXIT.usage, "name a cap that changes, such as --spend 20000: see --help for all of them")
  const counted = tableOf<Record<(typeof numbers)[number], number>>(numbers, (name) => {
    const given = options[name]
    const most = mostOf(name)
    return given === undefined ? caps[name] : argument(written(most), given, `write a whole number from 0 to ${most}`)
  })
  return argumentCaps({ ...counted, tools: options.tools === undefined ? caps.tools : toolsIn(options.tools) })
}

const argumentCaps = (caps: Caps): Caps => {
  const read = Caps.safeParse(caps)
  if (read.success) return read.data
  throw new CommandError(EXIT.usage, "these caps can't be: name each tool once, and 32 at most")
}
