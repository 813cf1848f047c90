import type { Command } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { statementOf } from "../../../kernel/budgets/guards.ts"
import type { Actor } from "../../../kernel/actors.ts"
import { principalOf } from "../../../kernel/actors.ts"
import { type Acting, type Action, type Actions, type Arguments, SWEEPER, saying, tick } from "../alphabet.ts"
import { signatureNamed } from "../signatures.ts"
import type { Interpretation } from "./interpretation.ts"

type Changing = Extract<Command, { readonly type: "widen" | "unfreeze" }>

/** What somebody does with a reservation that takes no more to say than who. */
const reporting = (type: "release" | "unreserve"): Action<Budgets, Interpretation> => ({
  takes: 2,
  does: (interpretation, at) =>
    saying(interpretation, { type, id: interpretation.reservationId(at(0)), by: interpretation.actor(at(1)) }),
})

/** A change with both signatures, each of that name. What signs for something else signs for the number after. */
const signedBy = (
  { settings }: Interpretation,
  unsigned: Changing,
  signature: string,
  countersignature: string,
): Changing => {
  const signatureOf = (name: string, signer: Actor) =>
    signatureNamed(name)(
      principalOf(signer),
      () => statementOf(settings, unsigned, signer),
      () => statementOf(settings, { ...unsigned, serial: unsigned.serial + 1 }, signer),
    )
  return {
    ...unsigned,
    signature: signatureOf(signature, unsigned.by),
    countersignature: signatureOf(countersignature, unsigned.countersigner),
  }
}

const widening = (interpretation: Interpretation, at: Arguments): Acting<Budgets> => {
  const { caps, from, serial } = interpretation.terms(at(3))
  const unsigned: Changing = {
    type: "widen",
    id: interpretation.budgetId(at(0)),
    by: interpretation.actor(at(1)),
    signature: null,
    serial,
    countersigner: interpretation.actor(at(4)),
    countersignature: null,
    caps,
    from,
  }
  return saying(interpretation, signedBy(interpretation, unsigned, at(2), at(5)))
}

const thawing = (interpretation: Interpretation, at: Arguments): Acting<Budgets> => {
  const unsigned: Changing = {
    type: "unfreeze",
    id: interpretation.budgetId(at(0)),
    by: interpretation.actor(at(1)),
    signature: null,
    serial: interpretation.number(at(3)),
    countersigner: interpretation.actor(at(4)),
    countersignature: null,
  }
  return saying(interpretation, signedBy(interpretation, unsigned, at(2), at(5)))
}

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<Budgets, Interpretation> = {
  Open: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "open",
        id: interpretation.budgetId(at(0)),
        by: interpretation.actor(at(1)),
        owner: interpretation.actor(at(2)).id,
      }),
  },
  Reserve: {
    takes: 4,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "reserve",
        id: interpretation.reservationId(at(0)),
        budget: interpretation.budgetId(at(1)),
        by: interpretation.actor(at(2)),
        ...interpretation.form(at(3)),
      }),
  },
  Release: reporting("release"),
  Settle: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "settle",
        id: interpretation.reservationId(at(0)),
        by: interpretation.actor(at(1)),
        amounts: interpretation.report(at(2)),
      }),
  },
  Unreserve: reporting("unreserve"),
  Lapse: {
    takes: 1,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "lapse",
        id: interpretation.reservationId(at(0)),
        by: interpretation.actor(SWEEPER),
      }),
  },
  Widen: { takes: 6, does: widening },
  Narrow: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "narrow",
        id: interpretation.budgetId(at(0)),
        by: interpretation.actor(at(1)),
        caps: interpretation.caps(at(2)),
      }),
  },
  Unfreeze: { takes: 6, does: thawing },
  Tick: tick(),
}
