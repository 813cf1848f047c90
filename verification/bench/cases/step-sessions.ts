import { join } from "node:path"
import { step } from "../../../kernel/machine.ts"
import { type SessionsRegister, sessions } from "../../../kernel/sessions/index.ts"
import type { Command } from "../../../kernel/sessions/sessions.ts"
import { Instant } from "../../../kernel/time.ts"
import { heapAfter } from "../heap.ts"
import { liveRegister, presenting, writtenBytes } from "../sessions.ts"
import { APPLYING, makeWorld } from "../world.ts"
import { bareTransition } from "./bare-transition.ts"
import type { Case } from "./case.ts"

const NOW = Instant.parse(1_000_000)

const deciding = (register: SessionsRegister, commands: readonly Command[], expected: boolean) => {
  let asked = 0
  return () => {
    const command = commands[asked % commands.length]
    asked += 1
    if (command === undefined || step(sessions, register, command, NOW).accepted !== expected)
      throw new Error(expected ? "a credential that is good was refused" : "a credential for another tool was taken")
  }
}

const close = () => Promise.resolve()

/** A call with each of so many people's credentials. */
const calls = async (folder: string, people: number) => {
  const world = await makeWorld(folder, "memory")
  const commands = Array.from({ length: people }, (_, number) => presenting(world, number))
  return { world, commands, register: liveRegister(world, people, NOW) }
}

const accepted: Case = {
  name: "step.sessions.accepted",
  what: "a call with the credential of a person's session, the only one",
  against: "a bare xstate machine: restore, one guard, one transition",
  aim: null,
  open: async (folder) => {
    const { register, commands } = await calls(folder, 1)
    return { subject: deciding(register, commands, true), inFlight: 1, yardstick: bareTransition(true), close }
  },
}

const refused: Case = {
  name: "step.sessions.refused",
  what: "a call of another tool than the one that this credential is for",
  against: "the same bare machine, its one guard says no",
  aim: null,
  open: async (folder) => {
    const { world, register } = await calls(folder, 1)
    const elsewhere = presenting(world, 0, APPLYING)
    return { subject: deciding(register, [elsewhere], false), inFlight: 1, yardstick: bareTransition(false), close }
  },
}

export const stepSessionsCases: readonly Case[] = [accepted, refused]

export const sessionsCases = (people: number): readonly Case[] => [
  {
    name: `sessions.present.${people}`,
    what: `as step.sessions.accepted, with the credentials of ${people.toLocaleString("en")} people in one tenant, who have a live session each, in turns`,
    against: "step.sessions.accepted: what the other people cost",
    // Each of them costs the same, and lies somewhere else in memory.
    aim: 1.5,
    open: async (folder) => {
      const { world, register, commands } = await calls(folder, people)
      const alone = liveRegister(world, 1, NOW)
      return {
        subject: deciding(register, commands, true),
        inFlight: 1,
        yardstick: deciding(alone, commands.slice(0, 1), true),
        close,
      }
    },
  },
  {
    name: `heap.sessions.${people}`,
    what: `the heap that one person takes with a live session and a credential in it, of ${people.toLocaleString("en")} in the log of a gate on disk`,
    against: "the bytes of all three in a record",
    aim: null,
    weigh: async (folder) => {
      const [many, none] = [
        await heapAfter(join(folder, "many"), "sessions", people),
        await heapAfter(join(folder, "none"), "sessions", 0),
      ]
      return {
        subject: Math.max(1, Math.round((many - none) / people)),
        yardstick: writtenBytes(await makeWorld(folder, "memory")),
      }
    },
  },
]
