import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import type { Cursor as Place } from "../../kernel/ledger/store.ts"
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
  readonly status: Shapes[N]["status"] | readonly Shapes[N]["status"][] | null
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

/** An id is an actor's at the longest, and the number of a record has fifteen digits. */
const PLACE = /^(0|[1-9][0-9]{0,14})\.(.{1,128})$/

/** A place in a list as it travels: the record that brought an entity into being, and its id. */
const cursorAt = ({ opened, id }: Place): Cursor => Cursor.parse(`${opened}.${id}`)
const placeAt = (cursor: Cursor): Place | null => {
  const [, opened, id] = PLACE.exec(cursor) ?? []
  return opened === undefined || id === undefined ? null : { opened: Number(opened), id }
}

/** What comes out is a copy, so that nobody holds a part of what the gate decides by. */
const copyOf = <Found>(found: Found): Found => structuredClone(found)

/** The one place that goes through a list. */
const page = Effect.fnUntraced(function* <N extends DomainName>(domain: N, tenant: TenantId, wanted: Wanted<N>) {
  const gate = yield* Gate
  const { status, limit, cursor } = wanted
  const before = cursor === null ? null : placeAt(cursor)
  if (cursor !== null && before === null)
    return yield* new InputError({ path: "cursor", message: "cursor is none that a page of this list gave as `next`" })
  const { items, next } = yield* gate.page(tenant, domain, {
    statuses: typeof status === "string" ? [status] : status,
    before,
    limit,
  })
  const found: Page<N> = { items: items.map(copyOf), next: next === null ? null : cursorAt(next) }
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
  const get = (tenant: TenantId, id: string) =>
    Effect.map(
      Effect.flatMap(Gate, (gate) => gate.entity(tenant, domain, id)),
      copyOf,
    )
  return {
    list: (tenant: TenantId, wanted: Wanted<N>): Promise<Page<N>> => run(page(domain, tenant, wanted)),
    get: (tenant: TenantId, id: string): Promise<EntityOf<N> | null> => run(get(tenant, id)),
    wait: (tenant: TenantId, id: string, { status, timeoutMs, signal }: Patience): Promise<EntityOf<N> | null> =>
      run(
        Effect.flatMap(Gate, (gate) =>
          gate
            .change(tenant, domain, id, status)
            .pipe(
              Effect.map(copyOf),
              Effect.timeoutOrElse({ duration: timeoutMs, orElse: () => get(tenant, id) }),
              Effect.raceFirst(Effect.andThen(Effect.raceFirst(closing, aborted(signal)), get(tenant, id))),
            ),
        ),
      ),
  }
}
