import * as z from "zod"
import { isOpen } from "../../../kernel/approvals/facts.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"

/** How a tenant's approvals stand: requests that wait, or that may be used, and have not expired. */
export const Standing = z.strictObject({ open: z.int().min(0).describe("Requests that wait or may be used.") })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (requests: readonly EntityOf<"approvals">[], now: Instant): Standing => ({
  open: requests.filter(({ status, kept }) => isOpen(status) && now < kept.expiresAt).length,
})
