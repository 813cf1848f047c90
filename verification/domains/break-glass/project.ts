import type { GrantId, Kept, Settlement } from "../../../kernel/break-glass/break-glass.ts"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { statementOf } from "../../../kernel/break-glass/guards.ts"
import type { Digest } from "../../../kernel/digest.ts"
import type { Entity } from "../../../kernel/machine.ts"
import type { Situation } from "../../explore/scenario.ts"
import { NEVER } from "../clock.ts"
import { nameOfSignature } from "../signatures.ts"
import { type ModelGrant, type ModelSettlement, type ModelState, NOTHING_LOST, NOTHING_LOST_BEFORE } from "./values.ts"
import type { Interpretation } from "./interpretation.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (interpretation: Interpretation) =>
  ({ now, entities }: Situation<BreakGlass>): ModelState => ({
    now: interpretation.clock.tick(now),
    gr: Object.fromEntries(
      interpretation.grants.map((id) => {
        const entity = entities.get(id)
        return [id, entity === undefined ? { status: "absent" } : modelGrantOf(interpretation, id, entity)]
      }),
    ),
  })

const modelGrantOf = (
  interpretation: Interpretation,
  id: GrantId,
  { status, kept }: Entity<BreakGlass>,
): ModelGrant => {
  const { nameOf } = interpretation
  const { uses, ended } = kept
  return {
    status,
    form: nameOf.form(id, kept),
    factorAt: nameOf.factor(kept),
    requestedAt: nameOf.tick(kept.requestedAt),
    settlements: kept.settlements.map((settlement) => settlementOf(interpretation, id, kept, settlement)),
    activatedAt: nameOf.tick(kept.activatedAt),
    expiresAt: nameOf.tick(kept.expiresAt),
    uses: {
      count: uses.count,
      ...(uses.last === null
        ? { by: "none", deed: "none", lost: NOTHING_LOST, at: NEVER }
        : {
            by: nameOf.caller(uses.last.by),
            deed: nameOf.deed(uses.last.action),
            lost: uses.last.lost,
            at: nameOf.tick(uses.last.at),
          }),
    },
    ended:
      ended === null
        ? { how: "none", by: "none", at: NEVER, uses: 0 }
        : { how: ended.how, by: nameOf.actor(ended.by), at: nameOf.tick(ended.at), uses: ended.uses },
    selfCountersigned: kept.selfCountersigned,
  }
}

const settlementOf = (
  { nameOf }: Interpretation,
  grant: GrantId,
  kept: Kept,
  { how, by, terms, signature, lost, at }: Settlement,
): ModelSettlement => {
  const told = { how, by: nameOf.actor(by), lost: lost ?? NOTHING_LOST_BEFORE, at: nameOf.tick(at) }
  if (terms === null) return { ...told, terms: "none", signature: "none" }
  const stating = (named: Digest) => statementOf(kept, { id: grant, by, terms: named })
  return {
    ...told,
    terms: nameOf.terms(terms),
    signature: nameOfSignature(signature, by, stating(terms), (statement) => stating(statement.terms)),
  }
}

/** The situation that stands for all that differ in nothing but how many uses there were beyond the cap. */
export const represented =
  ({ useCap }: Pick<Interpretation, "useCap">) =>
  ({ now, entities }: Situation<BreakGlass>): Situation<BreakGlass> => ({
    now,
    entities: new Map(
      [...entities].map(([id, entity]) => [id, entity.kept.uses.count > useCap ? capped(entity, useCap) : entity]),
    ),
  })

const capped = ({ status, kept }: Entity<BreakGlass>, count: number): Entity<BreakGlass> => ({
  status,
  kept: { ...kept, uses: { ...kept.uses, count } },
})
