/** The fourth act: agents call for a person who has let them, a minute at a time. What is stolen is worth nothing. */
import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { Problem } from "../adapters/http/problems.ts"
import { VerdictAnswer } from "../adapters/http/schemas.ts"
import { MintAnswer, SessionChangeAnswer, SubjectChangeAnswer } from "../adapters/http/sessions/schemas.ts"
import { possessionProof } from "../adapters/identity/possession.ts"
import { parse, refusedBy, succeeded } from "./outcomes.ts"
import type { Ended } from "./processes.ts"
import { expect, paint, type storyteller, tell } from "./story.ts"
import { CLOSING, type Office } from "./world.ts"

interface Stage {
  readonly office: Office
  readonly url: string
  readonly counter: { requests: number }
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>
  readonly phase: ReturnType<typeof storyteller>["phase"]
}

/** A request as it is on its way: whoever reads the network has all of it. */
interface OnItsWay {
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export const calling = async ({ office, url, counter, run, phase }: Stage): Promise<void> => {
  const { nora, hr, scribe, courier, magpie } = office
  const as = (who: { readonly apiKey: string }, ...args: readonly string[]) =>
    run([...args, "--json"], { INTERLOCK_URL: url, INTERLOCK_API_KEY: who.apiKey })

  const sends = async ({ path, body, headers }: OnItsWay) => {
    counter.requests += 1
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": randomUUID(), ...headers },
      body,
    })
    return { status: response.status, json: await response.json() }
  }
  const proofOf = (who: typeof scribe, path: string, body: string, credential: string | null) =>
    possessionProof({
      privateKey: readFileSync(who.key, "utf8"),
      method: "POST",
      url: `${url}${path}`,
      body: Buffer.from(body),
      credential,
    })
  /** A call with a credential, proven with somebody's own key. */
  const presenting = async (who: typeof scribe, credential: string, ticket: number): Promise<OnItsWay> => {
    const path = "/v1/decisions"
    const body = JSON.stringify({ tool: CLOSING, payload: JSON.stringify({ ticket }) })
    const dpop = await proofOf(who, path, body, credential)
    return { path, body, headers: { authorization: `DPoP ${credential}`, dpop } }
  }
  const verdict = async (request: OnItsWay) => {
    const { json } = await sends(request)
    return VerdictAnswer.parse(json)
  }
  const mints = async (session: string): Promise<string> => {
    const path = "/v1/credentials"
    const body = JSON.stringify({ session, tool: CLOSING, effects: ["write"] })
    const dpop = await proofOf(scribe, path, body, null)
    const { json } = await sends({ path, body, headers: { authorization: `Bearer ${scribe.apiKey}`, dpop } })
    return MintAnswer.parse(json).credential
  }
  const opens = async () => {
    const opened = await as(nora, "session", "open", scribe.id, "--identity", nora.identity)
    succeeded("interlock session open", opened)
    return parse("interlock session open", SessionChangeAnswer, opened.stdout).id
  }

  const session = await phase("A person opens a session for an agent", async () => {
    const bare = await sends({
      path: "/v1/decisions",
      body: JSON.stringify({ tool: CLOSING, payload: "{}" }),
      headers: { authorization: `Bearer ${scribe.apiKey}` },
    })
    refusedBy("scribe, an agent, closes a ticket with its API key alone", VerdictAnswer.parse(bare.json).reasons, [
      "agentPresentsCredential",
    ])
    const enrolled = await as(hr, "subject", "enrol", nora.id, "--scope", `${CLOSING}=write`)
    succeeded("interlock subject enrol", enrolled)
    const id = await opens()
    tell(`  hr, the directory, says that nora is in; she opens ${id} for scribe, signed with her SSH key`)
    return id
  })

  const stolen = await phase("The agent calls for her, once", async () => {
    const request = await presenting(scribe, await mints(session), 7)
    const { verdict: said, permit } = await verdict(request)
    expect("the call", [said, permit === null], ["allow", false])
    tell(`  scribe mints a credential and presents it with a proof of its own key: ${paint("green", "allowed")}`)
    return request
  })

  await phase("What it sent is stolen on its way, and sent again", async () => {
    const again = await verdict(stolen)
    refusedBy("magpie, another agent, has read all of it, and sends the very same", again.reasons, [
      "credentialIsUnspent",
    ])
    expect("its permit", again.permit, null)
    const unused = await mints(session)
    const taken = await verdict(await presenting(magpie, unused, 8))
    refusedBy("it takes one that nobody has used yet, and proves it with its own key", taken.reasons, [
      "presenterIsMintedAgent",
    ])
    const { headers, ...rest } = await presenting(scribe, unused, 9)
    const altered = await sends({ ...rest, headers, body: rest.body.replace("9", "10") })
    const { title, detail } = Problem.parse(altered.json)
    expect("another body with scribe's own proof", altered.status, 401)
    tell(`  it puts another call in the place of scribe's: ${paint("red", title)} ${detail}`)
    const { verdict: said } = await verdict({ ...rest, headers })
    expect("scribe's own call", said, "allow")
    tell(`  and scribe's own call, with the same credential: ${paint("green", "allowed")}`)
  })

  await phase("An agent hands a credential on", async () => {
    const credential = await mints(session)
    const path = "/v1/credentials/delegate"
    const body = JSON.stringify({ to: courier.id, effects: ["write"] })
    const dpop = await proofOf(scribe, path, body, credential)
    const { json } = await sends({ path, body, headers: { authorization: `DPoP ${credential}`, dpop } })
    const handed = MintAnswer.parse(json).credential
    const { verdict: said } = await verdict(await presenting(courier, handed, 11))
    expect("courier's call", said, "allow")
    tell(`  courier gets one that is its own, and ends with scribe's: ${paint("green", "allowed")}`)
    const kept = await verdict(await presenting(scribe, credential, 12))
    refusedBy("scribe presents what it has handed on", kept.reasons, ["credentialIsUnspent"])
  })

  await phase("The person is disabled between mint and call", async () => {
    const credential = await mints(session)
    const disabled = await as(hr, "subject", "disable", nora.id)
    succeeded("interlock subject disable", disabled)
    expect("nora", parse("interlock subject disable", SubjectChangeAnswer, disabled.stdout).status, "disabled")
    const late = await verdict(await presenting(scribe, credential, 13))
    refusedBy("scribe presents what it minted a moment ago", late.reasons, ["subjectIsEnabled"])
    succeeded("interlock subject enable", await as(hr, "subject", "enable", nora.id, "--scope", `${CLOSING}=write`))
    const revived = await verdict(await presenting(scribe, credential, 14))
    refusedBy("she is enabled again, which revives nothing", revived.reasons, ["sessionIsOfThisEnablement"])
    const { verdict: said } = await verdict(await presenting(scribe, await mints(await opens()), 15))
    expect("the call in another session", said, "allow")
    tell(`  she opens another one, in which scribe goes on: ${paint("green", "allowed")}`)
  })
}
