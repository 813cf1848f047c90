import type { Control } from "./control.ts"
import { approvalsControls } from "./rows/approvals.ts"
import { breakGlassControls } from "./rows/break-glass.ts"

/** Every row of every domain, in the order in which NIST numbers the controls. */
export const controls: readonly Control[] = [...approvalsControls, ...breakGlassControls].toSorted((a, b) =>
  a.id.localeCompare(b.id, "en", { numeric: true }),
)
