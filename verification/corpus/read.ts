import { readFileSync } from "node:fs"
import * as z from "zod"
import { AgentDojo, suitesOfAgentDojo } from "./agentdojo.ts"
import { CorpusError } from "./errors.ts"
import { InjecAgent, suiteOfInjecAgent } from "./injecagent.ts"
import type { Suite } from "./suite.ts"

/** @throws CorpusError */
export const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw new CorpusError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const jsonIn = (file: string): unknown => {
  try {
    return JSON.parse(textOf(file))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new CorpusError(`${file} is no JSON: ${error.message}`)
  }
}

/** A list is AgentDojo's, an object InjecAgent's. */
const suitesIn = (given: unknown): readonly Suite[] =>
  Array.isArray(given) ? suitesOfAgentDojo(AgentDojo.parse(given)) : [suiteOfInjecAgent(InjecAgent.parse(given))]

/** The suites of a corpus. @throws CorpusError */
export const readCorpus = (file: string): readonly Suite[] => {
  const given = jsonIn(file)
  try {
    return suitesIn(given)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    throw new CorpusError(
      `${file} is neither a list of tasks nor an object with cases, as docs/corpus.md has them:\n${z.prettifyError(error)}`,
    )
  }
}
