import * as z from "zod"
import { Principal, TenantId } from "../../kernel/actors.ts"
import * as approvals from "../../kernel/approvals/approvals.ts"
import * as breakGlass from "../../kernel/break-glass/break-glass.ts"
import { Instant } from "../../kernel/time.ts"
import type { Signable } from "./statement-proof.ts"

const { agent, reason, scope, durationMs } = breakGlass.Terms.shape

/**
 * What a holder signs to ask for emergency access: the second factor, made for this very request. `at` is when; how old it
 * may be is the policy's to say.
 */
export const GrantAsked = z.strictObject({
  type: z.literal("interlock/grant-request/v1"),
  tenant: TenantId,
  holder: Principal,
  agent,
  reason,
  scope,
  durationMs,
  at: Instant,
})
export type GrantAsked = Readonly<z.infer<typeof GrantAsked>>

/** Everything that people sign here, and nothing else. */
export const signables = {
  decision: {
    schema: approvals.Statement,
    signer: ({ approver }) => approver,
    tenant: ({ tenant }) => tenant,
    what: "a statement of an approval",
  },
  countersignature: {
    schema: breakGlass.Statement,
    signer: ({ countersigner }) => countersigner,
    tenant: ({ tenant }) => tenant,
    what: "a statement of a countersignature",
  },
  request: {
    schema: GrantAsked,
    signer: ({ holder }) => holder,
    tenant: ({ tenant }) => tenant,
    what: "a request for emergency access",
  },
} as const satisfies {
  readonly decision: Signable<approvals.Statement>
  readonly countersignature: Signable<breakGlass.Statement>
  readonly request: Signable<GrantAsked>
}
