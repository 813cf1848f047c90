import { SWEEPER } from "../alphabet.ts"
import type { StepText } from "../binding.ts"
import { signedInWords } from "../signatures.ts"

type Params = readonly string[]
const at = (params: Params, index: number): string => params[index] ?? ""

/** By which deployment something is asked, where it is not the one that has always been. */
const askedBy = (deployment: string): string => (deployment === "same" ? "" : `, by the deployment ${deployment}`)

/** Each action of the model as a person says it. */
const said: Readonly<Record<string, (params: Params) => StepText>> = {
  Request: (params) => ({
    who: `form ${at(params, 1)}`,
    what: `asks for ${at(params, 0)}${at(params, 2) === "none" ? ", without a second factor" : `, the second factor proven at ${at(params, 2)}`}`,
  }),
  Countersign: (params) => ({
    who: at(params, 1),
    what: `countersigns ${at(params, 0)} as ${at(params, 2)}${signedInWords(at(params, 3), "other terms")}${askedBy(at(params, 4))}`,
  }),
  Deny: (params) => ({ who: at(params, 1), what: `denies ${at(params, 0)}` }),
  Lapse: (params) => ({ who: SWEEPER, what: `lets ${at(params, 0)} lapse` }),
  Use: (params) => ({
    who: at(params, 1),
    what: `does ${at(params, 2)} under ${at(params, 0)}${askedBy(at(params, 3))}`,
  }),
  Revoke: (params) => ({ who: at(params, 1), what: `revokes ${at(params, 0)}` }),
  Expire: (params) => ({ who: SWEEPER, what: `expires ${at(params, 0)}` }),
  Tick: () => ({ who: "", what: "time passes" }),
}

export const stepText = (action: string, params: Params): StepText =>
  said[action]?.(params) ?? { who: "", what: [action, ...params].join(" ") }
