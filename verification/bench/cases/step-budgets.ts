import { join } from "node:path"
import { type BudgetsRegister, budgets } from "../../../kernel/budgets/index.ts"
import type { Command } from "../../../kernel/budgets/budgets.ts"
import { step } from "../../../kernel/machine.ts"
import { Instant } from "../../../kernel/time.ts"
import { agentOf, fullRegister, newBudgets, reserving, withBudgets, writtenBytes } from "../budgets.ts"
import { gateOver } from "../gate.ts"
import { heapAfter } from "../heap.ts"
import { makeWorld } from "../world.ts"
import { bareTransition } from "./bare-transition.ts"
import type { Case } from "./case.ts"

const NOW = Instant.parse(1_000_000)

const deciding = (register: BudgetsRegister, commands: readonly Command[], expected: boolean) => {
  let asked = 0
  return () => {
    const command = commands[asked % commands.length]
    asked += 1
    if (command === undefined || step(budgets, register, command, NOW).accepted !== expected)
      throw new Error(expected ? "a call that should be charged was refused" : "a call above the cap was charged")
  }
}

const close = () => Promise.resolve()

/** The last call that the window has room for, of each of so many agents. */
const lastCalls = async (folder: string, agents: number) => {
  const world = await makeWorld(folder, "memory")
  const commands = Array.from({ length: agents }, (_, agent) => reserving(world, agent, "reservation_last"))
  return { world, commands, register: fullRegister(world, agents, NOW) }
}

const accepted: Case = {
  name: "step.budgets.accepted",
  what: "a call charged to a budget with 47 calls in its window, the only one",
  against: "a bare xstate machine: restore, one guard, one transition",
  aim: null,
  open: async (folder) => {
    const { register, commands } = await lastCalls(folder, 1)
    return { subject: deciding(register, commands, true), inFlight: 1, yardstick: bareTransition(true), close }
  },
}

const refused: Case = {
  name: "step.budgets.refused",
  what: "a call that costs more than is left of that budget",
  against: "the same bare machine, its one guard says no",
  aim: null,
  open: async (folder) => {
    const { world, register } = await lastCalls(folder, 1)
    const beyond = reserving(world, 0, "reservation_last", { spend: 1_000_000, affected: 1 })
    return { subject: deciding(register, [beyond], false), inFlight: 1, yardstick: bareTransition(false), close }
  },
}

export const stepBudgetsCases: readonly Case[] = [accepted, refused]

/** As many calls of one agent in a row, so that its window is half full in the middle of them. */
export const IN_A_ROW = 16

export const budgetsCases = (agents: number): readonly Case[] => [
  {
    name: `budgets.reserve.${agents}`,
    what: `as step.budgets.accepted, of ${agents.toLocaleString("en")} agents in one tenant with such a window each, who call in turns`,
    against: "step.budgets.accepted: what the other agents cost",
    // Each of them costs the same, and lies somewhere else in memory.
    aim: 1.5,
    open: async (folder) => {
      const { world, register, commands } = await lastCalls(folder, agents)
      const alone = fullRegister(world, 1, NOW)
      return {
        subject: deciding(register, commands, true),
        inFlight: 1,
        yardstick: deciding(alone, commands.slice(0, 1), true),
        close,
      }
    },
  },
  {
    name: `heap.budgets.${agents}`,
    what: `the heap that one agent's budget with 47 calls in its window takes, of ${agents.toLocaleString("en")} in the log of a gate on disk`,
    against: "the bytes of that budget in a record",
    aim: null,
    weigh: async (folder) => {
      const [many, none] = [
        await heapAfter(join(folder, "many"), "budgets", agents),
        await heapAfter(join(folder, "none"), "budgets", 0),
      ]
      return {
        subject: Math.max(1, Math.round((many - none) / agents)),
        yardstick: writtenBytes(await makeWorld(folder, "memory")),
      }
    },
  },
  {
    name: "decide.budgets",
    what: `as decide.memory, at the gate itself, charged to the budget of one of ${agents.toLocaleString("en")} agents, who take turns after ${IN_A_ROW} calls, none of them reported`,
    against: "the same in a tenant without budgets",
    aim: null,
    open: async (folder) => {
      const charged = await gateOver(join(folder, "charged"), (world) => newBudgets(world, agents), withBudgets)
      const free = await gateOver(join(folder, "free"), () => [])
      let asked = 0
      return {
        subject: async () => {
          const agent = Math.floor(asked / IN_A_ROW)
          asked += 1
          const { changed } = await charged.decide(agentOf(charged.world, agent))
          if (!changed.some(({ domain }) => domain === "budgets")) throw new Error("a call was charged to no budget")
        },
        inFlight: 1,
        yardstick: async () => {
          await free.decide()
        },
        close: async () => {
          await Promise.all([charged.close(), free.close()])
        },
      }
    },
  },
]
