import * as fc from "fast-check"
import { expect, it } from "vitest"
import type { Taint } from "../../../kernel/taint/facts.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { refusedBy } from "../trail.ts"
import { play } from "./play.ts"
import { type Happened, objections, seen } from "./reference.ts"
import { stories } from "./story.ts"

const inOrder = (set: readonly string[] | string) => (typeof set === "string" ? set : set.toSorted())
/** With the sets of its label in order: what comes in has its readers in the order in which somebody named them. */
const shown = (entity: Entity<Taint> | undefined): unknown => {
  if (entity === undefined || !("label" in entity.kept)) return entity
  const { sources, readers } = entity.kept.label
  return { ...entity, kept: { ...entity.kept, label: { sources: inOrder(sources), readers: inOrder(readers) } } }
}

it("the kernel and the naive reading of the table agree: on every verdict, every set of reasons and all that is kept", () => {
  fc.assert(
    fc.property(stories(), (drawn) => {
      const history: Happened[] = []
      const trail = play(drawn)
      for (const played of trail) {
        const { before, command, now, answer, after } = played
        expect(refusedBy(played)).toEqual(objections(history, before.settings, command, now))
        if (!answer.accepted) continue
        history.push({ command, now })
        const expected = seen(history, before.settings)
        expect([...after.entities.values()]).toHaveLength(expected.size)
        for (const { id } of answer.after) expect(shown(after.entities.get(id))).toEqual(expected.get(id))
      }
      // What no step moved has not changed, either.
      const last = trail.at(-1)
      for (const [id, entity] of last === undefined ? [] : seen(history, last.before.settings))
        expect(shown(last?.after.entities.get(id))).toEqual(entity)
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 150 },
  )
})
