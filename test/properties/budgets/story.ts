import * as fc from "fast-check"
import type { Command } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { START } from "../../fixtures/people.ts"
import { type Played, type Trail, refusedBy } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"

/** A run as somebody would tell it: what fast-check prints of the smallest one that fails. */

const who = ({ id, tenant, kind }: Command["by"]) => `${kind} ${id}${tenant === "acme" ? "" : ` of ${tenant}`}`
const amounts = ({ spend, affected }: { readonly spend: number; readonly affected: number }) =>
  `spend ${spend}, affected ${affected}`

const said = (command: Command): string => {
  switch (command.type) {
    case "open":
      return `for ${command.owner}`
    case "reserve":
      return `from ${command.budget}: ${command.tool} ${command.digest.slice(0, 4)}, ${amounts(command.asked)}, depth ${command.depth}`
    case "settle":
      return amounts(command.amounts)
    case "widen":
      return `to ${JSON.stringify(command.caps)} from +${command.from - START}, number ${command.serial}, with ${who(command.countersigner)}`
    case "narrow":
      return `to ${JSON.stringify(command.caps)}`
    case "unfreeze":
      return `number ${command.serial}, with ${who(command.countersigner)}`
    case "release":
    case "unreserve":
    case "lapse":
      return ""
  }
}

const line = (played: Played<Budgets>): string => {
  const { command, now, answer } = played
  const became = answer.accepted ? "accepted" : `refused: ${[...refusedBy(played)].join(", ")}`
  return `+${now - START} ${command.type} ${command.id} ${said(command)} (by ${who(command.by)}) -> ${became}`
}

export const storyOf = (trail: Trail<Budgets>): string => trail.map(line).join("\n")

/** Scenarios that tell themselves. */
export const stories = (): fc.Arbitrary<Scenario> =>
  scenario().map((drawn) => ({
    ...drawn,
    [fc.toStringMethod]: () => `${JSON.stringify(drawn.settings)}\n${storyOf(play(drawn))}\n`,
  }))
