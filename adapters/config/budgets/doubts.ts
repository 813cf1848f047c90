import * as z from "zod"
import { ADMIN } from "../../../kernel/actors.ts"
import { BudgetId } from "../../../kernel/budgets/budgets.ts"
import { type Finding, type Found, type Known, childOf } from "../finding.ts"
import { type Least, type Lengths, tooLong, tooShort } from "../lengths.ts"

const Budgets = z.object({ reporters: z.array(z.string()).default([]), newAgents: z.unknown().optional() })

const lengths: Lengths = [
  [["window"], 1, "an agent that has called often waits"],
  [["lease"], 7, "nobody knows whether a call that was not reported still runs"],
]

const least: Least = [
  [["window"], 10, "an agent calls as often as its cap in each of them, and three times the same"],
  [["lease"], 10, "a call has that long to be made and reported before its outcome counts as unknown"],
]

/** An agent that is named like a reservation gets no budget. */
const ofActor = ({ path, value: { id, kind } }: Known["actors"][number]): readonly Finding[] =>
  kind === "agent" && !BudgetId.safeParse(id).success
    ? [
        {
          path: [...path, "id"],
          message: `"${id}" reads like a reservation, so that it can't have a budget: rename it`,
        },
      ]
    : []

/** What of budgets is valid, and likely not meant. */
export const doubts = ({ path: at, value }: Found<unknown>, { actors }: Known): readonly Finding[] => {
  const raw = childOf(value, "budgets")
  const path = [...at, "budgets"]
  const { data: entry } = Budgets.safeParse(raw)
  if (entry === undefined) return []
  const services = actors.flatMap(({ value }) => (value.kind === "service" ? [value] : []))
  const admins = actors.filter(
    ({ value: { kind, roles, keys } }) => kind === "human" && roles.includes(ADMIN) && keys.length > 0,
  )
  return [
    ...(admins.length < 2
      ? [
          {
            path,
            message: `${admins.length === 0 ? "no" : "one"} administrator has an SSH key, and a budget is widened and thawed by two: give two people the role admin, and a key`,
          },
        ]
      : []),
    ...(services.some(({ roles }) => roles.some((role) => entry.reporters.includes(role)))
      ? []
      : [
          {
            path: [...path, "reporters"],
            message:
              "no service has such a role, so nobody reports how a call went: each lapses as charged, and as many as `unknown` says stop their agent",
          },
        ]),
    ...actors.flatMap(ofActor),
    ...tooLong(raw, path, lengths),
    ...tooShort(raw, path, least),
  ]
}
