import { z } from "@hono/zod-openapi"
import { TenantId } from "../../kernel/actors.ts"
import { standingShape } from "../domains.ts"
import { ClockStanding } from "./clock.ts"
import { HeadAnswer, common } from "./schemas.ts"

/** How a tenant's gate stands, domain by domain. */
export const StatusAnswer = z
  .strictObject({
    tenant: TenantId,
    log: HeadAnswer,
    clock: ClockStanding,
    warnings: common.warnings,
    ...standingShape,
  })
  .openapi("Status")
