import type { Actor } from "../../../../kernel/actors.ts"
import type { Signature, Statement } from "../../../../kernel/budgets/budgets.ts"
import {
  type Event,
  MIDNIGHT,
  type Move,
  type Signing,
  actor,
  adminBot,
  adminService,
  ann,
  bob,
  bot,
  carol,
  digest,
  foreign,
  ida,
  keyOf,
  narrow,
  open,
  otto,
  principal,
  root,
  settings,
  settle,
  reserve,
  tell,
  unfreeze,
  widen,
} from "../../../fixtures/budgets.ts"
import { type Rows, cases, overrun, told } from "./case.ts"

/** The same budget of bot, for whom an administrator answers; and the same after an overrun. */
const ottos = () => tell(settings(), [0, open("bot", root(), "otto")])
const ottosFrozen = () =>
  tell(
    settings(),
    [0, open("bot", root(), "otto")],
    [0, reserve("reservation_1")],
    [1, settle("reservation_1", { spend: 1 })],
  )

const widens = (signing: Signing = {}, at = 5, from = at): Event => [at, widen("bot", from, { spend: 2_000 }, signing)]
const thaws = (signing: Signing = {}, at = 5): Event => [at, unfreeze("bot", signing)]

/** Signatures that are none, or of something else, by what became of the good one. */
const forged = (whose: Actor): ((good: Signature) => Signature | null)[] => {
  const stating =
    (changed: Partial<Statement>) =>
    (good: Signature): Signature => ({ ...good, statement: { ...good.statement, ...changed } })
  return [
    () => null,
    // Somebody else's, or of a namesake.
    (good) => ({ ...good, signer: principal(bob()), key: keyOf(bob()) }),
    (good) => ({ ...good, signer: principal(foreign(whose)) }),
    (good) => ({ ...good, signer: principal(bob()), statement: { ...good.statement, signer: principal(bob()) } }),
    // Their own, of something else.
    stating({ signer: principal(bob()) }),
    stating({ signer: { ...principal(whose), kind: "service" } }),
    stating({ terms: digest("other terms") }),
    stating({ tenant: foreign(whose).tenant }),
    stating({ budget: otherBudget() }),
  ]
}
const otherBudget = () => {
  const command = open("bot-2")(told())
  if (command.type !== "open") throw new Error("a budget is opened")
  return command.id
}

/** The same statement, of another kind. */
const asOther = (good: Signature): Signature => ({
  ...good,
  statement: { ...good.statement, what: good.statement.what === "thaw" ? "widening" : "thaw" },
})
/** What somebody signed for another change, which differs in this. */
const insteadOf =
  (move: Move, register: ReturnType<typeof told>, part: "signature" | "countersignature") => (): Signature | null => {
    const other = move(register)
    if (other.type !== "widen" && other.type !== "unfreeze") throw new Error("a change is signed for")
    return other[part]
  }

