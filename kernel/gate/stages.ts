import type { Authority, Course, Finding, Fresh, Lift, Stage, StageSentence, Waiting } from "../domain.ts"
import type { Actor } from "../actors.ts"
import type { Known, Presented } from "../known.ts"
import type { GateRegister, Shape } from "../machine.ts"
import { type CommandOf, type DomainName, type Shapes, domainNames, registry } from "../registry.ts"
import { mint } from "./mint.ts"
import type { ToolPolicy } from "./policy.ts"
import type { Registers } from "./registers.ts"
import type { Place } from "./state.ts"

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
    readonly course?: Course<Shapes[N]>
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

type Sentence<Call, Register> = Pick<StageSentence<never, never>, "failing"> & {
  readonly holds: (known: Call, register: Register) => boolean
}

/** Of these sentences those that fail, in their order. */
export const failingIn = <Call, Register>(
  sentences: Readonly<Record<string, Sentence<Call, Register>>>,
  known: Call,
  register: Register,
): readonly Failed[] =>
  Object.entries(sentences).flatMap(([name, { failing, holds }]) => (holds(known, register) ? [] : [{ name, failing }]))

const failingOf = <N extends DomainName>(domain: N, known: KnownCall, registers: Registers): readonly Failed[] =>
  failingIn(parts[domain].stage?.sentences ?? {}, ownOf(domain, known), registers(domain))

/** Asks every sentence: the gate's own first, then each domain's. What denies outweighs what asks, and both are told whole. */
export const weigh = (known: KnownCall, registers: Registers): Weighed => {
  const failed: readonly Failed[] = [
    ...failingIn(ownSentences, known, null),
    ...domainNames.flatMap((domain) => failingOf(domain, known, registers)),
  ]
  const named = (kind: Failed["failing"]) => failed.flatMap(({ name, failing }) => (failing === kind ? [name] : []))
  return { denies: named("denies"), asks: named("asks") }
}

/** What a stage takes note of when a call is allowed; nothing where the domain has none. */
export const claimsIn = <N extends DomainName>(
  domain: N,
  stage: Pick<Stage<Shapes[N], Own<N>>, "claims"> | null,
  known: Known<Own<N>>,
  register: GateRegister<Shapes[N]>,
  fresh: Fresh<Shapes[N]>,
): readonly Claim<N>[] => (stage?.claims(known, register, fresh) ?? []).map((command) => ({ domain, command }))

/** What the domains take note of when a call is allowed. */
export const claimsOf = (known: KnownCall, registers: Registers, place: Place): readonly Claim[] => {
  const claims = <N extends DomainName>(domain: N): readonly Claim<N>[] => {
    const { stage } = parts[domain]
    const fresh: Fresh<Shapes[N]> = (opens) => mint(domain, opens, known.plan.tenant, place)
    return claimsIn(domain, stage, ownOf(domain, known), registers(domain), fresh)
  }
  return domainNames.flatMap((domain): readonly Claim[] => claims(domain))
}

/** What comes to pass by asking, whatever the answer. */
export const admissionsOf = (known: KnownCall, registers: Registers): readonly Claim[] => {
  const admissions = <N extends DomainName>(domain: N): readonly Claim<N>[] =>
    (parts[domain].stage?.admits?.(ownOf(domain, known), registers(domain)) ?? []).map((command) => ({
      domain,
      command,
    }))
  return domainNames.flatMap((domain): readonly Claim[] => admissions(domain))
}

/** Whether a call may not be let through without what a domain claims of it, or admits. */
export const isNeeded = <N extends DomainName>(domain: N, known: KnownCall, registers: Registers): boolean =>
  parts[domain].stage?.needs?.(ownOf(domain, known), registers(domain)) ?? false

/** What the domains that follow a call take note of as it is decided: it is let through, or it waits for people. */
export const courseOf = (
  known: KnownCall,
  registers: Registers,
  place: Place,
  decided: { readonly found: Finding; readonly answer: string | null } | { readonly waiting: Waiting },
): readonly Claim[] => {
  const noted = <N extends DomainName>(domain: N): readonly Claim<N>[] => {
    const { course } = parts[domain]
    if (course === undefined) return []
    const register = registers(domain)
    const fresh: Fresh<Shapes[N]> = (opens) => mint(domain, opens, known.plan.tenant, place)
    const commands =
      "waiting" in decided
        ? course.waits(ownOf(domain, known), decided.waiting, register, fresh)
        : course.admits(ownOf(domain, known), decided.found, decided.answer, register, fresh)
    return commands.map((command) => ({ domain, command }))
  }
  return domainNames.flatMap((domain): readonly Claim[] => noted(domain))
}

/** How deep a call lies that no other one's call made. */
const DIRECT = 1

/** Through how many agents' hands a call has gone: as many as any domain knows of. */
export const depthOf = (presented: Presented | null, registers: Registers): number => {
  if (presented === null) return DIRECT
  const depth = <N extends DomainName>(domain: N): number =>
    parts[domain].stage?.depth?.(presented, registers(domain)) ?? DIRECT
  return Math.max(...domainNames.map((domain) => depth(domain)))
}

/** What the domains say of a command, whichever it is for: the names of the sentences that fail. */
export const barring = (
  given: { readonly by: Actor; readonly domain: DomainName; readonly type: string },
  registers: Registers,
): readonly string[] => {
  const failing = <N extends DomainName>(domain: N): readonly string[] =>
    Object.entries(parts[domain].stage?.commands ?? {}).flatMap(([name, { holds }]) =>
      holds(given, registers(domain)) ? [] : [name],
    )
  return domainNames.flatMap((domain) => failing(domain))
}

/** Those sentences, with what each says. */
export const commandSentences: readonly (readonly [name: string, sentence: { readonly says: string }])[] =
  domainNames.flatMap((domain) => Object.entries(parts[domain].stage?.commands ?? {}))

/** What an authority makes of a call. A domain that has none denies. */
export const liftBy = <S extends Shape, Own>(
  authority: Authority<S, Own> | null,
  ...given: Parameters<Authority<S, Own>["lift"]>
): Lift<S> => (authority === null ? { kind: "denies", reasons: ["policyWasEvaluated"] } : authority.lift(...given))

/** What the authority of a domain makes of a call. */
export const liftOf = <N extends DomainName>(
  domain: N,
  named: Shapes[N]["id"] | null,
  asks: readonly string[],
  known: KnownCall,
  registers: Registers,
): Lift<Shapes[N]> => liftBy(parts[domain].authority, asks, ownOf(domain, known), named, registers(domain))
