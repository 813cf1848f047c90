import type { Graph, Key } from "./graph.ts"
import { INTACT } from "./graph.ts"
import { partsOf } from "./knock-out.ts"
import type { Machines, Walker } from "./walker.ts"

/** A state and a label about which kernel and model give different reasons. */
export interface Misreason {
  readonly state: Key
  readonly label: string
  readonly site: string
  /** `kernel`: refused for this guard alone, but the model broken there has no edge. `model`: it has one, but the kernel names other guards. */
  readonly claimedBy: "kernel" | "model"
  /** Every guard that the kernel names. */
  readonly guards: readonly string[]
}

export interface Reasons {
  /** The (state, label) pairs that the intact kernel refuses. */
  readonly refusals: number
  /** Among them, those for one guard alone. */
  readonly alone: number
  /** Among those, the ones that would lead out of the bound, where a dump has no edge to compare with. */
  readonly beyond: number
  readonly wrong: readonly Misreason[]
}

/**
 * At every state of the intact graph: a command is refused for one guard alone exactly where breaking that one site gives
 * the edge in `model`, TLC's graph of the machine broken there. A site without a graph counts as one without edges.
 */
export const compareReasons = (
  { labels, sites, walker }: Machines,
  intact: Graph,
  model: ReadonlyMap<string, Graph>,
): Reasons => {
  const { answer } = walker(INTACT)
  let refusals = 0
  let alone = 0
  let beyond = 0
  const wrong: Misreason[] = []
  for (const state of intact.edges.keys()) {
    for (const label of labels) {
      const given = answer(state, label)
      if (given.kind !== "refuses") continue
      const { command, guards } = given
      const claimed = guards.length === 1 ? `${String(guards[0])}@${command}` : null
      refusals += 1
      if (claimed !== null) alone += 1
      for (const site of sites) {
        if (partsOf(site).at !== command) continue
        const has = model.get(site)?.edges.get(state)?.has(label) ?? false
        if (has === (site === claimed)) continue
        if (!has && leadsBeyond(walker(site), state, label)) beyond += 1
        else wrong.push({ state, label, site, claimedBy: has ? "model" : "kernel", guards })
      }
    }
  }
  return { refusals, alone, beyond, wrong }
}

const leadsBeyond = ({ answer }: Walker, state: Key, label: string): boolean => {
  const given = answer(state, label)
  return given.kind === "goes" && given.beyond
}
