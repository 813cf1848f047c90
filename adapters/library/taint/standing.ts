import * as z from "zod"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"
import { conversationsIn, endorsementsIn } from "./kinds.ts"

const count = z.int().min(0)

/** How a tenant's conversations stand: how many there are, and the endorsements that may still be used. */
export const Standing = z.strictObject({ open: count, endorsed: count })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (entities: readonly EntityOf<"taint">[], now: Instant): Standing => ({
  open: conversationsIn(entities).length,
  endorsed: endorsementsIn(entities).filter(({ status, kept }) => status === "granted" && now < kept.expiresAt).length,
})
