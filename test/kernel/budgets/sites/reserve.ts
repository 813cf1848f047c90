import {
  type Call,
  type Event,
  LEASE,
  MIDNIGHT,
  WINDOW,
  actor,
  adminBot,
  adminService,
  ann,
  bot,
  foreign,
  gate,
  ida,
  lapse,
  narrow,
  open,
  otherBot,
  release,
  reserve,
  root,
  settings,
  settle,
  tell,
  unfreeze,
  unreserve,
  widen,
} from "../../../fixtures/budgets.ts"
import { type Rows, cases, every, lapsed, overrun, released, reserved, told } from "./case.ts"

export const opening = (): Rows => ({
  "openerIsAdmin@open": () => ({
    refused: cases(
      tell(settings()),
      ...[ann(), bot(), actor("max", { roles: ["auditor", "administrator", "Admin"] })].map((by): Event => [
        0,
        open("bot", by),
      ]),
    ),
    accepted: cases(
      tell(settings()),
      ...[root(), ida(), adminBot(), adminService()].map((by): Event => [0, open("bot", by)]),
    ),
  }),
  "openerIsOfTenant@open": () => ({
    refused: cases(tell(settings()), [0, open("bot", foreign(root()))], [0, open("bot", foreign(adminService()))]),
    accepted: [
      ...cases(tell(settings()), [0, open("bot", root())]),
      ...cases(tell(settings({ tenant: "globex" })), [0, open("bot", foreign(root()))]),
    ],
  }),
})

