/** The model's values (models/sessions/Sessions.tla) as the harness writes them: people, scopes, sessions and credentials by their names. */

/** A set, in order. */
export type ModelEffects = { readonly set: readonly string[] }

/** Who, and when; "none" and -1 where it has not happened. */
export type ModelSign = { readonly by: string; readonly at: number }
export const NO_SIGN: ModelSign = { by: "none", at: -1 }

/** A factor: whose it was, when it was signed, and when a session took it. */
export type ModelFactor = ModelSign & { readonly taken: number }
export const NO_FACTOR: ModelFactor = { ...NO_SIGN, taken: -1 }

/** How things stood right before something was done. */
export type ModelStood = {
  readonly on: boolean
  readonly enablement: number
  readonly session: string
  readonly sign: number
}
const NO_STOOD: ModelStood = { on: false, enablement: -1, session: "none", sign: -1 }

/** The same, with the effects that the person's scope had for the tool. */
export type ModelScoped = ModelStood & { readonly scope: ModelEffects }
export const NO_SCOPED: ModelScoped = { ...NO_STOOD, scope: { set: [] } }

type ModelTouch = ModelSign & { readonly stood: ModelStood }
export const NO_TOUCH: ModelTouch = { ...NO_SIGN, stood: NO_STOOD }

type ModelEnd = ModelSign & { readonly how: "none" | "expired" | "revoked" | "loggedOut" }
export const NO_END: ModelEnd = { ...NO_SIGN, how: "none" }

/** `factorAt` is when the last factor that counted was signed, -1 where none has. */
export type ModelSubject = {
  readonly status: string
  readonly scope: string
  readonly enablement: number
  readonly factorAt: number
  readonly change: ModelSign & { readonly what: "enrol" | "disable" | "enable" }
}

/** `subject` and `agent` are ids, as a command names them; whoever did something is an actor by name. */
export type ModelSession = {
  readonly status: string
  readonly subject: string
  readonly agent: string
  readonly by: string
  readonly at: number
  readonly expiresAt: number
  readonly on: boolean
  readonly enablement: number
  readonly seen: ModelSign
  readonly factor: ModelFactor
  readonly touched: ModelTouch
  readonly ended: ModelEnd
}

/** A hand-over names no tool and no effect, and how things stood then, the child tells. */
export type ModelUse = ModelSign & {
  readonly how: "present" | "delegate"
  readonly run: string
  readonly tool: string
  readonly effect: string
  readonly stood: ModelScoped
}

/** `parent` is "none" for one that was minted; `factorAt` a moment, or -1 where there was no factor and for one that was handed on. */
export type ModelCredential = {
  readonly status: string
  readonly session: string
  readonly subject: string
  readonly agent: string
  readonly audience: string
  readonly effects: ModelEffects
  readonly parent: string
  readonly by: string
  readonly run: string
  readonly at: number
  readonly expiresAt: number
  readonly factorAt: number
  readonly chain: readonly string[]
  readonly stood: ModelScoped
  readonly uses: readonly ModelUse[]
  readonly lapsed: ModelSign
}

export type ModelAbsent = { readonly status: "absent" }

export type ModelState = {
  readonly now: number
  readonly subj: Readonly<Record<string, ModelAbsent | ModelSubject>>
  readonly sess: Readonly<Record<string, ModelAbsent | ModelSession>>
  readonly cred: Readonly<Record<string, ModelAbsent | ModelCredential>>
}
