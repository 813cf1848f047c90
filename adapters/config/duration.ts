import * as z from "zod"
import { Duration } from "../../kernel/time.ts"

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const advice = "write a length of time such as 90s, 15m, 4h or 7d, or milliseconds as a whole number from 1"

/** A length of time as people write it: `90s`, `15m`, `4h`, `7d`, or milliseconds. */
export const DurationText = z
  .union([z.int(advice), z.string(advice).regex(/^[0-9]+[smhd]$/, advice)], { error: advice })
  .transform((written, context) => {
    const milliseconds =
      typeof written === "number" ? written : Number(written.slice(0, -1)) * (MILLISECONDS[written.slice(-1)] ?? NaN)
    const duration = Duration.min(1).safeParse(milliseconds)
    if (duration.success) return duration.data
    context.addIssue({ code: "custom", message: advice })
    return z.NEVER
  })
