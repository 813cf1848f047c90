import { module, taint as domain } from "../../../kernel/taint/index.ts"
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
  isWithinBound: ({ call, endo }, { maxUses, maxResults }) =>
    Object.values(endo).every((endorsement) => !("uses" in endorsement) || endorsement.uses.length <= maxUses) &&
    Object.values(call).every((calls) =>
      Object.values(calls).every((made) => !("results" in made) || made.results.length <= maxResults),
    ),
  propertiesOf,
})

export const taint = bind({
  domain,
  ended: module.ended,
  recalls: module.recalls,
  module: "Taint",
  ghosts: [],
  broken,
  effects: {
    show: ["label", "seen"],
    write: [],
    withdraw: ["ended"],
    expire: ["ended"],
  },
  besides: {
    spawn: { parent: [] },
    ingest: { conversation: [] },
    show: { value: ["shownAt"] },
    derive: { conversation: [], inputs: [] },
    call: { conversation: [], values: [], endorsements: ["uses"] },
    result: { conversation: [], call: ["results"] },
    write: { value: [], resource: ["digest", "label", "wrote", "by", "at"] },
    read: { conversation: ["label", "seen"], resource: [] },
    endorse: { conversation: [], values: [] },
  },
  named: ({ by }) => sayer(by),
  properties: propertyNames,
  words,
  stepText,
  controls,
  open,
})
