import { Effect } from "effect"
import {
  type Actor,
  type ActorId,
  type Caller,
  type Principal,
  type TenantId,
  isSame,
  principalOf,
} from "../../../kernel/actors.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import { type ConversationKept, readerOf } from "../../../kernel/taint/taint.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ActorUnknownError, ForbiddenError } from "../errors.ts"
import type { Cursor } from "../inputs.ts"
import type { Outcome } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { type Bringing, bringingOn, resourceOf } from "./bringing.ts"
import { endorsingOn } from "./endorsing.ts"
import { type Explanation, explainingOn } from "./explain.ts"
import {
  ConversationOpening,
  ConversationPage,
  ConversationSpawning,
  EndorsementEnding,
  EndorsementPage,
  type EndorsementPreviewing,
  type Explaining,
  type ResourceReading,
  type ResultBringing,
  type ValueEndorsing,
  type ValueIngesting,
  ValueWriting,
} from "./inputs.ts"
import {
  type ConversationEntity,
  type EndorsementEntity,
  asConversation,
  asEndorsement,
  conversationStatuses,
  conversationsIn,
  endorsementStatuses,
  endorsementsIn,
} from "./kinds.ts"
import { type Preview, previewingOn } from "./preview.ts"
import { theirsOn } from "./theirs.ts"
import { viewsOn } from "./views.ts"

/** A part of a list, the latest first. `next` is where it goes on; null at the end. */
interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next: Cursor | null
}

/**
 * Where content comes from, and what it may decide: conversations, the values in them, and who vouches for what of them. The gate keeps
 * digests and labels, and no content. A refusal by the rules is no error but a result. Every promise may be rejected as those of the
 * gate itself.
 */
