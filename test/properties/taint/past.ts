import { type Command, type Settings, namedIn } from "../../../kernel/taint/taint.ts"

/**
 * What has happened, from the accepted commands alone: who brought what into being, what was shown and read when. There is no
 * label here, no guard and no status.
 */

export interface Happened {
  readonly command: Command
  readonly now: number
}
export type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>

interface Deed<T extends Command["type"]> {
  readonly command: Said<T>
  readonly now: number
  /** How much its conversation had seen by then. */
  readonly seen: number
}
export interface Value extends Deed<"ingest" | "derive" | "result" | "read"> {
  /** At which place it came into its conversation, 0 where it didn't. */
  shownAt: number
  readAt: number
  /** Which writing of a resource it was read from, null where nobody knows. */
  readonly wrote: Writing | null
}
export interface Conversation extends Deed<"open" | "spawn"> {
  /** How much its parent had seen as it was spawned. */
  readonly parentSeen: number
  /** How many places of its context are taken. */
  places: number
}
export interface Call extends Deed<"call"> {
  readonly results: string[]
}
export interface Writing extends Deed<"write"> {
  readonly digest: string
}
export interface Use {
  readonly call: Said<"call">
  readonly slot: string
  readonly now: number
}
export interface Endorsement extends Deed<"endorse"> {
  readonly uses: Use[]
  readonly ends: Deed<"withdraw" | "expire">[]
  /** For each of its ends, whether it had been used or had ended before. */
  readonly late: boolean[]
}

const part = (id: string, index: number): string => id.split("_")[index] ?? ""
export const conversationOf = (id: string): string => `conversation_${part(id, 1)}`
export const handleOf = (id: string): string => part(id, 2)
export const valueIn = (conversation: string, handle: string): string => `value_${part(conversation, 1)}_${handle}`
export const callIn = (conversation: string, handle: string): string => `call_${part(conversation, 1)}_${handle}`

export class Past {
  readonly policy: Settings
  readonly conversations = new Map<string, Conversation>()
  readonly values = new Map<string, Value>()
  readonly calls = new Map<string, Call>()
  readonly writings = new Map<string, Writing[]>()
  readonly endorsements = new Map<string, Endorsement>()
  readonly shows: Deed<"show">[] = []

  constructor(history: readonly Happened[], policy: Settings) {
    this.policy = policy
    for (const { command, now } of history) this.add(command, now)
  }

  /** How much a conversation has seen. */
  seen(conversation: string): number {
    return this.conversations.get(conversation)?.places ?? 0
  }
  private sees(conversation: string): number {
    const there = this.conversations.get(conversation)
    if (there === undefined) return 0
    there.places += 1
    return there.places
  }
  lastWriting(resource: string): Writing | undefined {
    return this.writings.get(resource)?.at(-1)
  }
  digest(conversation: string, handle: string): string {
    return this.values.get(valueIn(conversation, handle))?.command.digest ?? ""
  }
  /** The conversation that one was spawned by. */
  parent(conversation: string): string | null {
    const made = this.conversations.get(conversation)?.command
    return made?.type === "spawn" ? made.parent : null
  }
  /** Whom a conversation is for, who sees it, and how strict it is: as the first of its line was opened. */
  opened(conversation: string): Said<"open"> {
    const made = this.conversations.get(conversation)?.command
    if (made === undefined) throw new Error(`there is no ${conversation}`)
    return made.type === "open" ? made : this.opened(made.parent)
  }
  inside(conversation: string): readonly Value[] {
    return [...this.values.values()].filter(({ command: { id } }) => conversationOf(id) === conversation)
  }

  private add(command: Command, now: number): void {
    switch (command.type) {
      case "open":
      case "spawn": {
        const parentSeen = command.type === "spawn" ? this.seen(command.parent) : 0
        this.conversations.set(command.id, { command, now, seen: 0, parentSeen, places: 0 })
        break
      }
      case "ingest":
      case "derive":
      case "result":
      case "read": {
        const within = conversationOf(command.id)
        const seen = this.seen(within)
        const last = command.type === "read" ? this.lastWriting(command.resource) : undefined
        const wrote = last?.digest === command.digest ? last : null
        const readAt = command.type === "read" ? this.sees(within) : 0
        this.values.set(command.id, { command, now, seen, wrote, readAt, shownAt: 0 })
        if (command.type === "result") this.calls.get(callIn(within, command.call))?.results.push(handleOf(command.id))
        break
      }
      case "show": {
        const value = this.values.get(valueIn(command.id, command.value))
        this.shows.push({ command, now, seen: this.seen(command.id) })
        if (value?.shownAt === 0) value.shownAt = this.sees(command.id)
        break
      }
      case "call": {
        this.calls.set(command.id, { command, now, seen: this.seen(conversationOf(command.id)), results: [] })
        for (const [slot, id] of namedIn(command.endorsements))
          this.endorsements.get(id)?.uses.push({ call: command, slot, now })
        break
      }
      case "write": {
        const digest = this.digest(command.id, command.value)
        const written = { command, now, seen: this.seen(command.id), digest }
        this.writings.set(command.resource, [...(this.writings.get(command.resource) ?? []), written])
        break
      }
      case "endorse":
        this.endorsements.set(command.id, { command, now, seen: 0, uses: [], ends: [], late: [] })
        break
      case "withdraw":
      case "expire": {
        const endorsement = this.endorsements.get(command.id)
        endorsement?.late.push(endorsement.uses.length + endorsement.ends.length > 0)
        endorsement?.ends.push({ command, now, seen: 0 })
        break
      }
    }
  }
}
