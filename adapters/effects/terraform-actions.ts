import type { Change } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { isList } from "./terraform-lists.ts"
import type { OutputChange, ResourceChange } from "./terraform-plan.ts"
import { refuse } from "./terraform-refusals.ts"

/**
 * The combinations of actions that exist. `forget` leaves the object in place and drops it from the state; `open` opens
 * something ephemeral for as long as the plan is applied, which is a read.
 */
const ACTIONS: readonly (readonly [readonly string[], Change])[] = [
  [["no-op"], "noop"],
  [["create"], "create"],
  [["read"], "read"],
  [["open"], "read"],
  [["update"], "update"],
  [["delete"], "destroy"],
  [["delete", "create"], "replace"],
  [["create", "delete"], "replace"],
  [["create", "forget"], "replace"],
  [["forget", "create"], "replace"],
  [["forget"], "forget"],
]

/** Compared one by one: two actions written as one text are none. */
const found = (actions: Json): Change | undefined =>
  isList(actions)
    ? ACTIONS.find(
        ([known]) => known.length === actions.length && known.every((action, at) => action === actions[at]),
      )?.[1]
    : undefined

/** What is read or opened is never written, and the other way round: a mode that belies its actions is nothing we know. */
const fits = (mode: ResourceChange["mode"], change: Change): boolean =>
  mode === "managed" || change === "read" || change === "noop" || (mode === "data" && change === "destroy")

export const changeOf = ({
  address,
  mode,
  previous_address,
  change: { actions, importing },
}: ResourceChange): Change => {
  const change = found(actions)
  if (change === undefined || !fits(mode, change)) throw refuse("action", address)
  if (change !== "noop") return change
  if (importing !== null) return "import"
  return previous_address === undefined ? "noop" : "move"
}

export const outputChangeOf = ({ name, actions }: OutputChange): "noop" | "output" => {
  const change = found(actions)
  if (change === undefined) throw refuse("action", `output.${name}`)
  return change === "noop" ? "noop" : "output"
}

/** Whether an object stays where it is and under nobody's management. */
export const forgets = (actions: Json): boolean => isList(actions) && actions.includes("forget")
