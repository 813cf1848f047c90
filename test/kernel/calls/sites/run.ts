import type { Actor } from "../../../../kernel/actors.ts"
import {
  type Event,
  FRESH,
  type Move,
  actor,
  adminBot,
  ann,
  bob,
  bot,
  cancel,
  complete,
  executor,
  fail,
  foreign,
  gate,
  operatorService,
  otherBot,
  otherExecutor,
  perform,
  receive,
  recover,
  release,
  root,
} from "../../../fixtures/calls.ts"
import {
  CLOSES,
  OVERDUE,
  type Rows,
  admitted,
  cancelled,
  cases,
  completed,
  failed,
  performing,
  received,
  refused,
  rehearsed,
  released,
  takenBack,
  timedOut,
  unknown,
  waiting,
} from "./case.ts"

const said = (at: number, by: readonly Actor[], move: (by: Actor) => Move): Event[] => by.map((who) => [at, move(who)])

/** A person who calls for themselves. */
const inPerson = (by: Actor) => received({ by, person: by })

export const cancelling = (): Rows => ({
  "cancelIsBeforeRelease@cancel": () => ({
    refused: [released(), performing()].flatMap((register) => cases(register, [3, cancel()], [OVERDUE, cancel()])),
    accepted: [received(), waiting(), admitted()].flatMap((register) => cases(register, [3, cancel()])),
  }),
  "callIsUncancelled@cancel": () => ({
    refused: [refused(), timedOut(), cancelled(), takenBack(), rehearsed()].flatMap((register) =>
      cases(register, [OVERDUE, cancel()], [OVERDUE, cancel("call_1", root())]),
    ),
    accepted: [received(), waiting(), admitted(), received({ mode: "dryRun" })].flatMap((register) =>
      cases(register, [OVERDUE, cancel()]),
    ),
  }),
  "cancellerIsOfTenant@cancel": () => ({
    refused: cases(received(), [1, cancel("call_1", foreign(root()))], [1, cancel("call_1", foreign(adminBot()))]),
    accepted: cases(received(), [1, cancel("call_1", root())], [1, cancel("call_1", adminBot())]),
  }),
  "cancellerIsCallerOrAdmin@cancel": () => ({
    refused: cases(
      received(),
      ...said(1, [bob(), otherBot(), gate(), executor(), operatorService()], (by) => cancel("call_1", by)),
    ),
    accepted: [
      ...cases(received(), ...said(1, [bot(), ann(), root(), adminBot()], (by) => cancel("call_1", by))),
      ...cases(inPerson(bob()), [1, cancel("call_1", bob())]),
    ],
  }),
})

export const releasing = (): Rows => ({
  "callIsAdmitted@release": () => ({
    refused: [received(), waiting(), refused(), timedOut(), cancelled(), takenBack()].flatMap((register) =>
      cases(register, [2, release()]),
    ),
    accepted: cases(admitted(), [2, release()]),
  }),
  "callIsReleasedOnce@release": () => ({
    refused: [released(), performing(), completed(), failed(), unknown()].flatMap((register) =>
      cases(register, [FRESH, release()]),
    ),
    accepted: cases(admitted({}, [1, receive("call_2")]), [FRESH, release()]),
  }),
  "releasedPlanIsAdmitted@release": () => ({
    refused: cases(admitted(), [2, release("call_1", { plan: "other" })]),
    accepted: [
      ...cases(admitted(), [2, release()]),
      ...cases(admitted({ plan: "other" }), [2, release("call_1", { plan: "other" })]),
    ],
  }),
  "callIsLive@release": () => ({
    // Whatever the mode is by now.
    refused: cases(rehearsed(), [2, release()], [2, release("call_1", { mode: "dryRun" })]),
    accepted: cases(admitted(), [2, release()], [2, release("call_1", { mode: "dryRun" })]),
  }),
  "admissionIsFresh@release": () => ({
    refused: cases(admitted(), [1 + FRESH, release()], [10 * FRESH, release()]),
    accepted: cases(admitted(), [1, release()], [FRESH, release()]),
  }),
})

