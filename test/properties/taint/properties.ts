import type { Taint } from "../../../kernel/taint/facts.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { namedIn } from "../../../kernel/taint/taint.ts"
import { type Kernel, START, ask, expire } from "../../fixtures/taint.ts"
import type * as told from "../trail.ts"
import {
  type Call,
  type Endorsement,
  type Happened,
  Past,
  type Said,
  type Use,
  type Value,
  conversationOf,
  valueIn,
} from "./past.ts"

/**
 * What no run may ever do, read from what happened and nothing else: from where content came by the accepted commands alone. Nothing
 * here looks at a label, a guard, a status, or anything else that the kernel keeps.
 */

type Trail = told.Trail<Taint>

/** A way by which content comes from one place to another. */
type Kind = "door" | "context" | "verdicts" | "derivation" | "tools" | "delegation" | "stores" | "choice"
interface Edge {
  readonly kind: Kind
  readonly from: Node
}
/** A value, what a conversation had seen by some moment, or where something begins. */
type Node =
  | { readonly is: "value"; readonly value: Value }
  | { readonly is: "context"; readonly conversation: string; readonly seen: number }
  | { readonly is: "origin"; readonly sources: readonly string[]; readonly readers: readonly string[] | "anyone" }
  | { readonly is: "sourcesOf"; readonly value: Value }
interface Provenance {
  readonly sources: ReadonlySet<string>
  /** Null for anyone. */
  readonly readers: ReadonlySet<string> | null
}

const ALL = "every source that there is"
const UNKNOWN = "unknown"

/** Where everything came from, on which way. */
class Ways {
  readonly past: Past
  readonly #known = new Map<string, Provenance>()
  readonly #across = new Map<string, ReadonlySet<string>>()

  constructor(past: Past) {
    this.past = past
  }

  value(conversation: string, handle: string): Node | null {
    const value = this.past.values.get(valueIn(conversation, handle))
    return value === undefined ? null : { is: "value", value }
  }
  context(conversation: string, seen: number): Node {
    return { is: "context", conversation, seen }
  }

