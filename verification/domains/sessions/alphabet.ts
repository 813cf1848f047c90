import type { Actor } from "../../../kernel/actors.ts"
import type { Factor } from "../../../kernel/factor.ts"
import type { Sessions } from "../../../kernel/sessions/facts.ts"
import type { Command } from "../../../kernel/sessions/sessions.ts"
import { type Acting, type Action, type Actions, SWEEPER, saying, tick } from "../alphabet.ts"
import type { Interpretation } from "./interpretation.ts"

/** The small world ends where somebody who is out has been let in as often as it goes: the kernel counts on for ever. */
const enabling: Action<Sessions, Interpretation> = {
  takes: 3,
  does: (interpretation, at) => {
    const { enablementCap, subjectId, actor, scope } = interpretation
    const id = subjectId(at(0))
    const said = saying<Sessions>(interpretation, { type: "enable", id, by: actor(at(1)), scope: scope(at(2)) })
    return (situation) => {
      const subject = situation.entities.get(id)
      const isAtTheEnd =
        subject?.kept.entity === "subject" && subject.status === "disabled" && subject.kept.enablement >= enablementCap
      return isAtTheEnd ? { kind: "none" } : said(situation)
    }
  },
}

/** The same with a factor, which is as old as its name says whenever it is offered; where it can't be so old, nothing is said. */
const offering = (
  interpretation: Interpretation,
  { factor, by }: { readonly factor: string; readonly by: Actor },
  command: (factor: Factor | null) => Command,
): Acting<Sessions> => {
  const offered = interpretation.factor(factor, by)
  return (situation) => {
    const factor = offered(situation.now)
    return factor === undefined ? { kind: "none" } : saying<Sessions>(interpretation, command(factor))(situation)
  }
}

/** The model's actions, with their arguments in the model's order. */
export const actions: Actions<Sessions, Interpretation> = {
  Enrol: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "enrol",
        id: interpretation.subjectId(at(0)),
        by: interpretation.actor(at(1)),
        scope: interpretation.scope(at(2)),
      }),
  },
  Disable: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "disable",
        id: interpretation.subjectId(at(0)),
        by: interpretation.actor(at(1)),
      }),
  },
  Enable: enabling,
  Open: {
    takes: 4,
    does: (interpretation, at) => {
      const id = interpretation.sessionId(at(0))
      const by = interpretation.opener(at(1))
      const agent = interpretation.actor(at(2)).id
      return offering(interpretation, { factor: at(3), by }, (factor) => ({ type: "open", id, by, agent, factor }))
    },
  },
  Touch: {
    takes: 3,
    does: (interpretation, at) => {
      const id = interpretation.sessionId(at(0))
      const by = interpretation.actor(at(1))
      if (at(2) === "none") return saying(interpretation, { type: "touch", id, by, factor: "unclaimed" })
      return offering(interpretation, { factor: at(2), by }, (factor) => ({ type: "touch", id, by, factor }))
    },
  },
  Mint: {
    takes: 5,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "mint",
        id: interpretation.credentialId(at(0)),
        session: interpretation.sessionId(at(1)),
        by: interpretation.actor(at(2)),
        run: interpretation.sessionId(at(3)),
        ...interpretation.ask(at(4)),
      }),
  },
  Delegate: {
    takes: 6,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "delegate",
        id: interpretation.credentialId(at(0)),
        parent: interpretation.credentialId(at(1)),
        by: interpretation.actor(at(2)),
        run: interpretation.sessionId(at(3)),
        to: interpretation.actor(at(4)).id,
        ...interpretation.ask(at(5)),
      }),
  },
  Present: {
    takes: 4,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "present",
        id: interpretation.credentialId(at(0)),
        by: interpretation.actor(at(1)),
        run: interpretation.sessionId(at(2)),
        ...interpretation.use(at(3)),
      }),
  },
  Lapse: {
    takes: 1,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "lapse",
        id: interpretation.credentialId(at(0)),
        by: interpretation.actor(SWEEPER),
      }),
  },
  End: {
    takes: 2,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "end",
        id: interpretation.sessionId(at(0)),
        by: interpretation.actor(at(1)),
      }),
  },
  Expire: {
    takes: 1,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "expire",
        id: interpretation.sessionId(at(0)),
        by: interpretation.actor(SWEEPER),
      }),
  },
  Tick: tick(),
}
