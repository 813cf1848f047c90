import { canonicalize } from "../../../kernel/canonical.ts"
import { digestOf } from "../../../kernel/digest.ts"
import type { Actor } from "../../../kernel/actors.ts"
import { type Command, type Settings, namedIn } from "../../../kernel/taint/taint.ts"
import {
  type Endorsement,
  type Happened,
  Past,
  type Said,
  type Value,
  callIn,
  conversationOf,
  handleOf,
  valueIn,
} from "./past.ts"

/**
 * Taint a second time, straight from the words of its table and as naive as possible: from a list of what was accepted, everything
 * is worked out anew whenever somebody asks. It shares types with the kernel and nothing else.
 */

export type { Happened } from "./past.ts"

/** Where content comes from, and who may see it: null for anyone. */
interface Label {
  readonly sources: ReadonlySet<string>
  readonly readers: ReadonlySet<string> | null
}
const MOST = 32
/** What stands for more sources than have a name. */
const ALL = "*"

const together = (labels: readonly Label[]): Label => {
  const limited = labels.flatMap(({ readers }) => (readers === null ? [] : [readers]))
  const names = new Set(limited.flatMap((readers) => [...readers]))
  return {
    sources: new Set(labels.flatMap(({ sources }) => [...sources])),
    readers: limited.length === 0 ? null : new Set([...names].filter((name) => limited.every((set) => set.has(name)))),
  }
}
const unlimited = (sources: Iterable<string>): Label => ({ sources: new Set(sources), readers: null })
const told = (label: {
  readonly sources: readonly string[] | "all"
  readonly readers: readonly string[] | "anyone"
}) => ({
  sources: new Set(label.sources === "all" ? [ALL] : label.sources),
  readers: label.readers === "anyone" ? null : new Set<string>(label.readers),
})
const isAll = ({ sources }: Label) => sources.has(ALL) || sources.size > MOST
/** As it is kept. */
const kept = (label: Label) => ({
  sources: isAll(label) ? "all" : [...label.sources].toSorted(),
  readers: label.readers === null ? "anyone" : [...label.readers].toSorted(),
})
const allowed = ({ readers }: Label, names: readonly string[]) =>
  readers === null || names.every((name) => readers.has(name))

class Reading {
  readonly past: Past
  readonly #labels = new Map<string, Label>()
  constructor(past: Past) {
    this.past = past
  }

  trusted(label: Label): boolean {
    return !isAll(label) && [...label.sources].every((one) => this.past.policy.trusted.some((name) => name === one))
  }
  tool(name: string) {
    return Object.entries(this.past.policy.tools).find(([tool]) => tool === name)?.[1]
  }
  unknownIn(conversation: string): Label {
    return told({ sources: ["unknown"], readers: [this.past.opened(conversation).initiator.id] })
  }

  label(conversation: string, handle: string): Label {
    const id = valueIn(conversation, handle)
    const value = this.past.values.get(id)
    if (value === undefined) throw new Error(`there is no ${id}`)
    const known = this.#labels.get(id) ?? this.#labelOf(conversation, value)
    this.#labels.set(id, known)
    return known
  }
  #labelOf(conversation: string, { command, seen, wrote }: Value): Label {
    switch (command.type) {
      case "ingest":
        return told({ sources: [command.source], readers: command.readers })
      case "derive":
        return together([
          ...command.inputs.map((handle) => this.label(conversation, handle)),
          this.context(conversation, seen),
        ])
      case "result": {
        const call = this.past.calls.get(callIn(conversation, command.call))?.command
        if (call === undefined) throw new Error(`there is no ${command.call}`)
        const declared = this.tool(call.tool)
        const added = declared === undefined ? this.unknownIn(conversation) : told(declared.adds)
        return together([this.plan(call), added])
      }
      case "read":
        return wrote === null ? this.unknownIn(conversation) : this.stored(wrote)
    }
  }
  /** What a conversation had seen: of what was only read, where it came from. */
  context(conversation: string, seen: number): Label {
    const id = `${conversation} ${seen}`
    const known = this.#labels.get(id)
    if (known !== undefined) return known
    const values = this.past.inside(conversation).flatMap(({ command, readAt, shownAt }): Label[] => {
      const label = () => this.label(conversation, handleOf(command.id))
      if (shownAt > 0 && shownAt <= seen) return [label()]
      return readAt > 0 && readAt <= seen ? [unlimited(label().sources)] : []
    })
    const parent = this.past.parent(conversation)
    const { parentSeen = 0 } = this.past.conversations.get(conversation) ?? {}
    const made = together([...values, ...(parent === null ? [] : [this.context(parent, parentSeen)])])
    this.#labels.set(id, made)
    return made
  }
  now(conversation: string): Label {
    return this.context(conversation, this.past.seen(conversation))
  }
  stored({ command: { id, value }, seen }: { readonly command: Said<"write">; readonly seen: number }): Label {
    return together([this.label(id, value), this.context(id, seen)])
  }
  plan({ id, plan }: Pick<Said<"call">, "id" | "plan">): Label {
    return together(Object.values(plan).map((handle) => this.label(conversationOf(id), handle)))
  }
}