  /** Of an undeclared tool nobody has labelled what comes out. */
  #tool(name: string, initiator: string): Node {
    const declared = Object.entries(this.past.policy.tools).find(([tool]) => tool === name)?.[1]
    const { sources, readers } = declared?.adds ?? { sources: [UNKNOWN], readers: [initiator] }
    return { is: "origin", sources: sources === "all" ? [ALL] : sources, readers }
  }
  #edges(node: Node): readonly Edge[] {
    switch (node.is) {
      case "origin":
        return []
      case "sourcesOf":
        return this.#edges({ is: "value", value: node.value })
      case "context": {
        const { conversation, seen } = node
        const came = (place: number) => place >= 1 && place <= seen
        const values = this.past.inside(conversation).flatMap((value): Edge[] => {
          if (came(value.shownAt)) return [{ kind: "context", from: { is: "value", value } }]
          return came(value.readAt) ? [{ kind: "verdicts", from: { is: "sourcesOf", value } }] : []
        })
        const parent = this.past.parent(conversation)
        if (parent === null) return values
        const { parentSeen = 0 } = this.past.conversations.get(conversation) ?? {}
        return [...values, { kind: "delegation", from: this.context(parent, parentSeen) }]
      }
      case "value":
        return this.#edgesOf(node.value)
    }
  }
  #edgesOf({ command, seen, wrote }: Value): readonly Edge[] {
    const within = conversationOf(command.id)
    const initiator = this.past.opened(within).initiator.id
    const along = (kind: Kind, nodes: readonly (Node | null)[]): Edge[] =>
      nodes.flatMap((from) => (from === null ? [] : [{ kind, from }]))
    switch (command.type) {
      case "ingest":
        return along("door", [{ is: "origin", sources: [command.source], readers: command.readers }])
      case "derive": {
        const inputs = command.inputs.map((handle) => this.value(within, handle))
        // On which way a value came into the context, the context's own edges say.
        return [...along("derivation", inputs), ...this.#edges(this.context(within, seen))]
      }
      case "result": {
        const call = [...this.past.calls.values()].find(
          (one) => conversationOf(one.command.id) === within && one.command.id.endsWith(`_${command.call}`),
        )
        if (call === undefined) return []
        const { tool, plan } = call.command
        const inputs = Object.values(plan).map((handle) => this.value(within, handle))
        return along("tools", [...inputs, this.#tool(tool, initiator)])
      }
      case "read": {
        if (wrote === null) return along("stores", [{ is: "origin", sources: [UNKNOWN], readers: [initiator] }])
        const { id, value } = wrote.command
        return [...along("stores", [this.value(id, value)]), ...along("choice", [this.context(id, wrote.seen)])]
      }
    }
  }

  /** All sources from which something came to it, and who was to see all of that. */
  of(node: Node): Provenance {
    if (node.is === "origin")
      return { sources: new Set(node.sources), readers: node.readers === "anyone" ? null : new Set(node.readers) }
    if (node.is === "sourcesOf") return { ...this.of({ is: "value", value: node.value }), readers: null }
    const key = node.is === "value" ? node.value.command.id : `${node.conversation} ${node.seen}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const parts = this.#edges(node).map(({ from }) => this.of(from))
    const restricted = parts.flatMap(({ readers }) => (readers === null ? [] : [readers]))
    const [first, ...rest] = restricted
    const made = {
      sources: new Set(parts.flatMap(({ sources }) => [...sources])),
      readers: first === undefined ? null : new Set([...first].filter((name) => rest.every((set) => set.has(name)))),
    }
    this.#known.set(key, made)
    return made
  }

  /** The sources from which something came across a way of this kind. */
  across(kind: Kind, node: Node): ReadonlySet<string> {
    if (node.is === "origin") return new Set()
    const key = `${kind} ${node.is === "context" ? `${node.conversation} ${node.seen}` : node.value.command.id}`
    const known = this.#across.get(key)
    if (known !== undefined) return known
    const made = new Set(
      this.#edges(node).flatMap((edge) => [
        ...(edge.kind === kind ? this.of(edge.from).sources : this.across(kind, edge.from)),
      ]),
    )
    this.#across.set(key, made)
    return made
  }
}

interface Look {
  readonly past: Past
  readonly ways: Ways
}
const looks = new WeakMap<Trail, Look>()
/** The history of a run: its accepted commands. */
const lookAt = (trail: Trail): Look => {
  const known = looks.get(trail)
  if (known !== undefined) return known
  const history = trail.flatMap(({ command, now, answer }): Happened[] => (answer.accepted ? [{ command, now }] : []))
  const policy = trail[0]?.before.settings
  if (policy === undefined) throw new Error("a run in which nothing is said")
  const past = new Past(history, policy)
  const look = { past, ways: new Ways(past) }
  looks.set(trail, look)
  return look
}

type Holds = (trail: Trail, kernel?: Kernel) => boolean
const everyCall =
  (holds: (call: Call, look: Look) => boolean): Holds =>
  (trail) => {
    const look = lookAt(trail)
    return [...look.past.calls.values()].every((call) => holds(call, look))
  }
const everyEndorsement =
  (holds: (endorsement: Endorsement, look: Look) => boolean): Holds =>
  (trail) => {
    const look = lookAt(trail)
    return [...look.past.endorsements.values()].every((endorsement) => holds(endorsement, look))
  }
const everyUse = (holds: (use: Use, endorsement: Endorsement, look: Look) => boolean): Holds =>
  everyEndorsement((endorsement, look) => endorsement.uses.every((use) => holds(use, endorsement, look)))

const flowOf = (tool: string, { past: { policy } }: Look) =>
  Object.entries(policy.tools).find(([name]) => name === tool)?.[1] ?? null
const isTrusted = (sources: Iterable<string>, { past: { policy } }: Look): boolean =>
  [...sources].every((source) => policy.trusted.some((trusted) => trusted === source))
const mayRead = ({ readers }: Provenance, names: readonly string[]): boolean =>
  readers === null || names.every((name) => readers.has(name))

/** Whether a call may carry it there. What sends, and names nobody, tells anyone. */
const mayGoTo = (
  names: readonly string[],
  part: Provenance,
  { tool, look }: { readonly tool: string; readonly look: Look },
): boolean => mayRead(part, names) && (names.length > 0 || part.readers === null || !acts(tool, look, ["egress"]))

/** The values at arguments that have to be trusted, and for which nobody vouched. */
const bare = ({ command: { id, tool, plan, endorsements } }: Call, look: Look): readonly Node[] => {
  const declared = new Map<string, string>(Object.entries(flowOf(tool, look)?.arguments ?? {}))
  return Object.entries(plan).flatMap(([slot, handle]) => {
    const node = look.ways.value(conversationOf(id), handle)
    return declared.get(slot) === "any" || Object.hasOwn(endorsements, slot) || node === null ? [] : [node]
  })
}
const noLaundering = (...kinds: readonly Kind[]): Holds =>
  everyCall((call, look) =>
    bare(call, look).every((node) => kinds.every((kind) => isTrusted(look.ways.across(kind, node), look))),
  )

const acts = (tool: string, look: Look, effects: readonly string[]): boolean => {
  const flow = flowOf(tool, look)
  return flow === null || effects.includes(flow.effect)
}
/** What the conversation had seen as the call was made. */
const controlOf = ({ command: { id }, seen }: Call, { ways }: Look): Provenance =>
  ways.of(ways.context(conversationOf(id), seen))
const isStrict = (conversation: string, { past }: Look) => past.opened(conversation).mode === "strict"

const isSame = (a: { readonly id: string; readonly tenant: string }, b: typeof a) =>
  a.id === b.id && a.tenant === b.tenant
/** The values that somebody vouched for, by where they stood. */
const sealed = ({ plan, slot }: Pick<Said<"endorse">, "plan" | "slot">) =>
  Object.entries(plan).filter(([at]) => slot === "control" || at === slot)

/** Each place of what was vouched for has the content that it had. */
const isWhatWasVouchedFor = ({ call }: Use, { command }: Endorsement, { past }: Look): boolean => {
  const within = conversationOf(call.id)
  const places = sealed(command).map(([slot, handle]) => [slot, past.digest(command.conversation, handle)] as const)
  const isThere = new Map<string, string>(Object.entries(call.plan))
  const isSameThere = places.every(([slot, digest]) => {
    const handle = isThere.get(slot)
    return handle !== undefined && past.digest(within, handle) === digest
  })
  return isSameThere && (command.slot !== "control" || isThere.size === places.length)
}

export const properties: Readonly<Record<string, Holds>> = {
  NoTaintedDestructiveCall: everyCall((call, look) =>
    bare(call, look).every((node) => isTrusted(look.ways.of(node).sources, look)),
  ),
  NoTaintedDecisionToAct: everyCall(
    (call, look) =>
      !isStrict(conversationOf(call.command.id), look) ||
      !acts(call.command.tool, look, ["destructive", "egress"]) ||
      Object.hasOwn(call.command.endorsements, "control") ||
      isTrusted(controlOf(call, look).sources, look),
  ),
  NoLaunderingAtTheDoor: noLaundering("door"),
  NoLaunderingThroughContext: noLaundering("context"),
  NoLaunderingThroughVerdicts: noLaundering("verdicts"),
  NoLaunderingThroughDerivation: noLaundering("derivation"),
  NoLaunderingThroughTools: noLaundering("tools"),
  NoLaunderingThroughDelegation: noLaundering("delegation"),
  NoLaunderingThroughStores: noLaundering("stores"),
  NoLaunderingThroughChoice: noLaundering("choice"),
  NoTrustInTheUnknown: everyCall((call, look) =>
    bare(call, look).every((node) => !look.ways.of(node).sources.has(UNKNOWN)),
  ),
  NoLeakToTheAudience: (trail) => {
    const { past, ways } = lookAt(trail)
    return past.shows.every(({ command: { id, value } }) => {
      const node = ways.value(id, value)
      return node !== null && mayRead(ways.of(node), past.opened(id).audience)
    })
  },
  NoLeakToOutsiders: everyCall(({ command: { id, tool, plan, recipients } }, look) => {
    const { ways } = look
    const parts = Object.values(plan).map((handle) => {
      const node = ways.value(conversationOf(id), handle)
      return node === null ? { sources: new Set<string>(), readers: new Set<string>() } : ways.of(node)
    })
    return parts.every((part) => mayGoTo(recipients, part, { tool, look }))
  }),
  NoLeakByChoice: everyCall((call, look) => {
    const { id, tool, recipients } = call.command
    return !isStrict(conversationOf(id), look) || mayGoTo(recipients, controlOf(call, look), { tool, look })
  }),
  TrustedResourcesStayTrusted: (trail) => {
    const look = lookAt(trail)
    const { past, ways } = look
    return [...past.writings.values()].every((writings) => {
      const trust = writings.map(({ command: { id, value }, seen }) => {
        const node = ways.value(id, value)
        const sources = [...(node === null ? [] : ways.of(node).sources), ...ways.of(ways.context(id, seen)).sources]
        return isTrusted(sources, look)
      })
      return trust.every((isTrusted, index) => isTrusted || trust[index - 1] !== true)
    })
  },
  OneResultPerCall: everyCall(({ results }) => results.length <= 1),

  OnlyHumansEndorse: everyEndorsement(({ command: { by } }) => by.kind === "human"),
  NoSelfEndorsement: everyEndorsement(
    ({ command: { by, conversation } }, { past }) => !isSame(by, past.opened(conversation).initiator),
  ),
  NoCrossTenantEndorsement: everyEndorsement(({ command: { by } }, { past }) => by.tenant === past.policy.tenant),
  OnlyEligibleEndorse: everyEndorsement(({ command: { by } }, { past }) =>
    by.roles.some((role) => past.policy.endorsers.includes(role)),
  ),
  NoUnsignedEndorsement: everyEndorsement(({ command }, { past }) => {
    const { signature, by, id, conversation, tool, slot } = command
    if (signature === null) return false
    const { signer, statement } = signature
    const digests = sealed(command).map(([at, handle]) => `${at} ${past.digest(conversation, handle)}`)
    const signed = Object.entries(statement.digests).map(([at, digest]) => `${at} ${digest}`)
    return (
      [signer, statement.endorser].every((who) => isSame(who, by)) &&
      [statement.tenant, statement.endorsement, statement.conversation, statement.tool, statement.slot].join(" ") ===
        [past.policy.tenant, id, conversation, tool, slot].join(" ") &&
      digests.toSorted().join() === signed.toSorted().join()
    )
  }),
  NoLeakToEndorsers: everyEndorsement(({ command }, { ways }) =>
    sealed(command).every(([, handle]) => {
      const node = ways.value(command.conversation, handle)
      return node !== null && mayRead(ways.of(node), [command.by.id])
    }),
  ),
  EndorsementBindsTheValue: everyUse(isWhatWasVouchedFor),
  EndorsementBindsTheTool: everyUse(({ call }, { command }) => call.tool === command.tool),
  EndorsementBindsTheArgument: everyUse(({ slot }, { command }) => slot === command.slot),
  EndorsementIsNotTransferable: everyUse(({ call }, { command }) => conversationOf(call.id) === command.conversation),
  NobodyRunsOnTheirOwnWord: everyUse(
    ({ call }, { command: { by } }, { past }) => !isSame(past.opened(conversationOf(call.id)).initiator, by),
  ),
  NoUseAfterEnd: (trail) => {
    const ended = new Set<string>()
    return trail.every(({ command, answer }) => {
      if (!answer.accepted) return true
      if (command.type === "withdraw" || command.type === "expire") ended.add(command.id)
      return command.type !== "call" || namedIn(command.endorsements).every(([, id]) => !ended.has(id))
    })
  },
  EndorsedOnce: everyEndorsement(({ uses }) => uses.length <= 1),
  NoUseAfterExpiry: everyUse((use, { now }, { past: { policy } }) => use.now < now + policy.endorsementMs),
  EndedNeverChanges: everyEndorsement(({ late }) => late.every((isLate) => !isLate)),
  OnlyEndorserOrAdminWithdraws: everyEndorsement(({ command, ends }, { past: { policy } }) =>
    ends.every(({ command: end }) => {
      const isAdmin = end.by.tenant === policy.tenant && end.by.roles.some((role) => role === "admin")
      return end.type === "expire" || isSame(end.by, command.by) || isAdmin
    }),
  ),
  NoEarlyExpiry: everyEndorsement(({ now, ends }, { past: { policy } }) =>
    ends.every((end) => end.command.type === "withdraw" || end.now >= now + policy.endorsementMs),
  ),

  /** Whoever sweeps once its time is over ends what nobody used and nobody took back. */
  EveryEndorsementEnds: (trail, kernel = taint) => {
    const last = trail.at(-1)
    if (last === undefined) return true
    const { past } = lookAt(trail)
    return [...past.endorsements].every(([id, { now, uses, ends }]) => {
      if (uses.length + ends.length > 0) return true
      const over = Math.max(last.now, now + past.policy.endorsementMs) - START
      return ask(last.after, [over, expire(Number(id.slice(id.indexOf("_") + 1)))], kernel).accepted
    })
  },
}
