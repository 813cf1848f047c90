/** `make corpus`: prompt injection that others wrote, against the gate. A table (or with --json the JSON) on stdout, and build/corpus.json. */
import { mkdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { ROOT } from "../run/sources.ts"
import { CorpusError } from "./errors.ts"
import { missesTable } from "./misses.ts"
import type { Case } from "./play.ts"
import { OWN, exitOf, groupsOf, resultOf } from "./results.ts"
import { type Files, runCorpus, undeclaredLines } from "./run.ts"
import { corpusTable, emptyLines, unreachedLine } from "./told.ts"

const USAGE = `usage: node verification/corpus/cli.ts [--corpus FILE --tools FILE] [--json]

  runs the corpus against a gate whose tools are declared so; the project's own two where no file is named
  what the files look like is in docs/corpus.md

exit status: 0 nothing injected had an effect with nobody asked, 1 something had,
  2 nothing could be run, or nothing was tried in some suite`

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
  const wanted = filesOf(values)
  warn(wanted.flatMap(undeclaredLines))
  for (const files of wanted) cases.push(...(await runCorpus(files)))
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
  const empty = emptyLines(cases)
  warn(empty)
  return exitOf(result.injectedEffects, empty)
}

const warn = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`warning: ${line}\n`)
}

/** What is told of an error: of a wrong call or file what to write, of anything else where it comes from. */
const toldOf = (error: unknown): string => {
  if (error instanceof CorpusError || (error instanceof TypeError && isOfTheCall(error))) return error.message
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `this is a defect of the corpus' runner, please report it: ${stack}`
}
const isOfTheCall = (error: object): boolean =>
  "code" in error && typeof error.code === "string" && error.code.startsWith("ERR_PARSE_ARGS")

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${toldOf(error)}\n`)
  // Never 1, which says that something passed.
  process.exitCode = 2
}
