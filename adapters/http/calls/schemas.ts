import { z } from "@hono/zod-openapi"
import { CallId, CallKept, ResolutionId, ResolutionKept } from "../../../kernel/calls/calls.ts"
import { Permit } from "../../../kernel/gate/permit.ts"
import { CallFailure, CallPerforming, CallResolving } from "../../library/calls/inputs.ts"
import { callStatuses, resolutionStatuses } from "../../library/calls/kinds.ts"
import { Spent } from "../../library/settling.ts"
import { resource } from "../resource.ts"
import { Payload, common } from "../schemas.ts"
import { Settled } from "../settled.ts"

const resolution = { id: ResolutionId, status: z.enum(resolutionStatuses) }

export const calls = resource({
  items: "calls",
  name: "TrackedCall",
  example: "call_0123456789abcdef01234567",
  id: CallId,
  statuses: callStatuses,
  kept: {
    ...CallKept.shape,
    resolution: z
      .strictObject({ ...resolution, ...ResolutionKept.shape })
      .openapi("Resolution")
      .nullable()
      .openapi({ description: "How it really ended, where nobody had reported it and a person has found out." }),
  },
  list: { operationId: "listCalls", summary: "The calls of your tenant, the latest first" },
  listed: (several) => ({ calls: several }),
})

const { spend, affected } = Spent.shape
const amounts = {
  spend: spend.clone().optional().openapi({ description: "What it really spent, in the minor unit." }),
  affected: affected.clone().optional().openapi({ description: "How much it touched." }),
} as const
const comesTogether = ({ spend, affected }: { readonly spend?: unknown; readonly affected?: unknown }) =>
  (spend === undefined) === (affected === undefined)

export const OutcomeBody = z
  .discriminatedUnion("outcome", [
    z.strictObject({
      outcome: z.literal("completed"),
      output: Payload.clone()
        .optional()
        .openapi({ description: "What came out: text, taken as UTF-8, or base64. It is hashed, and not kept." }),
      ...amounts,
    }),
    z.strictObject({
      outcome: z.literal("failed"),
      nothingHappened: CallFailure.shape.nothingHappened.clone().openapi({
        description: "That it is known that the call had no effect. Of anything else nothing is reported.",
      }),
      ...amounts,
    }),
  ])
  .refine(comesTogether, { error: "what was spent comes with how much was touched", path: ["affected"] })
  .openapi("CallOutcome")

export const ResolveBody = z
  .strictObject({ outcome: CallResolving.shape.outcome })
  .openapi("CallResolving", { description: "How the call really ended, as you have found." })

export const RedeemBody = z.strictObject({ permit: CallPerforming.shape.permit }).openapi("PermitRedeeming")

export const CallChangeAnswer = z.strictObject(calls.change).openapi("CallChange")
export const CallOutcomeAnswer = z
  .strictObject({
    ...calls.change,
    settled: Settled.nullable().openapi({
      description:
        "What became of `spend` and `affected`; null where there were none. Unknown where the call was charged with nothing, or in " +
        "another record than it was received in: report those by the verdict's `reservation`.",
    }),
  })
  .openapi("CallReported")
export const ResolutionChangeAnswer = z.strictObject({ ...resolution, ...common }).openapi("ResolutionChange")
export const RedeemAnswer = z
  .strictObject({
    ...calls.change,
    permit: Permit.clone().openapi({ description: "What the permit says: run this, and nothing else." }),
  })
  .openapi("PermitRedeemed")

export const Call = calls.entity
export type Call = z.infer<typeof Call>
export const CallsAnswer = calls.page
export const CallAnswer = z.strictObject({ call: Call }).openapi("CallShown")
