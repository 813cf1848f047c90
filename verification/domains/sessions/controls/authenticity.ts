import type { Control } from "../../control.ts"
import { tests } from "../../cite.ts"
import {
  ONLY_WHERE_REQUIRED,
  badFaith,
  call,
  directory,
  domain,
  elsewhere,
  ends,
  goesOn,
  handed,
  hop,
  lives,
  minted,
  opens,
  proof,
  sites,
  withCredential,
  within,
} from "./cited.ts"

const fixation = "test/adapters/http/sessions/fixation.test.ts"
const givenId = tests(fixation, "a session has the id that the gate gives it")
const bait = tests(fixation, "somebody who is led into a session that another person has opened")
const knowsId = tests(fixation, "somebody who knows the id of a session")
const socket = tests("test/adapters/http/sessions/thieves.test.ts", "a service on a socket")
const token = "test/adapters/identity/credential-token.test.ts"
const travels = tests(token, "a credential as it travels")
const header = tests(token, "a credential has the gate's header and no other")
const signed = tests(token, "a credential is signed with the gate's key")
const sameKey = tests(token, "what the same key signs")
const known = tests("test/adapters/identity/possession.test.ts", "a proof is made with a key that the gate knows")
const proofKey = tests("test/adapters/identity/proof-key.test.ts", "the key of an agent")
const ownKey = tests("test/adapters/config/sessions/section.test.ts", "the key by which credentials are an agent's own")
const ids = tests("test/kernel/sessions/schemas.test.ts", "an id")
const commands = tests("test/kernel/sessions/schemas.test.ts", "the commands")

