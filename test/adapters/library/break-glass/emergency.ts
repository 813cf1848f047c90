import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import type { GrantAsked } from "../../../../kernel/break-glass/break-glass.ts"
import { sign } from "../../../../adapters/identity/sshsig.ts"
import {
  type Countersigning,
  type GrantRequest,
  type OpenGate,
  countersignatureOf,
  grantRequestOf,
} from "../../../../adapters/library/index.ts"
import { ActorId, Principal } from "../../../../kernel/actors.ts"
import { GrantId, Terms } from "../../../../kernel/break-glass/break-glass.ts"
import { canonicalize } from "../../../../kernel/canonical.ts"
import { Instant } from "../../../../kernel/time.ts"
import { machineAt } from "../../machine.ts"
import { type Deployment, RULE, acme, actingOn, planOn } from "../fixture.ts"

export type Person = keyof Deployment["people"]

/** 3 am, when nobody approves. */
export const NIGHT = Date.UTC(2026, 2, 1, 3)
export const MINUTE = 60_000

/** The clock, which stands still until the test says what time it is. */
export const clock = () => {
  const { pass } = machineAt(NIGHT)
  return {
    /** Minutes after 3 am; the last millisecond before them with `before`. */
    at: (minutes: number, { before = false } = {}) => {
      pass(NIGHT + minutes * MINUTE - (before ? 1 : 0) - Date.now())
    },
  }
}

export const RULES = "aws_cloudwatch_event_rule.Metricos_custom_alert_schedule_frequent"

/** What bob asks for at 3 am, with what the test wants otherwise. */
export const terms = (changes: Partial<Pick<GrantAsked, "reason" | "durationMs">> = {}) => ({
  agent: null as string | null,
  reason: "the alerts are down",
  scope: Terms.shape.scope.parse([{ tool: "terraform.apply", prefix: RULES }]),
  durationMs: 30 * MINUTE,
  ...changes,
})
export type Wanted = ReturnType<typeof terms>

export const HELPER = "helper"

/** How the people of a deployment sign what break-glass is about. */
export const signing = (gate: OpenGate, deployed: Deployment) => {
  const { people } = deployed
  const { as } = actingOn(gate, deployed)
  const signedBy = async (name: Person, said: object) => {
    const statement = canonicalize(said)
    const signature = await sign(statement, people[name])
    const proof = { format: "sshsig" as const, publicKey: formatPublicKey(people[name].publicKey), signature }
    return { statement, proof }
  }
  const askedBy = (name: Person, { agent, ...wanted }: Wanted, at = Date.now()): GrantAsked => {
    const { actor } = as(name)
    const named =
      agent === null ? null : Principal.parse({ id: ActorId.parse(agent), tenant: actor.tenant, kind: "agent" })
    return grantRequestOf(actor, { agent: named, ...wanted }, Instant.parse(at))
  }
  /** A request as the person sends it, signed with their own key, now or at another time. */
  const request = async (name: Person, wanted = terms(), at = Date.now()): Promise<GrantRequest> => ({
    ...wanted,
    signed: await signedBy(name, askedBy(name, wanted, at)),
  })
  const grantOf = async (id: string) => {
    const grant = await gate.breakGlass.get(acme(), id)
    if (grant === null) throw new Error(`there is no grant ${id}`)
    return grant
  }
  /** A countersignature as the person sends it: of the grant's own terms, signed with their own key. */
  const countersignature = async (name: Person, id: string): Promise<Countersigning> => {
    const { kept } = await grantOf(id)
    const said = countersignatureOf(kept, { id: GrantId.parse(id), by: as(name).actor, terms: kept.terms })
    return { id, terms: kept.terms, signed: await signedBy(name, said) }
  }
  const requested = async (wanted = terms(), name: Person = "bob"): Promise<string> => {
    const outcome = await gate.breakGlass.request(as(name).actor, await request(name, wanted))
    if (outcome.type !== "accepted") throw new Error(`the request is ${JSON.stringify(outcome)}`)
    return outcome.id
  }
  /** bob's grant, countersigned by carol unless told otherwise. */
  const active = async (wanted = terms(), by: Person = "carol"): Promise<string> => {
    const id = await requested(wanted)
    const outcome = await gate.breakGlass.countersign(as(by).actor, await countersignature(by, id))
    if (outcome.type !== "accepted") throw new Error(`the countersignature is ${JSON.stringify(outcome)}`)
    return id
  }
  return { signedBy, askedBy, request, grantOf, countersignature, requested, active }
}

/** A call that destroys what bob's grant covers. */
export const destroying = (...addresses: readonly string[]) => ({
  tool: "terraform.apply",
  payload: planOn(...(addresses.length === 0 ? [RULE] : addresses)),
})
