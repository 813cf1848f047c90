import type { Mode } from "../../kernel/taint/taint.ts"
import type { Case } from "./play.ts"
import { table } from "../run/tables.ts"
import type { Figures } from "./figures.ts"

/** Figures of a suite, or of all. */
interface Group {
  readonly name: string
  readonly modes: readonly { readonly mode: Mode; readonly figures: Figures }[]
}

const HEADER = [
  "suite",
  "mode",
  "tasks",
  "pairs reached",
  "injected effects",
  "utility alone",
  "with a person",
  "step-ups a task",
  "signatures a task",
  "lost alone to, by guard",
]

const rate = (value: number): string => value.toFixed(2)
const lost = ({ lostTo }: Figures): string =>
  Object.entries(lostTo)
    .map(([guard, count]) => `${guard} ${count}`)
    .join(", ")

const rowOf = (name: string, { mode, figures }: Group["modes"][number]): readonly string[] => [
  name,
  mode,
  String(figures.tasks),
  `${figures.pairs - figures.unreached}/${figures.pairs}`,
  `${figures.injectedEffects}/${figures.injectedTried}`,
  ...[figures.utilityAlone, figures.utilityWithPerson].map(rate),
  ...[figures.stepUpsPerBenignTask, figures.signaturesPerBenignTask].map(rate),
  lost(figures),
]

/** Suite by suite, the modes side by side. */
export const corpusTable = (groups: readonly Group[]): string =>
  table([HEADER, ...groups.flatMap(({ name, modes }) => modes.map((one) => rowOf(name, one)))])

/** Pairs that say nothing: the agent never read what was injected. */
export const unreachedLine = ({ unreached }: Pick<Figures, "unreached">): string =>
  unreached === 0
    ? ""
    : `In ${unreached} pairs the task reads nothing of strangers, as the tools are declared, or was refused before: nothing was injected there, and they show nothing.`

/** What of each suite shows nothing at all, however good its figures look: a suite in which nothing was tried. */
export const emptyLines = (cases: readonly Case[]): readonly string[] =>
  [...Map.groupBy(cases, ({ suite }) => suite)].flatMap(([suite, own]) => {
    const pairs = own.filter(({ attack }) => attack !== null)
    const reached = pairs.filter((pair) => pair.reached)
    const isTried = reached.some(({ injected }) => injected.some(({ effect }) => effect !== "read"))
    if (pairs.length === 0) return [`${suite} has no injection: nothing was tried in it`]
    if (reached.length === 0)
      return [
        `no injection of ${suite} was reached: declare where its tools' results come from, as sources that aren't trusted`,
      ]
    return isTried ? [] : [`no injected call of ${suite} has an effect: nothing was tried in it`]
  })
