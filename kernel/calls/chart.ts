import { principalOf } from "../actors.ts"
import type { Chart, Meeting } from "../machine.ts"
import { later } from "../time.ts"
import { type CallKept, type End, type Kept, statuses } from "./calls.ts"
import type { Calls } from "./facts.ts"
import { isRehearsed, isReleased } from "./life.ts"

const ended = (
  { kept, command: { by }, now }: Meeting<Calls, "complete" | "fail" | "recover">,
  how: End["how"],
  { nothingHappened, output }: Pick<End, "nothingHappened" | "output">,
): CallKept => ({ ...kept, ends: [...kept.ends, { how, by: principalOf(by), nothingHappened, output, at: now }] })

/** What follows each command. Each status is a function of what is kept. */
export const chart: Chart<Calls> = {
  statuses,
  follows: {
    receive: ({ command: { by, person, tool, plan, key, mode }, now }) => ({
      entity: "call",
      caller: { actor: principalOf(by), person },
      tool,
      plan,
      key,
      mode,
      at: now,
      wait: null,
      decision: null,
      releases: [],
      performs: [],
      ends: [],
      cancels: [],
    }),
    wait: ({ kept, command: { by, on, until }, now }) => ({
      ...kept,
      wait: { on, by: principalOf(by), at: now, until },
    }),
    admit: ({ kept, command: { judged, answer }, now }) => ({
      ...kept,
      decision: { how: "admitted", judged, answer, at: now },
    }),
    refuse: ({ kept, command: { reasons }, now }) => ({ ...kept, decision: { how: "refused", reasons, at: now } }),
    timeout: ({ kept, now }) => ({ ...kept, decision: { how: "timedOut", at: now } }),
    cancel: ({ kept, command: { by }, now }) => ({
      ...kept,
      cancels: [...kept.cancels, { by: principalOf(by), at: now }],
    }),
    release: ({ kept, command: { by, plan, mode }, now, facts: { windowMs, reportMs } }) => {
      const until = later(now, windowMs)
      const released = { by: principalOf(by), plan, mode, at: now, until, reportBy: later(until, reportMs) }
      return { ...kept, releases: [...kept.releases, released] }
    },
    perform: ({ kept, command: { by, plan, mode }, now }) => ({
      ...kept,
      performs: [...kept.performs, { by: principalOf(by), plan, mode, at: now }],
    }),
    complete: (moment) => ended(moment, "completed", { nothingHappened: false, output: moment.command.output }),
    fail: (moment) => ended(moment, "failed", { nothingHappened: moment.command.nothingHappened, output: null }),
    recover: (moment) => ended(moment, moment.rules.unreportedIsUnknown(), { nothingHappened: false, output: null }),
    resolve: ({ command: { call, by, outcome }, now, beside }) => ({
      entity: "resolution",
      call,
      outcome,
      by: principalOf(by),
      callWas: beside.call.status,
      at: now,
    }),
  },
  // What says that a call is over stands above how far it came.
  derives: [
    { to: "resolved", when: (kept) => kept.entity === "resolution" },
    { to: "completed", when: (kept) => isEnded(kept, "completed") },
    { to: "failed", when: (kept) => isEnded(kept, "failed") },
    { to: "outcomeUnknown", when: (kept) => isEnded(kept, "unknown") },
    { to: "cancelled", when: (kept) => isCall(kept) && kept.cancels.length > 0 },
    { to: "refused", when: (kept) => isCall(kept) && kept.decision !== null && kept.decision.how !== "admitted" },
    { to: "performing", when: (kept) => isCall(kept) && kept.performs.length > 0 },
    { to: "released", when: (kept) => isCall(kept) && isReleased(kept) },
    { to: "dryRun", when: (kept) => isCall(kept) && isRehearsed(kept) },
    { to: "admitted", when: (kept) => isCall(kept) && kept.decision?.how === "admitted" },
    { to: "waiting", when: (kept) => isCall(kept) && kept.wait !== null },
    { to: "received", when: () => true },
  ],
}

const isCall = (kept: Kept): kept is CallKept => kept.entity === "call"

const isEnded = (kept: Kept, how: End["how"]): boolean => isCall(kept) && kept.ends.at(-1)?.how === how
