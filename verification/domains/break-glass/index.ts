import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { breakGlass as domain, module } from "../../../kernel/break-glass/index.ts"
import type { Scenario } from "../../explore/scenario.ts"
import { SWEEPER, alphabetOf } from "../alphabet.ts"
import { bind } from "../binding.ts"
import { readAs } from "../instance.ts"
import { sayer } from "../speakers.ts"
import { actions } from "./alphabet.ts"
import { broken } from "./broken.ts"
import { controls } from "./controls.ts"
import { Instance } from "./instance.ts"
import { projectionOf, represented } from "./project.ts"
import { propertiesOf, propertyNames } from "./properties.ts"
import { stepText } from "./step-text.ts"
import type { ModelState } from "./values.ts"
import { words } from "./words.ts"
import { type Interpretation, interpretationOf } from "./interpretation.ts"

export const breakGlass = bind({
  domain,
  ended: module.ended,
  module: "BreakGlass",
  ghosts: [],
  broken,
  effects: {
    countersign: ["settlements", "activatedAt", "expiresAt", "selfCountersigned"],
    deny: ["settlements"],
    lapse: ["settlements"],
    use: ["uses"],
    revoke: ["ended"],
    expire: ["ended"],
  },
  named: (command) => sayer(command.by),
  properties: propertyNames,
  words,
  stepText,
  controls,
  open: (json: unknown) => {
    const instance = readAs(Instance, json, "instance")
    const { constants } = instance
    const interpretation = interpretationOf(constants)
    // The sweeper is of the tenant that an instance is about.
    const home = interpretation.actor(SWEEPER).tenant
    return { instance, scenario: scenarioOf(instance, interpretation), home, properties: propertiesOf(constants) }
  },
})

const scenarioOf = (
  { alphabet, bound }: Instance,
  interpretation: Interpretation,
): Scenario<BreakGlass, ModelState> => ({
  ...alphabetOf(actions, interpretation, alphabet),
  initial: [{ now: interpretation.clock.start, entities: new Map() }],
  represented: represented(interpretation),
  project: projectionOf(interpretation),
  isWithinBound: ({ gr }) =>
    Object.values(gr).every((grant) => !("settlements" in grant) || grant.settlements.length <= bound.maxSettlements),
})
