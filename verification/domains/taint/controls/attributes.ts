import type { Control } from "../../control.ts"
import {
  ONLY_WHERE_DECLARED,
  READERS_ALONE,
  SOURCES_ARE_BELIEVED,
  changed,
  claimed,
  comesIn,
  commands,
  config,
  conversation,
  domain,
  doubts,
  explained,
  fromSources,
  given,
  kept,
  log,
  logged,
  mayRead,
  otherReaders,
  otherSources,
  reader,
  sites,
  source,
  split,
  store,
  stored,
  told,
  tooMany,
} from "./cited.ts"

const OUTSIDE =
  "Information that doesn't come through the gate has no label: what tools hold, what a model keeps, what goes from one service to another. Labels go to no other system along with it."

const sources = [...domain, ...log]

/** What makes a label out of others, on every way that content takes. */
const everyWay = sites(
  "sourcesUnite@rule",
  "readersIntersect@rule",
  "outputJoinsInputs@rule",
  "outputJoinsContext@rule",
  "resultJoinsArguments@rule",
  "childStartsWithParent@rule",
  "writeJoinsValue@rule",
  "writeJoinsContext@rule",
  "storedTaintReturns@rule",
)

/** What gives something its first label. */
const atTheDoor = sites("ingestNamesTheSource@rule", "resultAddsTheTool@rule", "unknownIsUntrusted@rule")

