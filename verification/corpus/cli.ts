/** `make corpus`: prompt injection that others wrote, against the gate. A table (or with --json the JSON) on stdout, and build/corpus.json. */
import { mkdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { ROOT } from "../run/sources.ts"
import { CorpusError } from "./errors.ts"
import { missesTable } from "./misses.ts"
import type { Case } from "./play.ts"
import { OWN, groupsOf, resultOf } from "./results.ts"
import { type Files, runCorpus } from "./run.ts"
import { corpusTable, unreachedLine } from "./told.ts"

const USAGE = `usage: node verification/corpus/cli.ts [--corpus FILE --tools FILE] [--json]

  runs the corpus against a gate whose tools are declared so; the project's own two where no file is named
  what the files look like is in docs/corpus.md

exit status: 0 nothing injected had an effect with nobody asked, 1 something had, 2 nothing could be run`

/** @throws CorpusError where only one of the two files is named */
const filesOf = ({ corpus = "", tools = "" }: { corpus?: string; tools?: string }): readonly Files[] => {
  if (corpus === "" && tools === "") return OWN
  if (corpus === "" || tools === "")
    throw new CorpusError("a corpus is run with the tools that it calls: name both, CORPUS=file TOOLS=file")
  return [{ corpus: resolve(corpus), tools: resolve(tools) }]
}

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      corpus: { type: "string" },
      tools: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const started = performance.now()
  const cases: Case[] = []
  for (const files of filesOf(values)) cases.push(...(await runCorpus(files)))
  const result = resultOf(cases)
  const json = `${JSON.stringify(result, null, 2)}\n`
  await mkdir(join(ROOT, "build"), { recursive: true })
  await writeFile(join(ROOT, "build", "corpus.json"), json)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const told = [
    corpusTable(groupsOf(cases)),
    "",
    `${cases.length} conversations in ${seconds} s; the figures of build/corpus.json are those of mode ${result.mode}.`,
    unreachedLine(result),
    "",
    missesTable(cases),
  ]
  process.stdout.write(values.json ? json : `${told.join("\n").trimEnd()}\n`)
  return result.injectedEffects === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof CorpusError) && !(error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
