import { step } from "../../../kernel/machine.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { Instant } from "../../../kernel/time.ts"
import { conversing, paying } from "../taint.ts"
import { bareTransition } from "./bare-transition.ts"
import type { Case } from "./case.ts"

const NOW = Instant.parse(1_000_000)

const deciding = (recipient: string, expected: boolean) => {
  const register = conversing(NOW)
  const command = paying(recipient)
  return () => {
    if (step(taint, register, command, NOW).accepted !== expected)
      throw new Error(
        expected ? "a payment to whom a person named was refused" : "a payment to whom a mail named was let through",
      )
  }
}

const close = () => Promise.resolve()

export const stepTaintCases: readonly Case[] = [
  {
    name: "step.taint.accepted",
    what: "a call with three arguments, two of which have to be trusted and are",
    against: "a bare xstate machine: restore, one guard, one transition",
    aim: null,
    open: () =>
      Promise.resolve({
        subject: deciding("recipient", true),
        inFlight: 1,
        yardstick: bareTransition(true),
        close,
      }),
  },
  {
    name: "step.taint.refused",
    what: "the same call, one argument of which comes from a mail",
    against: "the same bare machine, its one guard says no",
    aim: null,
    open: () =>
      Promise.resolve({ subject: deciding("mail", false), inFlight: 1, yardstick: bareTransition(false), close }),
  },
]
