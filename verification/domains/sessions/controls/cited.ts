import { sitesOf, sourcesOf, tests } from "../../cite.ts"

/** What several controls of sessions cite. */

export const sites = sitesOf("sessions")

const gate = "test/kernel/gate/sessions.test.ts"
export const call = tests(gate, "a call of an agent that needs a session")
export const hop = tests(gate, "a credential that is handed on")
export const twoHundred = tests(gate, "two hundred calls at once with one credential")
export const required = tests(gate, "where sessions are required")
export const log = tests(gate, "the log of a session")

const library = "test/adapters/library/sessions/sessions.test.ts"
export const directory = tests(library, "who is in the tenant")
export const opens = tests(library, "a session is opened")
export const goesOn = tests(library, "a session goes on")
export const ends = tests(library, "a session ends")
export const lives = tests(
  "test/adapters/library/sessions/lives.test.ts",
  "in whatever life of its log, a session and a credential are themselves alone",
)
export const rolledBack = tests("test/adapters/library/sessions/lives.test.ts", "a credential that was spent")
export const takenAway = tests(
  "test/adapters/library/sessions/taken-away.test.ts",
  "what is taken away while a credential is out, is felt at the first call after that:",
)

const http = "test/adapters/http/sessions"
export const within = tests(`${http}/credentials.test.ts`, "an agent calls within a session, over HTTP:")
export const apiKey = tests(`${http}/credentials.test.ts`, "an API key alone")
export const minted = tests(`${http}/credentials.test.ts`, "a credential is minted")
export const elsewhere = tests(`${http}/credentials.test.ts`, "where no credential is presented")
export const handed = tests(`${http}/handing.test.ts`, "a credential is handed on, over HTTP")
export const overHttp = tests(`${http}/sessions.test.ts`, "sessions over HTTP")
export const inFlight = tests(`${http}/in-flight.test.ts`, "a call that is let in and still on its way")
export const atOnce = tests(`${http}/at-once.test.ts`, "calls of several agents, made at once with what ends them")
export const ended = tests(`${http}/logout.test.ts`, "a session that has ended")
export const disabled = tests(`${http}/disabled.test.ts`, "a person who is disabled")
export const withCredential = tests(`${http}/thieves.test.ts`, "a thief who has a credential")
export const withRequest = tests(`${http}/thieves.test.ts`, "a thief who has read a request")
export const manyDoors = tests(`${http}/thieves.test.ts`, "one credential at many doors at once")
export const badFaith = tests(`${http}/thieves.test.ts`, "what is sent in bad faith")

export const cli = tests("test/adapters/cli/sessions/sessions.test.ts", "interlock session")
export const cliSubject = tests("test/adapters/cli/sessions/sessions.test.ts", "interlock subject")
export const cliCall = tests("test/adapters/cli/in-session.test.ts", "an agent that calls within a session")
export const config = tests("test/adapters/config/sessions/section.test.ts", "the section of sessions")

/** Who is let in is in the config; who has to come with a credential too. */
export const ONLY_WHERE_REQUIRED =
  "Agents come with a credential where the tenant's config has a section for sessions, and doesn't say `required: false` in it. Elsewhere their API keys are enough, and nothing here holds of them."

export const domain = [
  ...sourcesOf("sessions"),
  "kernel/factor.ts",
  "kernel/gate/decide.ts",
  "kernel/gate/stages.ts",
  "kernel/gate/mint.ts",
  "adapters/library/sessions",
  "adapters/http/sessions",
  "adapters/http/auth.ts",
  "adapters/config/sessions",
]

/** How a credential travels, and how its holder proves that it is theirs. */
export const proof = [
  "adapters/identity/compact-jws.ts",
  "adapters/identity/credential-token.ts",
  "adapters/identity/possession.ts",
  "adapters/identity/proof-key.ts",
  "adapters/library/presented.ts",
  "adapters/http/presented.ts",
  "adapters/http/body.ts",
]
