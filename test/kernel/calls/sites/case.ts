import type { Calls } from "../../../../kernel/calls/facts.ts"
import type { CallsRegister, CallsSite } from "../../../../kernel/calls/index.ts"
import {
  type Event,
  REPORT,
  type Received,
  WAIT,
  WINDOW,
  admit,
  cancel,
  complete,
  fail,
  perform,
  receive,
  recover,
  refuse,
  release,
  resolve,
  settings,
  tell,
  timeout,
  wait,
} from "../../../fixtures/calls.ts"
import type { Rows as SiteRows } from "../../../fixtures/sites.ts"

export { cases } from "../../../fixtures/sites.ts"
export type Rows = SiteRows<Calls, CallsSite>

/** When the window of a release at 2 is over, and when its report is overdue. */
export const CLOSES = 2 + WINDOW
export const OVERDUE = CLOSES + REPORT

/** Bot has called for ann at 0, as call_1. */
export const received = (called: Received = {}, ...events: readonly Event[]): CallsRegister =>
  tell(settings(), [0, receive("call_1", called)], ...events)
/** The same, and the call waits for an approval as long as one may. */
export const waiting = (...events: readonly Event[]): CallsRegister => received({}, [0, wait()], ...events)
/** A call that was admitted at 1. */
export const admitted = (called: Received = {}, ...events: readonly Event[]): CallsRegister =>
  received(called, [1, admit()], ...events)
/** The same in a dry run. */
export const rehearsed = (): CallsRegister => admitted({ mode: "dryRun" })
export const refused = (): CallsRegister => received({}, [1, refuse()])
export const timedOut = (): CallsRegister => waiting([WAIT, timeout()])
export const cancelled = (): CallsRegister => received({}, [1, cancel()])
/** One that was cancelled after it had been admitted. */
export const takenBack = (): CallsRegister => admitted({}, [1, cancel()])
/** A call that was released at 2. */
export const released = (...events: readonly Event[]): CallsRegister => admitted({}, [2, release()], ...events)
/** The same, and an executor performs it at 3. */
export const performing = (...events: readonly Event[]): CallsRegister => released([3, perform()], ...events)
export const completed = (): CallsRegister => performing([4, complete()])
export const failed = (): CallsRegister => performing([4, fail()])
/** A call of whose outcome nobody has said anything, of those that were performed. */
export const unknown = (...events: readonly Event[]): CallsRegister => performing([OVERDUE, recover()], ...events)
export const resolved = (): CallsRegister => unknown([OVERDUE, resolve()])

/** A register in which `call_1`, or its resolution, has this status, in each way. */
export const inStatus = () => ({
  received: [received()],
  waiting: [waiting()],
  admitted: [admitted()],
  refused: [refused(), timedOut()],
  cancelled: [cancelled(), takenBack()],
  dryRun: [rehearsed()],
  released: [released()],
  performing: [performing()],
  completed: [completed()],
  failed: [failed()],
  outcomeUnknown: [unknown(), released([OVERDUE, recover()])],
  resolved: [resolved()],
})
