import { GRAPHS, TESTS } from "./environment.ts"
import { PROSE, areas, modelled } from "./areas.ts"

/** What is judged in one run of Stryker's: some files' mutants, and what has to kill them. */
export interface Part {
  readonly name: string
  readonly by: "tests" | "graphs"
  /** Stryker's globs. */
  readonly mutate: readonly string[]
  /** vitest's globs; none where graphs are asked. */
  readonly tests: readonly string[]
  /** What the test runner's configuration is told. */
  readonly env: Readonly<Record<string, string>>
}

/** How a part is called that asks a domain's graphs, and how all of those are. */
export const ALL_GRAPHS = "graphs"

/** The tests as killers of every area's mutants, then each domain's graphs as killers of those that its model has something to say about. */
export const parts: readonly Part[] = [
  ...Object.entries(areas).map(
    ([name, { mutate, tests }]) =>
      ({ name, by: "tests", mutate: [...mutate, `!${PROSE}`], tests, env: { [TESTS]: tests.join(",") } }) as const,
  ),
  ...Object.entries(modelled).map(
    ([domain, mutate]) =>
      ({ name: `${ALL_GRAPHS}-${domain}`, by: "graphs", mutate, tests: [], env: { [GRAPHS]: domain } }) as const,
  ),
]
