import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { approvals as domain, module } from "../../../kernel/approvals/index.ts"
import type { Scenario } from "../../explore/scenario.ts"
import { SWEEPER, alphabetOf } from "../alphabet.ts"
import { bind } from "../binding.ts"
import { readAs } from "../instance.ts"
import { sayer } from "../speakers.ts"
import { actions } from "./alphabet.ts"
import { broken } from "./broken.ts"
import { controls } from "./controls.ts"
import { Instance } from "./instance.ts"
import { projectionOf } from "./project.ts"
import { propertiesOf, propertyNames } from "./properties.ts"
import { stepText } from "./step-text.ts"
import type { ModelState } from "./values.ts"
import { words } from "./words.ts"
import { type Interpretation, interpretationOf } from "./interpretation.ts"

export const approvals = bind({
  domain,
  ended: module.ended,
  module: "Approvals",
  ghosts: [],
  broken,
  effects: {
    approve: ["decisions", "opened"],
    reject: ["decisions"],
    delegate: ["delegations"],
    consume: ["used"],
    cancel: ["end"],
    supersede: ["end"],
    expire: ["end"],
  },
  named: (command) => ({ ...sayer(command.by), ...(command.type === "delegate" ? { to: command.to } : {}) }),
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
): Scenario<Approvals, ModelState> => ({
  ...alphabetOf(actions, interpretation, alphabet),
  initial: [{ now: interpretation.clock.start, entities: new Map() }],
  project: projectionOf(interpretation),
  isWithinBound: ({ req }) =>
    Object.values(req).every(
      (q) =>
        !("decisions" in q) ||
        (q.decisions.length <= bound.maxDecisions &&
          q.delegations.length <= bound.maxDelegations &&
          q.uses.length <= bound.maxUses),
    ),
})