export interface Taint {
  /**
   * Opens a conversation: a person for themselves, a service that calls a model for the person whom it names.
   * @param opening `audience` are the ids and addresses of who sees what is said in it, to whom the person for whom it is always belongs; `mode` is `strict` where also the decision to
   * call has to be trusted, `value` where only arguments have to be, and the config's where nothing is said
   * @throws ForbiddenError for an agent, for a person who names another one, and for a service that names nobody
   * @throws ActorUnknownError where the tenant has no such person
   * @example
   * ```ts
   * const opened = await gate.taint.open(harness.actor, { initiator: "alice", audience: ["alice"] })
   * if (opened.type === "accepted") console.log(opened.id)
   * ```
   */
  readonly open: (actor: Actor, opening: Given<typeof ConversationOpening>) => Promise<Outcome<"taint">>
  /**
   * Opens a conversation for another agent, which begins with all that this one has seen: for the same person, before the same audience.
   * @example
   * ```ts
   * const spawned = await gate.taint.spawn(caller, { parent: conversation.id })
   * if (spawned.type === "accepted") console.log(spawned.id)
   * ```
   */
  readonly spawn: (caller: Caller, spawning: Given<typeof ConversationSpawning>) => Promise<Outcome<"taint">>
  /**
   * Brings content in, and shows it.
   * @param ingesting `content` has at most 1 MiB; `readers` are `"anyone"` or who may see it, and for whom the conversation is alone where
   * nobody is named; `show` is true where nothing is said
   * @returns accepted, with the value's handle, what became of showing it (`shown`, refused where somebody hears it who may not), and
   * `framed`, the content as `gate.frame` gives it, null where it isn't shown: it goes into a prompt as a tool result or a user part, and
   * never as a system or developer message. With `key`, the same ask sent again gives the same handle
   * @throws ForbiddenError for an agent that names a trusted source
   * @example
   * ```ts
   * const mail = await gate.taint.ingest(harness, { conversation: conversation.id, source: "mail", content: "Dear Alice, …" })
   * if (mail.type === "accepted" && mail.framed !== null) console.log(mail.framed)
   * ```
   */
  readonly ingest: (caller: Caller, ingesting: Given<typeof ValueIngesting>) => Promise<Bringing>
  /**
   * Brings in what a tool gave back for a call, and shows it. It has all that the call's arguments have, and what the config says that
   * the tool adds.
   * @param bringing `call` is what the decision gave as `called`
   * @throws ForbiddenError for an agent, where what the tool adds is trusted
   * @example
   * ```ts
   * const { called, permit } = await gate.decide(caller, { tool: "bank.list", payload, conversation: conversation.id })
   * if (called !== null) {
   *   const found = await gate.taint.result(harness, { conversation: conversation.id, call: called, content: "…" })
   *   console.log(permit, found.type)
   * }
   * ```
   */
  readonly result: (caller: Caller, bringing: Given<typeof ResultBringing>) => Promise<Bringing>
  /**
   * Takes note that a value is stored: whoever reads it there gets its label with it, in this conversation or in any other one.
   * @param writing `resource` is what the deployment calls the place; the log has its digest
   * @returns refused where the place is trusted, and would not be any more
   * @example
   * ```ts
   * await gate.taint.write(caller, { conversation: conversation.id, value: mail.value, resource: "notes/shopping" })
   * ```
   */
  readonly write: (caller: Caller, writing: Given<typeof ValueWriting>) => Promise<Outcome<"taint">>
  /**
   * Brings in what stands in a place, and shows it, with the label with which it was stored. Content that nobody has stored by this gate
   * is of the source `unknown`, which nobody trusts. That it was read tells something, whether it is shown or not.
   * @example
   * ```ts
   * const note = await gate.taint.read(harness, { conversation: conversation.id, resource: "notes/shopping", content: "milk" })
   * if (note.type === "accepted") console.log(note.framed)
   * ```
   */
  readonly read: (caller: Caller, reading: Given<typeof ResourceReading>) => Promise<Bringing>
  /**
   * What somebody would vouch for in a call: each place with the digest that is signed for it, what stands there as a person can read it, and
   * which of its words came in from where. Nothing is recorded. It is for a page that asks somebody; whoever signs on their own machine hashes what
   * they read by themselves.
   * @returns null where there is no such conversation; `shown` is null where a place is no text or has more than 16,384 UTF-16 units: nobody is to
   * sign what they were not shown. `cameIn` leaves out what the caller may not see
   * @throws ForbiddenError for whoever is no person
   * @throws InputError where the call has no such argument
   * @example
   * ```ts
   * const call = { conversation: conversation.id, tool: "bank.send", payload, slot: "control" }
   * const preview = await gate.taint.preview(person, call)
   * for (const { slot, shown, digest, cameIn } of preview?.places ?? []) console.log(slot, shown, digest, cameIn)
   * ```
   */
  readonly preview: (actor: Actor, previewing: Given<typeof EndorsementPreviewing>) => Promise<Preview | null>
  /**
   * Vouches, in person and signed, for one argument of one call, or for making it at all (`slot: "control"`). It is good once. A call that is
   * judged as a whole has one argument, `/`, which is all of its bytes.
   * @param endorsing `payload` are the call's bytes, or `values` the handles that stand in it; `signed` holds, as `statement`, the RFC 8785
   * bytes of `endorsementOf` (a `Uint8Array`), and as `proof` an SSH signature over them in the namespace `interlock`, with the public key
   * that the config has as that person's own
   * @throws ForbiddenError for whoever is no person; and, where `payload` is given, for what isn't signed by them over what stands in it: nothing is
   * made and recorded for that. With `values` it is refused, as any refusal is
   * @throws InputError where the call has no such argument, or isn't read to its end
   * @example
   * ```ts
   * const slot = Slot.parse("/recipient")
   * const asked = { id: newEndorsementId(), conversation: conversation.id, tool: ToolName.parse("bank.send"), slot }
   * const statement = canonicalize(endorsementOf(person, asked, payload))
   * // `ssh-keygen -Y sign -n interlock -f ~/.ssh/id_ed25519` over these bytes gives the signature, an SSHSIG in armour
   * const proof = { format: "sshsig" as const, publicKey: "ssh-ed25519 AAAA… bob@example", signature: "-----BEGIN SSH SIGNATURE-----…" }
   * const outcome = await gate.taint.endorse(person, { ...asked, payload, signed: { statement, proof } })
   * if (outcome.type === "accepted")
   *   await gate.decide(caller, { tool: asked.tool, payload, conversation: conversation.id, endorsements: { [slot]: asked.id } })
   * ```
   */
  readonly endorse: (actor: Actor, endorsing: Given<typeof ValueEndorsing>) => Promise<Outcome<"taint">>
  /**
   * Takes an endorsement back that was not used, as whoever gave it or as an administrator.
   * @example
   * ```ts
   * const outcome = await gate.taint.withdraw(person, { id: "endorsement_0123456789abcdef01234567" })
   * if (outcome.type === "accepted") console.log(outcome.status) // "withdrawn"
   * ```
   */
  readonly withdraw: (actor: Actor, ending: Given<typeof EndorsementEnding>) => Promise<Outcome<"taint">>
  /**
   * The conversations of the caller's tenant, the latest first, page by page; for an agent those alone of the person it acts for, so that a page
   * may have fewer than there is room for, and there are more while `next` is given.
   * @param page `limit` is 1 to 500, 100 where nobody says; `cursor` is the `next` of the page before
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items } = await gate.taint.list(caller, { limit: 20 })
   * for (const { id, kept } of items) console.log(id, kept.initiator.id, kept.label.sources)
   * ```
   */
  readonly list: (caller: Caller, page?: Given<typeof ConversationPage>) => Promise<PageOf<ConversationEntity>>
  /**
   * A conversation, null where the tenant has none of this id.
   * @example
   * ```ts
   * const conversation = await gate.taint.get(tenant, "conversation_0123456789abcdef01234567")
   * console.log(conversation?.kept.label)
   * ```
   */
  readonly get: (tenant: TenantId, id: string) => Promise<ConversationEntity | null>
  /**
   * The endorsements of a tenant, the latest first, page by page.
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items } = await gate.taint.endorsements(tenant, { status: "granted" })
   * console.log(items.map(({ id, kept }) => `${id} for ${kept.tool}`))
   * ```
   */
  readonly endorsements: (tenant: TenantId, page?: Given<typeof EndorsementPage>) => Promise<PageOf<EndorsementEntity>>
  /**
   * An endorsement, null where the tenant has none of this id.
   * @example
   * ```ts
   * const endorsement = await gate.taint.endorsement(tenant, "endorsement_0123456789abcdef01234567")
   * console.log(endorsement?.kept.uses)
   * ```
   */
  readonly endorsement: (tenant: TenantId, id: string) => Promise<EndorsementEntity | null>
  /**
   * Why a value, or a call, is what it is by its label: back to where everything in it came in.
   * @returns the values and calls that it comes from, each once, the nearest first, 256 at most; `cut` names those that are left out, where there are
   * too many or they lie too far back. What it takes follows what is told, however much was said; only where this process hasn't shown
   * something itself, as after a restart, it goes through all that the tenant has, once. Null where there is no such value or call
   * @example
   * ```ts
   * const why = await gate.taint.explain(tenant, { conversation: conversation.id, value: mail.value })
   * for (const { value, how, source } of why?.values ?? []) console.log(value, how, source)
   * ```
   */
  readonly explain: (tenant: TenantId, explaining: Given<typeof Explaining>) => Promise<Explanation | null>
}

