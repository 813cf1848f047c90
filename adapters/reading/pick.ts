import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import type { Picked } from "../../kernel/gate/ask.ts"
import type { Json } from "../../kernel/json.ts"
import { readBody } from "./body.ts"
import { at } from "./pointer.ts"
import type { Reading } from "./pool.ts"

/** What is no longer is read here, in a few milliseconds at the worst; what is, where it takes them from nobody. */
const HERE_BYTES = 65_536

const here = (bytes: Uint8Array): Json | undefined => {
  try {
    // As doubles: what is beyond what is exact is no amount, and the kernel says so.
    return parseJson(bytes, "double")
  } catch (error) {
    if (error instanceof JsonRefusedError) return undefined
    throw error
  }
}

const there = (tenant: TenantId, bytes: Uint8Array): Effect.Effect<Json | undefined, never, Reading> =>
  Effect.map(readBody(tenant, bytes), (read) => ("value" in read ? read.value : undefined))

/** What stands in a call's arguments at these JSON pointers. Arguments that can't be read have nothing anywhere. */
export const pickAt = (
  tenant: TenantId,
  bytes: Uint8Array,
  pointers: readonly string[],
): Effect.Effect<Picked, never, Reading> => {
  if (pointers.length === 0) return Effect.succeed({})
  const read = bytes.byteLength > HERE_BYTES ? there(tenant, bytes) : Effect.sync(() => here(bytes))
  return Effect.map(read, (value) =>
    value === undefined
      ? {}
      : Object.fromEntries(
          pointers.flatMap((pointer) => {
            const found = at(value, pointer)
            return found === undefined ? [] : [[pointer, found]]
          }),
        ),
  )
}
