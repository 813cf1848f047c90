import { z } from "@hono/zod-openapi"
import { EntityId, Left, statuses } from "../../kernel/budgets/budgets.ts"
import { Reason, common } from "./schemas.ts"

/** What became of a reservation that was settled beside what it was charged for. */
export const Settled = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("accepted"), id: EntityId, status: z.enum(statuses), ...common }),
    z.strictObject({
      type: z.literal("refused"),
      reasons: z.array(Reason).readonly(),
      left: Left.nullish(),
      ...common,
    }),
    z.strictObject({ type: z.literal("unknown") }),
  ])
  .openapi("Settled")