const isSame = (
  a: { readonly id: string; readonly tenant: string },
  b: { readonly id: string; readonly tenant: string },
) => a.id === b.id && a.tenant === b.tenant
/** What somebody vouches for: one argument, or all of them. */
const vouched = ({ plan, slot }: Pick<Said<"endorse">, "plan" | "slot">): readonly (readonly [string, string])[] =>
  slot === "control" ? Object.entries(plan) : Object.entries(plan).filter(([at]) => at === slot)
const asText = (pairs: readonly (readonly [string, string])[]) =>
  pairs
    .map((pair) => pair.join(" "))
    .toSorted()
    .join(", ")

/** What has to be there for a command to mean anything, and what must not. */
const needs = (command: Command): { readonly there: readonly string[]; readonly fresh: readonly string[] } => {
  const { id } = command
  switch (command.type) {
    case "open":
      return { there: [], fresh: [id] }
    case "spawn":
      return { there: [command.parent], fresh: [id] }
    case "ingest":
    case "read":
      return { there: [conversationOf(id)], fresh: [id] }
    case "derive":
      return {
        there: [conversationOf(id), ...command.inputs.map((handle) => valueIn(conversationOf(id), handle))],
        fresh: [id],
      }
    case "result":
      return { there: [conversationOf(id), callIn(conversationOf(id), command.call)], fresh: [id] }
    case "call": {
      const values = Object.values(command.plan).map((handle) => valueIn(conversationOf(id), handle))
      return {
        there: [conversationOf(id), ...values, ...namedIn(command.endorsements).map(([, named]) => named)],
        fresh: [id],
      }
    }
    case "endorse": {
      const values = vouched(command).map(([, handle]) => valueIn(command.conversation, handle))
      return { there: [command.conversation, ...values], fresh: [id] }
    }
    case "show":
    case "write":
      return { there: [id, valueIn(id, command.value)], fresh: [] }
    case "withdraw":
    case "expire":
      return { there: [id], fresh: [] }
  }
}

