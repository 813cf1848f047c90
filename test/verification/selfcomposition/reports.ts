import type { Broken, CompositionReport, Held } from "../../../verification/selfcomposition/check.ts"
import type { CompositionFiles, Instance, Negative } from "../../../verification/selfcomposition/files.ts"

/** A composition of two runs of a house, with two sites and one instance, in which all is well but for what is changed. */

export const module = `---- MODULE Twice ----
EXTENDS Guards
vars == <<mut, open>>
\\* A word of Guard("isForgotten", "open", TRUE) in a comment is none.
NothingDiffers == TRUE
Open(q) == Guard("isWarm", "open", q) /\\ Against("isDry",
                                                "open", q) = {}
Kept(q) == Rule("warmStaysWarm", q, FALSE) /\\ Guard("isWarm", "open", q)
Never_Open == ~open
Never_Is(q) == open # q
====
`

export const instance = (changed: Partial<Instance> = {}): Instance => ({
  name: "winter",
  about: "A house in winter.",
  property: "NothingDiffers",
  constants: { Rooms: { set: ["left"] } },
  alphabet: [{ action: "Open", params: [["left"]] }],
  witnesses: ["Never_Open"],
  ...changed,
})

export const negative = (changed: Partial<Negative> = {}): Negative => ({
  site: "isWarm@open",
  instance: "winter",
  property: "NothingDiffers",
  expect: "falls",
  because: "It freezes.",
  ...changed,
})

export const negatives = (): readonly Negative[] => [
  negative(),
  negative({ site: "isDry@open" }),
  negative({ site: "warmStaysWarm@rule", expect: "stands" }),
]

export const composition = (): CompositionFiles => ({
  composition: { name: "Twice", domain: "house", folder: "twice" },
  modelDir: "models/house",
  variables: ["mut", "open"],
  sites: ["isWarm@open"],
  instances: [instance()],
  negatives: [negative()],
})

export const held = (changed: Partial<Held> = {}): Held => ({
  instance: "winter",
  property: "NothingDiffers",
  ok: true,
  verdict: "holds (exit 0)",
  states: 2,
  witnesses: [{ name: "Never_Open", instance: "winter", holds: false, ok: true, verdict: "falls", states: 2 }],
  ...changed,
})

export const broken = (changed: Partial<Broken> = {}): Broken => ({
  ...negative(),
  ok: true,
  verdict: "invariant of NothingDiffers (exit 12)",
  states: 3,
  trace: [
    { step: 1, action: null, state: {} },
    { step: 2, action: "Open__left__one", state: {} },
    { step: 3, action: "Tick__", state: {} },
  ],
  ...changed,
})

export const compositionReport = (changed: Partial<CompositionReport> = {}): CompositionReport => ({
  composition: composition().composition,
  instances: [held()],
  negatives: [broken()],
  faults: [],
  seconds: 1,
  ...changed,
})
