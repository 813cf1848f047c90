import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { didYouMean } from "../../adapters/config/nearest.ts"
import { Mode } from "../../kernel/taint/taint.ts"
import { type Case, playedSuite } from "./play.ts"
import { readCorpus } from "./read.ts"
import type { Suite } from "./suite.ts"
import { readTools } from "./tools.ts"
import { openWorld } from "./world.ts"

/** A corpus, and what a deployment says of its tools. */
export interface Files {
  readonly corpus: string
  readonly tools: string
}

const calledIn = ({ tasks, pairs }: Suite): readonly string[] => [
  ...tasks.flatMap(({ calls }) => calls.map(({ tool }) => tool)),
  ...pairs.flatMap(({ attack }) => attack.calls.map(({ tool }) => tool)),
]

/** What a corpus calls and nobody has declared, in words: it counts as the worst, which is likely not meant. @throws CorpusError */
export const undeclaredLines = ({ corpus, tools }: Files): readonly string[] => {
  const declared = Object.keys(readTools(tools).tools)
  return [...new Set(readCorpus(corpus).flatMap(calledIn))]
    .filter((name) => !declared.includes(name))
    .map(
      (name) =>
        `"${name}" is called and isn't declared${didYouMean(name, declared)}: it counts as sending and destroying, and every argument of it has to be trusted`,
    )
}

/** Runs a corpus in both modes against a gate in this process. @throws CorpusError */
export const runCorpus = async ({ corpus, tools }: Files): Promise<readonly Case[]> => {
  const suites = readCorpus(corpus)
  const declared = readTools(tools)
  const folder = await mkdtemp(join(tmpdir(), "interlock-corpus-"))
  try {
    const cases: Case[] = []
    for (const suite of suites) {
      const world = await openWorld(declared, calledIn(suite), await mkdtemp(join(folder, "gate-")))
      try {
        for (const mode of Mode.options) cases.push(...(await playedSuite(world, suite, mode)))
      } finally {
        await world.gate.close()
      }
    }
    return cases
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
