import type * as z from "zod"
import {
  type CountersignBody,
  GrantAnswer,
  type GrantBody,
  GrantChangeAnswer,
  GrantsAnswer,
} from "../../http/break-glass/schemas.ts"
import type { Client } from "../client.ts"
import { type Wanted, resourceAt } from "../resource.ts"

/** Emergency access as a person at a terminal uses it. */
export const breakGlassAt = (server: Pick<Client, "call">) => {
  const { call } = server
  const { pathOf, list } = resourceAt(server, "grants")
  return {
    list: (wanted: Wanted) => list(GrantsAnswer, ({ grants, next }) => ({ items: grants, next }), wanted),
    show: (id: string) => call(GrantAnswer, pathOf(id)),
    request: (body: z.input<typeof GrantBody>) => call(GrantChangeAnswer, "v1/grants", body),
    countersign: (id: string, body: z.input<typeof CountersignBody>) =>
      call(GrantChangeAnswer, pathOf(id, "countersign"), body),
    end: (id: string, how: "deny" | "revoke") => call(GrantChangeAnswer, pathOf(id, how), {}),
  }
}
export type BreakGlassClient = ReturnType<typeof breakGlassAt>
