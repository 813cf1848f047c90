import * as z from "zod"
import { Principal, principalOf } from "../actors.ts"
import type { Notices } from "../domain.ts"
import type { Changed } from "../machine.ts"
import { Amounts, BudgetId, BudgetKept, ReservationId, ReservationKept } from "./budgets.ts"
import { isOverrun } from "./chart.ts"
import type { Budgets } from "./facts.ts"

const { serial } = BudgetKept.shape
const { tool, asked } = ReservationKept.shape

const schema = z.strictObject({
  domain: z.literal("budgets"),
  /** Whether the agent stands still until two people have looked. */
  frozen: z.boolean(),
  /** The agent. */
  budget: BudgetId,
  owner: Principal,
  /** That of the call that cost more than was asked for it; null where there is none to tell of. */
  reservation: z.strictObject({ id: ReservationId, tool, asked, reported: Amounts }).nullable(),
  /** The number of the overrun, the budget's by now: whoever thaws signs for the one after it. */
  serial: serial.nullable(),
})
type About = Readonly<z.infer<typeof schema>>

type Entity = Changed<Budgets>

/** The reservation among what changed whose call was reported to have overrun. */
const overrunIn = (after: readonly Entity[]): About["reservation"] => {
  for (const { id, kept } of after) {
    if (kept.entity !== "reservation") continue
    // Nobody is charged with more than was asked, unless it was reported.
    const reported = kept.ends.find(({ amounts }) => isOverrun(kept, amounts))
    if (reported !== undefined)
      return { id: ReservationId.parse(id), tool: kept.tool, asked: kept.asked, reported: reported.amounts }
  }
  return null
}

/** Whose an entity is: the person's who answers for the agent, and a reservation by itself the agent's. */
const ownerOf = ({ kept }: Pick<Entity, "kept">): Principal =>
  kept.entity === "budget" ? kept.owner : principalOf(kept.by)

/** An overrun is news: the agent stands still until two people have looked. What else happens is in the log. */
export const notices = {
  schema,
  events: {
    settle: (after) => {
      const entity = after.find(({ kept }) => kept.entity === "budget")
      return overrunIn(after) === null || entity === undefined ? null : { event: "overran", entity }
    },
  },
  ownerOf,
  about: (entity, after) => {
    const { id, kept } = entity
    return {
      domain: "budgets",
      frozen: kept.entity === "budget" && kept.frozen,
      budget: kept.entity === "budget" ? BudgetId.parse(id) : kept.budget,
      owner: ownerOf(entity),
      reservation: overrunIn(after),
      serial: kept.entity === "budget" ? kept.serial : null,
    }
  },
} as const satisfies Notices<Budgets, About> & { readonly schema: typeof schema }
