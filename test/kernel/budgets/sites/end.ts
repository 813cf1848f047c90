import type { Actor } from "../../../../kernel/actors.ts"
import {
  type Event,
  LEASE,
  MIDNIGHT,
  type Move,
  actor,
  adminService,
  ann,
  bot,
  executor,
  foreign,
  gate,
  lapse,
  narrow,
  release,
  reserve,
  root,
  settings,
  settle,
  sweeper,
  unfreeze,
  unreserve,
  widen,
} from "../../../fixtures/budgets.ts"
import { type Rows, cases, lapsed, overrun, released, reserved, settled, takenBack, told } from "./case.ts"

/** Those on whose word nobody relies for how a call went. */
const outsiders = (): Actor[] => [
  bot(),
  ann(),
  root(),
  sweeper(),
  adminService(),
  // The role alone does not make the gate, and neither does the name.
  { ...bot(), roles: gate().roles },
  { ...root(), roles: gate().roles },
  { ...gate(), roles: [] },
  foreign(gate()),
]
const said = (at: number, by: readonly Actor[], move: (id: string, by: Actor) => Move): Event[] =>
  by.map((who) => [at, move("reservation_1", who)])
const settles = (id: string, by: Actor): Move => settle(id, {}, by)

/** An executor on whose word the deployment no longer relies. */
const unheard = (register: ReturnType<typeof told>) => ({ ...register, settings: settings({ reporters: ["gate"] }) })

export const releasing = (): Rows => ({
  "toolIsAllowlisted@release": () => ({
    refused: [
      ...cases(reserved({}, [1, narrow("bot", { tools: ["shell"] })]), [1, release("reservation_1")]),
      ...cases(reserved({}, [1, narrow("bot", { tools: [] })]), [1, release("reservation_1")]),
      ...cases(reserved({}, [1, widen("bot", 50, { tools: ["shell"] })]), [50, release("reservation_1")]),
    ],
    accepted: [
      ...cases(reserved({}, [1, narrow("bot", { tools: ["mail"] })]), [1, release("reservation_1")]),
      ...cases(reserved({}, [1, widen("bot", 50, { tools: ["shell"] })]), [49, release("reservation_1")]),
      // The other caps were asked when the call was admitted.
      ...cases(reserved({ spend: 9, affected: 9 }, [1, narrow("bot", { spend: 0, affected: 0, blast: 0, rate: 0 })]), [
        1,
        release("reservation_1"),
      ]),
    ],
  }),
  "agentIsNotFrozen@release": () => ({
    refused: cases(overrun(), [2, release("reservation_2")], [LEASE - 1, release("reservation_2")]),
    accepted: [
      ...cases(overrun([3, unfreeze("bot")]), [3, release("reservation_2")]),
      ...cases(told([0, reserve("reservation_1")], [0, reserve("reservation_2")], [1, settle("reservation_1")]), [
        2,
        release("reservation_2"),
      ]),
    ],
  }),
  "reporterIsGate@release": () => ({
    // Whether an executor may say it too, page and kernel do not agree on: neither is held here.
    refused: [
      ...cases(reserved(), ...said(1, [...outsiders(), foreign(executor())], release)),
      ...cases(unheard(reserved()), ...said(1, [executor()], release)),
    ],
    accepted: cases(reserved(), ...said(1, [gate()], release)),
  }),
  "reservationIsOpen@release": () => ({
    refused: [settled(), takenBack()].flatMap((register) =>
      cases(register, [2, release("reservation_1")], [LEASE - 1, release("reservation_1")]),
    ),
    accepted: cases(reserved(), [2, release("reservation_1")]),
  }),
  "reservationIsUnreleased@release": () => ({
    refused: cases(released(), [1, release("reservation_1")], [LEASE - 1, release("reservation_1")]),
    accepted: cases(reserved({}, [1, reserve("reservation_2")], [1, release("reservation_2")]), [
      1,
      release("reservation_1"),
    ]),
  }),
  "leaseIsRunning@release": () => ({
    refused: cases(reserved(), [LEASE, release("reservation_1")], [MIDNIGHT, release("reservation_1")]),
    accepted: cases(reserved(), [0, release("reservation_1")], [LEASE - 1, release("reservation_1")]),
  }),
})

