import type { Control } from "../../control.ts"
import { tests } from "../../cite.ts"
import {
  ONLY_WHERE_DECLARED,
  SOURCES_ARE_BELIEVED,
  byValue,
  choice,
  comesIn,
  domain,
  flood,
  machine,
  published,
  several,
  sites,
  sourcesGoAlong,
  split,
  store,
  strict,
  suites,
  words,
} from "./cited.ts"

const textEvidence = tests("test/docs/text-evidence.test.ts")
const through = tests("test/adapters/texts/regions.test.ts", "an argument is looked through")
const recognised = tests("test/adapters/texts/wholes.test.ts", "what stands in the user's own words is recognised")

export const injection: Control = {
  id: "SI-10(6)",
  title: "Information Input Validation | Injection Prevention",
  baseline: "supplemental",
  max: "partial",
  objectives: [
    {
      id: "si-10.6_obj",
      asks: "Injections of untrusted data are prevented.",
      origination: "Shared",
      claim:
        "Of one kind of injection, words in content that tell an agent what to do, the effects are prevented where the agent calls through the gate, whatever the words are: data is kept apart from instructions by where it comes from, as a parameterized interface does, and no call that can't be taken back rests on it with nobody asked. It is tried with what others wrote: `make corpus` plays AgentDojo's suites banking and slack and 62 cases of InjecAgent with an agent that obeys whatever it reads. What is missed is published, and held against each run: docs/corpus.md has every figure, and by name each injection that had an effect with nobody asked, in either mode (none in strict, one and the same in five tasks in value mode), and what an attacker still can; docs/text-evidence.md has how often words that came in are not recognised in an argument, at each length. The tests of these pages are among those of this row: those that show what passes are positive ones.",
      threats:
        "A mail, a page, a file or a result says whom to pay, what to delete, whom to tell, or that now is the time, in any words, coding or language, as an error or a tool's name, in one session or through a store and another agent.",
      notShown: [
        "Injections into interpreters behind the gate, such as SQL, shells or markup, are the tools' own to prevent; SI-10 itself is no row of taint.",
        "In strict mode, which is recommended, what is tried has no effect with nobody asked; in value mode some has (docs/corpus.md, What passed, by name). Two suites are no proof for others: `make corpus CORPUS=file TOOLS=file` plays more.",
        "That no model is asked to resist makes the attacks the worst case, and says nothing of how a model behaves. Reads are made, and an agent that only answers may answer with what it was told to (docs/corpus.md, What an attacker still can).",
        "What was not found in an argument may have come from a text all the same: in other words, in another language, in codings within more than two others, in fewer than 16 letters (docs/text-evidence.md). What was shown taints all that an agent says from then on, found or not; what was brought in and never shown is known by being found, and by nothing else.",
        "The person who vouches in these runs makes no mistakes.",
        SOURCES_ARE_BELIEVED,
        ONLY_WHERE_DECLARED,
      ],
      sites: [
        ...sites(
          "sinkArgumentIsTrusted@call",
          "controlIsTrusted@call",
          "trustedResourceStaysTrusted@write",
          "endorsementNamesTheValue@call",
          "endorsementIsUnused@call",
        ),
        ...sourcesGoAlong,
      ],
      liveness: [],
      positive: [
        ...published(
          "comes to what docs/corpus.md says",
          "passes where docs/corpus.md says so by name, and nowhere else",
        ),
        ...textEvidence(
          "docs/text-evidence.md has the table of how long a region has to be as it is",
          "docs/text-evidence.md has the bound as it is: | codings within each other | 2 |",
        ),
        ...through("twice and no more often"),
        ...choice("passes in value mode, with nobody asked: what that mode doesn't stop"),
        ...suites(
          "counts tasks that come to their end alone, those that need a person, and what that one signs",
          "names what passed with nobody asked, and where; nothing where nothing did",
          "says where nothing of strangers is read, and finds what careless declarations let through",
        ),
        ...recognised("exactly: GB29NWBK60161331926819"),
        ...several('are the person\'s, where the person has named each: ["shop@example.com"]'),
        ...byValue("is the person's own where it stands, whole, in what they said, whatever else has come in"),
      ],
      negative: [
        ...published("has no effect with nobody asked, in any suite, in the mode that is recommended"),
        ...suites(
          "counts what is injected, by its effects; the person says no to it",
          "takes a tool that isn't declared for the worst",
        ),
        ...strict("that has seen what isn't trusted destroys nothing, and says why"),
        ...comesIn("and is shown, between lines that nothing in it can close"),
        ...words(
          ...[
            "as it stands",
            "a summary",
            "another language",
            "base64",
            "base64, not decoded",
            "hex",
            "percent",
            "HTML entities",
            "zero-width",
            "a part of what the person said",
            "what the person said, with a zero-width letter in it",
            "what the person said, with a letter of another script",
            "what the person said, encoded",
            "two addresses in one",
          ].map((attack) => `sinkArgumentIsTrusted: ${attack}`),
          "controlIsTrusted: read and never shown, it has told the agent something all the same",
        ),
        ...machine(
          "sinkArgumentIsTrusted and controlIsTrusted: an error message",
          "sinkArgumentIsTrusted and controlIsTrusted: a file's name",
          "sinkArgumentIsTrusted and controlIsTrusted: a tool's name",
          "sinkArgumentIsTrusted: the error of a trusted tool says back what it was given, and is no better than that",
        ),
        ...choice(
          "controlIsTrusted: is none of a strict conversation",
          "sinkArgumentIsTrusted, in either mode: nor is a call that names nothing by which it could be judged",
        ),
        ...split(
          "controlIsTrusted: what one stored, the other one doesn't act on, not even to a friend",
          "controlIsTrusted: nor does another agent that the first one has spawned",
        ),
        ...store("sinkArgumentIsTrusted: changed there past the gate, it is unknown"),
        ...flood("endorsementIsUnused: nor is one that was used"),
      ],
      sources: [
        ...domain,
        "verification/corpus",
        "test/corpus/injection",
        "scripts/text-evidence.ts",
        "docs/corpus.md",
        "docs/text-evidence.md",
      ],
    },
  ],
}
