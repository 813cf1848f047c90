import type { Control } from "../domains/control.ts"
import { bindings } from "../domains/index.ts"

/** Every row of every domain, in the order in which NIST numbers the controls. */
export const controls: readonly Control[] = bindings
  .flatMap((binding) => binding.controls)
  .toSorted((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }))
