import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Json } from "../../kernel/json.ts"
import { Reading } from "./pool.ts"

/** A body as it was read; or, in a sentence, why it can't be; or that too much of its tenant is being read just now. */
export type ReadBody = { readonly value: Json } | { readonly unreadable: string } | { readonly crowded: true }

/** Reads a long body beside this process. */
export const readBody = (tenant: TenantId, bytes: Uint8Array): Effect.Effect<ReadBody, never, Reading> =>
  Effect.flatMap(Reading, ({ read }) => read(tenant, { type: "json", bytes })).pipe(
    Effect.map((answer): ReadBody => {
      if (answer.type === "json") return { value: answer.value }
      return { unreadable: answer.type === "refused" ? answer.message : "the reader failed: report this body" }
    }),
    Effect.catch(({ problem, message }) =>
      Effect.succeed<ReadBody>(problem === "crowded" ? { crowded: true } : { unreadable: message }),
    ),
  )
