import * as z from "zod"
import { type Guards, domain } from "../../../kernel/machine.ts"
import { Instant } from "../../../kernel/time.ts"
import type { Effects } from "../../../verification/explore/drift.ts"
import type { BrokenRules } from "../../../verification/explore/knock-out.ts"
import type { Property } from "../../../verification/explore/properties.ts"
import type { Scenario, Situation } from "../../../verification/explore/scenario.ts"

/**
 * A domain small enough to be counted by hand: a lock that is made, then turned. It opens on the last of its turns, and
 * an open lock turns no more.
 */
interface Turned {
  readonly id: string
  readonly hand: "left" | "right"
}

export interface Lock {
  readonly id: string
  readonly status: "shut" | "open"
  readonly kept: { readonly turns: readonly number[] }
  readonly command: Turned & ({ readonly type: "make" } | { readonly type: "turn" })
  readonly opens: "make"
  readonly settings: { readonly needed: number }
  readonly facts: { readonly make: null; readonly turn: { readonly needed: number } }
  readonly rules: { readonly isEnough: (turns: number) => boolean }
}

const guards = {
  make: { makerIsRight: ({ command }) => command.hand === "right" },
  turn: {
    turnerIsRight: ({ command }) => command.hand === "right",
    lockIsShut: { in: ["shut"] },
    turnsAreLeft: ({ kept, facts }) => kept.turns.length < facts.needed,
  },
} as const satisfies Guards<Lock>

export const lock = () =>
  domain<Lock>()({
    name: "lock",
    opens: ["make"],
    guards,
    rules: { isEnough: (turns) => turns >= 2 },
    facts: { make: () => null, turn: ({ register }) => ({ needed: register.settings.needed }) },
    lasts: {},
    chart: {
      statuses: ["shut", "open"],
      follows: {
        make: () => ({ turns: [] }),
        turn: ({ kept, now }) => ({ turns: [...kept.turns, now] }),
      },
      derives: [
        { to: "open", when: ({ turns }, { isEnough }) => isEnough(turns.length) },
        { to: "shut", when: () => true },
      ],
    },
  })

export const broken = (): BrokenRules<Lock["rules"]> => ({ isEnough: (turns) => turns >= 1 })
export const effects = (): Effects<Lock> => ({ turn: ["turns"] })

export type LockValue = {
  readonly now: number
  readonly locks: Readonly<Record<string, { readonly status: string; readonly turns: readonly number[] }>>
}

const hand = z.enum(["left", "right"])

/** Labels are `Make__a__right`, `Turn__a__left` and `Tick__`; time goes from 0 to `horizon`; no lock is turned more than `bound` times. */
export const scenarioOf = ({
  labels,
  horizon = 0,
  bound = 9,
  project = valueOf,
}: {
  readonly labels: readonly string[]
  readonly horizon?: number
  readonly bound?: number
  readonly project?: (situation: Situation<Lock>) => LockValue
}): Scenario<Lock, LockValue> => ({
  labels,
  initial: [{ now: Instant.parse(0), entities: new Map() }],
  move: (label, { now, entities }) => {
    const [action = "", id = "", by] = label.split("__")
    if (action === "Tick") {
      return now < horizon ? { kind: "passage", to: { now: Instant.parse(now + 1), entities } } : { kind: "none" }
    }
    const type = action === "Make" ? "make" : "turn"
    return { kind: "command", settings: { needed: 2 }, command: { type, id, hand: hand.parse(by) } }
  },
  project,
  isWithinBound: ({ locks }) => Object.values(locks).every(({ turns }) => turns.length <= bound),
})

export const valueOf = ({ now, entities }: Situation<Lock>): LockValue => ({
  now,
  locks: Object.fromEntries([...entities].map(([id, { status, kept }]) => [id, { status, turns: kept.turns }])),
})

/** No lock is open without two turns; nobody turns an open one. */
export const properties = (): Readonly<Record<"OpenTakesTwo" | "OpenStays", Property<LockValue>>> => ({
  OpenTakesTwo: {
    over: "state",
    holds: ({ locks }) => Object.values(locks).every(({ status, turns }) => status === "shut" || turns.length >= 2),
  },
  OpenStays: {
    over: "step",
    holds: (before, after) =>
      Object.entries(before.locks).every(
        ([id, { status, turns }]) => status === "shut" || after.locks[id]?.turns.length === turns.length,
      ),
  },
})

/** Everything that the right hand and the left hand can do to lock `a`. */
export const both = () => ["Make__a__right", "Make__a__left", "Turn__a__right", "Turn__a__left"]

/** Some day a lock has been turned twice, where everybody who can make or turn one does. */
export const everyLockIsTurned = (fair: readonly string[] = ["Make", "Turn"]): Property<LockValue> => ({
  over: "rest",
  fair,
  holds: ({ locks }) => Object.values(locks).some(({ turns }) => turns.length === 2),
})
