import type { Control } from "../../control.ts"
import {
  ONLY_WHERE_DECLARED,
  SOURCES_ARE_BELIEVED,
  byValue,
  call,
  comesIn,
  domain,
  endorsed,
  flood,
  given,
  sites,
  sourcesGoAlong,
  split,
  store,
  stored,
  strict,
  suites,
  words,
} from "./cited.ts"

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
        SOURCES_ARE_BELIEVED,
        "In value mode a choice among values that are all trusted may be an attacker's.",
        ONLY_WHERE_DECLARED,
      ],
      sites: [
        ...sites(
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
          "readersIntersect@rule",
        ),
        ...sourcesGoAlong,
      ],
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
      sources: domain,
    },
  ],
}