/** The guards that a widening and a thaw share, each of them broken by whoever changes it. */
const changing = <C extends "widen" | "unfreeze">(
  command: C,
  who: C extends "widen" ? "widener" : "thawer",
  whole: () => ReturnType<typeof told>,
  ottosOwn: () => ReturnType<typeof told>,
  changes: (signing?: Signing, at?: number) => Event,
): Rows => {
  /** The next number of the budget. */
  const serial = command === "widen" ? 1 : 2
  const both: Signing[] = [{}, { by: ida(), countersigner: otto() }, { by: otto(), countersigner: root() }]
  const rows: Rows = {
    [`${who}IsAdmin@${command}`]: () => ({
      refused: cases(whole(), ...[bob(), actor("max", { roles: ["auditor"] })].map((by) => changes({ by }))),
      accepted: cases(whole(), ...both.map((signing) => changes(signing))),
    }),
    [`${who}IsHuman@${command}`]: () => ({
      refused: cases(whole(), ...[adminBot(), adminService()].map((by) => changes({ by }))),
      accepted: cases(whole(), changes({ by: otto() })),
    }),
    [`${who}IsOfTenant@${command}`]: () => ({
      // A namesake of whoever countersigns is another one.
      refused: cases(whole(), ...[foreign(otto()), foreign(ida())].map((by) => changes({ by }))),
      accepted: cases(whole(), changes({ by: otto() })),
    }),
    [`${who}IsNotBeneficiary@${command}`]: () => ({
      refused: cases(ottosOwn(), changes({ by: otto() })),
      accepted: [...cases(ottosOwn(), changes({ by: root() })), ...cases(whole(), changes({ by: otto() }))],
    }),
    [`${who}HasSigned@${command}`]: () => ({
      refused: cases(whole(), ...[...forged(root()), asOther].map((signed) => changes({ signed }))),
      accepted: cases(whole(), changes()),
    }),
    [command === "widen" ? "wideningIsCountersigned@widen" : "thawIsCountersigned@unfreeze"]: () => ({
      refused: cases(
        whole(),
        changes({ by: root(), countersigner: root() }),
        changes({ by: ida(), countersigner: ida() }),
      ),
      accepted: cases(whole(), ...both.map((signing) => changes(signing))),
    }),
    [`countersignerIsAdmin@${command}`]: () => ({
      refused: cases(whole(), ...[bob(), carol()].map((countersigner) => changes({ countersigner }))),
      accepted: cases(whole(), changes({ countersigner: otto() })),
    }),
    [`countersignerIsHuman@${command}`]: () => ({
      refused: cases(whole(), ...[adminBot(), adminService()].map((countersigner) => changes({ countersigner }))),
      accepted: cases(whole(), changes({ countersigner: otto() })),
    }),
    [`countersignerIsOfTenant@${command}`]: () => ({
      refused: cases(whole(), ...[foreign(ida()), foreign(root())].map((countersigner) => changes({ countersigner }))),
      accepted: cases(whole(), changes({ countersigner: otto() })),
    }),
    [`countersignerIsNotBeneficiary@${command}`]: () => ({
      refused: cases(ottosOwn(), changes({ countersigner: otto() })),
      accepted: [
        ...cases(ottosOwn(), changes({ countersigner: ida() })),
        ...cases(whole(), changes({ countersigner: otto() })),
      ],
    }),
    [`countersignatureIsSigned@${command}`]: () => ({
      refused: cases(whole(), ...[...forged(ida()), asOther].map((countersigned) => changes({ countersigned }))),
      accepted: cases(whole(), changes()),
    }),
    [`countersignatureNamesThisChange@${command}`]: () => ({
      // Both have signed for it; it is just not the next one.
      refused: cases(whole(), ...[0, serial - 1, serial + 1, 99].map((other) => changes({ serial: other }))),
      accepted: cases(whole(), changes({ serial })),
    }),
  }
  return rows
}

export const widening = (): Rows => ({
  ...changing("widen", "widener", told, ottos, widens),
  "widenerHasSigned@widen": () => ({
    refused: [
      ...cases(told(), ...[...forged(root()), asOther].map((signed) => widens({ signed }))),
      // Other caps, another moment.
      ...cases(
        told(),
        ...[
          widen("bot", 5, { spend: 2_001 }),
          widen("bot", 5, { spend: 2_000, tools: [] }),
          widen("bot", 6, { spend: 2_000 }),
        ].map((other) => widens({ signed: insteadOf(other, told(), "signature") })),
      ),
    ],
    accepted: cases(
      told(),
      widens(),
      widens({ signed: insteadOf(widen("bot", 5, { spend: 2_000 }), told(), "signature") }),
    ),
  }),
  "countersignatureIsSigned@widen": () => ({
    refused: [
      ...cases(told(), ...[...forged(ida()), asOther].map((countersigned) => widens({ countersigned }))),
      ...cases(
        told(),
        ...[
          widen("bot", 5, { rate: 10 }),
          widen("bot", 4, { spend: 2_000 }),
          widen("bot", 5, { spend: 2_000 }, { serial: 2 }),
        ].map((other) => widens({ countersigned: insteadOf(other, told(), "countersignature") })),
      ),
    ],
    accepted: cases(told(), widens()),
  }),
  "countersignatureNamesThisChange@widen": () => ({
    refused: [
      ...cases(told(), ...[0, 2, 99].map((serial) => widens({ serial }))),
      // A widening, a narrowing, an overrun and a thaw are a change each, of which whoever signed has not known.
      ...cases(told([1, widen("bot", 1, { spend: 2_000 })]), widens({ serial: 1 })),
      ...cases(told([1, narrow("bot", { spend: 999 })]), widens({ serial: 1 })),
      ...cases(overrun(), widens({ serial: 1 })),
      ...cases(overrun([3, unfreeze("bot")]), widens({ serial: 2 })),
    ],
    accepted: [
      ...cases(told(), widens({ serial: 1 })),
      ...cases(told([1, widen("bot", 1, { spend: 2_000 })]), widens({ serial: 2 })),
      ...cases(told([1, narrow("bot", { spend: 999 })]), widens({ serial: 2 })),
      ...cases(overrun(), widens({ serial: 2 })),
      ...cases(overrun([3, unfreeze("bot")]), widens({ serial: 3 })),
      // Nothing else is one.
      ...cases(
        told([0, reserve("reservation_1", { spend: 1 })], [1, settle("reservation_1", { spend: 1 })]),
        widens({ serial: 1 }),
      ),
    ],
  }),
  "wideningIsInAdvance@widen": () => ({
    refused: cases(told(), widens({}, 5, 4), widens({}, 5, 0), widens({}, MIDNIGHT, MIDNIGHT - 1)),
    accepted: cases(told(), widens({}, 5, 5), widens({}, 5, 6), widens({}, 5, 9 * MIDNIGHT)),
  }),
})

