import { Effect } from "effect"
import type { Actor, TenantId } from "../../../kernel/actors.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { keysOf } from "../../../kernel/table.ts"
import { CONTROL, type Slot } from "../../../kernel/taint/taint.ts"
import { WHOLE, bytesOf } from "../../reading/arguments.ts"
import type { Arguments } from "../../reading/arguments.ts"
import type { Reading } from "../../reading/pool.ts"
import { argumentsRead } from "../../reading/take-apart.ts"
import type { Boundary } from "../boundary.ts"
import { isNotThere } from "../../config/nearest.ts"
import { InputError } from "../errors.ts"
import { cameIntoBy } from "./came-in.ts"
import { placesOf } from "./flow.ts"
import type { Place } from "./place.ts"
import type { EndorsementPreviewing } from "./inputs.ts"
import { noSuchSlot } from "./statement.ts"
import type * as z from "zod"

/** What of a call, and of which one, somebody vouches for. */
type Vouching = Omit<z.output<typeof EndorsementPreviewing>, "payload">

/** A place of a call for which somebody vouches. */
export interface VouchedPlace extends Place {
  readonly slot: Slot
  /** Of which the piece's digest is. */
  readonly bytes: Uint8Array
}

/**
 * The arguments of a call. Of one that isn't read to its end nobody knows how it is judged the next time, so that nobody vouches for it.
 * @throws InputError for such a one, which says what to do
 */
export const argumentsToVouchFor = (
  tenant: TenantId,
  payload: Uint8Array,
): Effect.Effect<Arguments | null, InputError, Reading> =>
  Effect.mapError(argumentsRead(tenant, payload), ({ message }) => new InputError({ path: "payload", message }))

/** The places of a call for which somebody vouches, as the gate takes it apart when it decides: of an argument that one, of control all of them. */
export const vouchingOn =
  ({ run, policyOf, evidenceOf }: Boundary) =>
  /** @throws InputError where the call has no such argument, or the tenant no such tool */
  async (
    { tenant }: Actor,
    { conversation, tool, slot }: Vouching,
    payload: Uint8Array,
  ): Promise<readonly VouchedPlace[]> => {
    const tools = policyOf(tenant)?.tools.map(({ name }) => name) ?? []
    if (!tools.includes(tool)) throw new InputError({ path: "tool", message: isNotThere("tool", tool, tools) })
    const given = await run(argumentsToVouchFor(tenant, payload))
    const came = await run(Effect.flatMap(Gate, (gate) => cameIntoBy(gate, tenant, conversation)))
    const places = placesOf(policyOf(tenant), { came, evidence: evidenceOf(tenant) }, { tool, given, payload })
    const placeAt = (at: Slot): readonly VouchedPlace[] => {
      const place: Place | undefined = places[at]
      if (place === undefined) return []
      const argument = given?.[at]
      const bytes = at === WHOLE || argument === undefined ? payload : bytesOf(argument)
      return [{ slot: at, bytes, ...place }]
    }
    const vouched = (slot === CONTROL ? keysOf(places) : [slot]).flatMap(placeAt)
    if (vouched.length === 0) throw noSuchSlot(Object.hasOwn(places, WHOLE))
    return vouched
  }
