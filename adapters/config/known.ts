import * as z from "zod"
import { type Found, type Known, itemsOf, withId, withName } from "./finding.ts"
import { ActorEntry, DeclaredToolEntry } from "./tenant.ts"

export const knownIn = (tenant: Found<unknown>): Known => ({
  actors: itemsOf(ActorEntry, tenant, "actors"),
  actorIds: new Set(itemsOf(withId, tenant, "actors").map(({ value }) => value.id)),
  kinds: new Map(
    itemsOf(z.object({ id: z.string(), kind: ActorEntry.shape.kind }), tenant, "actors").map(({ value }) => [
      value.id,
      value.kind,
    ]),
  ),
  tools: itemsOf(DeclaredToolEntry, tenant, "tools"),
  toolNames: new Set(itemsOf(withName, tenant, "tools").map(({ value }) => value.name)),
})
