import type { Control } from "../../control.ts"
import { runsOf, tests } from "../../cite.ts"
import {
  ONLY_WHERE_REQUIRED,
  apiKey,
  call,
  cliCall,
  config,
  domain,
  ended,
  ends,
  goesOn,
  handed,
  inFlight,
  opens,
  required,
  sites,
  within,
} from "./cited.ts"

const runs = runsOf("sessions")

const sweep = tests("test/kernel/sessions/sweep.test.ts", "a sweep")
const place = tests("test/kernel/sessions/rules.test.ts", "a session takes a place")
const caller = tests("test/kernel/sessions/rules.test.ts", "whoever calls")

export const termination: Control = {
  id: "AC-12",
  title: "Session Termination",
  baseline: "Moderate",
  max: "implemented",
  objectives: [
    {
      id: "ac-12_obj",
      asks: "A session of a user is terminated by itself on the conditions, or after what happens, that the organization names.",
      origination: "Configured by Customer",
      claim:
        "A session is over by itself when its time is up, when its person has given no sign of life for too long, and when its person was disabled since it was opened; from that millisecond on nothing is minted, handed on or presented in it, whether or not anybody has swept, also where the call was let in before and its body came after. Signs of life are its person's alone: agents that call keep nothing alive. A credential is over after sixty seconds at most, and so is all that was handed on from it. What is over frees its place at once, and a sweeper puts down that it ended.",
      threats:
        "A laptop is closed, and the agent works on all night; an agent in a loop keeps the session alive, or says for its person that they are there; the sweeper is down, and a session of last week goes on; credentials are minted for stock in the last minute and presented later; a long upload is let in before the end and decided after it.",
      notShown: [
        "How long is too long is the customer's to say: `lifetime`, `idle` and `credential` of the config.",
        "Sessions of people with a user interface, an identity provider, or whatever is behind the gate, are ended by those. People and services give their commands with API keys or signatures, each by itself, and have no session here.",
        "A permit that was given before stands until its time is over (`permit` of the config), and a call that an executor has begun is not interrupted.",
        "Time is that of the host; what keeps its clock right is inherited. It may step back, which the log's own time doesn't follow.",
        "That sessions are marked as ended in the log, rather than being over by the clock, needs a sweeper that runs.",
        ONLY_WHERE_REQUIRED,
      ],
      sites: sites(
        "sessionIsUnexpired@touch",
        "sessionIsUnexpired@mint",
        "sessionIsUnexpired@delegate",
        "sessionIsUnexpired@present",
        "sessionIsNotIdle@touch",
        "sessionIsNotIdle@mint",
        "sessionIsNotIdle@delegate",
        "sessionIsNotIdle@present",
        "subjectIsEnabled@touch",
        "subjectIsEnabled@mint",
        "subjectIsEnabled@delegate",
        "subjectIsEnabled@present",
        "toucherIsHolder@touch",
        "factorIsProvenNow@touch",
        "actorIsOfTenant@touch",
        "credentialIsUnexpired@delegate",
        "credentialIsUnexpired@present",
        "credentialIsUnspent@lapse",
        "credentialIsOver@lapse",
        "sessionIsOpen@expire",
        "expiryIsDue@expire",
        "agentsKeepNothingAlive@rule",
        "hopEndsWithParent@rule",
        "deadSessionsFreeTheirPlace@rule",
      ),
      liveness: runs(
        "everySessionEnds",
        "everySessionEndsTimeStands",
        "everySessionEndsNobodySweeps",
        "everyCredentialEnds",
        "everyCredentialEndsTimeStands",
        "everyCredentialEndsNobodySweeps",
        "nobodyIsLockedOut",
        "nobodyIsLockedOutTimeStands",
        "nobodyIsLockedOutNobodyOpens",
        "nobodyIsLockedOutByStatus",
        "nobodyIsLockedOutAtTheHorizon",
      ),
      positive: [
        ...inFlight(
          "is allowed where nothing happens",
          "is allowed where its session is idle in a millisecond",
          "is allowed where its session would be idle by now, and its person is there",
          "is allowed where its session is over in a millisecond",
        ),
        ...goesOn("by a touch, which is a factor where it is signed, and none where it is not"),
        ...ends("by itself, which is recorded when somebody sweeps"),
        ...opens("as often as the policy allows at a time: one that has ended, is over or was idle frees its place"),
        ...sweep(
          "expires a session from when it is idle on, or from its end on, and not before",
          "lapses a credential that nobody used from its end on, and not before",
        ),
        ...config("gives the kernel's settings", "has credentials of sixty seconds where it doesn't say how long"),
        ...cliCall("asks, and uses what people approved, with a credential that is minted for each"),
      ],
      negative: [
        ...inFlight(
          "is denied where its session becomes idle, and that is recorded",
          "is denied where its session's time is over, though its person is there, and that is recorded",
          "is denied where its person is disabled, and that is recorded",
        ),
        ...ended("has expired by itself: swept or not, neither its id nor any credential of it is good"),
        ...goesOn(
          "as long as its person gives signs of life, and no longer than it lasts",
          "until it is idle, which the clock tells",
          "and not by a touch that is signed wrongly: it is no sign of life either",
          "by nobody but its person, who proves what they like",
        ),
        ...within(
          "nobody sweeps, or somebody does: what nobody used in its time is good for nothing",
          "a narrower scope is felt at once, and so is a session that nobody keeps alive",
        ),
        ...call("is denied sixty seconds after the credential was minted, by the gate's clock"),
        ...handed("and ends with the one that it comes of"),
        ...place("until it is idle, or its time is over"),
        ...caller("gives no sign of life in the person's place"),
        ...apiKey("lets an agent ask for nothing: the denial says what to do, and is recorded"),
        ...required("agents give no command but in their session, and that is recorded"),
      ],
      sources: [...domain, "kernel/gate/clock.ts", "adapters/cli/in-session.ts"],
    },
  ],
}
