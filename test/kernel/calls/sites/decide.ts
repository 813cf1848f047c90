import type { Judged } from "../../../../kernel/calls/calls.ts"
import {
  type Event,
  WAIT,
  admit,
  ann,
  cancel,
  found,
  gate,
  otherBot,
  receive,
  refuse,
  registerOf,
  root,
  settings,
  sweeper,
  timeout,
  wait,
} from "../../../fixtures/calls.ts"
import { type Rows, admitted, cancelled, cases, inStatus, received, refused, timedOut, waiting } from "./case.ts"

/** Calls that somebody has decided or cancelled, in each way. */
const decided = () =>
  Object.entries(inStatus())
    .filter(([status]) => !["received", "waiting", "resolved"].includes(status))
    .flatMap(([, registers]) => registers)
const undecided = () => [received(), waiting()]

export const receiving = (): Rows => ({
  "keyNamesOneCall@receive": () => ({
    refused: [received({ key: "key" }), received({ key: "key" }, [0, wait()])].flatMap((register) =>
      cases(
        register,
        [0, receive("call_2", { key: "key" })],
        // However long it takes, and whoever calls.
        [2 * WAIT, receive("call_2", { key: "key", by: otherBot(), plan: "other" })],
      ),
    ),
    accepted: [
      ...cases(registerOf(settings()), [0, receive()]),
      ...cases(received({ key: "key" }), [0, receive("call_2", { key: "other" })]),
      ...[refused(), timedOut(), cancelled(), admitted()].flatMap((register) =>
        cases(register, [WAIT, receive("call_2", { key: "call_1" })]),
      ),
    ],
  }),
})

export const waits = (): Rows => ({
  "callIsUndecided@wait": () => ({
    refused: [admitted(), refused(), cancelled()].flatMap((register) => cases(register, [1, wait()])),
    accepted: cases(received(), [1, wait()]),
  }),
  "waitIsTheFirst@wait": () => ({
    refused: cases(
      waiting(),
      [1, wait()],
      [1, wait("call_1", WAIT, "person")],
      [WAIT, wait("call_1", WAIT + 1)],
      // Nor is it made shorter.
      [1, wait("call_1", 2)],
    ),
    accepted: cases(received({}, [0, receive("call_2")], [0, wait("call_2")]), [0, wait()]),
  }),
  "waitIsWithinBounds@wait": () => ({
    refused: cases(
      received(),
      [0, wait("call_1", 0)],
      [1, wait("call_1", 0)],
      [0, wait("call_1", WAIT + 1)],
      [5, wait("call_1", 5 + WAIT + 1)],
    ),
    accepted: cases(received(), [0, wait("call_1", 1)], [0, wait("call_1", WAIT)], [5, wait("call_1", 5 + WAIT)]),
  }),
})

/** Where this alone was not found, the call is not admitted, whatever it waited for. */
const wants = (what: keyof Judged) => () => ({
  refused: [
    ...cases(received(), [1, admit("call_1", { judged: found(what) })]),
    ...cases(waiting(), [1, admit("call_1", { judged: found(what), answer: "approval" })]),
  ],
  accepted: cases(received(), [1, admit()]),
})

export const admitting = (): Rows => ({
  "policyWasEvaluated@admit": wants("policyWasEvaluated"),
  "policyAllowsTheCall@admit": wants("policyAllowsTheCall"),
  "destructiveIsApproved@admit": wants("destructiveIsApproved"),
  "taintIsClear@admit": wants("taintIsClear"),
  "budgetIsReserved@admit": wants("budgetIsReserved"),
  "credentialIsPresented@admit": wants("credentialIsPresented"),
  "callIsUndecided@admit": () => ({
    refused: [
      ...[refused(), cancelled(), admitted()].flatMap((register) => cases(register, [2, admit()])),
      // The answer comes in time, and too late all the same.
      ...[refuse(), cancel()].flatMap((move) =>
        cases(waiting([1, move]), [2, admit("call_1", { answer: "approval" })]),
      ),
    ],
    accepted: [...cases(received(), [1, admit()]), ...cases(waiting(), [2, admit("call_1", { answer: "approval" })])],
  }),
  "waitIsAnswered@admit": () => ({
    refused: cases(
      waiting(),
      [1, admit()],
      [1, admit("call_1", { answer: "person" })],
      [WAIT - 1, admit("call_1", { answer: "Approval" })],
    ),
    accepted: [
      ...cases(waiting(), [1, admit("call_1", { answer: "approval" })]),
      // Nothing was to be answered.
      ...cases(received(), [1, admit()], [1, admit("call_1", { answer: "approval" })]),
    ],
  }),
  "waitIsInTime@admit": () => ({
    refused: cases(
      waiting(),
      [WAIT, admit("call_1", { answer: "approval" })],
      [2 * WAIT, admit("call_1", { answer: "approval" })],
    ),
    accepted: [
      ...cases(waiting(), [WAIT - 1, admit("call_1", { answer: "approval" })]),
      ...cases(received(), [2 * WAIT, admit()]),
    ],
  }),
})

export const refusing = (): Rows => ({
  "callIsUndecided@refuse": () => ({
    refused: decided().flatMap((register) => cases(register, [2 * WAIT, refuse()])),
    accepted: undecided().flatMap((register) =>
      cases(register, [1, refuse()], [2 * WAIT, refuse("call_1", ["a", "b"])]),
    ),
  }),
})

const timesOut = (...at: readonly number[]): readonly Event[] =>
  at.flatMap((when): Event[] => [gate(), ann(), root(), sweeper()].map((by) => [when, timeout("call_1", by)]))

export const timingOut = (): Rows => ({
  "callIsWaiting@timeout": () => ({
    refused: [
      received(),
      admitted(),
      timedOut(),
      waiting([1, admit("call_1", { answer: "approval" })]),
      waiting([1, refuse()]),
      waiting([1, cancel()]),
    ].flatMap((register) => cases(register, ...timesOut(2 * WAIT))),
    accepted: cases(waiting(), ...timesOut(2 * WAIT)),
  }),
  "timeoutIsDue@timeout": () => ({
    refused: cases(waiting(), ...timesOut(0, WAIT - 1)),
    accepted: cases(waiting(), ...timesOut(WAIT, 2 * WAIT)),
  }),
})
