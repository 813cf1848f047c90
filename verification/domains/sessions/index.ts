import { module, sessions as domain } from "../../../kernel/sessions/index.ts"
import { bind } from "../binding.ts"
import { openingOf } from "../opening.ts"
import { sayer } from "../speakers.ts"
import { actions } from "./alphabet.ts"
import { broken } from "./broken.ts"
import { controls } from "./controls.ts"
import { Instance } from "./instance.ts"
import { interpretationOf } from "./interpretation.ts"
import { projectionOf } from "./project.ts"
import { propertiesOf, propertyNames } from "./properties.ts"
import { stepText } from "./step-text.ts"
import { words } from "./words.ts"

const open = openingOf({
  instance: Instance,
  interpretationOf,
  actions,
  projectionOf,
  isWithinBound: ({ cred }, { maxUses }) =>
    Object.values(cred).every((credential) => !("uses" in credential) || credential.uses.length <= maxUses),
  propertiesOf,
})

export const sessions = bind({
  domain,
  ended: module.ended,
  recalls: module.recalls,
  module: "Sessions",
  ghosts: [],
  broken,
  effects: {
    disable: ["change"],
    enable: ["scope", "enablement", "change"],
    touch: ["seen", "factor", "touched"],
    present: ["uses"],
    lapse: ["lapsed"],
    end: ["ended"],
    expire: ["ended"],
  },
  // A call moves the session beside it in no machine but the one in which calls are a sign of life.
  besides: {
    open: { subject: ["factorAt"] },
    touch: { subject: ["factorAt"] },
    mint: { session: [], subject: [] },
    delegate: { parent: ["uses"], session: [], subject: [] },
    present: { session: [], subject: [] },
  },
  named: ({ by }) => sayer(by),
  properties: propertyNames,
  words,
  stepText,
  controls,
  open,
})
