import { RequestId, type Command, type Vote } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { delegationStatementOf, statementOf } from "../../../kernel/approvals/guards.ts"
import {
  type Acting,
  type Action,
  type Actions,
  type Arguments,
  SWEEPER,
  saying as sayingUnder,
  tick,
} from "../alphabet.ts"
import { readAs } from "../instance.ts"
import { signatureNamed } from "../signatures.ts"
import type { Interpretation } from "./interpretation.ts"

const requestOf = (at: Arguments): RequestId => readAs(RequestId, at(0), "a request")

/** Commands for which the policy in force means nothing. */
const ANY_POLICY = "any"

const saying = (
  interpretation: Interpretation,
  command: Command,
  settings = interpretation.settings(ANY_POLICY, interpretation.anyKeyring),
): Acting<Approvals> => sayingUnder({ settings }, command)

const deciding = (type: Vote): Action<Approvals, Interpretation> => ({
  takes: 6,
  does: (interpretation, at) => {
    const id = requestOf(at)
    const [by, seat, plan] = [interpretation.actor(at(1)), interpretation.seat(at(2)), at(3)]
    const signed = signatureNamed(at(4))
    const settings = interpretation.settings(at(5), interpretation.anyKeyring)
    const command = { type, id, by, seat, plan: interpretation.digest(plan) }
    return ({ entities }) => {
      const kept = entities.get(id)?.kept
      // Before there is a request there is nothing to sign: the command is refused as unknown.
      if (kept === undefined) return { kind: "command", settings, command: { ...command, signature: null } }
      const stating = (named: string) => () =>
        statementOf(kept, { ...command, plan: interpretation.digest(named) }, type)
      const signature = signed(interpretation.principal(at(1)), stating(plan), stating(`another than ${plan}`))
      return { kind: "command", settings, command: { ...command, signature } }
    }
  },
})

const delegating = (interpretation: Interpretation, at: Arguments): Acting<Approvals> => {
  const id = requestOf(at)
  const [by, seat, to] = [interpretation.actor(at(1)), interpretation.seat(at(2)), interpretation.principal(at(3))]
  const signed = signatureNamed(at(4))
  const settings = interpretation.settings(ANY_POLICY, interpretation.anyKeyring)
  const command = { type: "delegate", id, by, seat, to } as const
  return ({ entities }) => {
    const kept = entities.get(id)?.kept
    if (kept === undefined) return { kind: "command", settings, command: { ...command, signature: null } }
    const stating = (whom: typeof to) => () => delegationStatementOf(kept, { ...command, to: whom })
    const signature = signed(interpretation.principal(at(1)), stating(to), stating(kept.initiator))
    return { kind: "command", settings, command: { ...command, signature } }
  }
}

/** What the owner or somebody else says of a whole request. */
const withdrawing = (type: "cancel" | "supersede"): Action<Approvals, Interpretation> => ({
  takes: 2,
  does: (interpretation, at) => saying(interpretation, { type, id: requestOf(at), by: interpretation.caller(at(1)) }),
})

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<Approvals, Interpretation> = {
  Submit: {
    takes: 3,
    does: (interpretation, at) => {
      const { requester, ...form } = interpretation.form(at(1))
      return saying(
        interpretation,
        { type: "submit", id: requestOf(at), by: requester, ...form },
        interpretation.settings(at(2), interpretation.anyKeyring),
      )
    },
  },
  Approve: deciding("approve"),
  Reject: deciding("reject"),
  Delegate: { takes: 5, does: delegating },
  Withdraw: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, { type: "withdraw", id: requestOf(at), by: interpretation.actor(at(1)) }),
  },
  Consume: {
    takes: 5,
    does: (interpretation, at) =>
      saying(
        interpretation,
        { type: "consume", id: requestOf(at), by: interpretation.caller(at(1)), plan: interpretation.digest(at(2)) },
        interpretation.settings(at(3), at(4)),
      ),
  },
  Cancel: withdrawing("cancel"),
  Supersede: withdrawing("supersede"),
  Expire: {
    takes: 1,
    does: (interpretation, at) =>
      saying(interpretation, { type: "expire", id: requestOf(at), by: interpretation.actor(SWEEPER) }),
  },
  Tick: tick(),
}
