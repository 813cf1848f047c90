import type { Lasting } from "../machine.ts"
import type { Taint } from "./facts.ts"

/** No command is told of siblings: each names all that it looks at. */
export const lasts: Lasting<Taint> = {}
