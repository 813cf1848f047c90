import { join } from "node:path"
import { gateOver } from "../gate.ts"
import { heapAfter } from "../heap.ts"
import { endedRequests } from "../logs.ts"
import type { Case } from "./case.ts"

/** A gate in process over a log of so many requests that have ended, which has decided once. */
const gateAfter = async (folder: string, requests: number) => {
  const { decide, close } = await gateOver(folder, (world) => endedRequests(world, requests))
  await decide()
  return {
    decide: async () => {
      await decide()
    },
    close,
  }
}

export const endedCases = (requests: number): readonly Case[] => [
  {
    name: `decide.ended.${requests}`,
    what: `as decide.memory, at the gate itself, with ${requests.toLocaleString("en")} ended requests in the log`,
    against: "the same with none",
    aim: 1.1,
    open: async (folder) => {
      const [after, before] = [
        await gateAfter(join(folder, "after"), requests),
        await gateAfter(join(folder, "before"), 0),
      ]
      return {
        subject: after.decide,
        inFlight: 1,
        yardstick: before.decide,
        close: async () => {
          await Promise.all([after.close(), before.close()])
        },
      }
    },
  },
  {
    name: `heap.ended.${requests}`,
    what: `the heap of a process whose gate has ${requests.toLocaleString("en")} ended requests in its log on disk, collected`,
    against: "the same with none",
    aim: 1.5,
    weigh: async (folder) => ({
      subject: await heapAfter(join(folder, "after"), "ended", requests),
      yardstick: await heapAfter(join(folder, "before"), "ended", 0),
    }),
  },
]
