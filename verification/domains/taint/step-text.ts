import { SWEEPER } from "../alphabet.ts"
import type { StepText } from "../binding.ts"
import { signedInWords } from "../signatures.ts"

type Params = readonly string[]
const at = (params: Params, index: number): string => params[index] ?? ""

/** Each action of the model as a person says it. */
const said: Readonly<Record<string, (params: Params) => StepText>> = {
  Open: (params) => ({
    who: at(params, 1),
    what: `opens the ${at(params, 4)} conversation ${at(params, 0)} for ${at(params, 2)}, followed by ${at(params, 3)}`,
  }),
  Spawn: (params) => ({ who: at(params, 2), what: `begins ${at(params, 0)} out of ${at(params, 1)}` }),
  Ingest: (params) => ({
    who: at(params, 2),
    what: `brings ${at(params, 1)} (${at(params, 5)}) of ${at(params, 3)} into ${at(params, 0)}, for ${at(params, 4)} to read`,
  }),
  Show: (params) => ({ who: at(params, 2), what: `shows ${at(params, 1)} in ${at(params, 0)}` }),
  Derive: (params) => ({
    who: at(params, 2),
    what: `makes ${at(params, 1)} (${at(params, 4)}) of ${at(params, 3)} in ${at(params, 0)}`,
  }),
  Call: (params) => ({
    who: at(params, 2),
    what: `makes the call ${at(params, 1)}, ${at(params, 3)}, in ${at(params, 0)}`,
  }),
  Result: (params) => ({
    who: at(params, 3),
    what: `has the result ${at(params, 1)} (${at(params, 4)}) of ${at(params, 2)} in ${at(params, 0)}`,
  }),
  Write: (params) => ({ who: at(params, 3), what: `stores ${at(params, 2)} of ${at(params, 1)} in ${at(params, 0)}` }),
  Read: (params) => ({
    who: at(params, 3),
    what: `reads ${at(params, 1)} (${at(params, 4)}) in ${at(params, 2)} into ${at(params, 0)}`,
  }),
  Endorse: (params) => ({
    who: at(params, 1),
    what: `vouches by ${at(params, 0)} for ${at(params, 4)} of ${at(params, 3)} in ${at(params, 2)}${signedInWords(at(params, 5), "another conversation")}`,
  }),
  Withdraw: (params) => ({ who: at(params, 1), what: `takes ${at(params, 0)} back` }),
  Expire: (params) => ({ who: SWEEPER, what: `expires ${at(params, 0)}` }),
  Tick: () => ({ who: "", what: "time passes" }),
}

export const stepText = (action: string, params: Params): StepText =>
  said[action]?.(params) ?? { who: "", what: [action, ...params].join(" ") }
