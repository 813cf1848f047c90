import { SWEEPER } from "../alphabet.ts"
import type { StepText } from "../binding.ts"

type Params = readonly string[]
const at = (params: Params, index: number): string => params[index] ?? ""

const GATE = "gate"

/** Each action of the model as a person says it. */
const said: Readonly<Record<string, (params: Params) => StepText>> = {
  Receive: (params) => ({ who: at(params, 1), what: `makes the call ${at(params, 0)}, ${at(params, 2)}` }),
  Wait: (params) => ({
    who: GATE,
    what: `has ${at(params, 0)} wait for ${at(params, 1)}, for a time of ${at(params, 2)}`,
  }),
  Admit: (params) => ({
    who: GATE,
    what: `admits ${at(params, 0)}, of which is true: ${at(params, 1)}; the answer: ${at(params, 2)}`,
  }),
  Refuse: (params) => ({ who: GATE, what: `refuses ${at(params, 0)}` }),
  Timeout: (params) => ({ who: SWEEPER, what: `times ${at(params, 0)} out` }),
  Cancel: (params) => ({ who: at(params, 1), what: `takes ${at(params, 0)} back` }),
  Release: (params) => ({ who: GATE, what: `releases ${at(params, 0)}, ${at(params, 1)}` }),
  Perform: (params) => ({ who: at(params, 1), what: `performs ${at(params, 0)}, ${at(params, 2)}` }),
  Complete: (params) => ({ who: at(params, 1), what: `reports that ${at(params, 0)} completed` }),
  Fail: (params) => ({
    who: at(params, 1),
    what: `reports that ${at(params, 0)} failed, and is ${at(params, 2) === "nothing" ? "sure that nothing happened" : "not sure whether something happened"}`,
  }),
  Recover: (params) => ({ who: SWEEPER, what: `says that nobody has reported how ${at(params, 0)} ended` }),
  Resolve: (params) => ({ who: at(params, 1), what: `finds of ${at(params, 0)} that it ${at(params, 2)}` }),
  Tick: () => ({ who: "", what: "time passes" }),
}

export const stepText = (action: string, params: Params): StepText =>
  said[action]?.(params) ?? { who: "", what: [action, ...params].join(" ") }
