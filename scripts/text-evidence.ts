/**
 * How long a region has to be: the table of docs/text-evidence.md, printed. Of requests that people wrote by themselves, how many have
 * so many letters in common with texts that they have nothing to do with; and of what an attacker wanted written into arguments, how
 * much is found in the texts that it came from.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { BOUNDS } from "../adapters/texts/bounds.ts"
import { folded } from "../adapters/texts/folded.ts"
import { textIndex } from "../adapters/texts/regions.ts"
import { viewsOf } from "../adapters/texts/views.ts"

const read = <T>(file: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(new URL(`../test/corpus/injection/${file}`, import.meta.url), "utf8")))

const tasks = read(
  "agentdojo-banking-slack.json",
  z.array(
    z.object({
      kind: z.enum(["user", "injection"]),
      suite: z.string(),
      prompt: z.string(),
      calls: z.array(z.object({ args: z.record(z.string(), z.unknown()), result: z.string() })),
    }),
  ),
)
const { cases } = read(
  "injecagent_a.json",
  z.object({
    cases: z.array(
      z.object({ userInstruction: z.string(), toolResponse: z.string(), attackerInstruction: z.string() }),
    ),
  }),
)

/** What somebody wrote into an argument, and texts that it may have come from. */
interface Pair {
  readonly argument: string
  readonly texts: readonly string[]
}

const lettersOf = (text: string) => String.fromCharCode(...(folded(text, Infinity)?.units ?? []))
/** Whether so many letters of the argument, looked through, stand in one of the texts in a row. */
const stands = ({ argument, texts }: Pair, least: number): boolean => {
  const letters = texts.map(lettersOf)
  return viewsOf(argument).views.some(({ written }) => {
    const its = lettersOf(written.text)
    return Array.from({ length: Math.max(0, its.length - least + 1) }, (_, from) => its.slice(from, from + least)).some(
      (run) => letters.some((text) => text.includes(run)),
    )
  })
}

const unique = (texts: readonly string[]) => [...new Set(texts)]
const isOf = (kind: "user" | "injection", suite?: string) => (task: (typeof tasks)[number]) =>
  task.kind === kind && (suite === undefined || task.suite === suite)
const resultsOf = (suite: string) =>
  tasks.filter(isOf("user", suite)).flatMap(({ calls }) => calls.map(({ result }) => result))

/** People's requests: of one suite against all results and injections of the other, and of one case against those of other requests. */
const unrelated: readonly Pair[] = [
  ...(["banking", "slack"] as const).flatMap((suite) => {
    const other = suite === "banking" ? "slack" : "banking"
    const texts = unique([...resultsOf(other), ...tasks.filter(isOf("injection", other)).map(({ prompt }) => prompt)])
    return tasks.filter(isOf("user", suite)).map(({ prompt }) => ({ argument: prompt, texts }))
  }),
  ...unique(cases.map(({ userInstruction }) => userInstruction)).map((argument) => ({
    argument,
    texts: cases.filter(({ userInstruction }) => userInstruction !== argument).map(({ toolResponse }) => toolResponse),
  })),
]
/** The same requests against everything that the task itself or others of its suite read: these may name the same accounts. */
const related: readonly Pair[] = tasks.filter(isOf("user")).map(({ suite, prompt }) => ({
  argument: prompt,
  texts: unique([...resultsOf(suite), ...tasks.filter(isOf("injection", suite)).map((task) => task.prompt)]),
}))

/** An attacker's arguments that stand in the text that asks for them, and whole sentences of it. */
const copied: readonly Pair[] = [
  ...tasks.filter(isOf("injection")).flatMap(({ prompt, calls }) =>
    calls
      .flatMap(({ args }) => Object.values(args))
      .filter((value) => typeof value === "string")
      .filter((value) => value.length > 1 && prompt.includes(value))
      .map((argument) => ({ argument, texts: [prompt] })),
  ),
  ...cases.map(({ attackerInstruction, toolResponse }) => ({ argument: attackerInstruction, texts: [toolResponse] })),
]

const LEAST = [8, 10, 12, 14, 16, 20, 24, 32] as const
const shareOf = (pairs: readonly Pair[], least: number): string => {
  const found = pairs.filter((pair) => stands(pair, least)).length
  return `${found} of ${pairs.length} (${((100 * found) / pairs.length).toFixed(0)} %)`
}

export const evidenceTable = (): string =>
  [
    "| letters | requests, against texts of others | requests, against texts that name the same | what an attacker wanted copied |",
    "|--:|--:|--:|--:|",
    ...LEAST.map(
      (least) =>
        `| ${least === BOUNDS.least ? `**${least}**` : least} | ${[unrelated, related, copied].map((pairs) => shareOf(pairs, least)).join(" | ")} |`,
    ),
  ].join("\n")

/**
 * The paragraphs of this project's own pages against what others wrote below a folder, in all: how many have a region though nobody
 * copied anything, which grows with how much there is to have it in common with.
 */
const paragraphsAgainst = (folder: string): string => {
  const pages = globSync("**/*.md", { cwd: folder }).map((page) => readFileSync(join(folder, page), "utf8"))
  const root = new URL("../docs/", import.meta.url)
  const paragraphs = globSync("**/*.md", { cwd: root })
    .flatMap((page) => readFileSync(new URL(page, root), "utf8").split(/\n\n+/))
    .filter((paragraph) => paragraph.length > 200 && !/^[|`]/.test(paragraph))
  const index = textIndex<number>()
  const units = pages.reduce((sum, page, id) => sum + (index.add(page, id) ? page.length : 0), 0)
  const longest = paragraphs.map((paragraph) => index.find(paragraph).regions[0]?.letters ?? 0)
  const shares = [16, 20, 24, 32].map((least) => {
    const found = longest.filter((letters) => letters >= least).length
    return `${least} letters: ${found} of ${paragraphs.length} (${((100 * found) / paragraphs.length).toFixed(1)} %)`
  })
  return `against ${(units / 1e6).toFixed(1)} MB of ${pages.length} pages; ${shares.join("; ")}`
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  process.stdout.write(`${folder === undefined ? evidenceTable() : paragraphsAgainst(folder)}\n`)
}
