import type { Caller } from "../actors.ts"
import type * as approvals from "../approvals/approvals.ts"
import type * as breakGlass from "../break-glass/break-glass.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import type { Proof } from "../ledger/body.ts"
import type { RoomName, Rooms } from "../rooms.ts"
import type { ToolName } from "../tool.ts"
import type { Effects } from "./effects.ts"

/** What a reader of arguments found, or why it could not: then the call is denied. Null where the tool has no reader. */
export type Found = { readonly effects: Effects } | { readonly unreadable: string } | null

/** A call as it reaches the gate: who proved to be calling, which tool, the digests of the exact bytes, what they would do. */
export interface Call {
  readonly caller: Caller
  readonly tool: ToolName
  readonly payload: Digest
  /** Where the executor runs another file than the one that was read: Terraform's saved plan. */
  readonly artifact: Digest | null
  readonly found: Found
}

/** The commands that only the gate itself gives, with an id, a plan or an action that nobody claims. */
type Own = { readonly approvals: "submit" | "consume"; readonly "break-glass": "request" | "use" }

/** A command that somebody gives to a room, with what was signed for it. */
export type Given<R extends RoomName = RoomName> = {
  [N in R]: {
    readonly type: "command"
    readonly domain: N
    readonly command: Exclude<Rooms[N]["command"], { readonly type: Own[N] }>
    readonly proof: Proof | null
  }
}[R]

/** What somebody asks break-glass for. The gate gives it its id. */
export type Wanted = Omit<Extract<breakGlass.Command, { readonly type: "request" }>, "id">

export type Ask =
  /** May this call happen? Under a grant, where one is named, if it needs people. */
  | { readonly type: "call"; readonly call: Call; readonly grant: breakGlass.GrantId | null }
  /** Use an approval for this call: the kernel derives the plan that is consumed from the bytes, nobody claims it. */
  | { readonly type: "consume"; readonly request: approvals.RequestId; readonly call: Call }
  /** Emergency access, please. */
  | { readonly type: "request"; readonly wanted: Wanted; readonly proof: Proof | null }
  | Given

/** Who asks, as the door proved it: who decides, delegates or countersigns does so in person. */
export const callerOf = (ask: Ask): Caller => {
  switch (ask.type) {
    case "command":
      return callerOfCommand(ask.command)
    case "request":
      return callerOfCommand(ask.wanted)
    case "call":
    case "consume":
      return ask.call.caller
  }
}

export const callerOfCommand = ({ by }: Pick<Rooms[RoomName]["command"], "by">): Caller =>
  "actor" in by ? by : { actor: by, person: by }

export const named = ({ tool, payload, artifact }: Call) => ({ tool, payload, artifact })

/** The call that is asked about, by its digests; null for a command. */
export const callOf = (ask: Ask) => ("call" in ask ? named(ask.call) : null)

/** What is asked, in a word. */
export const whatOf = (ask: Ask): string => (ask.type === "command" ? ask.command.type : ask.type)

/**
 * By this an idempotency key knows what it was used for; null for what has no canonical form. What was found in a call
 * follows from its bytes, and a proof from what it proves.
 */
export const askDigest = (ask: Ask): Digest | null => {
  try {
    return digestOf(canonicalize(essenceOf(ask)))
  } catch {
    return null
  }
}

const essenceOf = (ask: Ask): object => {
  switch (ask.type) {
    case "call":
      return { type: ask.type, caller: ask.call.caller, call: named(ask.call), grant: ask.grant }
    case "consume":
      return { type: ask.type, caller: ask.call.caller, call: named(ask.call), request: ask.request }
    case "request":
      return { type: ask.type, wanted: ask.wanted }
    case "command":
      return { type: ask.type, domain: ask.domain, command: ask.command }
  }
}
