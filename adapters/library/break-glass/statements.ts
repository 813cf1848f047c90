import * as z from "zod"
import { Principal, TenantId } from "../../../kernel/actors.ts"
import { Statement, Terms } from "../../../kernel/break-glass/break-glass.ts"
import { Instant } from "../../../kernel/time.ts"
import type { Signable } from "../../identity/statement-proof.ts"

const { agent, reason, scope, durationMs } = Terms.shape

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

/** What people sign of break-glass. */
export const statements = {
  request: {
    schema: GrantAsked,
    signer: ({ holder }) => holder,
    tenant: ({ tenant }) => tenant,
    what: "a request for emergency access",
  },
  countersignature: {
    schema: Statement,
    signer: ({ countersigner }) => countersigner,
    tenant: ({ tenant }) => tenant,
    what: "a statement of a countersignature",
  },
} as const satisfies { readonly request: Signable<GrantAsked>; readonly countersignature: Signable<Statement> }
