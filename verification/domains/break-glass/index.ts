import { breakGlass as domain, module } from "../../../kernel/break-glass/index.ts"
import { bind } from "../binding.ts"
import { openingOf } from "../opening.ts"
import { sayer } from "../speakers.ts"
import { actions } from "./alphabet.ts"
import { broken } from "./broken.ts"
import { controls } from "./controls.ts"
import { Instance } from "./instance.ts"
import { projectionOf, represented } from "./project.ts"
import { propertiesOf, propertyNames } from "./properties.ts"
import { stepText } from "./step-text.ts"
import { words } from "./words.ts"
import { interpretationOf } from "./interpretation.ts"

const open = openingOf({
  instance: Instance,
  interpretationOf,
  actions,
  projectionOf,
  represented,
  isWithinBound: ({ gr }, bound) =>
    Object.values(gr).every((grant) => !("settlements" in grant) || grant.settlements.length <= bound.maxSettlements),
  propertiesOf,
})

export const breakGlass = bind({
  domain,
  ended: module.ended,
  recalls: module.recalls,
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
  besides: {},
  named: (command) => sayer(command.by),
  properties: propertyNames,
  words,
  stepText,
  controls,
  open,
})
