import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { type Arguments, argumentsIn } from "./arguments.ts"
import { Reading, type ReadingStoppedError } from "./pool.ts"

/** What is no longer is read here, in a few milliseconds at the worst; what is, where it takes them from nobody. */
const HERE_BYTES = 65_536

const there = (tenant: TenantId, bytes: Uint8Array) =>
  Effect.flatMap(Reading, ({ read }) => read(tenant, { type: "arguments", bytes })).pipe(
    Effect.map((answer) => (answer.type === "arguments" ? answer.texts : null)),
  )

/** The arguments of a call, read beside this process where they are long; null for what can't be taken apart. */
export const argumentsRead = (
  tenant: TenantId,
  bytes: Uint8Array,
): Effect.Effect<Arguments | null, ReadingStoppedError, Reading> =>
  bytes.byteLength > HERE_BYTES ? there(tenant, bytes) : Effect.sync(() => argumentsIn(bytes))

/** The same of a call that is decided whatever comes of it: what isn't read to its end can't be taken apart either. */
export const argumentsAt = (tenant: TenantId, bytes: Uint8Array): Effect.Effect<Arguments | null, never, Reading> =>
  Effect.catch(argumentsRead(tenant, bytes), () => Effect.succeed(null))
