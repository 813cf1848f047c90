import type { Control, Objective } from "../../control.ts"
import { tests } from "../../cite.ts"
import {
  READERS_ALONE,
  SOURCES_ARE_BELIEVED,
  claimed,
  commands,
  domain,
  flood,
  kept,
  log,
  otherReaders,
  otherSources,
  sites,
  stored,
} from "./cited.ts"

const chain = "test/kernel/ledger/chain.test.ts"
const record = tests(chain, "a record")
const verifies = tests(chain, "a log verifies")
const firstBad = tests(chain, "the first bad record is named")
const cut = tests(chain, "a head that was seen shows what the chain alone can't")
const verify = tests("test/adapters/cli/log.test.ts", "interlock log verify")
const offline = tests("test/adapters/cli/log.test.ts", "attack 6: a log that is verified by who holds no private key")
const file = tests("test/adapters/store/sqlite.test.ts", "tampering with the file is found out")

/** What is shown of both attributes of a label alike: a label is one thing, in one record. */
const ofLabels: Pick<Objective, "origination" | "threats" | "sites" | "liveness" | "positive" | "sources"> = {
  origination: "Shared",
  threats:
    "Somebody with the log's file writes another label into it before the gate starts again, or into a copy that is to be believed elsewhere; content comes back from a store with other words under its old name; whoever brings something in sends a label along.",
  sites: sites(
    "endorsementIsSigned@endorse",
    "endorsementNamesTheValue@call",
    "storedTaintReturns@rule",
    "unknownIsUntrusted@rule",
  ),
  liveness: [],
  positive: [
    ...kept("is after a restart what it was: a conversation's, a value's and a resource's"),
    ...stored(
      "comes back with its label, in another conversation too, and is unknown where it was changed past the gate",
    ),
    ...record("is read back as it was written"),
    ...verifies("from its first record to its last, and says where it ends"),
    ...verify("verifies what the gate wrote"),
    ...offline("takes the gate's public key as PEM, as JWK in a file, or as JWK itself, and needs no config file"),
  ],
  sources: [...domain, ...log, "adapters/library/verify-log.ts", "adapters/cli/commands"],
}

const inWhicheverLog = [
  ...kept("is of these bytes alone: of others, of fewer and of none it is unknown, and for one reader"),
  ...claimed,
  ...commands("claim no label, no time and nothing of what the deployment says"),
  ...firstBad(
    "when it was signed again with another key",
    "when its hash, or that of the one before it, is another one by a single digit",
    "when one in the middle is gone",
  ),
  ...cut("a tail that was cut"),
  ...file("when the whole log is signed again with another key"),
  ...verify("names record 2 when a byte of it was changed on disk"),
  ...offline("does not verify with another key"),
]

const WHERE_ELSE = [
  "Labels go to no other system along with content: there is no format in which a receiver outside could verify one. A permit has none.",
  "What the gate answers about labels over HTTP isn't signed, and what a service says of a source and of readers rests on its API key: that nobody changes either on its way (TLS, SC-8) is the organization's or inherited.",
  "Who holds the gate's own key can write a log anew from any record on; heads that were seen elsewhere show it, to whoever keeps them.",
  SOURCES_ARE_BELIEVED,
]

export const integrity: Control = {
  id: "SC-16(1)",
  title: "Transmission of Security and Privacy Attributes | Integrity Verification",
  baseline: "supplemental",
  max: "partial",
  objectives: [
    {
      ...ofLabels,
      id: "sc-16.1_obj-1",
      asks: "The integrity of security attributes that are transmitted is verified.",
      claim:
        "What a value comes from travels in two ways, and is verified on both. In the log, from one life of the gate to the next and in each copy, it stands in a record that is hashed, chained and signed: where it was changed, no gate opens, and `interlock log verify` names the record, for whoever has the public key. With content that goes through a store it travels by the digest of that content: the label comes back with these very bytes, and with others they are unknown. A label that comes along with content is read by nobody.",
      notShown: WHERE_ELSE,
      negative: [
        ...otherSources,
        ...inWhicheverLog,
        ...flood("endorsementNamesTheValue: one for a value is none for another"),
      ],
    },
    {
      ...ofLabels,
      id: "sc-16.1_obj-2",
      asks: "The integrity of privacy attributes that are transmitted is verified.",
      claim:
        "Who may see a value stands in the same label, in the same records and by the same digests as what it comes from: another reader that somebody wrote into the log, or anyone, keeps every gate from opening, and what came back as other bytes is for one person alone.",
      notShown: [READERS_ALONE, ...WHERE_ELSE],
      negative: [...otherReaders, ...inWhicheverLog],
    },
  ],
}
