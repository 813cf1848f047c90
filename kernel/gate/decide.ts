import { type DigestOf, digestOf } from "../digest.ts"
import type { Body, Proof } from "../ledger/body.ts"
import type { Transition } from "../ledger/transition.ts"
import type { Finding } from "../domain.ts"
import {
  ASKED_BY_DEFAULT,
  CHARGED_IN,
  type CommandOf,
  type DomainName,
  FLOWS_IN,
  PRESENTED_IN,
  type Reference,
  type Shapes,
} from "../registry.ts"
import { listed } from "../table.ts"
import { type Instant, later } from "../time.ts"
import { type Ask, type Call, type Opening, callDigests, callOf, callerOf, kindOf, underId } from "./ask.ts"
import { claimAll, deniedBy, makeAll } from "./claims.ts"
import { mint } from "./mint.ts"
import { type Planned, planOf } from "./planned.ts"
import type { Policy } from "./policy.ts"
import type { Registers } from "./registers.ts"
import {
  type Claim,
  type KnownCall,
  type Weighed,
  admissionsOf,
  barring,
  claimsOf,
  courseOf,
  depthOf,
  isNeeded,
  liftOf,
  weigh,
} from "./stages.ts"
import { type Said, because } from "./said.ts"
import type { GateState, Place } from "./state.ts"
import { reasonsOf, transit } from "./transit.ts"

/** An ask with everything that can be made ready beside the queue: a call's plan, or the sentence that can't be said of it. */
export type Prepared =
  | {
      readonly type: "decide"
      readonly call: Call
      readonly under: Reference | null
      readonly planned: ReturnType<typeof planOf>
    }
  | Exclude<Ask, { readonly type: "decide" }>

/** Makes an ask ready to be decided, as often as need be. @throws {NotCanonicalError} where JSON can't carry the plan exactly */
export const prepare = (policy: Policy, ask: Ask, digest: DigestOf = digestOf): Prepared =>
  ask.type === "decide" ? { ...ask, planned: planOf(policy, ask.call, digest) } : ask

export interface Decided {
  readonly body: Body
  /** What people will read before they decide, kept beside the log under its digest. */
  readonly shown: Planned | null
}

/** Decides one ask. Pure: nothing has happened yet, and nothing may before the body is durable. */
export const decide = (state: GateState, ask: Prepared, place: Place): Decided => {
  switch (ask.type) {
    case "decide":
      return decideCall(state, ask, place)
    case "open":
    case "command": {
      const barred = barring({ by: callerOf(ask).actor, domain: ask.domain, type: kindOf(ask) }, state.registers)
      if (barred.length > 0) return refuse(ask, ...barred)
      return ask.type === "open" ? open(state, ask, place) : command(state, ask, place)
    }
  }
}

/** What is refused without being weighed: nothing changes, and that is recorded. */
export const refuse = (ask: Ask, ...reasons: readonly string[]): Decided => ({
  body: { type: "refusal", caller: callerOf(ask), what: kindOf(ask), call: callOf(ask), reasons: [...reasons] },
  shown: null,
})

/** A command with the entity that it addresses, and what was signed for it. */
interface Addressed {
  readonly domain: DomainName
  readonly command: CommandOf<DomainName>
  readonly proof: Proof | null
  readonly countersigned?: Proof
}

const command = (
  { registers }: GateState,
  { domain, command, proof, countersigned }: Addressed,
  { now }: Place,
): Decided => ({
  body: {
    type: "command",
    proof,
    ...(countersigned === undefined ? {} : { countersigned }),
    transition: transit(registers, domain, command, now),
  },
  shown: null,
})

const open = (state: GateState, { domain, wanted, proof }: Opening, place: Place): Decided =>
  command(
    state,
    { domain, command: underId(wanted, mint(domain, wanted.type, state.policy.tenant, place)), proof },
    place,
  )

type Asked = Extract<Prepared, { readonly type: "decide" }>
const say = ({ call, under, planned }: Asked, said: Said): Body => ({
  type: "decision",
  caller: call.caller,
  call: callDigests(call),
  plan: typeof planned === "string" ? null : planned.hash,
  counts: typeof planned === "string" ? null : (planned.plan.effects?.counts ?? null),
  reasons: [],
  lifted: [],
  under,
  waits: null,
  transitions: [],
  deadline: null,
  ...said,
})

const decideCall = (state: GateState, asked: Asked, place: Place): Decided => {
  const { call, planned } = asked
  const told = (said: Said, shown: Planned | null = null): Decided => ({ body: say(asked, said), shown })
  if (typeof planned === "string") return told({ verdict: "deny", reasons: [planned] })
  const { plan, hash, tool } = planned
  const { caller, picked } = call
  const { now } = place
  const depth = depthOf(call.presented, state.registers)
  const { presented, flow } = call
  const known: KnownCall = { caller, plan, picked, presented, flow, depth, hash, tool, now }
  const weighed = weigh(known, state.registers)
  const admitted = makeAll(state.registers, { first: null, claims: admissionsOf(known, state.registers), now })
  if (admitted.refused !== null)
    return told(
      deniedBy({ ...admitted, refused: admitted.refused.map(ofPresented) }, [...weighed.denies, ...weighed.asks]),
    )

  const { under } = asked
  const { said, shown } = judge(
    { ...state, registers: admitted.registers },
    { under, planned, known, weighed, admitted: admitted.transitions },
    place,
  )
  return told({ ...said, transitions: [...admitted.transitions, ...(said.transitions ?? [])] }, shown)
}

/** What is presented has no id that the caller looks up: where the log has nothing of it, that is said of the credential. */
const ofPresented = (reason: string): string => (reason === "unknown" ? "credentialIsKnown" : reason)

