import { assign, setup, transition } from "xstate"

/** The least that a state machine can be: restored, asked one guard, and moved or not. */
export const bareTransition = (allowed: boolean) => {
  const machine = setup({
    types: { context: {} as { count: number }, events: {} as { type: "go"; allowed: boolean } },
    guards: { isAllowed: ({ event }) => event.allowed },
  }).createMachine({
    context: { count: 0 },
    initial: "waiting",
    states: {
      waiting: {
        on: {
          go: { guard: "isAllowed", target: "done", actions: assign({ count: ({ context }) => context.count + 1 }) },
        },
      },
      done: {},
    },
  })
  return () => {
    const from = machine.resolveState({ value: "waiting", context: { count: 0 } })
    const [to] = transition(machine, from, { type: "go", allowed })
    if ((to.value === "done") !== allowed) throw new Error("the bare machine went astray")
  }
}
