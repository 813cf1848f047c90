import type { Authority } from "../domain.ts"
import type { Known } from "../known.ts"
import type { GateRegister } from "../machine.ts"
import type { Keyring } from "../keyring.ts"
import type { Instant } from "../time.ts"
import type { ApprovedTool, Kept, RequestId, Stages } from "./approvals.ts"
import { type Approvals, isOpen, keysHeldIn } from "./facts.ts"
import { allStagesAreMet, rules, standing } from "./rules.ts"

type Requests = GateRegister<Approvals>

const stagesOf = ({ settings: { routes } }: Requests, { route }: ApprovedTool): Stages =>
  (Object.hasOwn(routes, route) ? routes[route] : undefined) ?? []

/**
 * Whether a request can still come to be used: a voice without its key counts no more, and whoever gave it has no second one. Where
 * the others are enough, it can.
 */
const isOfUse = (kept: Kept, keyring: Keyring): boolean => {
  const decisions = standing(kept, keysHeldIn(keyring, kept), rules)
  return decisions.length === kept.decisions.length || allStagesAreMet({ ...kept, decisions }, rules)
}

/** The same plan asked for again waits in the request that is open, under the policy in force, rather than in another one. */
const waitingFor = (
  { entities, settings }: Requests,
  { hash, now }: Known,
): { readonly id: RequestId; readonly until: Instant } | null => {
  for (const { status, kept, id } of entities.values())
    if (isOpen(status) && kept.plan === hash && kept.policy === settings.policy && now < kept.expiresAt)
      if (isOfUse(kept, settings.keyring)) return { id, until: kept.expiresAt }
  return null
}

/**
 * People lift what asks. Where a request is named, it is used for exactly this plan, whatever asks by now; where none is,
 * people decide: in the request that waits for them already, or in a new one.
 */
export const authority: Authority<Approvals, ApprovedTool> = {
  lift: (_, known, named, register) => {
    const { caller: by, hash: plan, own } = known
    if (named !== null)
      return {
        kind: "claim",
        command: { type: "consume", id: named, by, plan },
        until: ({ kept }) => kept.expiresAt,
      }
    const waiting = waitingFor(register, known)
    if (waiting !== null) return { kind: "waits", ...waiting }
    const { route, uses, lifetimeMs } = own
    const stages = stagesOf(register, own)
    return {
      kind: "opens",
      opens: "submit",
      command: (id) => ({ type: "submit", id, by, plan, route, stages, uses, lifetimeMs }),
      until: ({ kept }) => kept.expiresAt,
    }
  },
}