export const settling = (): Rows => ({
  "reporterIsGate@settle": () => ({
    refused: [
      ...cases(released(), ...said(2, outsiders(), settles), ...said(2, [foreign(executor())], settles)),
      ...cases(unheard(released()), ...said(2, [executor()], settles)),
      ...cases(released(), [2, settle("reservation_1", {}, actor("executor-1", { roles: ["executor"] }))]),
    ],
    accepted: [
      ...cases(released(), ...said(2, [gate(), executor()], settles)),
      ...cases(unheard(released()), ...said(2, [gate()], settles)),
    ],
  }),
  "reservationIsUnsettled@settle": () => ({
    refused: [
      ...cases(settled(), [2, settle("reservation_1")], [MIDNIGHT, settle("reservation_1", { spend: 3 })]),
      ...cases(takenBack(), [2, settle("reservation_1")]),
      // Late, and a second time.
      ...cases(reserved({}, [LEASE, lapse("reservation_1")], [LEASE, settle("reservation_1")]), [
        LEASE,
        settle("reservation_1"),
      ]),
    ],
    accepted: [
      ...cases(released(), [2, settle("reservation_1")], [MIDNIGHT, settle("reservation_1", { spend: 3 })]),
      ...cases(reserved(), [2, settle("reservation_1")]),
      ...cases(lapsed(), [LEASE, settle("reservation_1")], [MIDNIGHT, settle("reservation_1", { spend: 3 })]),
      // Also of one who is frozen: what it cost, it cost.
      ...cases(overrun(), [3, settle("reservation_2", { spend: 9 })]),
    ],
  }),
})

export const unreserving = (): Rows => ({
  "reporterIsGate@unreserve": () => ({
    refused: [
      ...cases(reserved(), ...said(1, outsiders(), unreserve), ...said(1, [foreign(executor())], unreserve)),
      ...cases(unheard(reserved()), ...said(1, [executor()], unreserve)),
    ],
    accepted: cases(reserved(), ...said(1, [gate(), executor()], unreserve)),
  }),
  "reservationIsOpen@unreserve": () => ({
    refused: [settled(), takenBack(), lapsed()].flatMap((register) =>
      cases(register, [LEASE, unreserve("reservation_1")]),
    ),
    accepted: cases(
      reserved(),
      [1, unreserve("reservation_1")],
      // Nobody swept, and it never started.
      [LEASE, unreserve("reservation_1")],
      [MIDNIGHT, unreserve("reservation_1")],
    ),
  }),
  "callIsKnownNotToHaveRun@unreserve": () => ({
    refused: cases(released(), [1, unreserve("reservation_1")], [MIDNIGHT, unreserve("reservation_1")]),
    accepted: cases(reserved({}, [1, reserve("reservation_2")], [1, release("reservation_2")]), [
      1,
      unreserve("reservation_1"),
    ]),
  }),
})

export const lapsing = (): Rows => ({
  "reservationIsOpen@lapse": () => ({
    refused: [settled(), takenBack(), lapsed()].flatMap((register) =>
      cases(register, [LEASE, lapse("reservation_1")], [MIDNIGHT, lapse("reservation_1")]),
    ),
    accepted: [reserved(), released()].flatMap((register) => cases(register, [LEASE, lapse("reservation_1")])),
  }),
  "leaseIsOver@lapse": () => ({
    refused: [reserved(), released()].flatMap((register) =>
      cases(register, [1, lapse("reservation_1")], [LEASE - 1, lapse("reservation_1")]),
    ),
    accepted: cases(
      released(),
      [LEASE, lapse("reservation_1")],
      [LEASE, lapse("reservation_1", ann())],
      [MIDNIGHT, lapse("reservation_1")],
    ),
  }),
})
