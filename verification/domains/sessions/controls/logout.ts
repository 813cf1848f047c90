import type { Control } from "../../control.ts"
import { tests } from "../../cite.ts"
import {
  ONLY_WHERE_REQUIRED,
  atOnce,
  call,
  cli,
  disabled,
  domain,
  ended,
  ends,
  inFlight,
  lives,
  overHttp,
  sites,
} from "./cited.ts"

const kept = tests("test/kernel/sessions/chart.test.ts", "what a session keeps")
const remembered = tests("test/kernel/sessions/lasts.test.ts", "a session matters to other commands")

export const logout: Control = {
  id: "SC-23(1)",
  title: "Session Authenticity | Invalidate Session Identifiers at Logout",
  baseline: "supplemental",
  max: "implemented",
  objectives: [
    {
      id: "sc-23.1_obj",
      asks: "The identifier of a session is invalidated when its user logs out, or when the session is terminated in another way.",
      origination: "Configured by Customer",
      claim:
        "When its person logs out, when somebody revokes it, when it expires and when its person is disabled, a session's id is good for nothing any more, and with it each credential that was minted in it, in whoever's hands, whether it was handed on or not: nothing is minted, handed on, asked, used or touched with them, from that very record on, at every door, also after a restart and where an idempotency key has the same token given out again. No session that is opened later has that id, in this life of the log or in another.",
      threats:
        "Somebody logs out because the agent does strange things, and it goes on with the credentials that it has; a token that was kept from before is presented afterwards; after a restart, or with the log begun anew, an id stands for something again; of two calls on their way the slower one goes through.",
      notShown: [
        "A permit that was given before the logout stands until its time is over (`permit` of the config), and a call that an executor has begun is not interrupted.",
        "API keys are no session identifiers: they are good until they are taken out of the config.",
        "Sessions of people with a user interface, or with whatever is behind the gate, are ended by those.",
        ONLY_WHERE_REQUIRED,
      ],
      sites: sites(
        "sessionIsOpen@touch",
        "sessionIsOpen@mint",
        "sessionIsOpen@delegate",
        "sessionIsOpen@present",
        "sessionIsOpen@end",
        "sessionIsOpen@expire",
        "actorIsOfTenant@end",
        "enderIsHolderOrAdmin@end",
        "sessionIsUnexpired@touch",
        "sessionIsUnexpired@mint",
        "sessionIsUnexpired@delegate",
        "sessionIsUnexpired@present",
        "sessionIsNotIdle@mint",
        "sessionIsNotIdle@delegate",
        "sessionIsNotIdle@present",
        "sessionIsOfThisEnablement@touch",
        "sessionIsOfThisEnablement@mint",
        "sessionIsOfThisEnablement@delegate",
        "sessionIsOfThisEnablement@present",
      ),
      liveness: [],
      positive: [
        ...ended(
          "takes no other along: those of its person, for whom its agent goes on, have their own credentials",
          "never has its id again: who comes back has another one, in which no credential of the former counts",
        ),
        ...inFlight("is allowed where nothing happens"),
        ...ends("with all of one's own, and with nobody else's"),
        ...overHttp("are opened, touched, seen and ended by people whom the directory has enrolled"),
        ...kept("says how it ended, by whom and when: the holder logs out, whoever else ends it revokes it"),
        ...cli(
          "open, touch, list, end",
          "shows an administrator those of the tenant, and lets them revoke one",
          "ends all of one's own, and nobody else's, also as an administrator",
        ),
      ],
      negative: [
        ...ended(
          "is loggedOut: its person has logged out, and at every door neither its id nor any credential of it is good",
          "is revoked: it was revoked, and at every door neither its id nor any credential of it is good",
          "has expired by itself: swept or not, neither its id nor any credential of it is good",
          "stays so over a restart; what was minted once with a key is the same token, and good for nothing",
        ),
        ...inFlight(
          "is denied where its person logs out, and that is recorded",
          "is denied where an administrator revokes its session, and that is recorded",
        ),
        ...atOnce(
          "are denied from the very record on in which their session ends, handed on or not, and in no other session",
        ),
        ...disabled("stays so over a restart, and what was theirs is over for good once they are enabled again"),
        ...call("is denied once the session has ended, also when memory has forgotten it"),
        ...ends("when its person logs out, or an administrator revokes it, and nobody else"),
        ...lives("where the log starts again, the same commands bring others into being; the former are unknown"),
        ...remembered(
          "once it was logged out as long as one of its credentials could be in use",
          "once it was revoked as long as one of its credentials could be in use",
        ),
      ],
      sources: [...domain, "adapters/cli/sessions"],
    },
  ],
}
