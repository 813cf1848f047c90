import { principalOf } from "../../../kernel/actors.ts"
import type { Command } from "../../../kernel/break-glass/break-glass.ts"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { statementOf } from "../../../kernel/break-glass/guards.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { type Acting, type Action, type Actions, type Arguments, SWEEPER, tick } from "../alphabet.ts"
import { signatureNamed } from "../signatures.ts"
import { type World, grantOf } from "./world.ts"

const saying = ({ settings }: World, command: Command): Acting<BreakGlass> => {
  const move = { kind: "command", settings, command } as const
  return () => move
}

/** What somebody does with a grant that takes no more to say than who. */
const settling = (type: "deny" | "revoke"): Action<BreakGlass, World> => ({
  takes: 2,
  does: (world, at) => saying(world, { type, id: grantOf(at(0)), by: world.actor(at(1)) }),
})
const sweeping = (type: "lapse" | "expire"): Action<BreakGlass, World> => ({
  takes: 1,
  does: (world, at) => saying(world, { type, id: grantOf(at(0)), by: world.actor(SWEEPER) }),
})

const countersigning = (world: World, at: Arguments): Acting<BreakGlass> => {
  const [id, by, terms] = [grantOf(at(0)), world.actor(at(1)), world.terms(at(2))]
  const stating = (named: typeof terms) => () =>
    statementOf({ tenant: world.settings.tenant }, { id, by, terms: named })
  const another = digestOf(new TextEncoder().encode(`other terms than ${at(2)}`))
  const signature = signatureNamed(at(3))(principalOf(by), stating(terms), stating(another))
  return saying(world, { type: "countersign", id, by, terms, signature })
}

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<BreakGlass, World> = {
  Request: {
    takes: 3,
    does: (world, at) => {
      const { by, agent, reason, scope, durationMs } = world.form(at(1))
      const factorAt = world.moment(at(2))
      return saying(world, { type: "request", id: grantOf(at(0)), by, agent, reason, scope, durationMs, factorAt })
    },
  },
  Countersign: { takes: 4, does: countersigning },
  Deny: settling("deny"),
  Lapse: sweeping("lapse"),
  Use: {
    takes: 3,
    does: (world, at) =>
      saying(world, {
        type: "use",
        id: grantOf(at(0)),
        by: world.caller(at(1)),
        action: world.deed(at(2)),
      }),
  },
  Revoke: settling("revoke"),
  Expire: sweeping("expire"),
  Tick: tick(),
}
