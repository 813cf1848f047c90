import { type Actor, type TenantId, principalOf } from "../../../kernel/actors.ts"
import type { EntityOf } from "../../domain.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { type Page, entitiesOf } from "../entities.ts"
import { ActorUnknownError } from "../errors.ts"
import { readFactor } from "../factor.ts"
import type { Advice, Outcome } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { readSigned } from "../signed.ts"
import { Countersigning, GrantEnding, GrantPage, GrantRequest } from "./inputs.ts"
import type { GrantAsked } from "../../../kernel/break-glass/break-glass.ts"
import { module } from "../../../kernel/break-glass/index.ts"

/**
 * Emergency access: one person asks, a second one countersigns, and it ends by itself. As with approvals, a refusal by the
 * rules is no error but a result. Every promise may be rejected as those of the gate itself.
 */
export interface BreakGlass {
  /**
   * Asks for emergency access, in person and signed now.
   * @param wanted `durationMs` counts milliseconds from the countersignature on; `signed` holds the bytes of
   * `grantRequestOf`, and the SSH signature over them
   * @returns accepted, with the id of the grant that waits for its countersignature
   * @throws ActorUnknownError where the tenant has no such agent
   * @example
   * ```ts
   * const scope = Scope.parse([{ tool: "terraform.apply", prefix: "aws_db_instance.main" }])
   * const wanted = { agent: null, reason: "the database is down", scope, durationMs: 30 * 60_000 }
   * const statement = grantRequestOf(person, wanted, Instant.parse(Date.now()))
   * const outcome = await gate.breakGlass.request(person, { ...wanted, signed: await sign(statement) })
   * if (outcome.type === "accepted") console.log(outcome.id)
   * ```
   */
  readonly request: (actor: Actor, wanted: Given<typeof GrantRequest>) => Promise<Outcome<"break-glass">>
  /**
   * The second person's signature, under terms that this person has read.
   * @example
   * ```ts
   * const grant = await gate.breakGlass.get(tenant, "grant_0123456789abcdef01234567")
   * if (grant === null) throw new Error("there is no such grant")
   * const { id, kept } = grant
   * const statement = countersignatureOf(kept, { id, by: person, terms: kept.terms })
   * await gate.breakGlass.countersign(person, { id, terms: kept.terms, signed: await sign(statement) })
   * ```
   */
  readonly countersign: (actor: Actor, countersigning: Given<typeof Countersigning>) => Promise<Outcome<"break-glass">>
  /**
   * Says no to a grant that waits, as somebody who may countersign.
   * @example
   * ```ts
   * await gate.breakGlass.deny(person, { id: "grant_0123456789abcdef01234567" })
   * ```
   */
  readonly deny: (actor: Actor, ending: Given<typeof GrantEnding>) => Promise<Outcome<"break-glass">>
  /**
   * Ends a grant before its time, as its holder or as somebody who may countersign.
   * @example
   * ```ts
   * const outcome = await gate.breakGlass.revoke(person, { id: "grant_0123456789abcdef01234567" })
   * console.log(outcome.type)
   * ```
   */
  readonly revoke: (actor: Actor, ending: Given<typeof GrantEnding>) => Promise<Outcome<"break-glass">>
  /**
   * The grants of a tenant, the latest first, page by page.
   * @param page `limit` is 1 to 500, 100 where nobody says; `cursor` is the `next` of the page before
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items, next } = await gate.breakGlass.list(tenant, { status: "active" })
   * console.log(items.map(({ kept }) => kept.holder.id), next === null ? "that is all" : "there are more")
   * ```
   */
  readonly list: (tenant: TenantId, page?: Given<typeof GrantPage>) => Promise<Page<"break-glass">>
  /**
   * One grant, null where the tenant has none of this id.
   * @example
   * ```ts
   * const grant = await gate.breakGlass.get(tenant, "grant_0123456789abcdef01234567")
   * console.log(grant?.kept.expiresAt) // milliseconds since the epoch, null before the countersignature
   * ```
   */
  readonly get: (tenant: TenantId, id: string) => Promise<EntityOf<"break-glass"> | null>
}

export const breakGlassOn = (boundary: Boundary): BreakGlass => {
  const { directory } = boundary
  const commanded = commanding(boundary, "break-glass")
  const { list, get } = entitiesOf(boundary, "break-glass")

  const ended = (type: "deny" | "revoke") => async (by: Actor, given: Given<typeof GrantEnding>) => {
    const { id, key } = read(GrantEnding, given)
    const command = { type, id, by } as const
    return commanded(by, { type: "command", domain: "break-glass", command, proof: null }, key)
  }

  return {
    request: async (by, given) => {
      const { agent: named, reason, scope, durationMs, signed, key } = read(GrantRequest, given)
      const agent = named === null ? null : directory.actor(by.tenant, named)
      if (agent === undefined || (agent !== null && agent.kind !== "agent"))
        throw new ActorUnknownError({ id: named ?? by.id })
      const terms = { agent: agent === null ? null : principalOf(agent), reason, scope, durationMs }
      const { factor, proof, doubt } = readFactor(module.statements.request, signed, directory, (at) =>
        grantRequestOf(by, terms, at),
      )
      const wanted = { type: "request", by, ...terms, factor } as const
      return commanded(by, { type: "open", domain: "break-glass", wanted, proof }, key, { holderFactorIsFresh: doubt })
    },
    countersign: async (by, given) => {
      const { id, terms, signed, key } = read(Countersigning, given)
      const { signature, proof, why } = readSigned(module.statements.countersignature, signed, directory)
      const command = { type: "countersign", id, by, terms, signature } as const
      const advice: Advice = why === null ? {} : { countersignatureIsSigned: why }
      return commanded(by, { type: "command", domain: "break-glass", command, proof }, key, advice)
    },
    deny: ended("deny"),
    revoke: ended("revoke"),
    list: async (tenant, page = {}) => list(tenant, read(GrantPage, page)),
    get,
  }
}

/**
 * What somebody has to sign to ask for these terms at that moment.
 * @example
 * ```ts
 * const scope = Scope.parse([{ tool: "terraform.apply", prefix: "aws_db_instance.main" }])
 * const terms = { agent: null, reason: "the database is down", scope, durationMs: 30 * 60_000 }
 * const statement = grantRequestOf(person, terms, Instant.parse(Date.now()))
 * console.log(statement.type) // "interlock/grant-request/v1"
 * ```
 */
export const grantRequestOf = (
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
