import type { Control } from "../../control.ts"
import { sitesOf, sourcesOf, tests } from "../../cite.ts"

const sites = sitesOf("taint")
const library = "test/adapters/library/taint/taint.test.ts"
const attacks = "test/adapters/library/taint/attacks.test.ts"
const strict = tests(library, "a call of a strict conversation")
const byValue = tests(library, "a call of a conversation in value mode")
const call = tests(library, "a call")
const stored = tests(library, "what is stored")
const given = tests(library, "what a tool gave back")
const comesIn = tests(library, "content comes in")
const endorsed = tests(library, "an endorsement")
const split = tests(attacks, "a session that is split in two")
const store = tests(attacks, "a payload that goes through a store")
const words = tests(attacks, "a payload that the agent says in its own words")
const flood = tests(attacks, "a flood of harmless step-ups before the harmful one")
const suites = tests("test/verification/corpus/run.test.ts", "a corpus that is run")

export const flow: Control = {
  id: "AC-4",
  title: "Information Flow Enforcement",
  baseline: "Moderate",
  max: "partial",
  objectives: [
    {
      id: "ac-4_obj",
      asks: "Approved authorizations are enforced for controlling the flow of information within the system and between connected systems, by the flow control policies of the organization.",
      origination: "Shared",
      claim:
        "What comes into a conversation keeps where it comes from and who may see it, through whatever an agent makes of it, tools, stores and sub-agents: a call whose arguments have to be trusted runs on none that isn't; in a strict conversation nothing that can't be taken back is done once something untrusted is in view; nothing goes to a recipient who may not see it; and each exception is a person's, signed, for one place, once.",
      threats:
        "A mail, a page or a file tells an agent what to do; what it read is laundered through its own words, a summary, an encoding, a store, an error or a sub-agent; what one person may see is sent to another; somebody vouches for one value and has another one run on it.",
      notShown: [
        "Flows that don't go through the gate: what an agent tells its user, what tools do with each other, what a harness shows a model without saying so.",
        "Whoever brings content in is believed about where it comes from; an agent is not, of a source that is trusted.",
        "In value mode a choice among values that are all trusted may be an attacker's.",
        "Which sources are trusted, who may see what, and what each tool does are the customer's to say; agents are judged where the tenant's config has the section `taint` and doesn't say `required: false` in it.",
      ],
      sites: sites(
        "sinkArgumentIsTrusted@call",
        "controlIsTrusted@call",
        "readersIncludeRecipient@call",
        "controlReadersIncludeRecipient@call",
        "readersIncludeAudience@show",
        "trustedResourceStaysTrusted@write",
        "endorserMayReadIt@endorse",
        "endorsementNamesTheValue@call",
        "endorsementNamesTheTool@call",
        "endorsementNamesTheArgument@call",
        "endorsementIsOfTheConversation@call",
        "sourcesUnite@rule",
        "readersIntersect@rule",
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
      ),
      liveness: [],
      positive: [
        ...strict("is let through once, where somebody vouches for the argument and for the call"),
        ...byValue(
          "is judged by its arguments alone",
          "is the person's own where it stands, whole, in what they said, whatever else has come in",
        ),
        ...stored(
          "comes back with its label, in another conversation too, and is unknown where it was changed past the gate",
        ),
        ...given("has what its arguments have, and what the tool adds; once"),
        ...comesIn("and is shown, between lines that nothing in it can close"),
        ...suites("counts tasks that come to their end alone, those that need a person, and what that one signs"),
      ],
      negative: [
        ...strict("that has seen what isn't trusted destroys nothing, and says why"),
        ...byValue("is trusted in nothing where it can't be taken apart"),
        ...call(
          "needs a conversation where the config says so, of agents alone",
          "of a tool that isn't declared carries out what anybody may see, and nothing else",
        ),
        ...comesIn(
          "and stays out of sight where nobody asks for it, or somebody hears who may not",
          "of a trusted source from no agent, which is asked of nobody",
          "from a person into a conversation of their own alone, which is asked of nobody",
        ),
        ...stored("stays trusted where it is"),
        ...endorsed("is of an eligible person who is not the initiator, signed over what stands there"),
        ...split(
          "controlIsTrusted: what one stored, the other one doesn't act on, not even to a friend",
          "sinkArgumentIsTrusted: nor does it take an address from there",
          "controlIsTrusted: nor does another agent that the first one has spawned",
        ),
        ...store(
          "sinkArgumentIsTrusted: changed there past the gate, it is unknown",
          "trustedResourceStaysTrusted: it takes the place of nothing that is trusted",
        ),
        ...words("controlIsTrusted: read and never shown, it has told the agent something all the same"),
        ...flood(
          "endorsementNamesTheValue: one for a value is none for another",
          "endorsementIsUnused: nor is one that was used",
          "endorsementNamesTheArgument: nor one for another argument, of the same words",
          "endorsementIsOfTheConversation: nor one of another conversation",
        ),
        ...suites("counts what is injected, by its effects; the person says no to it"),
      ],
      sources: [
        ...sourcesOf("taint"),
        "kernel/known.ts",
        "kernel/gate/decide.ts",
        "kernel/gate/stages.ts",
        "adapters/library/taint",
        "adapters/reading/arguments.ts",
        "adapters/texts",
        "adapters/config/taint",
      ],
    },
  ],
}
