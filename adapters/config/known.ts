import * as z from "zod"
import { type Found, type Known, childOf, found, itemsOf, withId, withName } from "./finding.ts"
import { ActorEntry, DeclaredToolEntry } from "./tenant.ts"

/** That a tenant has sessions says that its agents need one, unless it says that they don't. */
export const sessionsRequired = z.boolean("write true or false").default(true)
const Needing = z.object({ required: sessionsRequired })

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
  needsSessions: found(Needing, childOf(tenant.value, "sessions"), []).some(({ value: { required } }) => required),
  toolNames: new Set(itemsOf(withName, tenant, "tools").map(({ value }) => value.name)),
})
