import type { Sessions } from "../../../kernel/sessions/facts.ts"
import { type Action, type Actions, SWEEPER, saying, tick } from "../alphabet.ts"
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
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "open",
        id: interpretation.sessionId(at(0)),
        by: interpretation.opener(at(1)),
        agent: interpretation.actor(at(2)).id,
      }),
  },
  Touch: {
    takes: 3,
    does: (interpretation, at) =>
      saying(interpretation, {
        type: "touch",
        id: interpretation.sessionId(at(0)),
        by: interpretation.actor(at(1)),
        factor: at(2) === "proven",
      }),
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
