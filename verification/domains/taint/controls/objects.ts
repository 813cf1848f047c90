import type { Control } from "../../control.ts"
import {
  ONLY_WHERE_DECLARED,
  READERS_ALONE,
  SOURCES_ARE_BELIEVED,
  byValue,
  call,
  claimed,
  comesIn,
  config,
  domain,
  endorsed,
  fromSources,
  given,
  kept,
  log,
  machine,
  mayRead,
  sites,
  store,
  stored,
  strict,
  told,
  words,
} from "./cited.ts"

export const objects: Control = {
  id: "AC-4(1)",
  title: "Information Flow Enforcement | Object Security and Privacy Attributes",
  baseline: "supplemental",
  max: "partial",
  objectives: [
    {
      id: "ac-4.1_obj-1",
      asks: "Security attributes that are associated with information, source and destination objects are used to enforce the organization's flow control policies, as a basis for flow control decisions.",
      origination: "Shared",
      claim:
        "One attribute is used: where something comes from. Values, conversations, calls and stored resources have it (information and source objects); of each tool the config says what its output adds, which of its arguments have to be trusted, and whether what it does can be taken back (destination objects). A call is decided by these alone, and by the list of trusted sources as it is then. To strip the attribute gives nothing: what has none, or comes back as other bytes than were stored, is of an unknown source, which nobody can trust; what isn't declared of a tool is taken for the worst.",
      threats:
        "Content is separated from where it comes from, and passes as nobody's: it is stored and read again, changed on its way, encoded, said in other words, or brought in with a claim of its own; a tool or an argument that nobody has declared is a way round.",
      notShown: [
        "Classifications, such as levels of secrecy, are no attribute here: there is no order of objects by level.",
        "Flows that don't go through the gate, and what was brought into a conversation and is said not to have been shown.",
        "In value mode an agent's own words are judged by what is found of them in what came in, and by what is in view; a choice among values that are all trusted may be an attacker's.",
        SOURCES_ARE_BELIEVED,
        ONLY_WHERE_DECLARED,
      ],
      sites: sites(
        "sinkArgumentIsTrusted@call",
        "controlIsTrusted@call",
        "trustedResourceStaysTrusted@write",
        "sourcesUnite@rule",
        "ingestNamesTheSource@rule",
        "resultAddsTheTool@rule",
        "storedTaintReturns@rule",
        "unknownIsUntrusted@rule",
      ),
      liveness: [],
      positive: [
        ...config("gives the kernel's settings"),
        ...fromSources("comes from trusted ones where each of them is; from nowhere, too"),
        ...byValue("is the person's own where it stands, whole, in what they said, whatever else has come in"),
        ...stored(
          "comes back with its label, in another conversation too, and is unknown where it was changed past the gate",
        ),
        ...given("has what its arguments have, and what the tool adds; once"),
        ...kept("is after a restart what it was: a conversation's, a value's and a resource's"),
      ],
      negative: [
        ...strict("that has seen what isn't trusted destroys nothing, and says why"),
        ...kept(
          "is still asked after a restart, of what nobody has said since",
          "is of these bytes alone: of others, of fewer and of none it is unknown, and for one reader",
        ),
        ...claimed,
        ...fromSources("is not trusted where nobody knows them"),
        ...byValue(
          "is not the person's own in a form that some program reads otherwise, and not where nobody says such a thing",
          "is trusted in nothing where it can't be taken apart",
        ),
        ...store(
          "sinkArgumentIsTrusted: changed there past the gate, it is unknown",
          "trustedResourceStaysTrusted: it takes the place of nothing that is trusted",
        ),
        ...words(
          "sinkArgumentIsTrusted: a summary",
          "sinkArgumentIsTrusted: another language",
          "sinkArgumentIsTrusted: base64",
        ),
        ...machine(
          "sinkArgumentIsTrusted and controlIsTrusted: a tool that nobody has declared is taken for the worst",
        ),
      ],
      sources: [...domain, ...log],
    },
    {
      id: "ac-4.1_obj-2",
      asks: "Privacy attributes that are associated with information, source and destination objects are used to enforce the organization's flow control policies, as a basis for flow control decisions.",
      origination: "Shared",
      claim:
        "One attribute that serves privacy is used: who may see something. What is made of several may be seen by those alone who may see all of it. It goes to a recipient, an audience or an endorser only where each of them is among its readers; what names no recipient that one could know goes out only where anyone may see it; and what nobody has labelled is for the person alone for whom the conversation is.",
      threats:
        "A letter to one person is shown to a team, put into a message to another one beside harmless words, sent in a copy to somebody whom no declared argument names, or put before somebody to be vouched for.",
      notShown: [
        READERS_ALONE,
        "Readers are names; that one human being or one mailbox is behind a name is the organization's to ensure.",
        "Whoever has an API key of the tenant reads each conversation's label, and digests of what it was made of.",
        SOURCES_ARE_BELIEVED,
        ONLY_WHERE_DECLARED,
      ],
      sites: sites(
        "readersIncludeAudience@show",
        "readersIncludeRecipient@call",
        "controlReadersIncludeRecipient@call",
        "endorserMayReadIt@endorse",
        "readersIntersect@rule",
        "storedTaintReturns@rule",
        "unknownIsUntrusted@rule",
      ),
      liveness: [],
      positive: [
        ...mayRead("is each of its readers, and nobody who is called nearly so"),
        ...told('is let in: "bob"', 'is let in: ["bob","alice"]'),
        ...kept("is after a restart what it was: a conversation's, a value's and a resource's"),
      ],
      negative: [
        ...mayRead("are those of both in what is made of both"),
        ...told(
          'is not: "carol"',
          'is not: ["bob","carol"]',
          'is nobody whom one could know, where an argument that nobody has declared may name them: {"bcc":"carol"}',
          "is nobody whom one could know, where there are more than a call may name",
        ),
        ...comesIn("and stays out of sight where nobody asks for it, or somebody hears who may not"),
        ...call("of a tool that isn't declared carries out what anybody may see, and nothing else"),
        ...kept("is of these bytes alone: of others, of fewer and of none it is unknown, and for one reader"),
        ...claimed,
        ...endorsed("is of an eligible person who is not the initiator, signed over what stands there"),
      ],
      sources: [...domain, ...log],
    },
  ],
}
