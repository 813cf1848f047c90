import { calls as domain, module } from "../../../kernel/calls/index.ts"
import type { Command } from "../../../kernel/calls/calls.ts"
import { bind } from "../binding.ts"
import { openingOf } from "../opening.ts"
import { type Named, sayer } from "../speakers.ts"
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
  isWithinBound: ({ call }, { maxTimes }) =>
    Object.values(call).every(
      (one) =>
        !("ends" in one) ||
        [one.releases, one.performs, one.ends, one.cancels].every(({ length }) => length <= maxTimes),
    ),
  propertiesOf,
})

/** Whom a command names. Nobody chooses who says what only the gate says, unless that is who calls. */
const named = (command: Command): Named => {
  if (command.type === "receive") return { by: command.by, for: command.person }
  const isTheGates = module.reserved.some((type) => type === command.type)
  return isTheGates ? {} : sayer(command.by)
}

export const calls = bind({
  domain,
  ended: module.ended,
  recalls: module.recalls,
  module: "Calls",
  ghosts: [],
  broken,
  effects: {
    wait: ["wait"],
    admit: ["decision"],
    refuse: ["decision"],
    timeout: ["decision"],
    cancel: ["cancels"],
    release: ["releases"],
    perform: ["performs"],
    complete: ["ends"],
    fail: ["ends"],
    recover: ["ends"],
  },
  besides: { resolve: { call: [] } },
  named,
  properties: propertyNames,
  words,
  stepText,
  controls,
  open,
})
