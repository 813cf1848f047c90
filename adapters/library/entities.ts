import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import type { DomainName, EntityOf, Shapes } from "../domain.ts"
import type { Boundary } from "./boundary.ts"
import { InputError } from "./errors.ts"
import { Cursor } from "./inputs.ts"

/** A part of a list, the latest first. */
export interface Page<N extends DomainName> {
  readonly items: readonly EntityOf<N>[]
  /** Where the next page goes on; null at the end. */
  readonly next: Cursor | null
}

interface Wanted<N extends DomainName> {
  readonly status: Shapes[N]["status"] | null
  readonly limit: number
  readonly cursor: Cursor | null
}

/** How long somebody waits, and for what. */
export interface Patience {
  /** The status to wait away from. */
  readonly status: string
  /** Milliseconds. */
  readonly timeoutMs: number
  /** Ends the wait early, as the end of a connection does. */
  readonly signal?: AbortSignal | undefined
}

/** The one place that goes through a list. The cursor is the id of the last one that was given. */
const page = Effect.fnUntraced(function* <N extends DomainName>(domain: N, tenant: TenantId, wanted: Wanted<N>) {
  const gate = yield* Gate
  const { status, limit, cursor } = wanted
  const all = (yield* gate.entities(tenant, domain)).toReversed()
  const last: string | null = cursor
  const before = last === null ? -1 : all.findIndex(({ id }) => id === last)
  if (cursor !== null && before < 0)
    return yield* new InputError({ path: "cursor", message: "cursor is none that a page of this list gave as `next`" })
  const rest = all.slice(before + 1).filter((entity) => status === null || entity.status === status)
  const items = rest.slice(0, limit)
  const end = items.at(-1)
  const found: Page<N> = {
    items,
    next: end === undefined || rest.length === items.length ? null : Cursor.parse(end.id),
  }
  return found
})

/** Comes when the signal is given, and never without one. */
const aborted = (signal: AbortSignal | undefined): Effect.Effect<null> =>
  signal === undefined
    ? Effect.never
    : Effect.callback<null>((resume) => {
        const end = () => {
          resume(Effect.succeed(null))
        }
        if (signal.aborted) end()
        else signal.addEventListener("abort", end, { once: true })
        return Effect.sync(() => {
          signal.removeEventListener("abort", end)
        })
      })

/** What is read of any domain's entities. */
export const entitiesOf = <N extends DomainName>({ run, closing }: Pick<Boundary, "run" | "closing">, domain: N) => {
  const get = (tenant: TenantId, id: string) => Effect.flatMap(Gate, (gate) => gate.entity(tenant, domain, id))
  return {
    list: (tenant: TenantId, wanted: Wanted<N>): Promise<Page<N>> => run(page(domain, tenant, wanted)),
    get: (tenant: TenantId, id: string): Promise<EntityOf<N> | null> => run(get(tenant, id)),
    wait: (tenant: TenantId, id: string, { status, timeoutMs, signal }: Patience): Promise<EntityOf<N> | null> =>
      run(
        Effect.flatMap(Gate, (gate) =>
          gate
            .change(tenant, domain, id, status)
            .pipe(
              Effect.timeoutOrElse({ duration: timeoutMs, orElse: () => get(tenant, id) }),
              Effect.raceFirst(Effect.andThen(Effect.raceFirst(closing, aborted(signal)), get(tenant, id))),
            ),
        ),
      ),
  }
}
