import type { Control } from "../../control.ts"
import { sitesOf, sourcesOf, tests } from "../../cite.ts"
import {
  ONLY_WHERE_REQUIRED,
  atOnce,
  call,
  domain,
  handed,
  inFlight,
  minted,
  proof,
  sites,
  takenAway,
  within,
} from "./cited.ts"

const approvalSites = sitesOf("approvals")
const emergencySites = sitesOf("break-glass")

const authority = "test/adapters/library/approvals/authority.test.ts"
const approved = tests(authority, "what was approved")
const waiting = tests(authority, "a request that waits")
const processes = tests(authority, "two processes on one log")
const policies = tests(
  "test/adapters/library/break-glass/policies.test.ts",
  "attack 10: what the policy no longer lets anybody have, nobody has",
)

const sources = [...domain, ...proof, ...sourcesOf("approvals"), ...sourcesOf("break-glass"), "adapters/config"]

/** What a restart is needed for, and what not. */
const CONFIG_IS_READ_ONCE =
  "What stands in the config is read when the service is started. Until whoever changes it has started the service again, the former holds."

export const revocation: Control = {
  id: "AC-3(8)",
  title: "Access Enforcement | Revocation of Access Authorizations",
  baseline: "supplemental",
  max: "implemented",
  objectives: [
    {
      id: "ac-3.8_obj-1",
      asks: "Access that was authorized is revoked when security attributes of subjects change, by the organization's rules of when.",
      origination: "Configured by Customer",
      claim:
        "The rule is: at the very next call. Whether a person is enabled and what their agents may do for them, whether the session is open, whose the keys are and which roles people have, is asked when something is used, whenever it was given; so a credential that was minted, an approval that was given or a grant that was countersigned is of no use from the moment on at which what it rests on is gone. What the deployment lets an agent do is asked when something is minted for it or handed to it, which takes hold within the minute for which a credential is good.",
      threats:
        "A right is taken from somebody, and what was prepared with it still goes through; an agent's key was stolen and replaced, and the thief presents what is out; an approver has left, and their approval is used; a session is revoked while its agent is at work.",
      notShown: [
        "Which change has to revoke what, and who makes it, is the customer's; so is whoever tells the directory.",
        CONFIG_IS_READ_ONCE,
        "A credential that was minted before an agent was left less is good for the rest of its minute.",
        "A permit that was given before stands until its time is over (`permit` of the config), and a call that an executor has begun is not interrupted.",
        ONLY_WHERE_REQUIRED,
      ],
      sites: [
        ...sites(
          "subjectIsEnabled@touch",
          "subjectIsEnabled@mint",
          "subjectIsEnabled@delegate",
          "subjectIsEnabled@present",
          "sessionIsOfThisEnablement@touch",
          "sessionIsOfThisEnablement@mint",
          "sessionIsOfThisEnablement@delegate",
          "sessionIsOfThisEnablement@present",
          "sessionIsOpen@touch",
          "sessionIsOpen@mint",
          "sessionIsOpen@delegate",
          "sessionIsOpen@present",
          "scopeIsWithinSubject@mint",
          "scopeIsWithinSubject@delegate",
          "scopeIsWithinSubject@present",
          "scopeIsWithinAgent@mint",
          "scopeIsWithinAgent@delegate",
          "credentialIsUnexpired@delegate",
          "credentialIsUnexpired@present",
          "enderIsHolderOrAdmin@end",
          "disablerIsDirectory@disable",
          "disablerIsDirectory@enable",
        ),
        ...approvalSites("signersKeepTheirKeys@consume"),
        ...emergencySites(
          "holderKeepsTheKey@use",
          "countersignerKeepsTheKey@use",
          "countersignerIsEligible@use",
          "countersignerIsNotHolder@use",
        ),
      ],
      liveness: [],
      positive: [
        ...inFlight("is allowed where nothing happens"),
        ...takenAway("where nothing was, it is good"),
        ...within("somebody opens one, signed; the agent mints a credential in it, and asks with that: it is allowed"),
        ...policies("and a policy that lets it all still be asked for takes nothing away"),
      ],
      negative: [
        ...within(
          "a narrower scope is felt at once, and so is a session that nobody keeps alive",
          "what became of the session, or of its person, between minting and presenting, is felt at once",
        ),
        ...inFlight(
          "is denied where an administrator revokes its session, and that is recorded",
          "is denied where its person is disabled, and that is recorded",
        ),
        ...atOnce(
          "are all denied from the very record on in which their person is disabled, and nobody else's is",
          "are denied from the very record on in which their session ends, handed on or not, and in no other session",
        ),
        ...takenAway(
          "another key is its agent's",
          "its agent is gone",
          "its person is gone",
          "less is left to its agent: that is asked when it mints, so that what it had is over within a minute",
        ),
        ...minted(
          "in its own session alone, within what the person and the agent may, and fresh where it is sensitive: each refusal is recorded",
        ),
        ...approved(
          "case 29, attack 10: is of no use once a key that approved it is out of the config, and is again when it is back",
          "attack 10: is of no use by another key that its owner has instead",
        ),
        ...processes(
          "attack 10: the one with the older policy or keys decides nothing any more, and says why",
          "attack 10: so is one whose people were let in with other roles or API keys, or whose tenant is gone",
        ),
        ...policies(
          "countersignerIsEligible: another role settles",
          "countersignerIsEligible: whoever countersigned has lost the role",
        ),
      ],
      sources,
    },
    {
      id: "ac-3.8_obj-2",
      asks: "Access that was authorized is revoked when security attributes of objects change, by the organization's rules of when.",
      origination: "Configured by Customer",
      claim:
        "The objects are the tools, and what a call of them touches. Which effect a tool has, whether it may write without approval, which route it takes and what of it is grantable in an emergency stands in the config; what a plan destroys, its reader finds in it at that very call. Both are asked when something is used: a credential that was minted for less is denied, a request is approved by nobody and an approval used by nobody under another policy than the one under which it was asked for, and under a grant nothing passes that could no longer be asked for.",
      threats:
        "A tool has become dangerous, and goes on being called with what was given for a harmless one; between asking and calling the plan was exchanged for one that destroys; what was approved under a lax policy is used under a strict one.",
      notShown: [
        "Which effect a tool has is what the customer declares of it, where no reader looks into its calls. Attributes that stand at the resources themselves, such as labels, are looked at by no reader but that of Terraform plans, which looks at their types and at what happens to them.",
        CONFIG_IS_READ_ONCE,
        "A permit that was given before stands until its time is over (`permit` of the config), and a call that an executor has begun is not interrupted.",
      ],
      sites: [
        ...sites("audienceMatches@present", "effectIsWithinCredential@present", "hopScopeIsWithinParent@delegate"),
        ...approvalSites("policyIsUnchanged@consume", "consumedPlanIsSealed@consume"),
        ...emergencySites(
          "scopeIsGrantable@use",
          "durationIsWithinBounds@use",
          "actionIsInScope@use",
          "openedTypesAreGrantable@use",
        ),
      ],
      liveness: [],
      positive: [
        ...takenAway("where nothing was, it is good"),
        ...policies("and a policy that lets it all still be asked for takes nothing away"),
        ...within("its effects, its tool and its time are its own: anything else is denied, and spends nothing"),
      ],
      negative: [
        ...takenAway("its tool may destroy", "its tool may no longer write", "its tool is gone"),
        ...call(
          "is for what its reader finds in it, not for what its tool declares",
          "is denied with another tool's credential, and with one that is for less than the call does",
        ),
        ...handed(
          "never with more effects, to nobody who had it, and through no more hands than the policy has: each is recorded",
        ),
        ...waiting("attack 26: is approved by nobody once the policy is another one, and can be rejected"),
        ...policies(
          "scopeIsGrantable: its scope is no longer grantable",
          "scopeIsGrantable: there is no section for emergencies any more",
          "durationIsWithinBounds: it is longer than anybody may ask",
        ),
      ],
      sources: [...sources, "adapters/effects"],
    },
  ],
}
