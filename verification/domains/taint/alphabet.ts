import { type Actor, principalOf } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { keysOf } from "../../../kernel/table.ts"
import type { Taint } from "../../../kernel/taint/facts.ts"
import { CONTROL, type Mode, type Slot } from "../../../kernel/taint/taint.ts"
import { type Action, type Actions, type Arguments, SWEEPER, saying, tick } from "../alphabet.ts"
import { InstanceError } from "../instance.ts"
import { signatureNamed } from "../signatures.ts"
import { type Interpretation, type Planned, statementOf } from "./interpretation.ts"

const modeOf = (name: string): Mode => {
  if (name !== "strict" && name !== "value") throw new InstanceError(`no such mode: ${name}`)
  return name
}

/** A value that comes into being: where, as what, and by whom. */
const bringing = (interpretation: Interpretation, at: Arguments, by: number) => ({
  id: interpretation.value(at(0), at(1)),
  by: interpretation.actor(at(by)),
})

/** The arguments that somebody vouches for. */
const vouchedFor = ({ plan }: Planned, slot: string, interpretation: Interpretation): readonly Slot[] => {
  const of = interpretation.slot(slot)
  return of === CONTROL ? keysOf(plan) : [of]
}

/** To vouch is to sign what the values are by then. */
const endorsing: Action<Taint, Interpretation> = {
  takes: 6,
  does: (interpretation, at) => {
    const id = interpretation.endorsement(at(0))
    const by: Actor = interpretation.actor(at(1))
    const conversation = interpretation.conversation(at(2))
    const form = interpretation.form(at(3))
    const slot = interpretation.slot(at(4))
    const signature = signatureNamed(at(5))
    const slots = vouchedFor(form, at(4), interpretation)
    return (situation) => {
      const digests: Record<Slot, Digest> = {}
      for (const argument of slots) {
        const handle = form.plan[argument]
        // No form vouches for an argument that it hasn't: that can't be said.
        if (handle === undefined) return { kind: "none" }
        const value = situation.entities.get(interpretation.value(at(2), handle))?.kept
        if (value?.entity === "value") digests[argument] = value.digest
      }
      const due = () =>
        statementOf(interpretation, by, { endorsement: id, conversation, tool: form.tool, slot, digests })
      return saying<Taint>(interpretation, {
        type: "endorse",
        id,
        by,
        conversation,
        tool: form.tool,
        plan: form.plan,
        slot,
        signature: signature(principalOf(by), due, () => interpretation.misstated(due())),
      })(situation)
    }
  },
}

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<Taint, Interpretation> = {
  Open: {
    takes: 5,
    does: (interpretation, at) => {
      const { id, tenant, kind } = interpretation.actor(at(2))
      return saying(interpretation, {
        type: "open",
        id: interpretation.conversation(at(0)),
        by: interpretation.actor(at(1)),
        initiator: { id, tenant, kind },
        audience: interpretation.audience(at(3)),
        mode: modeOf(at(4)),
      })
    },
  },
  Spawn: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "spawn",
        id: interpretation.conversation(at(0)),
        parent: interpretation.conversation(at(1)),
        by: interpretation.actor(at(2)),
      }),
  },
  Ingest: {
    takes: 6,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "ingest",
        ...bringing(interpretation, at, 2),
        source: interpretation.source(at(3)),
        readers: interpretation.readers(at(4)),
        digest: interpretation.digest(at(5)),
      }),
  },
  Show: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "show",
        id: interpretation.conversation(at(0)),
        value: interpretation.handle(at(1)),
        by: interpretation.actor(at(2)),
      }),
  },
  Derive: {
    takes: 5,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "derive",
        ...bringing(interpretation, at, 2),
        inputs: interpretation.inputs(at(3)),
        digest: interpretation.digest(at(4)),
      }),
  },
  Call: {
    takes: 4,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "call",
        id: interpretation.call(at(0), at(1)),
        by: interpretation.actor(at(2)),
        ...interpretation.form(at(3)),
      }),
  },
  Result: {
    takes: 5,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "result",
        ...bringing(interpretation, at, 3),
        call: interpretation.handle(at(2)),
        digest: interpretation.digest(at(4)),
      }),
  },
  Write: {
    takes: 4,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "write",
        id: interpretation.conversation(at(1)),
        resource: interpretation.resource(at(0)),
        value: interpretation.handle(at(2)),
        by: interpretation.actor(at(3)),
      }),
  },
  Read: {
    takes: 5,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "read",
        ...bringing(interpretation, at, 3),
        resource: interpretation.resource(at(2)),
        digest: interpretation.digest(at(4)),
      }),
  },
  Endorse: endorsing,
  Withdraw: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "withdraw",
        id: interpretation.endorsement(at(0)),
        by: interpretation.actor(at(1)),
      }),
  },
  Expire: {
    takes: 1,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "expire",
        id: interpretation.endorsement(at(0)),
        by: interpretation.actor(SWEEPER),
      }),
  },
  Tick: tick(),
}
