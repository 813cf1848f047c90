import { approvals } from "../approvals/index.ts"
import { breakGlass } from "../break-glass/index.ts"
import { step } from "../machine.ts"
import type { Change, EntityOf, Registers, RoomName, Rooms } from "../rooms.ts"
import type { Instant } from "../time.ts"
import type { Policy } from "./policy.ts"

/** One tenant, as its log has it. */
export interface World {
  readonly policy: Policy
  readonly registers: Registers
}

type Refused =
  | { readonly accepted: false; readonly refusal: "guards"; readonly guards: readonly string[] }
  | { readonly accepted: false; readonly refusal: "unknown" | "taken" }

/** What the kernel's step said, as a record tells it. */
interface Ran<Entity> {
  /** Null where no guard was asked. */
  readonly facts: object | null
  readonly outcome: { readonly accepted: true; readonly after: readonly Entity[] } | Refused
}

const told = <Entity>(
  result:
    | ({ readonly facts: object | null } & (
        | { readonly accepted: true; readonly after: readonly Entity[] }
        | Extract<Refused, { readonly refusal: "guards" }>
      ))
    | Extract<Refused, { readonly refusal: "unknown" | "taken" }>,
): Ran<Entity> => {
  if (result.accepted) return { facts: result.facts, outcome: { accepted: true, after: result.after } }
  const { refusal } = result
  return refusal === "guards"
    ? { facts: result.facts, outcome: { accepted: false, refusal, guards: result.guards } }
    : { facts: null, outcome: { accepted: false, refusal } }
}

export const runApprovals = (
  { registers }: World,
  command: Rooms["approvals"]["command"],
  now: Instant,
): Ran<EntityOf<"approvals">> => told(step(approvals, registers.approvals, command, now))

export const runBreakGlass = (
  { registers }: World,
  command: Rooms["break-glass"]["command"],
  now: Instant,
): Ran<EntityOf<"break-glass">> => told(step(breakGlass, registers["break-glass"], command, now))

/** What it changed, empty where it was refused. */
export const changes = <R extends RoomName>(domain: R, { outcome }: Ran<EntityOf<R>>): readonly Change<R>[] =>
  outcome.accepted ? outcome.after.map((entity) => ({ domain, entity })) : []

/** Why it was refused, in the words of guards. */
export const reasonsOf = (outcome: Refused): readonly string[] =>
  outcome.refusal === "guards" ? outcome.guards : [outcome.refusal]