/** Who hears what is said in a conversation: for whom it is, too. @throws InputError where those are too many */
const hearing = (initiator: Principal, audience: ConversationKept["audience"]): ConversationKept["audience"] => {
  const own = readerOf(initiator)
  return audience.includes(own) ? audience : read(ConversationOpening.shape.audience, [own, ...audience])
}

export const taintOn = (boundary: Boundary): Taint => {
  const { directory, policyOf } = boundary
  const commanded = commanding(boundary, "taint")
  const { list, get } = entitiesOf(boundary, "taint")
  const mustBeTheirs = theirsOn(boundary)
  const views = viewsOn((tenant) => Effect.flatMap(Gate, (gate) => gate.entities(tenant, "taint")))

  const personOf = (tenant: TenantId, id: ActorId): Principal => {
    const person = directory.actor(tenant, id)
    if (person?.kind !== "human") throw new ActorUnknownError({ id })
    return principalOf(person)
  }

  /** Who speaks for a model must not say for whom it speaks. */
  const initiatorOf = (by: Actor, named: ActorId | null): Principal => {
    switch (by.kind) {
      case "agent":
        throw new ForbiddenError({ reason: "initiator" })
      case "service":
        if (named === null) throw new ForbiddenError({ reason: "unnamed" })
        return personOf(by.tenant, named)
      case "human":
        if (named !== null && named !== by.id) throw new ForbiddenError({ reason: "person" })
        return principalOf(by)
    }
  }

  return {
    ...bringingOn(boundary, views),
    open: async (by, given) => {
      const { initiator: named, audience, mode: said, key } = read(ConversationOpening, given)
      const initiator = initiatorOf(by, named)
      const mode = said ?? policyOf(by.tenant)?.domains.taint.mode ?? "strict"
      const wanted = { type: "open", by, initiator, audience: hearing(initiator, audience), mode } as const
      return commanded(by, { type: "open", domain: "taint", wanted, proof: null }, key)
    },
    spawn: async (caller, given) => {
      const by = caller.actor
      const { parent, key } = read(ConversationSpawning, given)
      await mustBeTheirs(caller, parent)
      const wanted = { type: "spawn", parent, by } as const
      return commanded(by, { type: "open", domain: "taint", wanted, proof: null }, key)
    },
    write: async (caller, given) => {
      const by = caller.actor
      const { conversation: id, value, resource, key } = read(ValueWriting, given)
      await mustBeTheirs(caller, id)
      const command = { type: "write", id, resource: resourceOf(resource), value, by } as const
      return commanded(by, { type: "command", domain: "taint", command, proof: null }, key)
    },
    preview: previewingOn(boundary),
    endorse: endorsingOn(boundary),
    withdraw: async (by, given) => {
      const { id, key } = read(EndorsementEnding, given)
      const command = { type: "withdraw", id, by } as const
      return commanded(by, { type: "command", domain: "taint", command, proof: null }, key)
    },
    list: async ({ actor, person }, page = {}) => {
      const { status, ...wanted } = read(ConversationPage, page)
      const { items, next } = await list(actor.tenant, { ...wanted, status: status ?? conversationStatuses })
      const isTheirs = ({ kept }: ConversationEntity): boolean =>
        actor.kind !== "agent" || isSame(kept.initiator, person)
      return { items: conversationsIn(items).filter(isTheirs), next }
    },
    get: async (tenant, id) => {
      const found = await get(tenant, id)
      return found === null ? null : asConversation(found)
    },
    endorsements: async (tenant, page = {}) => {
      const { status, ...wanted } = read(EndorsementPage, page)
      const { items, next } = await list(tenant, { ...wanted, status: status ?? endorsementStatuses })
      return { items: endorsementsIn(items), next }
    },
    endorsement: async (tenant, id) => {
      const found = await get(tenant, id)
      return found === null ? null : asEndorsement(found)
    },
    explain: explainingOn(boundary, views),
  }
}
