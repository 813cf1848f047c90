import type { Control } from "../control.ts"
import { runsOf, sitesOf, sourcesOf, tests } from "../cite.ts"

const sites = sitesOf("break-glass")
const runs = runsOf("break-glass")

const examples = "test/kernel/break-glass/examples.test.ts"
const deadSweeper = tests(examples, "a sweeper that died")
const steppingClock = tests(examples, "a clock that steps")
const agent = tests(examples, "an agent")
const namesake = tests(examples, "a namesake in another tenant")
const secondFactor = tests(examples, "a second factor")
const selfSigner = tests(examples, "who countersigns for themselves")
const kept = tests("test/kernel/break-glass/chart.test.ts", "what is kept")
const asked = tests("test/kernel/gate/emergency.test.ts", "emergency access")
const called = tests("test/kernel/gate/emergency.test.ts", "a call under a grant")
const gate = tests("test/kernel/gate/gate.test.ts", "emergency access")
const answer = tests("test/kernel/gate/gate.test.ts", "an answer")
const disk = tests("test/adapters/store/emergency.test.ts", "emergency access on disk")
const firstBad = tests("test/kernel/ledger/chain.test.ts", "the first bad record is named")
const log = tests("test/adapters/http/app.test.ts", "the log")
const library = "test/adapters/library/break-glass/break-glass.test.ts"
const asks = tests(library, "emergency access is asked for")
const begins = tests(library, "emergency access begins")
const underGrant = tests(library, "a call under a grant")
const stolen = tests(library, "attack 10: what a stolen key asked for, or countersigned, ends with the key")
const openings = tests(
  "test/adapters/library/break-glass/openings.test.ts",
  "attack 11: a grant on a module opens nothing of it but what the policy names by its type",
)
const policies = tests(
  "test/adapters/library/break-glass/policies.test.ts",
  "attack 10: what the policy no longer lets anybody have, nobody has",
)
const unusable = tests(
  "test/adapters/library/break-glass/policies.test.ts",
  "attack 26: nobody countersigns what can't be used, since the config has changed",
)
const http = tests("test/adapters/http/break-glass/grants.test.ts", "emergency access over HTTP")
const tenants = tests("test/adapters/http/break-glass/grants.test.ts", "tenants share no grant")
const config = tests("test/adapters/config/config.test.ts", "a config file")
const statement = tests("test/adapters/identity/statement-proof.test.ts", "a signed statement")

const domain = [
  ...sourcesOf("break-glass"),
  "kernel/gate/decide.ts",
  "kernel/gate/gate.ts",
  "kernel/gate/permit.ts",
  "adapters/library/break-glass",
  "adapters/store/sqlite.ts",
]

