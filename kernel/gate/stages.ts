import type { Authority, Lift, Stage, StageSentence } from "../domain.ts"
import type { Known } from "../known.ts"
import { type CommandOf, type DomainName, type Shapes, domainNames, registry } from "../registry.ts"
import type { ToolPolicy } from "./policy.ts"
import type { Registers } from "./registers.ts"

/** What is known of a call, with everything that the policy says of its tool. */
export interface KnownCall extends Omit<Known, "own"> {
  readonly tool: ToolPolicy
}

/** A command that a domain makes of a call, while it is decided. */
export type Claim<N extends DomainName = DomainName> = {
  [M in N]: { readonly domain: M; readonly command: CommandOf<M> }
}[N]

type Own<N extends DomainName> = ToolPolicy["domains"][N]

/** The registry once more, with each domain's part in deciding a call. */
const parts: {
  readonly [N in DomainName]: {
    readonly stage: Stage<Shapes[N], Own<N>> | null
    readonly authority: Authority<Shapes[N], Own<N>> | null
  }
} = registry

const ownOf = <N extends DomainName>(domain: N, { tool, ...known }: KnownCall): Known<Own<N>> => {
  const { domains, ...declared } = tool
  return { ...known, tool: declared, own: domains[domain] }
}

const writes = ({ tool, plan: { effects } }: KnownCall): boolean =>
  effects === null
    ? tool.effect !== "read"
    : !effects.resolved ||
      effects.counts.create + effects.counts.update + effects.counts.replace + effects.counts.destroy > 0

/**
 * What the gate itself asks of a call. Each is a sentence that is true when all is well; one that fails denies, or waits
 * for somebody with authority.
 */
export const ownSentences = {
  policyAllows: {
    failing: "denies",
    holds: (known) => known.tool.writes !== "deny" || !writes(known),
    says: "The policy denies every write with this tool.",
  },
  effectsAreResolved: {
    failing: "asks",
    holds: ({ plan: { effects } }) => effects?.resolved ?? true,
    says: "Not everything that the call would do is known beforehand; people look at it first.",
  },
  nothingIsDestroyed: {
    failing: "asks",
    holds: ({ tool, plan: { effects } }) =>
      effects === null ? tool.effect !== "destructive" : effects.counts.destroy === 0,
    says: "The call destroys something; people look at it first.",
  },
  nothingIsReplaced: {
    failing: "asks",
    holds: ({ plan: { effects } }) => (effects?.counts.replace ?? 0) === 0,
    says: "The call destroys something to make it anew; people look at it first.",
  },
  accessIsUnchanged: {
    failing: "asks",
    holds: ({ plan: { effects } }) => (effects?.iam.length ?? 0) === 0,
    says: "The call changes who may do what; people look at it first.",
  },
  networkIsUnopened: {
    failing: "asks",
    holds: ({ plan: { effects } }) => effects?.network.every(({ network }) => network !== "opened-to-world") ?? true,
    says: "The call opens a way in from everywhere; people look at it first.",
  },
  protectionIsKept: {
    failing: "asks",
    holds: ({ plan: { effects } }) => effects?.resources.every(({ lowered }) => lowered === undefined) ?? true,
    says: "The call lowers what protects, retains, audits or counts; people look at it first.",
  },
  writesNeedNoApproval: {
    failing: "asks",
    holds: (known) => known.tool.writes === "allow" || !writes(known),
    says: "The policy asks people about every write with this tool.",
  },
} as const satisfies Readonly<
  Record<string, Omit<StageSentence<never, never>, "holds"> & { readonly holds: (known: KnownCall) => boolean }>
>

/** The sentences that fail, by what that does. */
export interface Weighed {
  readonly denies: readonly string[]
  readonly asks: readonly string[]
}

interface Failed {
  readonly name: string
  readonly failing: "denies" | "asks"
}

const failingIn = <N extends DomainName>(domain: N, known: KnownCall, registers: Registers): readonly Failed[] => {
  const { stage } = parts[domain]
  if (stage === null) return []
  const own = ownOf(domain, known)
  const register = registers(domain)
  return Object.entries(stage.sentences).flatMap(([name, { failing, holds }]) =>
    holds(own, register) ? [] : [{ name, failing }],
  )
}

/** Asks every sentence: the gate's own first, then each domain's. What denies outweighs what asks, and both are told whole. */
export const weigh = (known: KnownCall, registers: Registers): Weighed => {
  const failed: readonly Failed[] = [
    ...Object.entries(ownSentences).flatMap(([name, { failing, holds }]) => (holds(known) ? [] : [{ name, failing }])),
    ...domainNames.flatMap((domain) => failingIn(domain, known, registers)),
  ]
  const named = (kind: Failed["failing"]) => failed.flatMap(({ name, failing }) => (failing === kind ? [name] : []))
  return { denies: named("denies"), asks: named("asks") }
}

const claimsIn = <N extends DomainName>(domain: N, known: KnownCall, registers: Registers): readonly Claim<N>[] =>
  (parts[domain].stage?.claims(ownOf(domain, known), registers(domain)) ?? []).map((command) => ({ domain, command }))

/** What the domains take note of when a call is allowed. */
export const claimsOf = (known: KnownCall, registers: Registers): readonly Claim[] =>
  domainNames.flatMap((domain): readonly Claim[] => claimsIn(domain, known, registers))

/** What the authority of a domain makes of a call. A domain that has none denies. */
export const liftOf = <N extends DomainName>(
  domain: N,
  named: Shapes[N]["id"] | null,
  asks: readonly string[],
  known: KnownCall,
  registers: Registers,
): Lift<Shapes[N]> => {
  const { authority } = parts[domain]
  return authority === null
    ? { kind: "denies", reasons: ["policyWasEvaluated"] }
    : authority.lift(asks, ownOf(domain, known), named, registers(domain))
}
