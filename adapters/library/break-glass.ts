import { Effect } from "effect"
import { type Actor, type TenantId, principalOf } from "../../kernel/actors.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import { sameJson } from "../../kernel/json.ts"
import type { EntityOf } from "../../kernel/rooms.ts"
import type { Directory } from "../identity/directory.ts"
import { type GrantAsked, signables } from "../identity/signable.ts"
import { type Run, commanding } from "./commanding.ts"
import { ActorUnknownError } from "./errors.ts"
import { Countersigning, GrantEnding, GrantRequest, read } from "./inputs.ts"
import type { Advice, Outcome } from "./outcome.ts"
import { readSigned } from "./signed.ts"

/** Emergency access. As with approvals, a refusal by the rules is no error but a result. */
export interface BreakGlass {
  /** Asks for emergency access, signed by who asks. Rejected with ActorUnknownError where the tenant has no such agent. */
  readonly request: (actor: Actor, wanted: GrantRequest) => Promise<Outcome<"break-glass">>
  /** The second person's signature. */
  readonly countersign: (actor: Actor, countersigning: Countersigning) => Promise<Outcome<"break-glass">>
  readonly deny: (actor: Actor, ending: GrantEnding) => Promise<Outcome<"break-glass">>
  readonly revoke: (actor: Actor, ending: GrantEnding) => Promise<Outcome<"break-glass">>
  /** In the order in which they were asked for. */
  readonly grants: (tenant: TenantId) => Promise<readonly EntityOf<"break-glass">[]>
  readonly grant: (tenant: TenantId, id: string) => Promise<EntityOf<"break-glass"> | null>
}

const UNSIGNED = "nothing is signed: sign the request on the machine where your key is"
const MISSTATED = "the signed request says something else than the request: sign what is asked for"
const MISTIMED = "it is not signed now: sign it again and send it at once, by a clock that agrees with the gate's"

export const breakGlassOn = (run: Run, directory: Directory): BreakGlass => {
  const commanded = commanding(run, "break-glass")

  const ended = (type: "deny" | "revoke") => async (by: Actor, given: GrantEnding) => {
    const { grant, key } = read(GrantEnding, given)
    const command = { type, id: grant, by } as const
    return commanded(by, { type: "command", domain: "break-glass", command, proof: null }, key)
  }

  return {
    request: async (by, given) => {
      const { agent: named, reason, scope, durationMs, signed, key } = read(GrantRequest, given)
      const agent = named === null ? null : directory.actor(by.tenant, named)
      if (agent === undefined || (agent !== null && agent.kind !== "agent"))
        throw new ActorUnknownError({ id: named ?? by.id })
      const terms = { agent: agent === null ? null : principalOf(agent), reason, scope, durationMs }
      const { signature, proof, why } = readSigned(signables.request, signed, directory)
      const said = signature?.statement ?? null
      const meant = said !== null && sameJson(said, statementFor(by, terms, said.at))
      const wanted = { type: "request", by, ...terms, factorAt: meant ? said.at : null } as const
      const doubt = said === null ? (why ?? UNSIGNED) : meant ? MISTIMED : MISSTATED
      return commanded(by, { type: "request", wanted, proof }, key, { holderFactorIsFresh: doubt })
    },
    countersign: async (by, given) => {
      const { grant, terms, signed, key } = read(Countersigning, given)
      const { signature, proof, why } = readSigned(signables.countersignature, signed, directory)
      const command = { type: "countersign", id: grant, by, terms, signature } as const
      const advice: Advice = why === null ? {} : { countersignatureIsSigned: why }
      return commanded(by, { type: "command", domain: "break-glass", command, proof }, key, advice)
    },
    deny: ended("deny"),
    revoke: ended("revoke"),
    grants: (tenant) => run(Effect.flatMap(Gate, (gate) => gate.entities(tenant, "break-glass"))),
    grant: (tenant, id) => run(Effect.flatMap(Gate, (gate) => gate.entity(tenant, "break-glass", id))),
  }
}

/** What somebody has to sign to ask for these terms at that moment. */
export const statementFor = (
  holder: Actor,
  terms: Pick<GrantAsked, "agent" | "reason" | "scope" | "durationMs">,
  at: GrantAsked["at"],
): GrantAsked => ({
  type: "interlock/grant-request/v1",
  tenant: holder.tenant,
  holder: principalOf(holder),
  ...terms,
  at,
})
