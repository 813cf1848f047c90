import { gateOf } from "../../../kernel/actors.ts"
import { type Command, resolutionOf } from "../../../kernel/calls/calls.ts"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { type Action, type Actions, SWEEPER, saying, tick } from "../alphabet.ts"
import { InstanceError } from "../instance.ts"
import type { Interpretation } from "./interpretation.ts"
import { OUTPUT, REASONS } from "./unmodelled.ts"
import { NOTHING } from "./values.ts"

type Outcome = Extract<Command, { readonly type: "resolve" }>["outcome"]

/** What the gate says of a call of its tenant. */
const gateIn = ({ settings: { tenant } }: Interpretation) => gateOf(tenant)

/** What the sweeper says, which needs no more than the call. */
const sweeping = (type: "timeout" | "recover"): Action<Calls, Interpretation> => ({
  takes: 1,
  does: (interpretation, at) =>
    saying(interpretation, { type, id: interpretation.call(at(0)), by: interpretation.actor(SWEEPER) }),
})

const outcomeNamed = (name: string): Outcome => {
  if (name !== "completed" && name !== "failed") throw new InstanceError(`no such outcome: ${name}`)
  return name
}

/** Whether whoever says that a call failed knows that nothing has happened. */
const isKnown = (name: string): boolean => {
  if (name !== "nothing" && name !== "unsure") throw new InstanceError(`nobody knows that: ${name}`)
  return name === "nothing"
}

/** A wait is as long as its name says, from whenever it begins. */
const waiting: Action<Calls, Interpretation> = {
  takes: 3,
  does: (interpretation, at) => {
    const id = interpretation.call(at(0))
    const on = interpretation.word(at(1))
    const delay = interpretation.delay(at(2))
    const { clock } = interpretation
    return (situation) => {
      const until = clock.at(clock.tick(situation.now) + delay)
      return saying<Calls>(interpretation, { type: "wait", id, by: gateIn(interpretation), on, until })(situation)
    }
  },
}

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<Calls, Interpretation> = {
  Receive: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "receive",
        id: interpretation.call(at(0)),
        ...interpretation.caller(at(1)),
        ...interpretation.form(at(2)),
      }),
  },
  Wait: waiting,
  Admit: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "admit",
        id: interpretation.call(at(0)),
        by: gateIn(interpretation),
        judged: interpretation.judged(at(1)),
        answer: at(2) === NOTHING ? null : interpretation.word(at(2)),
      }),
  },
  Refuse: {
    takes: 1,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "refuse",
        id: interpretation.call(at(0)),
        by: gateIn(interpretation),
        reasons: REASONS,
      }),
  },
  Timeout: sweeping("timeout"),
  Cancel: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "cancel",
        id: interpretation.call(at(0)),
        by: interpretation.actor(at(1)),
      }),
  },
  Release: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "release",
        id: interpretation.call(at(0)),
        by: gateIn(interpretation),
        ...interpretation.run(at(1)),
      }),
  },
  Perform: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "perform",
        id: interpretation.call(at(0)),
        by: interpretation.actor(at(1)),
        ...interpretation.run(at(2)),
      }),
  },
  Complete: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "complete",
        id: interpretation.call(at(0)),
        by: interpretation.actor(at(1)),
        output: OUTPUT,
      }),
  },
  Fail: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "fail",
        id: interpretation.call(at(0)),
        by: interpretation.actor(at(1)),
        nothingHappened: isKnown(at(2)),
      }),
  },
  Recover: sweeping("recover"),
  Resolve: {
    takes: 3,
    does: (interpretation, at) => {
      const call = interpretation.call(at(0))
      return saying(interpretation, {
        type: "resolve",
        id: resolutionOf(call),
        call,
        by: interpretation.actor(at(1)),
        outcome: outcomeNamed(at(2)),
      })
    },
  },
  Tick: tick(),
}
