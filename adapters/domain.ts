/** What the doors know of the kernel's table of domains, in one place. */
export type { EntityOf, RoomName as DomainName, Rooms as Shapes } from "../kernel/rooms.ts"
