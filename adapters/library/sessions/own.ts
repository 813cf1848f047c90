import { Effect } from "effect"
import type * as z from "zod"
import type { Actor } from "../../../kernel/actors.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { InputError } from "../errors.ts"
import { Cursor } from "../inputs.ts"
import type { SessionPage } from "./inputs.ts"
import { type SessionEntity, sessionsIn } from "./kinds.ts"

const PLACE = /^(0|[1-9][0-9]{0,15})\.(session_[A-Za-z0-9]{1,64})$/

/** The one that was opened later comes first; of one moment, one of them, always the same. */
const comesBefore = (a: Place, b: Place): boolean => a.at > b.at || (a.at === b.at && a.id > b.id)
interface Place {
  readonly at: number
  readonly id: string
}
const placeOf = ({ id, kept: { at } }: SessionEntity): Place => ({ id, at })

const placeAt = (cursor: Cursor): Place => {
  const [, at, id] = PLACE.exec(cursor) ?? []
  if (at === undefined || id === undefined)
    throw new InputError({ path: "cursor", message: "cursor is none that a page of this list gave as `next`" })
  return { at: Number(at), id }
}

/** What somebody has opened and not ended, the latest first. It is in memory, however many others there are and were. */
export const ownOpen = ({ id, tenant }: Actor): Effect.Effect<readonly SessionEntity[], unknown, Gate> =>
  Effect.map(
    Effect.flatMap(Gate, (gate) => gate.entities(tenant, "sessions")),
    (entities) =>
      sessionsIn(entities)
        .filter(({ status, kept: { subject } }) => status === "open" && subject === id)
        .sort((a, b) => (comesBefore(placeOf(a), placeOf(b)) ? -1 : 1)),
  )

/** A page of these. @throws InputError for a cursor that no page gave */
export const pageOfOwn = (all: readonly SessionEntity[], { limit, cursor }: z.output<typeof SessionPage>) => {
  const before = cursor === null ? null : placeAt(cursor)
  const after = before === null ? all : all.filter((one) => comesBefore(before, placeOf(one)))
  const items = after.slice(0, limit)
  const last = items.at(-1)
  const next = last === undefined || items.length === after.length ? null : Cursor.parse(`${last.kept.at}.${last.id}`)
  return { items, next }
}