export const controls: readonly Control[] = [
  {
    id: "AC-2(2)",
    title: "Account Management | Automated Temporary and Emergency Account Management",
    baseline: "Moderate",
    max: "partial",
    objectives: [
      {
        id: "ac-2.2_obj",
        asks: "Temporary and emergency accounts are removed or disabled by themselves after the time that the organization sets for each type.",
        origination: "Shared",
        claim:
          "Emergency access through the gate is a grant, and every grant ends by itself: from the moment at which its time is over, told from the countersignature on and bounded by the policy, nothing is permitted under it, whether or not anybody swept, and also after a restart or when the clock steps back. A permit never outlives its grant. What is swept late is put down with the end that it had.",
        threats:
          "Emergency access stays: the sweeper is down, the service was restarted, the clock steps back, somebody asks for a year or asks again the moment a grant is over; a request that everybody forgot is countersigned weeks later.",
        notShown: [
          "The gate makes no accounts. Those of the operating systems, databases and clouds behind it, and whatever credentials an executor holds there, are the organization's to disable or remove.",
          "Temporary accounts are not covered: people, agents and API keys stand in the config file until somebody takes them out.",
          "How long is too long is the organization's to say (`maxDuration`); the gate holds each grant to it, when it is asked for, when it is countersigned and at each use.",
          "A permit that was given before the end stands until its own deadline, which is no later; a call that an executor has begun is not interrupted.",
          "Time is that of the host; what keeps its clock right is inherited. It may step back, which the log's own time doesn't follow.",
          "That grants are marked as ended in the log, rather than being over by the clock, needs a sweeper that runs.",
        ],
        sites: sites(
          "durationIsWithinBounds@request",
          "durationIsWithinBounds@countersign",
          "durationIsWithinBounds@use",
          "cooldownHasPassed@request",
          "requestIsFresh@countersign",
          "grantIsRequested@lapse",
          "lapseIsDue@lapse",
          "grantIsActive@use",
          "grantIsUnexpired@use",
          "grantIsOpen@revoke",
          "grantIsUnexpired@revoke",
          "grantIsActive@expire",
          "expiryIsDue@expire",
          "openIsByNow@rule",
          "cooldownCountsTheUnswept@rule",
          "endIsTheRealEnd@rule",
          "expiryRunsFromActivation@rule",
        ),
        liveness: runs(
          "everyGrantIsOver",
          "everyGrantIsOverTimeStands",
          "everyRequestIsOver",
          "everyRequestIsOverTimeStands",
          "everyGrantEnds",
          "everyGrantEndsTimeStands",
          "everyGrantEndsNobodySweeps",
          "everyGrantEndsUnbounded",
          "everyRequestSettles",
          "everyRequestSettlesTimeStands",
          "everyRequestSettlesNobodySweeps",
        ),
        positive: [
          ...disk(
            "is there after a restart, for as long as it has time",
            "is swept after a restart, with the end that it had",
          ),
          ...gate("is swept with everything else that is overdue, in one go"),
          ...kept(
            "says when a grant expired, by its deadline, swept in time",
            "says when a grant expired, by its deadline, swept a day late",
          ),
        ],
        negative: [
          ...disk(
            "ends by the clock while the gate is down, though nobody sweeps",
            "that is over stays over, over restarts and a clock that steps back",
            "that nobody countersigned in time is over too",
          ),
          ...gate("ends by the clock though nobody sweeps, and each check is a record"),
          ...called("has a permit that never outlives the grant"),
          ...underGrant("is denied from the grant's end on, swept or not; its permit is no longer good either"),
          ...deadSweeper(
            "extends no grant: nothing is used, revoked or counted after the deadline",
            "extends no request: nobody settles it after its time",
            "spares nobody the cooldown: it runs from the deadline, swept or not",
            "that comes back late stamps the deadline, and lengthens neither the grant nor the cooldown",
          ),
          ...steppingClock("back, below what was recorded, opens nothing"),
        ],
        sources: [...domain, "kernel/ledger/chain.ts"],
      },
    ],
  },
  {
    id: "AC-3(10)",
    title: "Access Enforcement | Audited Override of Access Control Mechanisms",
    baseline: "supplemental",
    max: "implemented",
    objectives: [
      {
        id: "ac-3.10_obj",
        asks: "Access control is overridden only under the conditions and by the roles that the organization names, and the override is audited.",
        origination: "Configured by Customer",
        claim:
          "A call that an approval would be needed for passes without one only under a grant: a person of the tenant asked for it with a reason and a fresh signed factor, for a scope and a time within the policy; a second person in a role that the policy names signed for exactly these terms; and the call lies within scope and time, by the holder or the one agent that the grant names, as long as holder and countersigner still have the keys that they signed with, and policy and roles would still let it be asked for and countersigned; it changes access and networks only of the types that the policy names, and opens nothing to everybody. What the policy denies stays denied. Request, countersignature, denial, each check of a call, allowed or refused, revocation and end are each a signed record, durable before anything is answered, with who in which role, why, for what and until when.",
        threats:
          "Somebody opens access alone, for no reason, for an agent, with an old or stolen session, for everything or for ever; a countersignature is forged, or taken from another request; a grant is used by somebody else, out of scope, before or after its time; an override leaves no trace.",
        notShown: [
          "What may be granted, for how long, and which role countersigns is the customer's to configure. Where `allowSelfCountersign` is true one person is enough, which the gate says with every answer and every record; the reference deployment leaves it false.",
          "The factor is the holder's own signature over the request, a few moments old: that its key is out of reach for whoever holds the session (a hardware key, a passphrase) is the customer's to ensure.",
          "Who reviews the log, and when, is the customer's; so is what makes one human being hold only one of the declared identities.",
          "Whoever executes has to verify the permit, and must have no other way to the target.",
          "That nobody cut off the end of the log together with its head is seen by those who kept an earlier head.",
        ],
        sites: sites(
          "reasonIsGiven@request",
          "durationIsWithinBounds@request",
          "holderIsHuman@request",
          "holderIsOfTenant@request",
          "agentIsOfTenant@request",
          "holderFactorIsFresh@request",
          "scopeIsGrantable@request",
          "holderHasNoOpenGrant@request",
          "requestRateIsWithinLimit@request",
          "grantIsRequested@countersign",
          "requestIsFresh@countersign",
          "activeGrantsAreBelowCap@countersign",
          "countersignerIsNotHolder@countersign",
          "countersignerIsHuman@countersign",
          "countersignerIsOfTenant@countersign",
          "countersignerIsEligible@countersign",
          "countersignatureIsSigned@countersign",
          "countersignatureNamesTheGrant@countersign",
          "holderKeepsTheKey@countersign",
          "scopeIsGrantable@countersign",
          "durationIsWithinBounds@countersign",
          "grantIsRequested@deny",
          "countersignerIsEligible@deny",
          "denierIsHuman@deny",
          "denierIsOfTenant@deny",
          "grantIsActive@use",
          "grantIsUnexpired@use",
          "actionIsInScope@use",
          "callerIsHolder@use",
          "openedTypesAreGrantable@use",
          "nothingIsOpenedToTheWorld@use",
          "holderKeepsTheKey@use",
          "countersignerKeepsTheKey@use",
          "countersignerIsEligible@use",
          "countersignerIsNotHolder@use",
          "scopeIsGrantable@use",
          "durationIsWithinBounds@use",
          "grantIsOpen@revoke",
          "revokerIsHolderOrEligible@revoke",
          "revokerIsOfTenant@revoke",
          "revokerIsNotAgent@revoke",
          "grantIsActive@expire",
          "expiryIsDue@expire",
          "endIsTheRealEnd@rule",
          "expiryRunsFromActivation@rule",
          "selfCountersignIsMarked@rule",
        ),
        liveness: [],
        positive: [
          ...disk("is told from request to end by a log that verifies: who in which role, why, for what, until when"),
          ...asked(
            "is asked for under an id that the log gives, and recorded with its proof",
            "begins with the second person's signature",
          ),
          ...called(
            "is allowed where the grant covers it: the record names grant, use and what that lifts, and the permit ends soon",
          ),
          ...gate(
            "is opened by two, used under a permit, and is there again after a restart",
            "that one person may open alone is written on every record and every answer",
          ),
          ...kept("is sealed at request, from the command and the settings in force"),
          ...asks("by a person, with a signature over exactly what is asked for, and waits"),
          ...begins("with the signature of a second person whom the policy makes eligible"),
          ...underGrant(
            "is allowed to the holder, with a permit that an executor takes; the record names the grant",
            "is the holder's by the agent that the grant names, and not by another",
          ),
          ...http("is asked for, read, countersigned, used, revoked"),
          ...config("says what may be asked for in an emergency, and who countersigns"),
          ...log("has its head for everybody, its records for auditors, who do not administer"),
        ],
        negative: [
          ...disk("that is refused leaves its records too: who, and by which guards"),
          ...asked("is refused with its guards, and then nothing changes", "that nobody asked for is unknown"),
          ...called(
            "is denied, and that check recorded: grantIsUnexpired, after its end, swept or not",
            "is denied, and that check recorded: actionIsInScope, on something else",
            "is denied, and that check recorded: callerIsHolder, by another person",
            "is denied, and that check recorded: callerIsHolder, by another agent",
            "is denied under a grant that is not there, or not countersigned",
            "is denied where the grant can't be asked, and says no reason twice: effectsAreResolved, tf.ask",
            "that the policy denies stays denied: a grant stands in for people, not for the policy",
            "that names no grant asks people, grant or not",
          ),
          ...answer(
            "isn't given, nor seen by anybody, before the record is durable",
            "is a denial where the append fails: nothing changed, and the next ask works",
          ),
          ...secondFactor(
            "from the future is none, however near",
            "that was never proven is not one proven at the beginning of time",
          ),
          ...agent(
            "that the grant does not name is a stranger, though it acts for the holder",
            "that was named can neither ask, nor settle, nor revoke",
          ),
          ...namesake("neither holds, nor settles, nor revokes, nor uses the grant"),
          ...selfSigner("is refused, unless the policy allows it, and then it says so for good"),
          ...asks(
            "and not without, nor with another's, nor for something else: the factor is missing, with the door's advice",
            "at the time of the signature: too late, or before it was made, it counts for nothing",
            "by no agent, for no more than the policy makes grantable, for no longer, with a reason",
          ),
          ...begins(
            "not with the holder's, nor with that of somebody who may not, nor after its time",
            "with nothing that says other terms, or isn't the countersigner's own signature",
            "with nothing that was signed for another grant",
            "never, once it is denied",
          ),
          ...underGrant(
            "is denied where it touches anything else, or not everything is known, and that is recorded",
            "is denied once the grant is revoked, by its holder or by whoever may countersign",
          ),
          ...openings(
            "denies a role that somebody else may assume, where its type isn't named",
            "denies a security group that lets another network in, where its type isn't named",
            "denies a role that everybody may assume, whatever the types say",
            "denies a security group open to all, whatever the types say",
          ),
          ...stolen(
            "case 29: the key of bob is replaced, and nothing is done under the grant any more",
            "case 29: the key of carol is replaced, and nothing is done under the grant any more",
            "case 29: a key that is somebody else's by now is no longer the countersigner's",
          ),
          ...policies(
            "scopeIsGrantable: its scope is no longer grantable",
            "scopeIsGrantable: there is no section for emergencies any more",
            "durationIsWithinBounds: it is longer than anybody may ask",
            "countersignerIsEligible: another role settles",
            "countersignerIsEligible: whoever countersigned has lost the role",
            "countersignerIsNotHolder: one person opened it, and two are needed now",
          ),
          ...unusable(
            "scopeIsGrantable: its scope is no longer grantable; good again where it is changed back",
            "durationIsWithinBounds: it is longer than anybody may ask; good again where it is changed back",
            "holderKeepsTheKey: the key that asked for it is gone; good again where it is changed back",
          ),
          ...http("is refused with 403 and every guard that failed, each with its sentence"),
          ...tenants("so another tenant's is answered exactly as one that never was"),
          ...config(
            "lets who asks countersign alone only where it says so",
            "without a section for emergencies lets nobody ask for anything",
          ),
          ...statement(
            "is of its kind: what was signed as one proves nothing as another",
            "proves nothing over other bytes",
            "proves nothing with a key that nobody here owns",
            "proves nothing in another's name, nor in another tenant",
          ),
          ...firstBad("when it was signed again with another key", "when one in the middle is gone"),
        ],
        sources: [
          ...domain,
          "kernel/ledger",
          "adapters/config",
          "adapters/http/auth.ts",
          "adapters/identity/statement-proof.ts",
          "adapters/identity/sshsig.ts",
        ],
      },
    ],
  },
]
