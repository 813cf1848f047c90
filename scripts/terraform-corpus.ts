/**
 * How many plans of the corpus ask, and for what: the table of docs/terraform.md, printed. A reader that asks about everything
 * trains people to click, so what a change of the tables does to it is looked at.
 */
import { readFileSync, readdirSync } from "node:fs"
import { inspectTerraform } from "../adapters/effects/terraform.ts"
import type { Effects } from "../kernel/effects.ts"
import { InspectionRefusedError } from "../kernel/ports.ts"

const CORPUS = [
  ["real plans of others", "terraform"],
  ["cases that were made to ask, or not to", "cases"],
  ["a day's work", "everyday"],
] as const

/** Everything that asks where every write is allowed, in the words of the table. */
const ASKS: readonly (readonly [string, (effects: Effects) => boolean])[] = [
  ["not everything is known", ({ resolved }) => !resolved],
  ["access changes", ({ iam }) => iam.length > 0],
  ["opened to the world", ({ network }) => network.some(({ network }) => network === "opened-to-world")],
  ["something is destroyed or replaced", ({ counts }) => counts.destroy + counts.replace > 0],
  ["protection falls", ({ resources }) => resources.some(({ lowered }) => lowered !== undefined)],
]
const REASONS: readonly (readonly [string, RegExp])[] = [
  ["a provider that isn't known", /: the provider isn't one/],
  ["a type that isn't known", /: the type isn't one/],
  ["known only after apply", /known (?:only after|before) apply/],
  ["provisioners", /provisioners/],
  ["code or templates", /may do anything(?! where)|is code/],
  ["others lose what they have", /whoever else has this/],
  ["something else", /$/],
]

const read = (folder: string, file: string): Effects | undefined => {
  try {
    return inspectTerraform(readFileSync(new URL(`../test/corpus/${folder}/${file}`, import.meta.url)))
  } catch (error) {
    if (error instanceof InspectionRefusedError) return undefined
    throw error
  }
}

const reasonsOf = ({ unresolved }: Effects): readonly string[] => [
  ...new Set(unresolved.map((sentence) => REASONS.find(([, pattern]) => pattern.test(sentence))?.[0] ?? "")),
]

const plansIn = (folder: string): readonly (Effects | undefined)[] =>
  readdirSync(new URL(`../test/corpus/${folder}/`, import.meta.url))
    .filter((file) => file.endsWith(".json") && !["index.json", "derived_raw_text.json"].includes(file))
    .map((file) => read(folder, file))

/** The table, as it stands in the page. */
export const corpusTable = (): string => {
  const columns = CORPUS.map(([, folder]) => plansIn(folder))
  const row = (name: string, counts: (plans: readonly (Effects | undefined)[]) => number) =>
    `| ${name} | ${columns.map(counts).join(" | ")} |`
  const sound = (plans: readonly (Effects | undefined)[]) => plans.filter((plan) => plan !== undefined)
  const having = (asks: (effects: Effects) => boolean) => (plans: readonly (Effects | undefined)[]) =>
    sound(plans).filter(asks).length
  return [
    `| | ${CORPUS.map(([title]) => title).join(" | ")} |`,
    `|---|${CORPUS.map(() => "--:|").join("")}`,
    row("plans", (plans) => plans.length),
    row("refused", (plans) => plans.length - sound(plans).length),
    row(
      "ask nothing where every write is allowed",
      having((effects) => !ASKS.some(([, asks]) => asks(effects))),
    ),
    ...ASKS.map(([name, asks]) => row(`ask: ${name}`, having(asks))),
    ...REASONS.map(([name]) =>
      row(
        `not known: ${name}`,
        having((effects) => reasonsOf(effects).includes(name)),
      ),
    ),
  ].join("\n")
}

if (import.meta.main) process.stdout.write(`${corpusTable()}\n`)
