import type * as z from "zod"
import type { Limits } from "../../../../adapters/caps/limits.ts"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { MintAnswer } from "../../../../adapters/http/sessions/schemas.ts"
import { parseJson } from "../../../../kernel/canonical.ts"
import { Body } from "../../../../kernel/ledger/body.ts"
import { clock } from "../../library/break-glass/emergency.ts"
import { acme } from "../../library/fixture.ts"
import { type Agent, type AgentKey, calling, may, proofBy } from "../../library/sessions/calling.ts"
import { type Person, peopleOf } from "../../library/sessions/door.ts"
import { read, service } from "../fixture.ts"

export const DECISIONS = "/v1/decisions"
export const CREDENTIALS = "/v1/credentials"
export const HANDING = "/v1/credentials/delegate"

/** A call that the policy allows, of a tool that writes. */
export const note = (payload = "{}") => ({ tool: "notes.write", payload })

/** What a presenter may do otherwise than an honest one. */
interface Presenting {
  readonly key?: string
  /** With whose key the request is proven. */
  readonly by?: AgentKey
  /** What is proven, where it isn't what is sent. */
  readonly proven?: { readonly path?: string; readonly body?: unknown; readonly credential?: string | null }
  readonly headers?: Readonly<Record<string, string>>
}

/** What is minted where it isn't one for a note. */
interface Minting {
  readonly agent?: Agent
  readonly tool?: string
  readonly effects?: readonly string[]
  readonly key?: string
}

const bytesOf = (body: unknown) => new TextEncoder().encode(JSON.stringify(body))
const named = (key: string | undefined) => (key === undefined ? {} : { "idempotency-key": key })

/** The service at night, whose agents call within a session; bob and carol are subjects. */
export const agents = async (deployed = calling(), limits: Partial<Limits> = {}) => {
  const { at } = clock()
  const world = await service(deployed, limits)
  const { gate, send } = world
  const people = peopleOf(gate, deployed)
  for (const id of ["bob", "carol"] as const) await gate.sessions.enrol(people.as("ci").actor, { id, scope: may() })

  /** A request that is minted by: an API key, and the proof of a key. */
  const minting = async (
    name: Agent,
    body: unknown,
    { key, by = deployed.keys[name], proven = {}, headers = {} }: Presenting = {},
  ) => {
    const dpop = await proofBy(by, {
      path: CREDENTIALS,
      credential: null,
      ...proven,
      body: bytesOf(proven.body ?? body),
    })
    return send(name, CREDENTIALS, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", dpop, ...named(key), ...headers },
    })
  }
  const minted = async (session: string, { agent = "deployer", key, ...wanted }: Minting = {}) => {
    const body = { session, tool: "notes.write", effects: ["write"], ...wanted }
    return (await read(MintAnswer, await minting(agent, body, key === undefined ? {} : { key }))).credential
  }

  /** The headers of a credential that is presented. */
  const presented = async (
    credential: string,
    path: string,
    body: unknown,
    { key, by = deployed.keys.deployer, proven = {}, headers = {} }: Presenting = {},
  ): Promise<Readonly<Record<string, string>>> => ({
    "content-type": "application/json",
    authorization: `DPoP ${credential}`,
    dpop: await proofBy(by, { path, credential, ...proven, body: bytesOf(proven.body ?? body) }),
    ...named(key),
    ...headers,
  })
  /** A request with a credential, as the agent sends it. */
  const present = async (credential: string, path: string, body: unknown, how: Presenting = {}) =>
    send(null, path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: await presented(credential, path, body, how),
    })
  const ask = async (credential: string, body: unknown = note(), how: Presenting = {}) =>
    read(VerdictAnswer, await present(credential, DECISIONS, body, how))
  const handed = async (credential: string, to: string, effects: readonly string[], how: Presenting = {}) =>
    present(credential, HANDING, { to, effects }, how)
  const handedOn = async (...given: Parameters<typeof handed>) =>
    (await read(MintAnswer, await handed(...given))).credential

  const sizeOf = async () => (await gate.log.head(acme())).size
  /** What the last record of the log says. */
  const last = async () => {
    const [record] = await gate.log.records(acme(), (await sizeOf()) - 1, 1)
    return Body.parse(Reflect.get(Object(parseJson(record?.bytes ?? new Uint8Array())), "body"))
  }
  const opened = async (name: Person = "bob", agent: Agent = "deployer") => people.opened(name, agent)
  return {
    ...world,
    ...people,
    people: deployed.people,
    keys: deployed.keys,
    at,
    minting,
    minted,
    presented,
    present,
    ask,
    handed,
    handedOn,
    sizeOf,
    last,
    opened,
  }
}

/** The names of the guards for which a call is denied. */
export const deniedFor = ({ verdict, reasons }: z.output<typeof VerdictAnswer>) => [
  verdict,
  ...reasons.map(({ guard }) => guard),
]
