import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { textIndex } from "../../../adapters/texts/regions.ts"
import { answers, quoting } from "../texts.ts"
import type { Case } from "./case.ts"

const LITTLE = 100_000
const ARGUMENT = 2_000

const close = () => Promise.resolve()

const indexed = (texts: readonly string[]) => {
  const index = textIndex<number>()
  for (const [id, text] of texts.entries()) if (!index.add(text, id)) throw new Error("an index is full")
  return index
}

/** The plainest index of a text that there is. */
const runs = (text: string): ReadonlySet<string> => {
  const plain = text.normalize("NFKC").toLowerCase()
  return new Set(Array.from({ length: plain.length - 15 }, (_, from) => plain.slice(from, from + 16)))
}

/** One sentence is found in an argument, again and again. */
const checking = (length: number) => {
  const texts = answers(length)
  const index = indexed(texts)
  const argument = quoting(ARGUMENT, texts[0] ?? "")
  return {
    argument,
    check: () => {
      const { regions, complete } = index.find(argument)
      if (!complete || regions[0]?.value !== 0) throw new Error("what is quoted was not found")
    },
  }
}

const HEAP_OF = new URL("../heap-of-texts.ts", import.meta.url)
/** The memory of a process of its own with so many characters in an index, in bytes. */
const heapWith = async (length: number): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", HEAP_OF.pathname, `${length}`])
  return Number(stdout)
}

const sized = (length: number) => (length < 1e6 ? `${length / 1e3}KB` : `${length / 1e6}MB`)

/** @param untrusted how many characters of it there are, where there are many */
export const textCases = (untrusted: number): readonly Case[] => [
  {
    name: `taint.ingest.${sized(LITTLE)}`,
    what: "100 KB of untrusted text, as five tools' answers, into an empty index of texts",
    against: "a Set of every run of 16 characters of the same, its NFKC in small letters",
    aim: null,
    open: () => {
      const texts = answers(LITTLE)
      return Promise.resolve({
        subject: () => void indexed(texts),
        inFlight: 1,
        yardstick: () => void texts.map(runs),
        close,
      })
    },
  },
  {
    name: `taint.check.${sized(LITTLE)}`,
    what: "what of 100 KB of untrusted text stands in an argument of 2 KB, which quotes a sentence of it, looked through all codings",
    against:
      "a look for each run of 16 characters of the argument, its NFKC in small letters, in such Sets until one is found",
    aim: null,
    open: () => {
      const { argument, check } = checking(LITTLE)
      const sets = answers(LITTLE).map(runs)
      return Promise.resolve({
        subject: check,
        inFlight: 1,
        yardstick: () => {
          const its = [...runs(argument)]
          if (!sets.some((set) => its.some((run) => set.has(run)))) throw new Error("what is quoted was not found")
        },
        close,
      })
    },
  },
  {
    name: `taint.check.${sized(untrusted)}`,
    what: `the same against ${sized(untrusted).replace(/(?=[A-Z])/, " ")} of untrusted text`,
    against: "taint.check.100KB: what the rest of the text costs",
    // A gram that nothing has lies somewhere else in memory.
    aim: 2,
    open: () => {
      const [much, little] = [checking(untrusted), checking(LITTLE)]
      return Promise.resolve({ subject: much.check, inFlight: 1, yardstick: little.check, close })
    },
  },
  {
    name: "heap.taint.1MB",
    what: `the memory that a megabyte of untrusted text takes in an index, the text itself included, of ${sized(untrusted).replace(/(?=[A-Z])/, " ")} in one conversation`,
    against: "the bytes of that text",
    aim: null,
    weigh: async () => {
      const [many, none] = [await heapWith(untrusted), await heapWith(0)]
      return { subject: Math.max(1, Math.round(((many - none) * 1e6) / untrusted)), yardstick: 1e6 }
    },
  },
]
