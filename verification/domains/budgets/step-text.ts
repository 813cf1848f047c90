import { SWEEPER } from "../alphabet.ts"
import type { StepText } from "../binding.ts"
import { signedInWords } from "../signatures.ts"

type Params = readonly string[]
const at = (params: Params, index: number): string => params[index] ?? ""

/** Who else signed, and how well both did. */
const signed = (params: Params): string =>
  `${signedInWords(at(params, 2), "another number")}; countersigned by ${at(params, 4)}${signedInWords(at(params, 5), "another number")}`

/** Each action of the model as a person says it. */
const said: Readonly<Record<string, (params: Params) => StepText>> = {
  Open: (params) => ({ who: at(params, 1), what: `opens the budget of ${at(params, 0)}, owned by ${at(params, 2)}` }),
  Reserve: (params) => ({
    who: at(params, 2),
    what: `reserves ${at(params, 0)} from the budget of ${at(params, 1)}, for ${at(params, 3)}`,
  }),
  Release: (params) => ({ who: at(params, 1), what: `lets ${at(params, 0)} start` }),
  Settle: (params) => ({ who: at(params, 1), what: `reports that ${at(params, 0)} came to ${at(params, 2)}` }),
  Unreserve: (params) => ({ who: at(params, 1), what: `says that ${at(params, 0)} never started` }),
  Lapse: (params) => ({ who: SWEEPER, what: `lets ${at(params, 0)} lapse` }),
  Widen: (params) => ({
    who: at(params, 1),
    what: `widens the budget of ${at(params, 0)} as ${at(params, 3)}${signed(params)}`,
  }),
  Narrow: (params) => ({ who: at(params, 1), what: `narrows the budget of ${at(params, 0)} to ${at(params, 2)}` }),
  Unfreeze: (params) => ({ who: at(params, 1), what: `thaws ${at(params, 0)} as ${at(params, 3)}${signed(params)}` }),
  Tick: () => ({ who: "", what: "time passes" }),
}

export const stepText = (action: string, params: Params): StepText =>
  said[action]?.(params) ?? { who: "", what: [action, ...params].join(" ") }
