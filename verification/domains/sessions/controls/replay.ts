import type { Control } from "../../control.ts"
import { tests } from "../../cite.ts"
import {
  ONLY_WHERE_REQUIRED,
  call,
  cliCall,
  domain,
  goesOn,
  handed,
  hop,
  lives,
  log,
  manyDoors,
  minted,
  opens,
  overHttp,
  proof,
  rolledBack,
  sites,
  twoHundred,
  withRequest,
  within,
} from "./cited.ts"

const possession = "test/adapters/identity/possession.test.ts"
const sender = tests(possession, "the proof that a request is its sender's")
const ofRequest = tests(possession, "a proof is of this request")
const token = tests("test/adapters/identity/credential-token.test.ts", "a credential as it travels")
const statement = tests("test/adapters/identity/statement-proof.test.ts", "a signed statement")

export const replay: Control = {
  id: "IA-2(8)",
  title: "Identification and Authentication (Organizational Users) | Access to Accounts — Replay Resistant",
  baseline: "Moderate",
  max: "partial",
  objectives: [
    {
      id: "ia-2.8_obj",
      asks: "Access to the accounts that the organization names, privileged or not, is authenticated in a way that resists replay.",
      origination: "Shared",
      claim:
        "An agent has access to what a person may do by a credential that is good once, for one tool, for sixty seconds at most, and only with the proof of this very request (method, path, body and credential) by the agent's own key. Whoever has recorded that and sends it again is denied, as often and at as many doors at once as they like, before and after a restart, and sees no more than the first answer with the idempotency key of the first; changed in anything it is nobody's. A log from which the use was cut off is not opened. What a person signs to open a session, to show that they are there or to decide is for exactly that, and to open or to touch takes a signature that is no older than the config says and newer than the last one of theirs that counted, so that each counts once.",
      threats:
        "A call is recorded and sent again, at once two hundred times, tomorrow, after a restart, on a log that was put back; its proof is put on another call, its credential is handed on and used as well; a signature from last week opens a session.",
      notShown: [
        "With API keys, which people and services show with each of their commands, and agents to mint and to read, a request that is recorded tells the key itself. TLS, which the gate takes from whatever stands before it, keeps it from being recorded, and is the organization's or inherited.",
        "Whoever has the API key of a person and what they have signed, and is the first to send it within its time (`factor` of the config), opens or touches once in their place: what the person sends after that is refused, and tells them. In that session nobody but the agent acts that was signed for, with a key of its own.",
        "An answer that was given to an idempotency key is given again for as long as the config says, to the same caller with the same ask: nothing is done twice.",
        "That an agent's key is out of reach for others is the organization's to ensure.",
        ONLY_WHERE_REQUIRED,
      ],
      sites: sites(
        "factorIsProvenNow@open",
        "factorIsProvenNow@touch",
        "factorIsUnspent@open",
        "factorIsUnspent@touch",
        "callerIsOfSession@delegate",
        "callerIsOfSession@present",
        "credentialIsUnexpired@delegate",
        "credentialIsUnexpired@present",
        "credentialIsUnspent@delegate",
        "credentialIsUnspent@present",
        "credentialIsUnspent@lapse",
        "presenterIsMintedAgent@delegate",
        "presenterIsMintedAgent@present",
        "audienceMatches@present",
        "hopAudienceIsParents@rule",
        "hopEndsWithParent@rule",
      ),
      liveness: [],
      positive: [
        ...within(
          "somebody opens one, signed; the agent mints a credential in it, and asks with that: it is allowed",
          "what the token says, the log has; what the log has, is no token",
        ),
        ...call("is allowed with one, which is spent by it: in one record"),
        ...sender(
          "is a DPoP proof (RFC 9449 §4.2) as jose reads it, with the hash of its body",
          "tells whose key it is, and of which bytes",
          "is told apart from each other one",
        ),
        ...token("is read as the gate has signed it"),
        ...opens("by a person, signed now, for one agent; that is their factor"),
        ...cliCall("has its first answer when it is sent again with its key, with another credential"),
      ],
      negative: [
        ...withRequest(
          "sends it once more, and is denied; changed in anything, it proves nothing",
          "of a minting, is somebody else with an API key of its own; with its owner's has one that is still its owner's",
        ),
        ...manyDoors(
          "is spent by one of two hundred, whatever their idempotency keys are",
          "is handed on or spent, never both, nor handed on twice",
        ),
        ...twoHundred("are one call"),
        ...within(
          "one credential, one question: asked once more it is denied, and with its idempotency key it has its answer",
          "a call that is denied spends it all the same, once it could be read at all",
        ),
        ...handed("and is spent by that, for whoever handed it on", "and ends with the one that it comes of"),
        ...hop("is handed on once"),
        ...call(
          "has its first answer when it is sent again with its key, and spends nothing more",
          "is denied with a credential that was spent long ago, though memory has forgotten it",
          "is denied with a credential of which the log knows nothing",
        ),
        ...log("verifies, and a gate that is opened on it goes on where it was"),
        ...minted("once with a key, and the token is the very same, also after a restart"),
        ...rolledBack("is not good again by putting the log back to before that: the gate doesn't open on it"),
        ...lives("where the log was put back to an older copy, too; and over a restart they are what they were"),
        ...ofRequest(
          "not one of another method",
          "not one of another path",
          "not one of another credential",
          "not one of none",
          "and where no credential comes with it, of none",
        ),
        ...opens(
          "at the time of the signature: too late, or before it was made, it counts for nothing",
          "once, where it is asked again with its key, however old the signature has become; and a key is for one ask",
          "once with what is signed: sent again without its key it is refused, after a logout, and after a coming back, too",
        ),
        ...overHttp("are opened once with what is signed: 403, but for whoever sends it again with its key"),
        ...goesOn(
          "and is touched once with a key, however old what was signed has become",
          "and by nothing that was signed before what counted last, though it is of now: not the same once more, nor an older one",
        ),
        ...statement(
          "is of its kind: what was signed as one proves nothing as another",
          "proves nothing over other bytes",
        ),
      ],
      sources: [...domain, ...proof, "adapters/identity/statement-proof.ts", "adapters/store/sqlite.ts"],
    },
  ],
}
