import { Statement } from "../../../kernel/approvals/approvals.ts"
import type { Signable } from "../../identity/statement-proof.ts"

/** What people sign of approvals. */
export const statements = {
  decision: {
    schema: Statement,
    signer: ({ approver }) => approver,
    tenant: ({ tenant }) => tenant,
    what: "a statement of an approval",
  },
} as const satisfies { readonly decision: Signable<Statement> }
