import type { TenantId } from "../actors.ts"

/** Something threw that never should: the ask was denied and recorded, and whoever operates the gate has to hear of it. */
export interface Defect {
  readonly tenant: TenantId
  /** What was asked, in a word. */
  readonly what: string
  readonly cause: unknown
}

/** Tells whoever operates the gate. Nothing waits for it, and nobody who asks suffers where it throws. */
export type Report = (defect: Defect) => void