export const authenticity: Control = {
  id: "SC-23",
  title: "Session Authenticity",
  baseline: "Moderate",
  max: "partial",
  objectives: [
    {
      id: "sc-23_obj",
      asks: "The authenticity of sessions of communication is protected.",
      origination: "Shared",
      claim:
        "A session is its person's, who has opened it with their own signature for one agent, under an id that the gate gives and nobody names. To know that id lets nobody do anything. All that is done in it is done by credentials that the gate has signed, each bound to the key of one agent and to one session, and proven with each request for its exact bytes: taken by somebody else, put together out of two, sent with another body or to another path, it is refused, where another agent of the tenant tries it by name and in the log. Through however many hands it goes, it speaks for the person who opened the session, for the same tool, and for no more than before.",
      threats:
        "A session is hijacked with its id, with a credential that was read in a log or on its way, or out of another tenant; somebody has a victim's agent work in a session that they have named or opened themselves; the body of a request is exchanged on its way; a header is forged until a verifier takes another algorithm or another key; one agent lends another one what it has.",
      notShown: [
        "The gate doesn't know the network: that requests and answers are read and changed by nobody on their way (TLS, SC-8) is the organization's or inherited, and so is that an agent talks to this gate and no other. Answers are not signed, but for permits, credentials and the log.",
        "Ids of sessions are the gate's own and come once; they are no secrets, follow from the log, and are not random: SC-23(3) is not claimed.",
        "Whoever has an agent's API key and its key is that agent, for as long as the person's session lasts.",
        "What people and services do with API keys has no session. Sessions with whatever is behind the gate are the organization's.",
        ONLY_WHERE_REQUIRED,
      ],
      sites: sites(
        "openerIsHuman@open",
        "actorIsOfTenant@open",
        "factorIsProvenNow@open",
        "sessionsAreBelowCap@open",
        "actorIsOfTenant@touch",
        "toucherIsHolder@touch",
        "factorIsProvenNow@touch",
        "actorIsOfTenant@end",
        "enderIsHolderOrAdmin@end",
        "actorIsOfTenant@mint",
        "agentIsOfSession@mint",
        "callerIsOfSession@mint",
        "factorIsFresh@mint",
        "actorIsOfTenant@delegate",
        "callerIsOfSession@delegate",
        "presenterIsMintedAgent@delegate",
        "credentialIsUnspent@delegate",
        "hopScopeIsWithinParent@delegate",
        "hopIsWithinDepth@delegate",
        "hopAgentIsNew@delegate",
        "actorIsOfTenant@present",
        "callerIsOfSession@present",
        "presenterIsMintedAgent@present",
        "credentialIsUnspent@present",
        "audienceMatches@present",
        "effectIsWithinCredential@present",
        "mintSubjectIsSessions@rule",
        "hopSubjectIsParents@rule",
        "hopAudienceIsParents@rule",
      ),
      liveness: [],
      positive: [
        ...givenId("which nobody has named before, and which is in what its credentials say"),
        ...within("somebody opens one, signed; the agent mints a credential in it, and asks with that: it is allowed"),
        ...handed("from agent to agent, and the last of them calls, for the same person and in the same minute"),
        ...travels(
          "says what the log has of it, and is bound to its agent's key",
          "names the hands through which it went, the latest outermost",
        ),
        ...badFaith("as a body that comes in parts, or is longer than most, is proven by all of its bytes"),
        ...ids("is of one kind alone, a person's by what it is not"),
        ...ownKey("is a JWK in the config, known by its thumbprint (RFC 8037 appendix A.3)"),
      ],
      negative: [
        ...givenId("and none that somebody names: not beside what is signed, nor in it"),
        ...bait(
          "is not who acts there: what their agent mints speaks for whoever opened it, and nothing of theirs comes of it",
          "gives it no life and no factor, and never makes it theirs",
        ),
        ...knowsId(
          "has nothing by that: no credential, no look at it, no life of it and no end",
          "and has a credential of a session of their own, presents it in no other: each says in the gate's signature where it is of",
        ),
        ...withCredential(
          "and no key that the gate knows, is nobody: 401, and nothing is recorded",
          "and is another agent of the tenant, is denied by name, and that is recorded; its owner still has it",
          "and a session of its own, has no use of the two together",
          "has no other of it by changing it: not signed by the gate, it is none",
        ),
        ...badFaith(
          "is answered as nobody's, however large or odd; nothing is recorded, and nothing fails",
          "is told 429 after a few, from where it comes; who proves what they send is let in at once",
          "as a body that is another one, is not even read: it is no JSON, and nobody says so",
          "by a hostile tenant of the same service, reaches nobody else's",
        ),
        ...socket("takes no header twice: neither two ways to say who asks, nor two proofs"),
        ...elsewhere("one is refused: 401, and both ways to say who asks are named"),
        ...handed(
          "by nobody with an API key, and with no proof of another request: 401",
          "by nobody but its agent: whoever else presents it is refused by name, and that is recorded",
        ),
        ...minted(
          "by nobody who doesn't prove this very request with the agent's own key: 401, which says why, and nothing is recorded",
        ),
        ...call(
          "is denied for whoever stole the credential, and it stays good for its holder",
          "is denied from another session than its credential's, and for another person than its subject",
        ),
        ...hop("is for the other agent alone, and lies a hand deeper"),
        ...opens(
          "and not without a signature, nor with another's, nor for something else: it is recorded, and the door says why",
          "by no agent and no service, who have no key, and by nobody who is no subject",
        ),
        ...goesOn("by nobody but its person, who proves what they like"),
        ...ends("when its person logs out, or an administrator revokes it, and nobody else"),
        ...directory("has no sessions among them, and no session is one of them"),
        ...lives("where the log starts again, the same commands bring others into being; the former are unknown"),
        ...header(
          "not with none",
          "not with HMAC",
          "not with a key of its own",
          "not with a key to be fetched",
          "not with the type of a permit",
          "nor with another key's name, whoever has signed it",
        ),
        ...signed(
          "and not with another under its name, nor with the public key as a secret, nor by nobody",
          "as a whole: the claims of one under the signature of another are nobody's",
          "unaltered: with another character anywhere it is none",
        ),
        ...sameKey("as a permit is no credential", "as a credential is no permit"),
        ...known(
          "and is signed with that key",
          "and not with one for which anybody can sign: the config has none, and nothing is worked out for another",
        ),
        ...proofKey(
          "is a point of prime order in its one encoding: no key of CCTV is one that a signature of anybody's fits",
        ),
        ...ownKey("is an agent's, and of one agent"),
        ...commands("claim no subject, and carry no tenant, no lifetime, no depth and no cap"),
      ],
      sources: [...domain, ...proof],
    },
  ],
}