export const narrowing = (): Rows => {
  const waiting = () => told([1, widen("bot", 50, { spend: 2_000, tools: ["mail", "psql"] })])
  return {
    "narrowerIsAdmin@narrow": () => ({
      refused: cases(
        told(),
        ...[ann(), bot(), actor("max", { roles: ["auditor"] })].map((by): Event => [
          1,
          narrow("bot", { spend: 1 }, by),
        ]),
      ),
      // One is enough, and whoever answers for the agent may.
      accepted: [
        ...cases(
          told(),
          ...[root(), ida(), adminBot(), adminService()].map((by): Event => [1, narrow("bot", { spend: 1 }, by)]),
        ),
        ...cases(ottos(), [1, narrow("bot", { spend: 1 }, otto())]),
      ],
    }),
    "narrowerIsOfTenant@narrow": () => ({
      refused: cases(told(), [1, narrow("bot", { spend: 1 }, foreign(root()))]),
      accepted: cases(told(), [1, narrow("bot", { spend: 1 })]),
    }),
    "narrowingOnlyNarrows@narrow": () => ({
      refused: [
        ...cases(
          told(),
          ...[
            { spend: 1_001 },
            { affected: 101 },
            { blast: 11 },
            { depth: 4 },
            { rate: 10 },
            { open: 9 },
            { unknown: 8 },
            { tools: ["mail", "shell", "psql"] },
            { tools: ["psql"] },
          ].map((changed): Event => [
            1,
            narrow("bot", { ...(changed.blast === undefined ? { blast: 1 } : { rate: 1 }), ...changed }),
          ]),
        ),
        // Within what waits, and not within what is in force.
        ...cases(waiting(), [49, narrow("bot", { spend: 1_500 })], [50, narrow("bot", { spend: 1 })]),
      ],
      accepted: [
        ...cases(
          told(),
          ...[
            { spend: 999 },
            { affected: 99 },
            { blast: 9 },
            { depth: 2 },
            { rate: 8 },
            { open: 7 },
            { unknown: 6 },
            { tools: ["shell"] },
            { tools: [] },
          ].map((changed): Event => [1, narrow("bot", changed)]),
        ),
        ...cases(waiting(), [50, narrow("bot", { spend: 1_500, tools: ["mail"] })]),
      ],
    }),
    "narrowingChangesSomething@narrow": () => ({
      refused: [
        ...cases(told(), [1, narrow("bot", {})], [1, narrow("bot", { tools: ["shell", "mail"] })]),
        ...cases(told([1, narrow("bot", { spend: 9 })]), [1, narrow("bot", { spend: 9 })]),
        // What waited has come into force: there is nothing left that could go.
        ...cases(waiting(), [50, narrow("bot", { spend: 2_000, tools: ["mail", "psql"] })]),
      ],
      accepted: [
        ...cases(told(), [1, narrow("bot", { unknown: 6 })], [1, narrow("bot", { tools: ["mail"] })]),
        // The caps are the same, and what waits goes.
        ...cases(waiting(), [49, narrow("bot", {})]),
      ],
    }),
  }
}

export const thawing = (): Rows => ({
  ...changing("unfreeze", "thawer", () => overrun(), ottosFrozen, thaws),
  "countersignatureNamesThisChange@unfreeze": () => ({
    refused: [
      ...cases(overrun(), ...[0, 1, 3, 99].map((serial) => thaws({ serial }))),
      // Another overrun came in between, or somebody has narrowed.
      ...cases(overrun([3, settle("reservation_2", { affected: 1 })]), thaws({ serial: 2 })),
      ...cases(overrun([3, narrow("bot", { spend: 999 })]), thaws({ serial: 2 })),
    ],
    accepted: [
      ...cases(overrun(), thaws({ serial: 2 })),
      ...cases(overrun([3, settle("reservation_2", { affected: 1 })]), thaws({ serial: 3 })),
      ...cases(overrun([3, narrow("bot", { spend: 999 })]), thaws({ serial: 3 })),
    ],
  }),
  "agentIsFrozen@unfreeze": () => ({
    refused: [...cases(told(), thaws()), ...cases(overrun([3, unfreeze("bot")]), thaws())],
    accepted: cases(overrun(), thaws(), thaws({}, MIDNIGHT)),
  }),
})
