import type { Actor } from "../../kernel/actors.ts"
import { tableOf } from "../../kernel/table.ts"
import { type Daily, daily } from "./daily.ts"
import { type Lasting, type Limits, type Scope, lasting, scopes } from "./limits.ts"
import { type Rate, rate } from "./rate.ts"
import { refusals } from "./refusals.ts"
import { type Usage, usage } from "./usage.ts"

/** Too much: how long to wait before it is tried again, in milliseconds. */
export interface Refusal {
  readonly refused: true
  readonly retryMs: number
}

/** What a call holds until it ends. */
export interface Lease {
  readonly refused: false
  /** Takes so many bytes of a body more, or refuses them. */
  readonly body: (bytes: number) => boolean
  readonly end: () => void
}

/** Who is counted. */
export type Counted = Pick<Actor, "tenant" | "id" | "kind">
/** What a call leaves behind: nothing, what is asked anew, or what becomes of that. */
export type Keeps = "nothing" | "asks" | "commands"

/**
 * A person is counted alone, and stopped by their own caps: whatever agents and services take of a tenant, or of all, keeps nobody from
 * saying no.
 */
const countedIn = ({ kind }: Counted): readonly Scope[] => (kind === "human" ? ["actor"] : scopes)

/** What is asked anew takes no more of a day than this, so that what was asked before it can be used, cancelled and ended. */
const SHARE_OF_ASKS = 0.9

/** What is under way ends soon, nobody knows when. */
const SOON_MS = 1_000

/**
 * Counts what callers take of the service, each alone, with its tenant, and all together.
 * @param report gets a line for whoever is refused, and no more than one a minute
 */
export const capsOf = (limits: Limits, report: (line: string) => void, now?: () => number) => {
  const inUse = tableOf<Readonly<Record<Scope, Readonly<Record<Lasting, Usage>>>>>(scopes, (scope) =>
    tableOf(lasting, (what) => usage(limits[scope][what])),
  )
  const rates = tableOf<Readonly<Record<Scope, Rate>>>(scopes, (scope) => rate(limits[scope].callsPerMinute))
  const days = tableOf<Readonly<Record<Scope, Daily>>>(scopes, (scope) => daily(limits[scope].storedBytesPerDay))
  const tell = refusals(report, now)

  const namesOf = ({ tenant, id }: Pick<Actor, "tenant" | "id">): Readonly<Record<Scope, string>> => ({
    actor: `${tenant}/${id}`,
    tenant,
    all: "",
  })

  return {
    /** Of an actor so much has been stored. */
    stored: (actor: Counted, bytes: number): void => {
      const names = namesOf(actor)
      for (const scope of countedIn(actor)) days[scope].count(names[scope], bytes)
    },
    /** A call of an actor begins, or a wait: whoever has stored as much as a day has may still read. */
    enter: async (actor: Counted, what: "calls" | "waits", keeps: Keeps): Promise<Lease | Refusal> => {
      const names = namesOf(actor)
      const counted = countedIn(actor)
      const refuse = (cap: string, retryMs: number): Refusal => {
        tell(actor, cap)
        return { refused: true, retryMs }
      }
      const held: (() => void)[] = []
      /** In all scopes, or in none: null, or the scope that has no more. */
      const take = (kind: Lasting, amount: number): Scope | null => {
        for (const [index, scope] of counted.entries())
          if (!inUse[scope][kind].take(names[scope], amount)) {
            for (const earlier of counted.slice(0, index)) inUse[earlier][kind].give(names[earlier], amount)
            return scope
          }
        held.push(() => {
          for (const scope of counted) inUse[scope][kind].give(names[scope], amount)
        })
        return null
      }
      // The narrowest first: what a caller is refused by its own cap is counted against nobody else's.
      for (const scope of counted) {
        const retryMs = await rates[scope].count(names[scope])
        if (retryMs !== null) return refuse(`${scope}.callsPerMinute`, retryMs)
      }
      for (const scope of keeps === "nothing" ? [] : counted) {
        const share = keeps === "asks" && scope !== "actor" ? SHARE_OF_ASKS : 1
        const retryMs = await days[scope].full(names[scope], share)
        if (retryMs !== null) return refuse(`${scope}.storedBytesPerDay`, retryMs)
      }
      const full = take(what, 1)
      if (full !== null) return refuse(`${full}.${what}`, SOON_MS)
      return {
        refused: false,
        body: (bytes) => {
          const scope = take("bodyBytes", bytes)
          if (scope !== null) tell(actor, `${scope}.bodyBytes`)
          return scope === null
        },
        end: () => {
          for (const give of held.splice(0)) give()
        },
      }
    },
  }
}
export type Caps = ReturnType<typeof capsOf>
