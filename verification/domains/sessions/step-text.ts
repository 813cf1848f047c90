import { SWEEPER } from "../alphabet.ts"
import type { StepText } from "../binding.ts"

type Params = readonly string[]
const at = (params: Params, index: number): string => params[index] ?? ""

/** With which factor: none that is claimed, one that proves nothing, or one as old as its name says. */
const factorOf = (factor: string): string =>
  factor === "none" ? "" : `, with a factor ${factor === "bad" ? "that proves nothing" : `signed ${factor}`}`

/** Each action of the model as a person says it. */
const said: Readonly<Record<string, (params: Params) => StepText>> = {
  Enrol: (params) => ({ who: at(params, 1), what: `enrols ${at(params, 0)}, who may do ${at(params, 2)}` }),
  Disable: (params) => ({ who: at(params, 1), what: `disables ${at(params, 0)}` }),
  Enable: (params) => ({ who: at(params, 1), what: `enables ${at(params, 0)}, who may do ${at(params, 2)}` }),
  Open: (params) => ({
    who: at(params, 1),
    what: `opens ${at(params, 0)} for ${at(params, 2)}${factorOf(at(params, 3))}`,
  }),
  Touch: (params) => ({
    who: at(params, 1),
    what: `gives a sign of life in ${at(params, 0)}${factorOf(at(params, 2))}`,
  }),
  Mint: (params) => ({
    who: at(params, 2),
    what: `mints ${at(params, 0)} in ${at(params, 1)} to ${at(params, 4)}, out of ${at(params, 3)}`,
  }),
  Delegate: (params) => ({
    who: at(params, 2),
    what: `hands ${at(params, 1)} on to ${at(params, 4)} as ${at(params, 0)} to ${at(params, 5)}, out of ${at(params, 3)}`,
  }),
  Present: (params) => ({
    who: at(params, 1),
    what: `presents ${at(params, 0)} to ${at(params, 3)}, out of ${at(params, 2)}`,
  }),
  Lapse: (params) => ({ who: SWEEPER, what: `lets ${at(params, 0)} lapse` }),
  End: (params) => ({ who: at(params, 1), what: `ends ${at(params, 0)}` }),
  Expire: (params) => ({ who: SWEEPER, what: `expires ${at(params, 0)}` }),
  Tick: () => ({ who: "", what: "time passes" }),
}

export const stepText = (action: string, params: Params): StepText =>
  said[action]?.(params) ?? { who: "", what: [action, ...params].join(" ") }