/** Everything that the table has against a command. */
export const objections = (
  history: readonly Happened[],
  policy: Settings,
  command: Command,
  now: number,
): ReadonlySet<string> => {
  const past = new Past(history, policy)
  const reading = new Reading(past)
  const against = new Set<string>()
  const unless = (holds: boolean, name: string) => {
    if (!holds) against.add(name)
  }
  const isThere = (id: string) =>
    [past.conversations, past.values, past.calls, past.endorsements].some((table: ReadonlyMap<string, unknown>) =>
      table.has(id),
    )
  const { there, fresh } = needs(command)
  if (fresh.some(isThere)) return new Set(["taken"])
  if (!there.every(isThere)) return new Set(["unknown"])
  const endorsementOf = (id: string): Endorsement => {
    const found = past.endorsements.get(id)
    if (found === undefined) throw new Error(`there is no ${id}`)
    return found
  }
  const expiresAt = ({ now: granted }: Endorsement) => granted + policy.endorsementMs
  const isOpen = ({ uses, ends }: Endorsement) => uses.length === 0 && ends.length === 0

  switch (command.type) {
    case "show":
      unless(
        allowed(reading.label(command.id, command.value), past.opened(command.id).audience),
        "readersIncludeAudience",
      )
      break
    case "call": {
      const { id, tool, plan, recipients, endorsements } = command
      const within = conversationOf(id)
      const declared = reading.tool(tool)
      const isStrict = past.opened(within).mode === "strict"
      const isFinal = declared === undefined || ["destructive", "egress"].includes(declared.effect)
      const named = new Map<string, string>(namedIn(endorsements))
      const arguments_ = new Map<string, string>(Object.entries(declared?.arguments ?? {}))
      for (const [slot, handle] of Object.entries(plan))
        if (arguments_.get(slot) !== "any" && !named.has(slot))
          unless(reading.trusted(reading.label(within, handle)), "sinkArgumentIsTrusted")
      if (isStrict && isFinal && !named.has("control")) unless(reading.trusted(reading.now(within)), "controlIsTrusted")
      const all = reading.plan(command)
      unless(allowed(all, recipients), "readersIncludeRecipient")
      if (declared === undefined || declared.effect === "egress")
        unless(recipients.length > 0 || all.readers === null, "readersIncludeRecipient")
      if (isStrict) {
        const seen = reading.now(within)
        const isOpen = (declared === undefined || declared.effect === "egress") && recipients.length === 0
        unless(allowed(seen, recipients) && (!isOpen || seen.readers === null), "controlReadersIncludeRecipient")
      }
      const content = Object.entries(plan).map(([slot, handle]) => [slot, past.digest(within, handle)] as const)
      for (const [slot, name] of named) {
        const endorsement = endorsementOf(name)
        const said = endorsement.command
        const sealed = vouched(said).map(([at, handle]) => [at, past.digest(said.conversation, handle)] as const)
        const stands = said.slot === "control" ? content : content.filter(([at]) => at === said.slot)
        unless(asText(stands) === asText(sealed), "endorsementNamesTheValue")
        unless(said.tool === tool, "endorsementNamesTheTool")
        unless(said.slot === slot, "endorsementNamesTheArgument")
        unless(said.conversation === within, "endorsementIsOfTheConversation")
        unless(endorsement.ends.length === 0, "endorsementIsLive")
        unless(endorsement.uses.length === 0, "endorsementIsUnused")
        unless([...named.values()].filter((other) => other === name).length === 1, "endorsementIsUnused")
        unless(now < expiresAt(endorsement), "endorsementIsUnexpired")
      }
      break
    }
    case "result": {
      const call = past.calls.get(callIn(conversationOf(command.id), command.call))
      unless(call?.results.length === 0, "callAwaitsResult")
      break
    }
    case "write": {
      const last = past.lastWriting(command.resource)
      const wasTrusted = last !== undefined && reading.trusted(reading.stored(last))
      const isTrusted = reading.trusted(reading.stored({ command, seen: past.seen(command.id) }))
      unless(!wasTrusted || isTrusted, "trustedResourceStaysTrusted")
      break
    }
    case "endorse": {
      const { by, conversation, tool, slot, signature, id } = command
      unless(by.kind === "human", "endorserIsHuman")
      unless(!isSame(by, past.opened(conversation).initiator), "endorserIsNotInitiator")
      unless(by.tenant === policy.tenant, "endorserIsOfTenant")
      unless(
        by.roles.some((role) => policy.endorsers.includes(role)),
        "endorserIsEligible",
      )
      const says = signature?.statement
      const sealed = vouched(command).map(([at, handle]) => [at, past.digest(conversation, handle)] as const)
      unless(
        signature !== null &&
          says !== undefined &&
          isSame(signature.signer, by) &&
          isSame(says.endorser, by) &&
          says.tenant === policy.tenant &&
          says.endorsement === id &&
          says.conversation === conversation &&
          says.tool === tool &&
          says.slot === slot &&
          asText(Object.entries(says.digests)) === asText(sealed),
        "endorsementIsSigned",
      )
      for (const [, handle] of vouched(command))
        unless(allowed(reading.label(conversation, handle), [by.id]), "endorserMayReadIt")
      break
    }
    case "withdraw": {
      const endorsement = endorsementOf(command.id)
      const isAdmin = command.by.tenant === policy.tenant && command.by.roles.some((role) => role === "admin")
      unless(isOpen(endorsement), "endorsementIsOpen")
      unless(isAdmin || isSame(command.by, endorsement.command.by), "withdrawerIsEndorserOrAdmin")
      break
    }
    case "expire":
      unless(isOpen(endorsementOf(command.id)), "endorsementIsOpen")
      unless(now >= expiresAt(endorsementOf(command.id)), "expiryIsDue")
      break
    case "open":
    case "spawn":
    case "ingest":
    case "derive":
    case "read":
      break
  }
  return against
}

