import type { Control } from "../control.ts"
import { attributes } from "./controls/attributes.ts"
import { flow } from "./controls/flow.ts"
import { injection } from "./controls/injection.ts"
import { integrity } from "./controls/integrity.ts"
import { objects } from "./controls/objects.ts"

/** One file a control. */
export const controls: readonly Control[] = [flow, objects, attributes, integrity, injection]
