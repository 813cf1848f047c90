import type { Approvals } from "./approvals/facts.ts"
import type { BreakGlass } from "./break-glass/facts.ts"
import type { Changed } from "./machine.ts"

/** Every domain that the gate decides with, by the name that its records have. */
export interface Rooms {
  readonly approvals: Approvals
  readonly "break-glass": BreakGlass
}
export type RoomName = keyof Rooms

/** An entity of a room with its id. */
export type EntityOf<R extends RoomName> = Changed<Rooms[R]>

/** The entities of one room, as a gate reads them. */
export interface Entities<R extends RoomName> {
  readonly get: (id: string) => EntityOf<R> | undefined
  readonly values: () => Iterable<EntityOf<R>>
}

/** A tenant's registers, one a room. */
export type Registers = {
  readonly [R in RoomName]: { readonly settings: Rooms[R]["settings"]; readonly entities: Entities<R> }
}

/** An entity that changed, with the room that it is of. */
export type Change<R extends RoomName = RoomName> = {
  [N in R]: { readonly domain: N; readonly entity: EntityOf<N> }
}[R]