const who = ({ id, tenant, kind }: Pick<Actor, "id" | "tenant" | "kind">) => ({ id, tenant, kind })
const deed = ({ command, now }: { readonly command: { readonly by: Actor }; readonly now: number }) => ({
  by: who(command.by),
  at: now,
})

const originOf = ({ command, seen, wrote }: Value) => {
  switch (command.type) {
    case "ingest": {
      const { source, readers } = command
      return { how: "ingest", source, readers }
    }
    case "derive":
      return { how: "derive", inputs: command.inputs, seen }
    case "result":
      return { how: "result", call: command.call }
    case "read":
      return { how: "read", resource: command.resource, wrote: wrote === null ? null : wroteOf(wrote) }
  }
}
const wroteOf = ({ command: { id, value }, seen }: { readonly command: Said<"write">; readonly seen: number }) => ({
  conversation: id,
  value,
  seen,
})

/** Everything that there is to see of each entity. */
export const seen = (history: readonly Happened[], policy: Settings): ReadonlyMap<string, object> => {
  const past = new Past(history, policy)
  const reading = new Reading(past)
  const sealed = (conversation: string, plan: readonly (readonly [string, string])[]) =>
    Object.fromEntries(
      plan.map(([slot, handle]) => [slot, { value: handle, digest: past.digest(conversation, handle) }]),
    )
  const conversations = [...past.conversations].map(([id, made]) => {
    const { initiator, audience, mode } = past.opened(id)
    const parent = past.parent(id)
    const entity = {
      ...{ entity: "conversation", initiator, audience, mode, at: made.now },
      parent: parent === null ? null : { conversation: parent, seen: made.parentSeen },
      label: kept(reading.now(id)),
      seen: past.seen(id),
    }
    return [id, { status: "open", kept: entity }] as const
  })
  const values = [...past.values].map(([id, value]) => {
    const entity = {
      ...{ entity: "value", digest: value.command.digest, origin: originOf(value), ...deed(value) },
      label: kept(reading.label(conversationOf(id), handleOf(id))),
      readAt: value.readAt,
      shownAt: value.shownAt,
    }
    return [id, { status: "written", kept: entity }] as const
  })
  const calls = [...past.calls].map(([id, call]) => {
    const { tool, plan, recipients, endorsements } = call.command
    const entity = {
      ...{ entity: "call", tool, recipients, endorsements, seen: call.seen, results: call.results, ...deed(call) },
      plan: sealed(conversationOf(id), Object.entries(plan)),
      label: kept(reading.plan(call.command)),
    }
    return [id, { status: call.results.length > 0 ? "returned" : "called", kept: entity }] as const
  })
  const resources = [...past.writings].flatMap(([id, writings]) => {
    const last = writings.at(-1)
    if (last === undefined) return []
    const entity = {
      ...{ entity: "resource", digest: last.digest, wrote: wroteOf(last), ...deed(last) },
      label: kept(reading.stored(last)),
    }
    return [[id, { status: "labelled", kept: entity }] as const]
  })
  const endorsements = [...past.endorsements].map(([id, endorsement]) => {
    const { command, uses, ends, now } = endorsement
    const { conversation, tool, slot, signature } = command
    const end = ends[0]
    const how = end?.command.type === "expire" ? "expired" : "withdrawn"
    const entity = {
      ...{ entity: "endorsement", conversation, tool, slot, ...deed(endorsement) },
      signature: signature && { ...signature, statement: digestOf(canonicalize(signature.statement)) },
      sealed: sealed(conversation, vouched(command)),
      expiresAt: now + policy.endorsementMs,
      uses: uses.map((use) => ({ call: use.call.id, slot: use.slot, at: use.now })),
      ended: end === undefined ? null : { how, ...deed(end) },
    }
    return [id, { status: end === undefined ? (uses.length > 0 ? "used" : "granted") : how, kept: entity }] as const
  })
  return new Map<string, object>([...conversations, ...values, ...calls, ...resources, ...endorsements])
}
