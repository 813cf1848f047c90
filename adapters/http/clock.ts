/** What travels of the clock. */
import { z } from "@hono/zod-openapi"

const instant = z.int().min(0)

/** How the gate's time stands, in `status`. */
export const ClockStanding = z
  .strictObject({
    clock: instant.openapi({ description: "What the clock of the gate's machine says." }),
    now: instant.openapi({ description: "The gate's own time, which is never before its newest record's." }),
    fit: z.boolean().openapi({ description: "Whether anything is decided by this clock; `warnings` say why not." }),
  })
  .openapi("Clock")

export const ConfirmedAnswer = z
  .strictObject({
    record: z
      .int()
      .min(0)
      .nullable()
      .openapi({ description: "The record of it; null where the clock was fit, and nothing had to be confirmed." }),
    from: instant.openapi({ description: "The gate's time before it." }),
    to: instant.openapi({ description: "What the clock says, which is the gate's time from then on." }),
  })
  .openapi("ConfirmedClock")
