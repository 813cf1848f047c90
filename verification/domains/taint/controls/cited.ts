import { sitesOf, sourcesOf, tests } from "../../cite.ts"

/** What several controls of taint cite. Their objectives are those of NIST's OSCAL catalogue, which has SP 800-53A Rev. 5 (public domain). */

export const sites = sitesOf("taint")

/** By each way that content takes, where it comes from goes along. */
export const sourcesGoAlong = sites(
  "sourcesUnite@rule",
  "ingestNamesTheSource@rule",
  "contextJoinsWhatIsShown@rule",
  "contextJoinsWhatIsRead@rule",
  "outputJoinsInputs@rule",
  "outputJoinsContext@rule",
  "resultJoinsArguments@rule",
  "resultAddsTheTool@rule",
  "childStartsWithParent@rule",
  "writeJoinsValue@rule",
  "writeJoinsContext@rule",
  "storedTaintReturns@rule",
  "unknownIsUntrusted@rule",
)

const library = "test/adapters/library/taint/taint.test.ts"
export const conversation = tests(library, "a conversation")
export const comesIn = tests(library, "content comes in")
export const strict = tests(library, "a call of a strict conversation")
export const byValue = tests(library, "a call of a conversation in value mode")
export const call = tests(library, "a call")
export const told = tests(library, "who gets to see something by a call")
export const given = tests(library, "what a tool gave back")
export const stored = tests(library, "what is stored")
export const endorsed = tests(library, "an endorsement")
export const logged = tests(library)

const attacks = "test/adapters/library/taint/attacks.test.ts"
export const split = tests(attacks, "a session that is split in two")
export const store = tests(attacks, "a payload that goes through a store")
export const words = tests(attacks, "a payload that the agent says in its own words")
export const machine = tests(attacks, "a payload in what looks like the machine's own words")
export const flood = tests(attacks, "a flood of harmless step-ups before the harmful one")
export const several = tests(attacks, "those who get something by a call")
export const choice = tests(attacks, "a choice among trusted values that untrusted text makes")

const labels = "test/adapters/library/taint/labels.test.ts"
export const kept = tests(labels, "a label that is kept")
const changedInTheLog = tests(labels, "a label that somebody has changed in the log")
const alongWithContent = tests(labels, "a label that comes along with content")
export const changed = tests(labels, "a change of a label")

/** Where the sources are changed in the log, and where the readers are. */
export const otherSources = changedInTheLog(
  "is believed by no gate: where it comes from",
  "is believed by no gate: the source that was named",
)
export const otherReaders = changedInTheLog(
  "is believed by no gate: who may see it",
  "is believed by no gate: that only some may see it",
)
/** Whoever brings content in with a label of their own. */
export const claimed = alongWithContent(
  `is read by nobody, and the content doesn't come in: {"label":{"sources":[],"readers":"anyone"}}`,
  `is read by nobody, and the content doesn't come in: {"sources":["user"]}`,
  `is read by nobody, and the content doesn't come in: {"trusted":true}`,
  `is read by nobody, and the content doesn't come in: {"digest":"${"0".repeat(64)}"}`,
)

export const explained = tests("test/adapters/library/taint/explain.test.ts", "an explanation")
export const config = tests("test/adapters/config/taint/section.test.ts", "the section of taint")
export const doubts = tests(
  "test/adapters/config/taint/doubts.test.ts",
  "a valid section of taint that is likely not meant",
)
const label = "test/kernel/taint/label.test.ts"
export const fromSources = tests(label, "what comes from sources")
export const mayRead = tests(label, "who may read something")
export const tooMany = tests(label, "more sources than a label names")
const schemas = "test/kernel/taint/schemas.test.ts"
export const source = tests(schemas, "a source")
export const reader = tests(schemas, "a reader")
export const commands = tests(schemas, "the commands")

export const suites = tests("test/verification/corpus/run.test.ts", "a corpus that is run")
export const published = tests("test/docs/corpus.test.ts", "what others have written to inject")

/** Agents are judged where the config wants it. */
export const ONLY_WHERE_DECLARED =
  "Which sources are trusted, who may see what, and what each tool does are the customer's to say; agents are judged where the tenant's config has the section `taint` and doesn't say `required: false` in it."

/** A door can prove who says something, and not that it is so. */
export const SOURCES_ARE_BELIEVED =
  "Whoever brings content in is believed about where it comes from and who may see it; an agent is not, of a source that is trusted."

/** What personal data takes beyond that. */
export const READERS_ALONE =
  "Who may see something is the one attribute of privacy that there is. Categories of personal data, purposes, consent and how long something may be kept have none, and nothing here is judged by them."

export const domain = [
  ...sourcesOf("taint"),
  "kernel/known.ts",
  "kernel/gate/decide.ts",
  "kernel/gate/stages.ts",
  "adapters/library/taint",
  "adapters/reading/arguments.ts",
  "adapters/texts",
  "adapters/config/taint",
]

/** How a label goes from one life of the gate to the next. */
export const log = ["kernel/ledger", "adapters/store", "adapters/signer"]
