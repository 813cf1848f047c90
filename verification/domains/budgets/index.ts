import { budgets as domain, module } from "../../../kernel/budgets/index.ts"
import { bind } from "../binding.ts"
import { openingOf } from "../opening.ts"
import { sayer } from "../speakers.ts"
import { actions } from "./alphabet.ts"
import { broken } from "./broken.ts"
import { controls } from "./controls.ts"
import { Instance } from "./instance.ts"
import { interpretationOf } from "./interpretation.ts"
import { projectionOf, represented } from "./project.ts"
import { propertiesOf, propertyNames } from "./properties.ts"
import { stepText } from "./step-text.ts"
import { words } from "./words.ts"

const open = openingOf({
  instance: Instance,
  interpretationOf,
  actions,
  projectionOf,
  represented,
  isWithinBound: ({ bud, res }, { maxEnds, maxReleases, maxSerial }) =>
    Object.values(res).every(
      (call) => !("ends" in call) || (call.ends.length <= maxEnds && call.releases.length <= maxReleases),
    ) && Object.values(bud).every((budget) => !("serial" in budget) || budget.serial <= maxSerial),
  propertiesOf,
})

export const budgets = bind({
  domain,
  ended: module.ended,
  recalls: module.recalls,
  module: "Budgets",
  ghosts: [],
  broken,
  effects: {
    release: ["releases"],
    settle: ["charged", "ends"],
    unreserve: ["charged", "ends"],
    lapse: ["ends"],
    widen: ["caps", "widening", "serial"],
    narrow: ["caps", "widening", "narrowed", "serial"],
    unfreeze: ["frozen", "thawed", "serial"],
  },
  besides: {
    reserve: { budget: ["meter", "calls", "running"] },
    release: { budget: ["running"] },
    settle: { budget: ["meter", "frozen", "serial", "running"] },
    unreserve: { budget: ["meter", "running"] },
    // What a lapse takes from what runs, no fact tells from what is left: its lease is over.
    lapse: { budget: [] },
  },
  named: (command) =>
    "countersigner" in command ? { ...sayer(command.by), to: command.countersigner } : sayer(command.by),
  properties: propertyNames,
  words,
  stepText,
  controls,
  open,
})
