import { Slot } from "../../kernel/taint/taint.ts"

/** Where one stands that can't be taken apart: no member of an object has this pointer here. */
export const WHOLE = Slot.parse("/")

/** The pointer of a member of an object itself (RFC 6901, §3), by which an argument is known. None is WHOLE. */
export const TopLevel = Slot.refine((pointer) => /^\/(?:[^/~]|~[01])+$/.test(pointer))
