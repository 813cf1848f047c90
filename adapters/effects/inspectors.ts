import type { Effects } from "../../kernel/effects.ts"
import type { InspectorName } from "../../kernel/tool.ts"
import { inspectTerraform } from "./terraform.ts"

/** Every inspector that a policy can name. They read untrusted bytes, so a gate calls them in a process beside its own. */
export const inspectors: Readonly<Record<InspectorName, (payload: Uint8Array) => Effects>> = {
  terraform: inspectTerraform,
}
