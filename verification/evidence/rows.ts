import type { DomainName } from "../../kernel/registry.ts"
import type { Control } from "./control.ts"
import { approvalsControls } from "./rows/approvals.ts"
import { breakGlassControls } from "./rows/break-glass.ts"

const rows: Readonly<Record<DomainName, readonly Control[]>> = {
  approvals: approvalsControls,
  "break-glass": breakGlassControls,
}

/** Every row of every domain, in the order in which NIST numbers the controls. */
export const controls: readonly Control[] = Object.values(rows)
  .flat()
  .toSorted((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }))
