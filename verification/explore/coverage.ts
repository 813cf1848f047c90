import type { Exploration } from "./explore.ts"
import { INTACT } from "./graph.ts"
import type { Edges } from "./graph.ts"
import type { Machines } from "./walker.ts"

/** What an instance says of itself, against what was found. */
export interface Coverage {
  /**
   * The sites that matter here: at some state of the intact machine, breaking this one alone changes what a command does,
   * within the bound, so that its graph is another one.
   */
  readonly exercised: readonly string[]
  /** Declared, but it matters nowhere in this instance. */
  readonly missing: readonly string[]
  /** It matters here, but the instance doesn't declare it. */
  readonly undeclared: readonly string[]
  /** Edges of the intact machine out of the bound; an instance within its bound has none. */
  readonly beyond: number
}

export const coverageOf = (machines: Machines, intact: Exploration, declared: readonly string[]): Coverage => {
  const exercised = machines.sites.filter((site) => matters(machines, intact, site))
  return {
    exercised,
    missing: declared.filter((site) => !exercised.includes(site)),
    undeclared: exercised.filter((site) => !declared.includes(site)),
    beyond: intact.beyond,
  }
}

/** The sites that no instance exercises: nothing is shown about them. */
export const unexercised = (sites: readonly string[], slices: readonly Coverage[]): readonly string[] =>
  sites.filter((site) => slices.every(({ exercised }) => !exercised.includes(site)))

const matters = ({ walker }: Machines, { graph }: Exploration, site: string): boolean => {
  const [whole, broken] = [walker(INTACT), walker(site)]
  return [...graph.edges.keys()].some((key) => !sameEdges(whole.row(key).edges, broken.row(key).edges))
}

const sameEdges = (a: Edges, b: Edges): boolean =>
  a === b || (a.size === b.size && [...a].every(([label, goals]) => b.get(label)?.join("\n") === goals.join("\n")))