export const performs = (): Rows => ({
  "callIsReleased@perform": () => ({
    refused: [received(), waiting(), admitted(), refused(), timedOut(), cancelled(), takenBack(), rehearsed()].flatMap(
      (register) => cases(register, [3, perform()], [OVERDUE, perform()]),
    ),
    accepted: cases(released(), [3, perform()]),
  }),
  "effectIsUnattempted@perform": () => ({
    refused: cases(performing(), [3, perform()], [CLOSES - 1, perform("call_1", { by: otherExecutor() })]),
    accepted: cases(released(), [3, perform()], [CLOSES - 1, perform("call_1", { by: otherExecutor() })]),
  }),
  "performedPlanIsReleased@perform": () => ({
    refused: cases(released(), [3, perform("call_1", { plan: "other" })]),
    accepted: [
      ...cases(released(), [3, perform()]),
      ...cases(admitted({ plan: "other" }, [2, release("call_1", { plan: "other" })]), [
        3,
        perform("call_1", { plan: "other" }),
      ]),
    ],
  }),
  "performIsInWindow@perform": () => ({
    refused: cases(released(), [CLOSES, perform()], [10 * CLOSES, perform()]),
    accepted: cases(released(), [2, perform()], [CLOSES - 1, perform()]),
  }),
  "modeIsLive@perform": () => ({
    refused: cases(released(), [3, perform("call_1", { mode: "dryRun" })]),
    accepted: [
      ...cases(released(), [3, perform()]),
      // The mode that counts here is that of now.
      ...cases(admitted({}, [2, release("call_1", { mode: "dryRun" })]), [3, perform()]),
    ],
  }),
  "callIsUnsettled@perform": () => ({
    refused: [released([3, complete()]), released([3, fail()])].flatMap((register) =>
      cases(register, [3, perform()], [CLOSES - 1, perform()]),
    ),
    accepted: cases(released(), [CLOSES - 1, perform()]),
  }),
  "performerIsOfTenant@perform": () => ({
    refused: cases(
      released(),
      [3, perform("call_1", { by: foreign(executor()) })],
      [3, perform("call_1", { by: foreign(gate()) })],
    ),
    accepted: cases(released(), [3, perform()], [3, perform("call_1", { by: gate() })]),
  }),
  "performerIsCallerOrService@perform": () => ({
    refused: cases(released(), ...said(3, [bob(), root(), otherBot(), adminBot()], (by) => perform("call_1", { by }))),
    accepted: cases(
      released(),
      ...said(3, [bot(), ann(), executor(), otherExecutor()], (by) => perform("call_1", { by })),
    ),
  }),
})

/** What either report asks alike. @param move one that says nothing wrong by itself */
const reporting = (type: "complete" | "fail", move: (by: Actor) => Move): Rows => ({
  [`callIsRunning@${type}`]: () => ({
    refused: [
      ...[received(), waiting(), admitted(), refused(), timedOut(), cancelled(), takenBack(), rehearsed()],
      ...[completed(), failed(), unknown()],
      // An unknown outcome is not reported any more either: a person finds it out.
      released([OVERDUE, recover()]),
    ].flatMap((register) => cases(register, [OVERDUE, move(executor())])),
    accepted: [released(), performing()].flatMap((register) =>
      // However late it comes.
      cases(register, [4, move(executor())], [OVERDUE - 1, move(executor())], [10 * OVERDUE, move(executor())]),
    ),
  }),
  [`reporterIsOfTenant@${type}`]: () => ({
    refused: cases(released(), [4, move(foreign(executor()))], [4, move(foreign(gate()))]),
    accepted: cases(released(), [4, move(executor())], [4, move(gate())]),
  }),
  [`reporterIsPerformer@${type}`]: () => ({
    refused: [
      ...cases(performing(), ...said(4, [otherExecutor(), gate(), bot(), ann(), root()], move)),
      ...cases(released([3, perform("call_1", { by: bot() })]), ...said(4, [executor(), ann(), otherBot()], move)),
      ...cases(released(), ...said(4, [bob(), root(), otherBot(), adminBot()], move)),
    ],
    accepted: [
      ...cases(performing(), ...said(4, [executor(), actor("executor-1")], move)),
      ...cases(released([3, perform("call_1", { by: bot() })]), ...said(4, [bot()], move)),
      ...cases(released(), ...said(4, [bot(), ann(), executor(), otherExecutor()], move)),
    ],
  }),
})

export const completing = (): Rows => reporting("complete", (by) => complete("call_1", by))

export const failing = (): Rows => ({
  ...reporting("fail", (by) => fail("call_1", by)),
  "failureIsKnown@fail": () => ({
    refused: [released(), performing()].flatMap((register) => cases(register, [4, fail("call_1", executor(), false)])),
    accepted: [released(), performing()].flatMap((register) => cases(register, [4, fail()])),
  }),
})

export const recovering = (): Rows => ({
  "callIsRunning@recover": () => ({
    refused: [
      ...[received(), waiting(), admitted(), refused(), timedOut(), cancelled(), takenBack(), rehearsed()],
      ...[completed(), failed(), unknown()],
    ].flatMap((register) => cases(register, [10 * OVERDUE, recover()])),
    accepted: [released(), performing()].flatMap((register) => cases(register, [10 * OVERDUE, recover()])),
  }),
  "reportIsOverdue@recover": () => ({
    refused: [released(), performing()].flatMap((register) =>
      cases(register, [3, recover()], [CLOSES, recover()], [OVERDUE - 1, recover()]),
    ),
    accepted: [released(), performing()].flatMap((register) =>
      cases(register, [OVERDUE, recover()], [OVERDUE, recover("call_1", ann())]),
    ),
  }),
})
