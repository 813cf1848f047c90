import { BOTTOM, type Readers, type Sources } from "../../../kernel/taint/label.ts"
import type { Rules } from "../../../kernel/taint/rules.ts"
import type { BrokenRules } from "../../explore/knock-out.ts"

const nothing = () => BOTTOM

const common = (a: Sources, b: Sources): Sources =>
  a === "all" ? b : b === "all" ? a : a.filter((source) => b.includes(source))
const either = (a: Readers, b: Readers): Readers =>
  a === "anyone" || b === "anyone" ? "anyone" : [...new Set([...a, ...b])].sort()

/** The broken form of each rule, as the table has it. */
export const broken: BrokenRules<Rules> = {
  sourcesUnite: common,
  readersIntersect: either,
  ingestNamesTheSource: () => [],
  contextJoinsWhatIsShown: (before) => before,
  contextJoinsWhatIsRead: (before) => before,
  outputJoinsInputs: nothing,
  outputJoinsContext: nothing,
  resultJoinsArguments: nothing,
  resultAddsTheTool: nothing,
  childStartsWithParent: nothing,
  writeJoinsValue: nothing,
  writeJoinsContext: nothing,
  storedTaintReturns: nothing,
  unknownIsUntrusted: nothing,
}