export const attributes: Control = {
  id: "AC-16",
  title: "Security and Privacy Attributes",
  baseline: "supplemental",
  max: "partial",
  objectives: [
    {
      id: "ac-16_obj.a-1",
      asks: "There are the means to associate types of security attributes with values of them, for information in storage, in process and in transmission.",
      origination: "Shared",
      claim:
        "Each value, conversation, call and stored resource has the sources that it comes from: given as it comes in (process), joined as something is made of it or goes through a tool (transmission), and kept with what is stored under a name, to come back with it (storage). What has none is of an unknown source.",
      threats:
        "Something is in a conversation and nobody can tell where it came from; a store or a tool is a place where that is lost; somebody gives their words a better origin than they have.",
      notShown: [OUTSIDE, SOURCES_ARE_BELIEVED, ONLY_WHERE_DECLARED],
      sites: [...atTheDoor, ...sites("resultJoinsArguments@rule", "writeJoinsValue@rule", "storedTaintReturns@rule")],
      liveness: [],
      positive: [
        ...comesIn("and is shown, between lines that nothing in it can close"),
        ...given("has what its arguments have, and what the tool adds; once"),
        ...stored(
          "comes back with its label, in another conversation too, and is unknown where it was changed past the gate",
        ),
        ...kept("is after a restart what it was: a conversation's, a value's and a resource's"),
      ],
      negative: [
        ...kept("is of these bytes alone: of others, of fewer and of none it is unknown, and for one reader"),
        ...comesIn("of a trusted source from no agent, which is asked of nobody"),
        ...given("is an agent's to say, where it counts as untrusted; not where the tool is trusted"),
        ...claimed,
      ],
      sources,
    },
    {
      id: "ac-16_obj.a-2",
      asks: "There are the means to associate types of privacy attributes with values of them, for information in storage, in process and in transmission.",
      origination: "Shared",
      claim:
        "Beside its sources each of them has its readers, those who may see it: named as it comes in, or else the person alone for whom the conversation is; those of all parts together where something is made of several; and kept with what is stored.",
      threats:
        "Content about one person becomes visible to others because nothing that was made of it says for whom it was.",
      notShown: [READERS_ALONE, OUTSIDE, SOURCES_ARE_BELIEVED],
      sites: sites(
        "readersIncludeAudience@show",
        "readersIncludeRecipient@call",
        "readersIntersect@rule",
        "storedTaintReturns@rule",
        "unknownIsUntrusted@rule",
      ),
      liveness: [],
      positive: [
        ...mayRead("is each of its readers, and nobody who is called nearly so"),
        ...told('is let in: "bob"'),
        ...kept("is after a restart what it was: a conversation's, a value's and a resource's"),
      ],
      negative: [
        ...mayRead("are those of both in what is made of both"),
        ...comesIn("and stays out of sight where nobody asks for it, or somebody hears who may not"),
        ...told('is not: "carol"'),
        ...kept("is of these bytes alone: of others, of fewer and of none it is unknown, and for one reader"),
      ],
      sources,
    },
    {
      id: "ac-16_obj.b-1",
      asks: "Attributes are associated.",
      origination: "Shared",
      claim:
        "Nothing is in a conversation without a label. Whatever comes in names its source, what a tool gave back has that of the tool, what is read and was never labelled is unknown, what an agent says by itself has that of all it was shown, and a conversation that another one spawned begins with that one's.",
      threats:
        "Content comes in by a way on which nobody labels it: as a result, out of a store, as an agent's own words, by a sub-agent.",
      notShown: [
        OUTSIDE,
        "What an agent has seen and the gate was not told of, or was told that it wasn't shown, is in no label of the conversation.",
        SOURCES_ARE_BELIEVED,
        ONLY_WHERE_DECLARED,
      ],
      sites: [
        ...atTheDoor,
        ...sites(
          "contextJoinsWhatIsShown@rule",
          "contextJoinsWhatIsRead@rule",
          "outputJoinsContext@rule",
          "childStartsWithParent@rule",
        ),
      ],
      liveness: [],
      positive: [
        ...comesIn("and is shown, between lines that nothing in it can close"),
        ...given("has what its arguments have, and what the tool adds; once"),
        ...conversation("that another one spawned begins with what that has seen"),
        ...changed("is a record, with who made it by what and when, and the label after it"),
      ],
      negative: [
        ...fromSources("is not trusted where nobody knows them"),
        ...claimed,
        ...commands("claim no label, no time and nothing of what the deployment says"),
        ...split("controlIsTrusted: nor does another agent that the first one has spawned"),
      ],
      sources,
    },
    {
      id: "ac-16_obj.b-2",
      asks: "The associations are retained with the information.",
      origination: "Shared",
      claim:
        "On every way that content takes through the gate its label goes along, and only grows stricter: more sources, fewer readers. An endorsement changes no label. It is there after a restart, in another conversation and in another agent's; it is no longer that of content whose bytes are others, and in the log nobody changes it unseen.",
      threats:
        "Content loses its label by being summarised, joined with harmless words, sent through a tool, stored, read in another session or after a restart, or by who has the log's file.",
      notShown: [
        OUTSIDE,
        "Of words that an agent says by itself the label is that of all that was shown to it. Which text they came from is told where it is recognised (docs/text-evidence.md).",
        "Who holds the gate's own key can write a log anew; heads that were seen elsewhere show it.",
      ],
      sites: [
        ...everyWay,
        ...sites(
          "trustedResourceStaysTrusted@write",
          "contextJoinsWhatIsShown@rule",
          "contextJoinsWhatIsRead@rule",
          "resultAddsTheTool@rule",
          "unknownIsUntrusted@rule",
        ),
      ],
      liveness: [],
      positive: [
        ...kept(
          "is after a restart what it was: a conversation's, a value's and a resource's",
          "is still asked after a restart, of what nobody has said since",
        ),
        ...stored(
          "comes back with its label, in another conversation too, and is unknown where it was changed past the gate",
        ),
        ...explained("of a call has its arguments, and what its conversation and those before it had seen by then"),
      ],
      negative: [
        ...kept("is of these bytes alone: of others, of fewer and of none it is unknown, and for one reader"),
        ...otherSources,
        ...otherReaders,
        ...split(
          "controlIsTrusted: what one stored, the other one doesn't act on, not even to a friend",
          "sinkArgumentIsTrusted: nor does it take an address from there",
        ),
        ...store(
          "sinkArgumentIsTrusted: changed there past the gate, it is unknown",
          "trustedResourceStaysTrusted: it takes the place of nothing that is trusted",
        ),
      ],
      sources,
    },
    {
      id: "ac-16_obj.c-1",
      asks: "The permitted security attributes are established for the systems that the organization names.",
      origination: "Configured by Customer",
      claim:
        "A tenant's config says which sources there are, which of them are trusted, and which each tool adds; a name that is none of them is no valid config. What is brought in under another name is of a source that nobody trusts.",
      threats:
        "A source is misspelt and trusted, or trusted because nobody has said anything of it; the unknown is declared trusted.",
      notShown: [
        "Which sources an organization takes to be trusted, and why, is the customer's.",
        "Content of a source that isn't declared is taken in; it is labelled so, and not trusted.",
        ONLY_WHERE_DECLARED,
      ],
      sites: sites("sinkArgumentIsTrusted@call", "unknownIsUntrusted@rule"),
      liveness: [],
      positive: [
        ...config("gives the kernel's settings", "is strict, and names no recipients, where it doesn't say"),
        ...fromSources("comes from trusted ones where each of them is; from nowhere, too"),
      ],
      negative: [
        ...config(
          "refuses a source that is nowhere, and says what to do",
          "refuses what nobody has labelled, and says what to do",
          "refuses a tool that is nowhere, and says what to do",
          "refuses a name twice, and says what to do",
          "may be left out: then nobody needs a conversation, and nothing is trusted",
        ),
        ...fromSources("is not trusted where nobody knows them"),
      ],
      sources: [...sources, "interlock.example.yaml"],
    },
    {
      id: "ac-16_obj.c-2",
      asks: "The permitted privacy attributes are established for the systems that the organization names.",
      origination: "Configured by Customer",
      claim:
        "There is one, who may see something. It stands in every label, and nothing else does. The config says it of what each tool adds, and whoever brings content in says it of that, or the content is for one person alone.",
      threats: "Content is for everybody because nobody said for whom; a label has something in it that nothing asks.",
      notShown: [
        READERS_ALONE,
        "Readers are not declared one by one: an id or an address that nobody has may be named, and then nobody has it.",
        "Who may see what is the customer's to say.",
      ],
      sites: sites("readersIncludeRecipient@call", "unknownIsUntrusted@rule"),
      liveness: [],
      positive: [
        ...config("gives the kernel's settings"),
        ...reader("stands in a label beside where it comes from, and nothing else does"),
      ],
      negative: [
        ...config(
          "refuses readers that are none, and says what to do",
          "refuses what sends to nobody, and says what to do",
          "refuses a recipient that is no argument, and says what to do",
        ),
        ...claimed,
      ],
      sources: [...sources, "interlock.example.yaml"],
    },
    {
      id: "ac-16_obj.d",
      asks: "The permitted values or ranges of each of these attributes are determined.",
      origination: "Shared",
      claim:
        "A source is a name of at most 64 characters of a fixed alphabet, and no pattern; a reader is an actor's id or an address of at most 128, or anyone. A label has at most 32 of each, each once; more sources are all that there are, which nobody trusts. Other values are refused as they are read, at every door and in the log.",
      threats:
        "A value that one part reads otherwise than another one: a wildcard, an invisible letter, a name twice; so many sources that the worst of them falls out of the label.",
      notShown: ["Which of the permitted values an organization uses is the customer's."],
      sites: sites("sourcesUnite@rule", "readersIntersect@rule"),
      liveness: [],
      positive: [
        ...tooMany("are all that there are, from the thirty-third on", "are all however they came together"),
        ...reader("stands in a label beside where it comes from, and nothing else does"),
      ],
      negative: [
        ...source(
          "is a name of 64 characters at most, and no pattern",
          "is one of 32 at most, each once; where there are more, all that there are",
        ),
        ...reader(
          "is whoever an actor may be, or an address: printable ASCII without spaces that JSON writes as it is",
          "is one of 32 at most, each once, or anyone",
        ),
        ...tooMany("are trusted by nobody, though each of them were"),
        ...config("refuses more than a record holds"),
      ],
      sources,
    },
    {
      id: "ac-16_obj.e",
      asks: "Changes to attributes are audited.",
      origination: "Shared",
      claim:
        "A label changes in no other way than by a command, and each command is a record: who, what, when, under which policy, and the label after it. A refused one changes none, and is recorded with the guards that refused it. What a label comes from is told from these records, back to where everything in it came in, and without the content.",
      threats:
        "A label is made better, and nobody can say by whom; what was refused leaves a trace in a label; the log gives away what it was to protect.",
      notShown: [
        "Whoever has an API key of the tenant may ask where a label comes from, and is told digests by which short content can be guessed.",
        "Changes to the config are seen by the digest of the policy in each record, and by no record of their own. That somebody reads the log is the organization's.",
      ],
      sites: sites(
        "contextJoinsWhatIsShown@rule",
        "contextJoinsWhatIsRead@rule",
        "writeJoinsValue@rule",
        "writeJoinsContext@rule",
        "readersIncludeAudience@show",
        "trustedResourceStaysTrusted@write",
      ),
      liveness: [],
      positive: [
        ...changed("is a record, with who made it by what and when, and the label after it"),
        ...explained(
          "of a call has its arguments, and what its conversation and those before it had seen by then",
          "names what it leaves out, and doesn't list without end what a conversation had seen",
        ),
      ],
      negative: [
        ...changed("is none where it is refused, which is recorded too"),
        ...explained("is of what is there, in the own tenant"),
        ...logged("the log has digests of what came in, and none of it"),
        ...otherSources,
        ...otherReaders,
      ],
      sources,
    },
    {
      id: "ac-16_obj.f-1",
      asks: "Security attributes are reviewed for applicability, as often as the organization says.",
      origination: "Provided by Customer",
      claim:
        "The review is people's, and is not claimed. What the gate does for it: `interlock config check` says of each valid section what is likely not meant (nothing trusted, tools that nobody has declared, tools that bring something from nowhere), and a change counts at the next use, since a label names sources and not whether they are trusted.",
      threats:
        "Tools and sources come and go, and the declarations stay as they were; what is no longer trusted goes on being trusted in old labels.",
      notShown: [
        "That anybody reviews, how often, and what is found.",
        "Doubts are of the config alone: that a tool does what is declared of it, no check can see.",
        "The config is read when the service starts.",
      ],
      sites: sites("sinkArgumentIsTrusted@call"),
      liveness: [],
      positive: [...doubts("is none where all is well, and where there is no section")],
      negative: [
        ...doubts(
          "trusts nothing, and has nobody who endorses",
          "names a role that nobody holds who could sign, or an agent holds",
          "leaves a tool out, or says that it reads and brings nothing",
        ),
      ],
      sources: [...sources, "adapters/cli/commands"],
    },
    {
      id: "ac-16_obj.f-2",
      asks: "Privacy attributes are reviewed for applicability, as often as the organization says.",
      origination: "Provided by Customer",
      claim:
        "The review is people's, and is not claimed. What the gate does for it: the readers of each value and conversation can be asked for, and where they come from, back to whoever named them; what is left out of an answer is named.",
      threats: "Nobody can say any more why somebody may see something, so that nobody reviews it.",
      notShown: ["That anybody reviews, how often, and what is found.", READERS_ALONE],
      sites: sites("readersIntersect@rule"),
      liveness: [],
      positive: [
        ...explained("of a call has its arguments, and what its conversation and those before it had seen by then"),
        ...kept("is after a restart what it was: a conversation's, a value's and a resource's"),
      ],
      negative: [
        ...explained(
          "names what it leaves out, and doesn't list without end what a conversation had seen",
          "is of what is there, in the own tenant",
        ),
      ],
      sources,
    },
  ],
}
