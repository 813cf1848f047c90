/** How much of this service one caller may take, a tenant's callers together, and all together: one table. */

/** What is counted while it lasts: calls and waits by their number, bodies by their bytes. */
export const lasting = ["calls", "bodyBytes", "waits"] as const
export type Lasting = (typeof lasting)[number]

/** Who is counted together. */
export const scopes = ["actor", "tenant", "all"] as const
export type Scope = (typeof scopes)[number]

export type Limits = Readonly<Record<Scope, Readonly<Record<Lasting | "callsPerMinute" | "storedBytesPerDay", number>>>>

const MIB = 1024 * 1024
const GIB = 1024 * MIB

/**
 * What holds where the config says nothing: more than honest pipelines take, and together less than this process has. A
 * pipeline asks a few times a run, its plans are sent at 8 MiB the most, and of those less is kept: what they would do.
 */
export const DEFAULTS: Limits = {
  actor: { calls: 64, bodyBytes: 16 * MIB, waits: 128, callsPerMinute: 1_200, storedBytesPerDay: GIB },
  tenant: { calls: 256, bodyBytes: 64 * MIB, waits: 1_024, callsPerMinute: 6_000, storedBytesPerDay: 4 * GIB },
  all: { calls: 1_024, bodyBytes: 128 * MIB, waits: 4_096, callsPerMinute: 30_000, storedBytesPerDay: 16 * GIB },
}
