import { approvals as domain, module } from "../../../kernel/approvals/index.ts"
import { bind } from "../binding.ts"
import { openingOf } from "../opening.ts"
import { sayer } from "../speakers.ts"
import { actions } from "./alphabet.ts"
import { broken } from "./broken.ts"
import { controls } from "./controls.ts"
import { Instance } from "./instance.ts"
import { projectionOf } from "./project.ts"
import { propertiesOf, propertyNames } from "./properties.ts"
import { stepText } from "./step-text.ts"
import { words } from "./words.ts"
import { interpretationOf } from "./interpretation.ts"

const open = openingOf({
  instance: Instance,
  interpretationOf,
  actions,
  projectionOf,
  isWithinBound: ({ req }, bound) =>
    Object.values(req).every(
      (q) =>
        !("decisions" in q) ||
        (q.decisions.length <= bound.maxDecisions &&
          q.delegations.length <= bound.maxDelegations &&
          q.uses.length <= bound.maxUses),
    ),
  propertiesOf,
})

export const approvals = bind({
  domain,
  ended: module.ended,
  recalls: module.recalls,
  module: "Approvals",
  ghosts: [],
  broken,
  effects: {
    approve: ["decisions", "opened"],
    reject: ["decisions"],
    delegate: ["delegations"],
    withdraw: ["end"],
    consume: ["used"],
    cancel: ["end"],
    supersede: ["end"],
    expire: ["end"],
  },
  besides: {},
  named: (command) => ({ ...sayer(command.by), ...(command.type === "delegate" ? { to: command.to } : {}) }),
  properties: propertyNames,
  words,
  stepText,
  controls,
  open,
})