/** A call that was let in, with all that was asked of it so far. */
interface Admitted {
  readonly under: Reference | null
  readonly planned: Planned
  readonly known: KnownCall
  readonly weighed: Weighed
  /** What came to pass by asking. */
  readonly admitted: readonly Transition[]
}

interface Judged {
  readonly said: Said
  readonly shown: Planned | null
}

/** What is said to a call once it has been let in. */
const judge = (
  { policy, registers }: GateState,
  { under, planned, known, weighed, admitted }: Admitted,
  place: Place,
): Judged => {
  const { denies, asks } = weighed
  const { now } = place
  const told = (said: Said, shown: Judged["shown"] = null): Judged => ({ said, shown })
  if (denies.length > 0) return told({ verdict: "deny", reasons: [...denies, ...asks] })

  const lift =
    under === null && asks.length === 0
      ? UNNEEDED
      : authorised(registers, under ?? { domain: ASKED_BY_DEFAULT, id: null }, asks, known, place)
  const { transition } = lift
  if (lift.kind === "denied")
    return told({ verdict: "deny", reasons: because(lift.reasons, asks), transitions: listed(transition) })
  if (lift.kind === "waits") {
    // Nobody is asked about a call that would be refused whatever they say.
    const rehearsed = makeAll(registers, { first: null, claims: claimsOf(known, registers, place), now })
    if (rehearsed.refused !== null) return told(deniedBy(rehearsed, asks))
    const waiting = { on: wordFor(lift.on), until: lift.until }
    const noted = makeAll(registers, {
      first: transition,
      claims: courseOf(known, registers, place, { waiting }),
      now,
    })
    if (noted.refused !== null) return told(deniedBy(noted, asks))
    return told(
      { verdict: "step_up", reasons: asks, waits: lift.on, transitions: noted.transitions },
      transition === null ? null : planned,
    )
  }

  const claims = claimsOf(known, registers, place)
  const found = findingOf(known, registers, { weighed, lifted: transition !== null, made: [...admitted, ...claims] })
  const answer = transition === null || under === null ? null : wordFor(under)
  return told(
    claimAll(
      registers,
      { first: transition, claims: [...claims, ...courseOf(known, registers, place, { found, answer })], now },
      {
        lifted: asks,
        // Nothing was asked of what the caller named, which need not even be there: nothing is allowed under it.
        under: lift === UNNEEDED ? null : under,
        deadline: sooner(later(place.clock, policy.permitMs), lift.until),
      },
    ),
  )
}

/** An entity as a word, by which another domain knows it again. */
const wordFor = ({ domain, id }: Reference): string => `${domain}:${id}`

/** What is found of a call that is about to be let through: by what was made of it, and not by what was said before. */
const findingOf = (
  known: KnownCall,
  registers: Registers,
  {
    weighed: { denies, asks },
    lifted,
    made,
  }: { readonly weighed: Weighed; readonly lifted: boolean; readonly made: readonly Pick<Claim, "domain">[] },
): Finding => {
  const has = (domain: DomainName): boolean =>
    !isNeeded(domain, known, registers) || made.some((one) => one.domain === domain)
  return {
    evaluated: (known.tool.inspector === null) === (known.plan.effects === null),
    allowed: denies.length === 0,
    approved: asks.length === 0 || lifted,
    traced: has(FLOWS_IN),
    charged: has(CHARGED_IN),
    presented: has(PRESENTED_IN),
  }
}

/** What became of the question to an authority, with what it did. */
type Authorised =
  | { readonly kind: "lifted"; readonly transition: Transition | null; readonly until: Instant | null }
  | {
      readonly kind: "waits"
      readonly transition: Transition | null
      readonly on: Reference
      readonly until: Instant
    }
  | { readonly kind: "denied"; readonly transition: Transition | null; readonly reasons: readonly string[] }

const UNNEEDED = { kind: "lifted", transition: null, until: null } as const

const authorised = (
  registers: Registers,
  { domain, id }: Reference | { readonly domain: DomainName; readonly id: null },
  asks: readonly string[],
  known: KnownCall,
  place: Place,
): Authorised => {
  const lift = liftOf(domain, id, asks, known, registers)
  switch (lift.kind) {
    case "unneeded":
      return UNNEEDED
    case "denies":
      return { kind: "denied", transition: null, reasons: lift.reasons }
    case "waits":
      return { kind: "waits", transition: null, on: referenceTo(domain, lift.id), until: lift.until }
    case "opens": {
      const fresh = mint(domain, lift.opens, known.plan.tenant, place)
      const transition = transit(registers, domain, lift.command(fresh), place.now)
      const { outcome } = transition
      if (!outcome.accepted) return { kind: "denied", transition, reasons: reasonsOf(outcome) }
      return {
        kind: "waits",
        transition,
        on: referenceTo(domain, fresh),
        until: endOf(outcome.after, lift.until, place),
      }
    }
    case "claim": {
      const transition = transit(registers, domain, lift.command, place.now)
      const { outcome } = transition
      if (!outcome.accepted) return { kind: "denied", transition, reasons: reasonsOf(outcome) }
      return { kind: "lifted", transition, until: endOf(outcome.after, lift.until, place) }
    }
  }
}

/** Until when something is good that a command has just made; of what it has not made there is no time left. */
const endOf = <Entity>(after: readonly Entity[], until: (entity: Entity) => Instant, { now }: Place): Instant => {
  const [entity] = after
  return entity === undefined ? now : until(entity)
}

const referenceTo = <N extends DomainName>(domain: N, id: Shapes[N]["id"]): Reference<N> => ({ domain, id })

/** A permit never outlives what it was given for. */
const sooner = (a: Instant, b: Instant | null): Instant => (b === null || a < b ? a : b)
