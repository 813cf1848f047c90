import type { Control } from "../control.ts"
import { sitesOf, sourcesOf, tests } from "../cite.ts"

const sites = sitesOf("approvals")
const emergencySites = sitesOf("break-glass")

const examples = "test/kernel/approvals/examples.test.ts"
const person = tests(examples, "one person")
const nobody = tests(examples, "nobody asked")
const names = tests(examples, "one name")
const sweeper = tests(examples, "a sweeper that never runs")
const noApproval = tests(examples, "what is no approval")
const status = tests("test/kernel/approvals/chart.test.ts", "the status")
const gate = tests("test/adapters/library/open-gate.test.ts", "a gate in process")
const authority = tests("test/adapters/library/approvals/authority.test.ts", "what was approved")
const seats = tests("test/adapters/library/approvals/authority.test.ts", "a seat")
const http = tests("test/adapters/http/approvals/approvals.test.ts", "an approval over HTTP")
const log = tests("test/adapters/http/app.test.ts", "the log")
const tenants = tests("test/adapters/http/approvals/approvals.test.ts", "tenants share nothing")
const emergency = tests("test/kernel/gate/emergency.test.ts", "emergency access")
const statement = tests("test/adapters/identity/statement-proof.test.ts", "a signed statement")
const noPermit = tests("test/adapters/library/permit.test.ts", "nothing runs on a permit")
const spent = tests("test/adapters/library/permit.test.ts", "a permit is spent on disk")
const config = tests("test/adapters/config/config.test.ts", "a config file")
const wrongConfig = tests("test/adapters/config/config.test.ts", "what is wrong with a config file")

