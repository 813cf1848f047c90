import * as z from "zod"

/** A name that programs compare: printable ASCII without spaces. */
export const Word = z.string().regex(/^[\x21-\x7e]{1,128}$/)

/** As many names as a record has room for. */
export const words = z.array(Word).max(64)
