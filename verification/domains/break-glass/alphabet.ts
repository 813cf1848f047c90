import { principalOf } from "../../../kernel/actors.ts"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { statementOf } from "../../../kernel/break-glass/guards.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { type Acting, type Action, type Actions, type Arguments, SWEEPER, saying, tick } from "../alphabet.ts"
import { signatureNamed } from "../signatures.ts"
import { type Interpretation, grantOf } from "./interpretation.ts"

/** What somebody does with a grant that takes no more to say than who. */
const settling = (type: "deny" | "revoke"): Action<BreakGlass, Interpretation> => ({
  takes: 2,
  does: (interpretation, at) => saying(interpretation, { type, id: grantOf(at(0)), by: interpretation.actor(at(1)) }),
})
const sweeping = (type: "lapse" | "expire"): Action<BreakGlass, Interpretation> => ({
  takes: 1,
  does: (interpretation, at) => saying(interpretation, { type, id: grantOf(at(0)), by: interpretation.actor(SWEEPER) }),
})

const countersigning = (interpretation: Interpretation, at: Arguments): Acting<BreakGlass> => {
  const [id, by, terms] = [grantOf(at(0)), interpretation.actor(at(1)), interpretation.terms(at(2))]
  const stating = (named: typeof terms) => () =>
    statementOf({ tenant: interpretation.settings.tenant }, { id, by, terms: named })
  const another = digestOf(new TextEncoder().encode(`other terms than ${at(2)}`))
  const signature = signatureNamed(at(3))(principalOf(by), stating(terms), stating(another))
  const command = { type: "countersign", id, by, terms, signature } as const
  return saying({ settings: interpretation.settingsUnder(at(4)) }, command)
}

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<BreakGlass, Interpretation> = {
  Request: {
    takes: 3,
    does: (interpretation, at) => {
      const { by, agent, reason, scope, durationMs } = interpretation.form(at(1))
      const factor = interpretation.factor(at(1), at(2))
      return saying(interpretation, {
        type: "request",
        id: grantOf(at(0)),
        by,
        agent,
        reason,
        scope,
        durationMs,
        factor,
      })
    },
  },
  Countersign: { takes: 5, does: countersigning },
  Deny: settling("deny"),
  Lapse: sweeping("lapse"),
  Use: {
    takes: 4,
    does: (interpretation, at) =>
      saying(
        { settings: interpretation.settingsUnder(at(3)) },
        {
          type: "use",
          id: grantOf(at(0)),
          by: interpretation.caller(at(1)),
          action: interpretation.deed(at(2)),
        },
      ),
  },
  Revoke: settling("revoke"),
  Expire: sweeping("expire"),
  Tick: tick(),
}