export const controls: readonly Control[] = [
  {
    id: "AC-3(2)",
    title: "Access Enforcement | Dual Authorization",
    baseline: "supplemental",
    max: "implemented",
    objectives: [
      {
        id: "ac-3.2_obj",
        asks: "The commands that the organization names are carried out only with the authorization of two people.",
        origination: "Configured by Customer",
        claim:
          "A call to a tool whose route asks for two people gets a permit only when two distinct people of the tenant, neither of them the person for whom it was asked, have each signed for exactly this plan; the permit works once. The one other way is emergency access (AC-3(10)), which takes two as well: the holder, who signs the request, and a second person, who signs for its scope and time.",
        threats:
          "Somebody approves what they asked for, or counts twice under two names, seats or delegates; an agent approves; an approval given for one plan, or used up, expired or rejected, runs another or runs again.",
        notShown: [
          "Which calls need two people is the customer's to configure: a route with a quorum of one asks one person besides the initiator.",
          "Under emergency access two people have signed for a scope and a time, not for each plan that runs in it. A tenant without a `breakGlass` section has none; with `allowSelfCountersign` one person would be enough, which every answer and every record would say.",
          "Whoever executes has to verify the permit, and must have no other way to the target.",
          "That one human being holds only one of the declared identities and keys is the customer's to ensure.",
        ],
        sites: [
          ...sites(
            "stagesAreThePolicys@submit",
            "quorumsAreReachable@submit",
            "initiatorIsNotApprover@approve",
            "approverIsHuman@approve",
            "approverIsOfTenant@approve",
            "approverHoldsSeat@approve",
            "approverHasNotDecided@approve",
            "seatIsUnspent@approve",
            "decisionNamesSealedPlan@approve",
            "decisionIsSigned@approve",
            "requestIsUnexpired@approve",
            "delegatorHoldsSeat@delegate",
            "delegatorIsNotInitiator@delegate",
            "delegateIsNotInitiator@delegate",
            "delegateIsHuman@delegate",
            "delegateIsOfTenant@delegate",
            "delegateIsThePolicys@delegate",
            "delegationIsSigned@delegate",
            "withdrawerHasApproved@withdraw",
            "approvalIsLive@consume",
            "quorumIsMet@consume",
            "signersKeepTheirKeys@consume",
            "approvalIsUnexpired@consume",
            "approvalHasUsesLeft@consume",
            "consumedPlanIsSealed@consume",
            "policyIsUnchanged@consume",
            "consumerIsRequester@consume",
            "identityIsIdAndTenant@rule",
            "initiatorIsPersonBehind@rule",
            "stageNeedsEveryGroup@rule",
            "peopleCountOnceOverGroups@rule",
            "oneRejectionEnds@rule",
            "voiceRestsOnEveryKey@rule",
          ),
          ...emergencySites(
            "countersignerIsNotHolder@countersign",
            "countersignerIsHuman@countersign",
            "countersignerIsOfTenant@countersign",
            "countersignerIsEligible@countersign",
            "countersignatureIsSigned@countersign",
            "countersignatureNamesTheGrant@countersign",
            "grantIsActive@use",
            "grantIsUnexpired@use",
            "actionIsInScope@use",
            "callerIsHolder@use",
            "selfCountersignIsMarked@rule",
          ),
        ],
        liveness: [],
        positive: [
          ...gate(
            "runs the plan that two people approved, once",
            "finds everything again after a restart, first answers too",
          ),
          ...http("is read, waited for, given by two people, used once"),
          ...status("is pending until every group of every stage has its quorum"),
          ...statement("names its signer, and what was signed"),
          ...emergency("begins with the second person's signature"),
        ],
        negative: [
          ...gate(
            "refuses whoever asked, agents, and signatures that prove nothing, with the guard and the reason",
            "refuses another plan than the one that was approved",
            "refuses the same call with another file to run",
            "ends with one rejection",
          ),
          ...http("is refused to its initiator, to agents and without a signature, by guard"),
          ...nobody(
            "is never read as everybody agreed: no stages",
            "is never read as everybody agreed: a stage without groups",
            "is never read as everybody agreed: a quorum of zero",
          ),
          ...person(
            "is not seated twice in a group, whatever else is said of them",
            "does not fill a quorum of two, also where both of their voices are let in",
            "has one voice, however many delegates carry it",
          ),
          ...names("of a group in two tenants makes no one group"),
          ...noApproval("is a rejection signed as an approval, or the other way round"),
          ...sweeper(
            "makes no difference: what is expired by the clock is refused, although its status is still approved",
          ),
          ...authority(
            "case 29, attack 10: is of no use once a key that approved it is out of the config, and is again when it is back",
            "attack 10: is of no use by another key that its owner has instead",
            "case 26: can be taken back by whoever gave it, as long as it is not used",
          ),
          ...seats("attack 5: is not delegated by an API key alone, nor to somebody whom the policy doesn't name"),
          ...statement(
            "proves nothing over other bytes",
            "proves nothing with a key that nobody here owns",
            "proves nothing in another's name, nor in another tenant",
          ),
          ...emergency("is refused with its guards, and then nothing changes"),
          ...config("without a section for emergencies lets nobody ask for anything"),
          ...noPermit("that is spent, or whose spending fails"),
          ...spent("once, also after a restart", "once, of two that come at one time"),
        ],
        sources: [
          ...sourcesOf("approvals"),
          ...sourcesOf("break-glass"),
          "adapters/identity/statement-proof.ts",
          "adapters/identity/sshsig.ts",
          "adapters/library/permit.ts",
          "adapters/library/spent.ts",
          "adapters/store/sqlite.ts",
        ],
      },
    ],
  },
  {
    id: "AC-5",
    title: "Separation of Duties",
    baseline: "Moderate",
    max: "partial",
    objectives: [
      {
        id: "ac-5_obj.a",
        asks: "The duties of people that have to be separated are identified and documented.",
        origination: "Shared",
        claim:
          "The duties to ask, to approve, to use an approval and to administer a tenant are told apart in one validated config file: who sits in which group, what each route asks, for whom an agent acts, who administers. A request takes its approvers from there, never from whoever asks.",
        threats: "Duties are mixed by oversight: an agent administers, acts for nobody, or picks its own approvers.",
        notShown: [
          "Which duties of the organization have to be separated, and that documentation of them outside the config file, are the customer's to provide.",
        ],
        sites: sites(
          "stagesAreThePolicys@submit",
          "quorumsAreReachable@submit",
          "approverHoldsSeat@approve",
          "approverHoldsSeat@reject",
          "delegatorHoldsSeat@delegate",
        ),
        liveness: [],
        positive: config(
          "gives each tenant the kernel's policy",
          "gives a directory: actors, whose key a key is, and for whom an agent calls",
        ),
        negative: wrongConfig(
          "is an agent who administers",
          "is an agent's key for nobody",
          "is an agent's key for an agent",
          "is one SSH key of two people",
        ),
        sources: [...sourcesOf("approvals"), "adapters/config", "interlock.example.yaml"],
      },
      {
        id: "ac-5_obj.b",
        asks: "Authorizations for access to the system are defined so that they support the separation.",
        origination: "Configured by Customer",
        claim:
          "Who asks, in person or through an agent, neither approves nor chooses who does; agents decide nothing; who approves can't use the approval for somebody else; an administrator may cancel, and has no part in approving what was asked for in their own name. Nor does who asks for emergency access countersign it, nor any agent.",
        threats:
          "One person asks and approves, in person, through an agent, by a lent seat, as an administrator or as a namesake in another tenant; an approver uses up, cancels or replaces what others asked for.",
        notShown: [
          "Where the customer sets `allowSelfCountersign`, who asks for emergency access may countersign it, which every answer and every record says.",
          "Who administers the host, the config file and the server's key stands outside of the system; separating them is the customer's.",
        ],
        sites: [
          ...sites(
            "initiatorIsNotApprover@approve",
            "initiatorIsNotApprover@reject",
            "approverIsHuman@approve",
            "approverIsHuman@reject",
            "approverIsOfTenant@approve",
            "approverIsOfTenant@reject",
            "delegatorIsNotInitiator@delegate",
            "delegateIsNotInitiator@delegate",
            "delegateIsHuman@delegate",
            "delegateIsOfTenant@delegate",
            "consumerIsRequester@consume",
            "cancellerIsInitiatorOrAdmin@cancel",
            "supersederIsInitiator@supersede",
            "identityIsIdAndTenant@rule",
            "initiatorIsPersonBehind@rule",
          ),
          ...emergencySites(
            "countersignerIsNotHolder@countersign",
            "countersignerIsHuman@countersign",
            "countersignerIsOfTenant@countersign",
            "countersignerIsEligible@countersign",
          ),
        ],
        liveness: [],
        positive: [
          ...gate(
            "runs the plan that two people approved, once",
            "lets the owner cancel",
            "lets the owner supersede",
            "delegates a seat within the tenant, and names whom it doesn't know",
          ),
          ...http("is read, waited for, given by two people, used once"),
          ...log("has its head for everybody, its records for auditors, who do not administer"),
          ...emergency("begins with the second person's signature"),
        ],
        negative: [
          ...gate(
            "refuses whoever asked, agents, and signatures that prove nothing, with the guard and the reason",
            "keeps tenants apart",
          ),
          ...http("is refused to its initiator, to agents and without a signature, by guard"),
          ...emergency("is refused with its guards, and then nothing changes"),
          ...names("of two people lends no seat and lifts no cap of the other"),
          ...tenants("so another tenant's request is answered exactly as one that never was"),
        ],
        sources: [...sourcesOf("approvals"), ...sourcesOf("break-glass"), "adapters/http/auth.ts"],
      },
    ],
  },
]
