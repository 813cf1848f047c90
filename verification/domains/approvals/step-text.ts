import type { StepText } from "../binding.ts"
import { signedInWords } from "../signatures.ts"

type Params = readonly string[]
const at = (params: Params, index: number): string => params[index] ?? ""

const decision =
  (verb: string) =>
  (params: Params): StepText => ({
    who: at(params, 1),
    what: `${verb} ${at(params, 0)} on seat ${at(params, 2)} for plan ${at(params, 3)}${signedInWords(at(params, 4), "another plan")} under policy ${at(params, 5)}`,
  })

/** Each action of the model as a person says it. */
const said: Readonly<Record<string, (params: Params) => StepText>> = {
  Submit: (params) => ({
    who: `form ${at(params, 1)}`,
    what: `submitted as ${at(params, 0)} under policy ${at(params, 2)}`,
  }),
  Approve: decision("approves"),
  Reject: decision("rejects"),
  Delegate: (params) => ({
    who: at(params, 1),
    what: `delegates seat ${at(params, 2)} of ${at(params, 0)} to ${at(params, 3)}${signedInWords(at(params, 4), "another delegate")}`,
  }),
  Consume: (params) => ({
    who: at(params, 1),
    what: `uses ${at(params, 0)} for plan ${at(params, 2)} under policy ${at(params, 3)} with keyring ${at(params, 4)}`,
  }),
  Withdraw: (params) => ({ who: at(params, 1), what: `takes back an approval of ${at(params, 0)}` }),
  Cancel: (params) => ({ who: at(params, 1), what: `cancels ${at(params, 0)}` }),
  Supersede: (params) => ({ who: at(params, 1), what: `supersedes ${at(params, 0)}` }),
  Expire: (params) => ({ who: "sweeper", what: `expires ${at(params, 0)}` }),
  Tick: () => ({ who: "", what: "time passes" }),
}

export const stepText = (action: string, params: Params): StepText =>
  said[action]?.(params) ?? { who: "", what: [action, ...params].join(" ") }
