import type { Caller } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, type DigestOf, digestOf } from "../digest.ts"
import type { Effects } from "../effects.ts"
import type { CallDigests, Proof } from "../ledger/body.ts"
import type { Flow, Presented } from "../known.ts"
import {
  type CommandOf,
  type DomainName,
  FLOWS_IN,
  PRESENTED_IN,
  type Reference,
  type Shapes,
  modules,
  type registry,
} from "../registry.ts"
import { listed } from "../table.ts"
import type { ToolName } from "../tool.ts"

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
  /** The numbers that its arguments have where the policy says that they tell what the call costs, by their JSON pointers (RFC 6901). */
  readonly picked: Picked
  /** The credential that comes with it, as the door has proven it; null for none. */
  readonly presented: Presented | null
  /** The conversation that it is of, and where its arguments come from; null for none. */
  readonly flow: Flow | null
}

/** What stands at a pointer: one that has nothing there isn't in it. */
export type Picked = Readonly<Record<string, unknown>>

type Reserved<N extends DomainName> = (typeof registry)[N]["reserved"][number]
type OwnNamed<N extends DomainName> = (typeof registry)[N]["named"][number]
/** The commands whose entity the gate gives its id. */
type Minted<N extends DomainName> = Exclude<Shapes[N]["opens"], OwnNamed<N>>

/** A command that somebody gives to an entity of a domain, with what was signed for it. */
export type Given<N extends DomainName = DomainName> = {
  [M in N]: {
    readonly type: "command"
    readonly domain: M
    readonly command: Exclude<CommandOf<M>, { readonly type: Reserved<M> | Minted<M> }>
    readonly proof: Proof | null
    /** The other one's, where two people sign for it. */
    readonly countersigned?: Proof
  }
}[N]

/** A command without the entity that it addresses: the gate gives that its id. */
type Unnamed<Command> = Command extends unknown ? Omit<Command, "id"> : never

/** What somebody wants to bring into being in a domain. */
export type Wanted<N extends DomainName> = Unnamed<
  Extract<CommandOf<N>, { readonly type: Exclude<Minted<N>, Reserved<N>> }>
>
export type Opening<N extends DomainName = DomainName> = {
  [M in N]: [Wanted<M>] extends [never]
    ? never
    : {
        readonly type: "open"
        readonly domain: M
        readonly wanted: Wanted<M>
        readonly proof: Proof | null
      }
}[N]

/** What somebody wants, under the id that the gate gives it. Its one cast: what is spread together has no type by domain. */
export const underId = (wanted: Opening["wanted"], id: Reference["id"]): CommandOf<DomainName> =>
  ({ ...wanted, id }) as CommandOf<DomainName>

export type Ask =
  /** May this call happen? Under an approval or a grant, where one is named: nobody claims the plan, it follows from the bytes. */
  { readonly type: "decide"; readonly call: Call; readonly under: Reference | null } | Opening | Given

/** Who asks, as the door proved it: who decides, delegates or countersigns does so in person. */
export const callerOf = (ask: Ask): Caller => {
  switch (ask.type) {
    case "command":
      return callerOfCommand(ask.command)
    case "open":
      return callerOfCommand(ask.wanted)
    case "decide":
      return ask.call.caller
  }
}

export const callerOfCommand = ({ by }: Pick<CommandOf<DomainName>, "by">): Caller =>
  "actor" in by ? by : { actor: by, person: by }

export const callDigests = ({ tool, payload, artifact }: Call): CallDigests => ({ tool, payload, artifact })

/** The call that is asked about, by its digests; null for a command. */
export const callOf = (ask: Ask): CallDigests | null => ("call" in ask ? callDigests(ask.call) : null)

/** Something that is named, whether there is such a thing or not. */
interface Named {
  readonly domain: DomainName
  readonly id: string
}

/** The entities that an ask names: what a command addresses or comes of, under what a call is made, what is presented with it. */
export const referencesIn = (ask: Ask): readonly Named[] => {
  switch (ask.type) {
    case "command":
      return [{ domain: ask.domain, id: ask.command.id }, ...recalledBy(ask)]
    case "decide": {
      const { under, call } = ask
      const presented = listed(call.presented).map(({ credential: id }): Named => ({ domain: PRESENTED_IN, id }))
      const endorsed = listed(call.flow).flatMap(({ endorsements }) =>
        Object.values(endorsements).map((id): Named => ({ domain: FLOWS_IN, id })),
      )
      return [...listed(under).map(({ domain, id }): Named => ({ domain, id })), ...presented, ...endorsed]
    }
    case "open":
      return sourceIn(ask.wanted).map((id) => ({ domain: ask.domain, id }))
  }
}

/** What else a command names that may have ended. */
const recalledBy = <N extends DomainName>({ domain, command }: Given<N>): readonly Named[] =>
  (modules[domain].recalls?.(command) ?? []).map((id) => ({ domain, id }))

/** What something is made of that somebody wants. */
const sourceIn = (wanted: Opening["wanted"]): readonly string[] => {
  if ("parent" in wanted) return [wanted.parent]
  return "session" in wanted ? [wanted.session] : []
}

/** What is asked, in a word. */
export const kindOf = (ask: Ask): string => {
  switch (ask.type) {
    case "command":
      return ask.command.type
    case "open":
      return ask.wanted.type
    case "decide":
      return ask.type
  }
}

/**
 * By this an idempotency key knows what it was used for; null for what has no canonical form. What was found in a call
 * follows from its bytes, and a proof from what it proves.
 */
export const askDigest = (ask: Ask, digest: DigestOf = digestOf): Digest | null => {
  try {
    return digest(canonicalize(fingerprint(ask)))
  } catch {
    return null
  }
}

const fingerprint = (ask: Ask): object => {
  switch (ask.type) {
    case "decide":
      return {
        type: ask.type,
        caller: ask.call.caller,
        call: callDigests(ask.call),
        under: ask.under,
        ...(ask.call.flow === null ? {} : { flow: namedIn(ask.call.flow) }),
      }
    case "open":
      return { type: ask.type, domain: ask.domain, wanted: ask.wanted }
    case "command":
      return { type: ask.type, domain: ask.domain, command: ask.command }
  }
}

/** What of a flow the caller has named: the rest follows from the bytes, and from what the conversation has by then. */
const namedIn = ({ conversation, endorsements }: Flow) => ({ conversation, endorsements })