export const reserving = (): Rows => {
  const asks = (at: number, call: Call = {}): Event => [at, reserve("reservation_9", call)]
  /** As many calls of bot, the first at 0, each so long after the one before. */
  const calls = (count: number, apart = 0, call: Call = {}): Event[] =>
    every(count).map((n) => [n * apart, reserve(`reservation_${n + 10}`, call)])
  return {
    "reserverIsBudgetsAgent@reserve": () => ({
      refused: cases(
        told(),
        ...[
          otherBot(),
          // Its namesakes: of another tenant, a person, a service.
          foreign(bot()),
          actor("bot"),
          actor("bot", { kind: "service" }),
          // Those who answer for it, who opened it, and who decides.
          ann(),
          root(),
          gate(),
          adminBot(),
        ].map((by) => asks(0, { by, budget: "bot" })),
      ),
      accepted: [
        ...cases(told(), asks(0), asks(0, { by: { ...bot(), roles: root().roles } })),
        ...cases(told([0, open("bot-2")]), asks(0, { by: otherBot() })),
      ],
    }),
    "toolIsAllowlisted@reserve": () => ({
      refused: [
        ...cases(
          told(),
          ...["psql", "mai", "mail2", "Mail", "mail.send", "mail/shell"].map((tool) => asks(0, { tool })),
        ),
        ...cases(told([1, narrow("bot", { tools: ["shell"] })]), asks(1)),
        ...cases(told([1, narrow("bot", { tools: [] })]), asks(1), asks(1, { tool: "shell" })),
        // It waits until the moment before, and what it no longer names is gone from its own moment on.
        ...cases(told([1, widen("bot", 50, { tools: ["psql"] })]), asks(49, { tool: "psql" }), asks(50)),
      ],
      accepted: [
        ...cases(told(), asks(0), asks(0, { tool: "shell" })),
        ...cases(told([1, narrow("bot", { tools: ["shell"] })]), asks(1, { tool: "shell" })),
        ...cases(told([1, widen("bot", 50, { tools: ["psql"] })]), asks(49), asks(50, { tool: "psql" })),
      ],
    }),
    "spendIsWithinCap@reserve": () => ({
      refused: [
        ...cases(told(), asks(0, { spend: 1_001 }), asks(0, { spend: Number.MAX_SAFE_INTEGER })),
        // What is asked counts from the same step on, and what was reported takes its place.
        ...cases(reserved({ spend: 600 }), asks(0, { spend: 401 }), asks(50, { spend: 401 })),
        ...cases(reserved({ spend: 600 }, [1, settle("reservation_1", { spend: 100 })]), asks(1, { spend: 901 })),
        ...cases(reserved({ spend: 1_000 }), asks(1, { spend: 1 })),
        // What lapsed stays charged as asked, until a report comes after all.
        ...cases(lapsed({ spend: 600 }), asks(LEASE, { spend: 401 })),
        ...cases(
          reserved({ spend: 600 }, [LEASE, lapse("reservation_1")], [LEASE, settle("reservation_1", { spend: 7 })]),
          asks(LEASE, { spend: 994 }),
        ),
        // Nobody swept: it is charged all the same.
        ...cases(reserved({ spend: 600 }), asks(9 * LEASE, { spend: 401 })),
        // To the millisecond, it is the same day; and a correction of another day's charge gives nothing back on this one.
        ...cases(reserved({ spend: 600 }), asks(MIDNIGHT - 1, { spend: 401 })),
        ...cases(
          told(
            [MIDNIGHT - 1, reserve("reservation_1", { spend: 600 })],
            [MIDNIGHT, reserve("reservation_2", { spend: 600 })],
            [MIDNIGHT + 1, unreserve("reservation_1")],
          ),
          asks(MIDNIGHT + 1, { spend: 401 }),
        ),
        ...cases(told([1, narrow("bot", { spend: 10 })]), asks(1, { spend: 11 })),
        ...cases(told([1, widen("bot", 50, { spend: 2_000 })]), asks(49, { spend: 1_001 }), asks(50, { spend: 2_001 })),
        ...cases(told([1, narrow("bot", { spend: 0 })]), asks(1, { spend: 1 })),
      ],
      accepted: [
        ...cases(told(), asks(0, { spend: 1_000 })),
        ...cases(reserved({ spend: 600 }), asks(0, { spend: 400 })),
        ...cases(reserved({ spend: 600 }, [1, settle("reservation_1", { spend: 100 })]), asks(1, { spend: 900 })),
        ...cases(reserved({ spend: 600 }, [1, unreserve("reservation_1")]), asks(1, { spend: 1_000 })),
        ...cases(lapsed({ spend: 600 }), asks(LEASE, { spend: 400 })),
        ...cases(
          reserved({ spend: 600 }, [LEASE, lapse("reservation_1")], [LEASE, settle("reservation_1", { spend: 7 })]),
          asks(LEASE, { spend: 993 }),
        ),
        ...cases(reserved({ spend: 600 }), asks(MIDNIGHT, { spend: 1_000 })),
        ...cases(
          told(
            [MIDNIGHT - 1, reserve("reservation_1", { spend: 600 })],
            [MIDNIGHT, reserve("reservation_2", { spend: 600 })],
            // However much it cost, it is another day's.
            [MIDNIGHT + 1, settle("reservation_1", { spend: 600 })],
          ),
          asks(MIDNIGHT + 1, { spend: 400 }),
        ),
        // One agent's charge is no other's.
        ...cases(reserved({ spend: 1_000 }, [0, open("bot-2")]), asks(0, { by: otherBot(), spend: 1_000 })),
        ...cases(told([1, widen("bot", 50, { spend: 2_000 })]), asks(50, { spend: 2_000 })),
        ...cases(told([1, narrow("bot", { spend: 0 })]), asks(1)),
      ],
    }),
    "affectedIsWithinCap@reserve": () => {
      /** Ten a call, so many calls in the day's first moments, each in a window of its own. */
      const touching = (count: number): Event[] => calls(count, WINDOW, { affected: 10 })
      const then = 20 * WINDOW
      return {
        refused: [
          ...cases(told(...touching(10)), asks(then, { affected: 1 })),
          ...cases(told([1, narrow("bot", { affected: 5 })]), asks(1, { affected: 6 })),
          ...cases(told(...touching(10)), asks(MIDNIGHT - 1, { affected: 1 })),
        ],
        accepted: [
          ...cases(told(...touching(9)), asks(then, { affected: 10 })),
          ...cases(told(...touching(10)), asks(then), asks(MIDNIGHT, { affected: 10 })),
          ...cases(
            told(...touching(10), [then, settle("reservation_19", { affected: 9 })]),
            asks(then, { affected: 1 }),
          ),
          ...cases(told([1, narrow("bot", { affected: 5 })]), asks(1, { affected: 5 })),
        ],
      }
    },
    "blastRadiusIsWithinCap@reserve": () => ({
      refused: [
        ...cases(told(), asks(0, { affected: 11 }), asks(0, { affected: 100 })),
        ...cases(told([1, narrow("bot", { blast: 0 })]), asks(1, { affected: 1 })),
      ],
      accepted: [
        ...cases(told(), asks(0, { affected: 10 })),
        ...cases(told([1, narrow("bot", { blast: 0 })]), asks(1)),
      ],
    }),
    "depthIsWithinCap@reserve": () => ({
      refused: cases(told(), asks(0, { depth: 4 }), asks(0, { depth: Number.MAX_SAFE_INTEGER })),
      accepted: [
        ...cases(told(), asks(0, { depth: 0 }), asks(0, { depth: 3 })),
        ...cases(told([1, widen("bot", 1, { depth: 32 })]), asks(1, { depth: 32 })),
      ],
    }),
    "rateIsWithinLimit@reserve": () => ({
      refused: [
        ...cases(told(...calls(9, LEASE)), asks(8 * LEASE), asks(WINDOW - 1)),
        // Whatever became of them.
        ...cases(
          told(...calls(9, LEASE), [800, unreserve("reservation_10")], [800, settle("reservation_11")]),
          asks(WINDOW - 1),
        ),
        // Midnight or not.
        ...cases(
          told(...every(9).map((n): Event => [MIDNIGHT - 9 * LEASE + n * LEASE, reserve(`reservation_${n + 10}`)])),
          asks(MIDNIGHT),
          asks(MIDNIGHT + LEASE - 1),
        ),
        ...cases(told([1, narrow("bot", { rate: 0 })]), asks(1)),
      ],
      accepted: [
        ...cases(told(...calls(8, LEASE)), asks(7 * LEASE)),
        ...cases(told(...calls(9, LEASE)), asks(WINDOW)),
        ...cases(
          told(...every(9).map((n): Event => [MIDNIGHT - 9 * LEASE + n * LEASE, reserve(`reservation_${n + 10}`)])),
          asks(MIDNIGHT + LEASE),
        ),
        ...cases(told(...calls(9, LEASE), [801, widen("bot", 801, { rate: 10 })]), asks(801)),
      ],
    }),
    "callIsNotRepeating@reserve": () => {
      const again = { args: "again" } as const
      return {
        refused: [
          ...cases(told(...calls(3, 10, again)), asks(20, again), asks(WINDOW - 1, again)),
          // Whatever came between.
          ...cases(
            told(...calls(3, 10, again), [21, reserve("reservation_1")], [22, reserve("reservation_2")]),
            asks(23, again),
          ),
          ...cases(
            told(
              ...every(3).flatMap((n): Event[] => [
                [n, reserve(`reservation_1${n}`, again)],
                [n, reserve(`reservation_2${n}`)],
              ]),
            ),
            asks(9, again),
          ),
          // Whatever it asks for, and whatever became of it; midnight or not.
          ...cases(told(...calls(3, 10, again)), asks(21, { ...again, spend: 1, affected: 1, depth: 2 })),
          ...cases(told(...calls(3, 10, again), [21, unreserve("reservation_10")]), asks(21, again)),
          ...cases(
            told(...every(3).map((n): Event => [MIDNIGHT - 1, reserve(`reservation_1${n}`, again)])),
            asks(MIDNIGHT, again),
          ),
        ],
        accepted: [
          ...cases(told(...calls(2, 10, again)), asks(20, again)),
          ...cases(told(...calls(3, 10, again)), asks(20), asks(20, { ...again, tool: "shell" }), asks(WINDOW, again)),
          ...cases(told(...calls(3, 10, again), [20, open("bot-2")]), asks(20, { ...again, by: otherBot() })),
        ],
      }
    },
    "openReservationsAreBelowCap@reserve": () => ({
      refused: [
        ...cases(told(...calls(8)), asks(0), asks(LEASE - 1)),
        ...cases(told(...calls(8), [1, release("reservation_10")]), asks(1), asks(LEASE - 1)),
        ...cases(told([1, narrow("bot", { open: 0 })]), asks(1)),
      ],
      accepted: [
        ...cases(told(...calls(7)), asks(0)),
        // By the clock alone, whoever sweeps.
        ...cases(told(...calls(8)), asks(LEASE)),
        ...cases(told(...calls(8), [1, settle("reservation_10")]), asks(1)),
        ...cases(told(...calls(8), [1, unreserve("reservation_17")]), asks(1)),
        ...cases(told(...calls(8), [LEASE, lapse("reservation_13")]), asks(LEASE)),
      ],
    }),
    "unknownOutcomesAreBelowCap@reserve": () => {
      const started = (count: number): Event[] =>
        every(count).flatMap((n): Event[] => [
          [n, reserve(`reservation_1${n}`)],
          [n, release(`reservation_1${n}`)],
        ])
      const over = LEASE + 6
      return {
        refused: [
          ...cases(told(...started(7)), asks(over), asks(WINDOW), asks(MIDNIGHT)),
          // A sweep makes nothing known.
          ...cases(told(...started(7), [over, lapse("reservation_10")], [over, lapse("reservation_13")]), asks(over)),
          ...cases(told([1, narrow("bot", { unknown: 0 })]), asks(1)),
        ],
        accepted: [
          ...cases(told(...started(6)), asks(over)),
          // One of them still has time.
          ...cases(told(...started(7)), asks(over - 1)),
          ...cases(told(...started(7), [over, settle("reservation_13")]), asks(over)),
          ...cases(told(...started(7), [over, lapse("reservation_13")], [over, settle("reservation_13")]), asks(over)),
          // What never started is not unknown.
          ...cases(told(...started(6), [6, reserve("reservation_7")]), asks(over)),
        ],
      }
    },
    "agentIsNotFrozen@reserve": () => ({
      refused: [
        ...cases(overrun(), asks(2), asks(WINDOW), asks(MIDNIGHT)),
        // Touching more is an overrun as well, and so is a report that comes late.
        ...cases(reserved({ affected: 1 }, [2, settle("reservation_1", { affected: 2 })]), asks(2)),
        ...cases(
          reserved({ spend: 1 }, [LEASE, lapse("reservation_1")], [LEASE, settle("reservation_1", { spend: 2 })]),
          asks(LEASE),
        ),
        // Nor does a widening or a narrowing thaw, nor a report of another call that was within what it asked.
        ...cases(overrun([3, widen("bot", 3, { spend: 2_000 })]), asks(3)),
        ...cases(overrun([3, narrow("bot", { spend: 900 })]), asks(3)),
        ...cases(overrun([3, settle("reservation_2")]), asks(3)),
      ],
      accepted: [
        ...cases(overrun([3, unfreeze("bot")]), asks(3)),
        ...cases(reserved({ spend: 5, affected: 2 }, [2, settle("reservation_1", { spend: 5, affected: 2 })]), asks(2)),
        ...cases(released({ spend: 5 }, [2, settle("reservation_1", { spend: 4 })]), asks(2)),
        ...cases(overrun([3, open("bot-2")]), asks(3, { by: otherBot() })),
      ],
    }),
  }
}
