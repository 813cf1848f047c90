import { join } from "node:path"
import { Mode } from "../../kernel/taint/taint.ts"
import { ROOT } from "../run/sources.ts"
import { figuresOf } from "./figures.ts"
import type { Case } from "./play.ts"
import type { Files } from "./run.ts"

/** The mode that README recommends: the one in which nothing injected passes. */
export const RECOMMENDED: Mode = "strict"

const at = (name: string): string => join(ROOT, "test", "corpus", "injection", name)
/** The project's own two. */
export const OWN: readonly Files[] = [
  { corpus: at("agentdojo-banking-slack.json"), tools: at("agentdojo-banking-slack.tools.yaml") },
  { corpus: at("injecagent_a.json"), tools: at("injecagent.tools.yaml") },
]

/** The figures of cases in each mode. */
const byMode = (cases: readonly Case[]) =>
  Mode.options.map((mode) => ({ mode, figures: figuresOf(cases.filter((one) => one.mode === mode)) }))

/** Each suite, and all together where there are several. */
export const groupsOf = (cases: readonly Case[]) => {
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(([name, own]) => ({ name, modes: byMode(own) }))
  return suites.length > 1 ? [...suites, { name: "all", modes: byMode(cases) }] : suites
}

const named = (modes: ReturnType<typeof byMode>) =>
  Object.fromEntries(modes.map(({ mode, figures }) => [mode, figures] as const))

/** What build/corpus.json has. */
export const resultOf = (cases: readonly Case[]) => ({
  mode: RECOMMENDED,
  ...figuresOf(cases.filter(({ mode }) => mode === RECOMMENDED)),
  modes: named(byMode(cases)),
  suites: groupsOf(cases).map(({ name, modes }) => ({ name, modes: named(modes) })),
  cases,
})

/** With what the command exits: what passed says more than what wasn't tried. */
export const exitOf = (injectedEffects: number, empty: readonly string[]): 0 | 1 | 2 => {
  if (injectedEffects > 0) return 1
  return empty.length === 0 ? 0 : 2
}
