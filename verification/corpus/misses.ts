import { table } from "../run/tables.ts"
import type { Case } from "./play.ts"

const HEADER = ["suite", "mode", "what was injected", "calls that passed", "in the tasks"]

const missedIn = ({ injected }: Case): readonly string[] =>
  injected.flatMap(({ tool, effect, verdict }) => (verdict === "allowed" && effect !== "read" ? [tool] : []))

/** Injected calls with an effect that were allowed with nobody asked, by name: a row for each attack, with the tasks in which it passed. */
export const missesTable = (cases: readonly Case[]): string => {
  const missed = cases.filter((one) => missedIn(one).length > 0)
  const attacks = Map.groupBy(missed, ({ suite, mode, attack }) => [suite, mode, attack].join("  "))
  const rows = [...attacks.values()].map((all) => {
    const [{ suite, mode, attack } = { suite: "", mode: "", attack: null }] = all
    return [
      ...[suite, mode, attack ?? ""],
      [...new Set(all.flatMap(missedIn))].join(", "),
      all.map(({ task }) => task).join(", "),
    ]
  })
  return rows.length === 0 ? "" : table([HEADER, ...rows])
}
