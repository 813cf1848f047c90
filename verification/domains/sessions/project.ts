import type { Principal } from "../../../kernel/actors.ts"
import type { Entity } from "../../../kernel/machine.ts"
import type { Sessions } from "../../../kernel/sessions/facts.ts"
import type { Effect, EntityId, Proven, Stood, Use, Used } from "../../../kernel/sessions/sessions.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { Situation } from "../../explore/scenario.ts"
import { allOf, keptAs } from "../kept.ts"
import { unsayable } from "../names.ts"
import { keyOf } from "../signatures.ts"
import type { Interpretation } from "./interpretation.ts"
import {
  type ModelCredential,
  type ModelEffects,
  type ModelFactor,
  type ModelSession,
  type ModelSign,
  type ModelScoped,
  type ModelState,
  type ModelStood,
  type ModelSubject,
  type ModelUse,
  NO_END,
  NO_FACTOR,
  NO_SIGN,
  NO_SCOPED,
  NO_TOUCH,
} from "./values.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (interpretation: Interpretation) =>
  ({ now, entities }: Situation<Sessions>): ModelState => {
    const { clock, subjects, sessions, credentials, subjectId, sessionId, credentialId } = interpretation
    const told = <There>(
      names: readonly string[],
      idOf: (name: string) => EntityId,
      valueOf: (interpretation: Interpretation, name: string, entity: Entity<Sessions>) => There,
    ) => allOf(entities, names, idOf, (name, entity) => valueOf(interpretation, name, entity))
    return {
      now: clock.tick(now),
      subj: told(subjects, subjectId, subjectOf),
      sess: told(sessions, sessionId, sessionOf),
      cred: told(credentials, credentialId, credentialOf),
    }
  }

const effectsOf = (effects: readonly Effect[]): ModelEffects => ({ set: effects.toSorted() })

const signOf = (
  { nameOf }: Interpretation,
  { by, at }: { readonly by: Principal; readonly at: Instant },
): ModelSign => ({
  by: nameOf.actor(by),
  at: nameOf.tick(at),
})

const factorOf = (interpretation: Interpretation, factor: Proven | null): ModelFactor => {
  if (factor === null) return NO_FACTOR
  // The model has one key a person, and doesn't say which.
  if (factor.key !== keyOf(factor.by)) return unsayable("factor", factor)
  return { ...signOf(interpretation, factor), taken: interpretation.nameOf.tick(factor.taken) }
}

const stoodOf = ({ nameOf }: Interpretation, { on, enablement, session, sign }: Stood): ModelStood => ({
  on,
  enablement,
  session,
  sign: nameOf.tick(sign),
})
const scopedOf = (interpretation: Interpretation, used: Used): ModelScoped => ({
  ...stoodOf(interpretation, used),
  scope: effectsOf(used.scope),
})

const subjectOf = (interpretation: Interpretation, name: string, { status, kept }: Entity<Sessions>): ModelSubject => {
  const { scope, enablement, factorAt, change } = keptAs(kept, "subject", name)
  return {
    status,
    scope: interpretation.nameOf.scope(scope),
    enablement,
    factorAt: interpretation.nameOf.tick(factorAt),
    change: { what: change.what, ...signOf(interpretation, change) },
  }
}

const sessionOf = (interpretation: Interpretation, name: string, { status, kept }: Entity<Sessions>): ModelSession => {
  const { subject, agent, on, enablement, expiresAt, seen, factor, touched, ended, ...opened } = keptAs(
    kept,
    "session",
    name,
  )
  return {
    status,
    subject,
    agent,
    ...signOf(interpretation, opened),
    expiresAt: interpretation.nameOf.tick(expiresAt),
    on,
    enablement,
    seen: signOf(interpretation, seen),
    factor: factorOf(interpretation, factor),
    touched:
      touched === null
        ? NO_TOUCH
        : { ...signOf(interpretation, touched), stood: stoodOf(interpretation, touched.stood) },
    ended: ended === null ? NO_END : { how: ended.how, ...signOf(interpretation, ended) },
  }
}

const useOf = (interpretation: Interpretation, use: Use): ModelUse => ({
  how: use.how,
  ...signOf(interpretation, use),
  run: interpretation.nameOf.session(use.run),
  ...(use.how === "present"
    ? { tool: use.tool, effect: use.effect, stood: scopedOf(interpretation, use.stood) }
    : { tool: "none", effect: "none", stood: NO_SCOPED }),
})

const credentialOf = (
  interpretation: Interpretation,
  name: string,
  { status, kept }: Entity<Sessions>,
): ModelCredential => {
  const { nameOf } = interpretation
  const credential = keptAs(kept, "credential", name)
  const { subject, agent, audience, effects, parent, chain, uses, lapsed } = credential
  return {
    status,
    session: nameOf.session(credential.session),
    subject,
    agent,
    audience,
    effects: effectsOf(effects),
    parent: parent === null ? "none" : nameOf.credential(parent),
    ...signOf(interpretation, credential),
    run: nameOf.session(credential.run),
    expiresAt: nameOf.tick(credential.expiresAt),
    factorAt: nameOf.tick(credential.factorAt),
    chain,
    stood: scopedOf(interpretation, credential.stood),
    uses: uses.map((use) => useOf(interpretation, use)),
    lapsed: lapsed === null ? NO_SIGN : signOf(interpretation, lapsed),
  }
}
